"""``/entities``, ``/claims`` and ``/documents``: lists, filtered and paged, as HTML and JSON."""

import re
from typing import Any, Final

import pyoxigraph as ox
from flask import Response, render_template, request

from graph.query import QueryEngine
from ontology import load, terms
from server import paging, wording
from server.labels import labels
from server.pages import blueprint
from server.pages.common import name_of
from server.paging import Paging, bad
from server.site import site

_DOCUMENTS: Final = """
SELECT ?document ?version ?title ?kind ?date ?licence ?format WHERE {
  ?document a ent:Document ; dcterms:title ?title ; ent:documentKind ?kind ;
            dcterms:format ?format ; dcterms:hasVersion ?version .
  OPTIONAL { ?document dcterms:date ?date }
  OPTIONAL { ?document dcterms:license ?licence }
}
ORDER BY ?kind DESC(?date) ?title ?document
"""
_TALLIES: Final = """
SELECT ?version (COUNT(DISTINCT ?claim) AS ?count) WHERE {{
  VALUES ?version {{ {iris} }}
  ?target oa:hasSource ?version . ?piece oa:hasTarget ?target . ?claim ent:supportedBy ?piece .
}}
GROUP BY ?version
"""
_CLASSES: Final = """
SELECT ?class (COUNT(DISTINCT ?entity) AS ?count) WHERE {
  ?entity a ?class ; rdfs:label ?label .
  FILTER(STRSTARTS(STR(?class), STR(ent:)))
}
GROUP BY ?class
"""
_BY_CLASS: Final = """
SELECT ?entity (MIN(STR(?name)) AS ?label) WHERE {
  ?entity a ?class ; rdfs:label ?name .
}
GROUP BY ?entity
ORDER BY LCASE(?label) ?entity
"""
_ALL: Final = """
SELECT ?entity (MIN(STR(?name)) AS ?label) WHERE {
  GRAPH graph:published { ?entity rdfs:label ?name }
}
GROUP BY ?entity
ORDER BY LCASE(?label) ?entity
"""
_SEARCH: Final = """
SELECT DISTINCT ?entity ?name WHERE {{
  VALUES ?property {{ rdfs:label skos:prefLabel skos:altLabel }}
  ?entity ?property ?name .
  {class_}
  FILTER(STRSTARTS(STR(?entity), STR(id:)) || STRSTARTS(STR(?entity), STR(?concepts)))
  {words}
}}
"""
_TYPES: Final = """
SELECT ?entity ?class WHERE {{
  VALUES ?entity {{ {iris} }}
  ?entity a ?class . FILTER(STRSTARTS(STR(?class), STR(ent:)))
}}
"""

#: The classes of what is no part of the record itself, as claims and documents are.
_UPPER: Final = ("Actor", "Crisis", "Engagement", "Place", "Period", "DomainConcept")

#: Words of a search that are looked for.
_WORDS: Final = 6
_MATCHES: Final = 5000


@blueprint.get("/documents")
def documents() -> Response | str:
    """Return every document, reports before reference data, the newest first."""
    engine = site().engine
    part = paging.paging()
    as_json = paging.wants_json()
    rows = engine.select(_DOCUMENTS)
    wanted = rows[part.offset : part.offset + part.size]
    names = " ".join(str(row["version"]) for row in wanted)
    tallies = {
        row["version"].value: int(row["count"].value)
        for row in engine.select(_TALLIES.format(iris=names))
        if "version" in row
    }
    shown = [
        {
            "iri": row["document"].value,
            "title": row["title"].value,
            "kind": row["kind"].value,
            "format": row["format"].value,
            "date": row["date"].value if "date" in row else None,
            "license": row["licence"].value if "licence" in row else None,
            "claims": tallies.get(row["version"].value, 0),
        }
        for row in wanted
    ]
    if as_json:
        return paging.json_list(engine, part, len(rows), shown)
    return render_template("documents.html", items=shown, part=part, total=len(rows))


@blueprint.get("/entities")
def entities() -> Response | str:
    """Return the entities of a class, or those whose label fits a search."""
    engine = site().engine
    part = paging.paging()
    as_json = paging.wants_json()
    asked = " ".join(request.args.get("q", "").split())[:200]
    cls = _class(request.args.get("class", ""))
    if asked:
        found = _search(engine, asked, cls)
        shown = found[part.offset : part.offset + part.size]
        total = len(found)
    else:
        shown, total = _listed(engine, cls, part)
    _add_classes(engine, shown)
    if as_json:
        return paging.json_list(engine, part, total, shown)
    return render_template(
        "entities.html",
        items=shown,
        part=part,
        total=total,
        asked=asked,
        cls=cls,
        classes=_classes(engine),
    )


def _class(name: str) -> str:
    """Return the IRI of the class asked for, empty for none; raises a problem with status 400."""
    if not name:
        return ""
    local = name.removeprefix(terms.ENT).removeprefix("ent:")
    schema = load.schema()
    if not any(schema.is_a(local, upper) for upper in _UPPER) or local not in schema.classes:
        raise bad("class", name, "Give a class of the ontology, such as State: see /ontology.")
    return schema.classes[local].iri


def _classes(engine: QueryEngine) -> list[tuple[str, str, int]]:
    """Return local name, label and size of every class that has members, the largest first."""
    rows = engine.select(_CLASSES)
    counted = [
        (
            row["class"].value.removeprefix(terms.ENT),
            wording.class_label(row["class"].value),
            int(row["count"].value),
        )
        for row in rows
    ]
    schema = load.schema()
    kept = [item for item in counted if any(schema.is_a(item[0], upper) for upper in _UPPER)]
    return sorted(kept, key=lambda item: (-item[2], item[1]))


def _listed(engine: QueryEngine, cls: str, part: Paging) -> tuple[list[dict[str, Any]], int]:
    query, bindings = (_BY_CLASS, {"class": ox.NamedNode(cls)}) if cls else (_ALL, {})
    limited = f"{query} LIMIT {part.size} OFFSET {part.offset}"
    counting = f"SELECT (COUNT(*) AS ?count) WHERE {{ {{ {query} }} }}"
    rows = engine.select(limited, bindings)
    total = int(engine.select(counting, bindings)[0]["count"].value)
    return [{"iri": row["entity"].value, "label": row["label"].value} for row in rows], total


def _search(engine: QueryEngine, asked: str, cls: str) -> list[dict[str, Any]]:
    """Return what has a label with all the words asked for, the best match first."""
    words = re.findall(r"\S+", asked.casefold())[:_WORDS]
    bindings: dict[str, Any] = {
        "concepts": ox.NamedNode(terms.CONCEPT),
    }
    bindings |= {f"word{place}": ox.Literal(word) for place, word in enumerate(words)}
    filters = " ".join(
        f"FILTER(CONTAINS(LCASE(STR(?name)), ?word{place}))" for place in range(len(words))
    )
    class_ = ""
    if cls:
        class_, bindings["class"] = "?entity a ?class .", ox.NamedNode(cls)
    query = _SEARCH.format(class_=class_, words=filters)
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    for row in engine.select(query, bindings, limit=_MATCHES):
        iri, name = row["entity"].value, row["name"].value
        key = _closeness(asked.casefold(), name)
        if iri not in best or key < best[iri][0]:
            best[iri] = (key, name)
    named = labels(engine, best)
    ordered = sorted(best, key=lambda iri: (best[iri][0], iri))
    return [
        {
            "iri": iri,
            "label": name_of(iri, named),
            "matched": best[iri][1] if best[iri][1] != named.get(iri) else None,
        }
        for iri in ordered
    ]


def _closeness(asked: str, name: str) -> tuple[int, int, str]:
    """Return a key: the whole name, its beginning, the beginning of a word, anywhere."""
    folded = name.casefold()
    if folded == asked:
        grade = 0
    elif folded.startswith(asked):
        grade = 1
    elif re.search(rf"\b{re.escape(asked)}", folded):
        grade = 2
    else:
        grade = 3
    return grade, len(name), folded


def _add_classes(engine: QueryEngine, items: list[dict[str, Any]]) -> None:
    if not items:
        return
    iris = " ".join(str(ox.NamedNode(item["iri"])) for item in items)
    found: dict[str, list[str]] = {}
    for row in engine.select(_TYPES.format(iris=iris)):
        found.setdefault(row["entity"].value, []).append(row["class"].value)
    for item in items:
        item["classes"] = wording.most_specific(found.get(item["iri"], []))

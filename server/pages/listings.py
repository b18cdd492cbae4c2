"""``/entities``, ``/claims`` and ``/documents``: lists, filtered and paged, as HTML and JSON."""

from typing import Any, Final

import pyoxigraph as ox
from flask import Response, render_template, request

from graph.query import QueryEngine
from graph.search import Found
from ontology import load, terms
from server import paging, wording
from server.pages import blueprint
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
#: The classes of what is no part of the record itself, as claims and documents are.
_UPPER: Final = ("Actor", "Crisis", "Engagement", "Place", "Period", "DomainConcept")

#: Things that a search lists: whoever wants more asks with other words.
_MOST: Final = 200


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
    cls = entity_class(request.args.get("class", ""))
    if asked:
        found = site().search.names(asked, classes=[cls] if cls else [], limit=_MOST, prefix=True)
        shown = [thing(one) for one in found[part.offset : part.offset + part.size]]
        total = len(found)
    else:
        shown, total = _listed(engine, cls, part)
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


def entity_class(name: str) -> str:
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
    known = site().search.things(row["entity"].value for row in rows)
    return [thing(known[row["entity"].value]) for row in rows], total


def thing(found: Found) -> dict[str, Any]:
    """Return a thing as lists have it; ``matched`` is another name that fitted, or None."""
    return {
        "iri": found.iri,
        "label": found.label,
        "matched": found.other,
        "classes": wording.most_specific(found.classes),
    }

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
from server.pages.common import MODALITIES, STATUSES, name_of
from server.paging import Paging, bad
from server.site import site

_DOCUMENTS: Final = """
SELECT ?document ?title ?kind ?date ?licence ?format (COUNT(DISTINCT ?claim) AS ?claims) WHERE {
  ?document a ent:Document ; dcterms:title ?title ; ent:documentKind ?kind ;
            dcterms:format ?format ; dcterms:hasVersion ?version .
  OPTIONAL { ?document dcterms:date ?date }
  OPTIONAL { ?document dcterms:license ?licence }
  OPTIONAL { ?target oa:hasSource ?version . ?evidence oa:hasTarget ?target .
             ?claim ent:supportedBy ?evidence }
}
GROUP BY ?document ?title ?kind ?date ?licence ?format
ORDER BY ?kind DESC(?date) ?title ?document
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
    shown = [
        {
            "iri": row["document"].value,
            "title": row["title"].value,
            "kind": row["kind"].value,
            "format": row["format"].value,
            "date": row["date"].value if "date" in row else None,
            "license": row["licence"].value if "licence" in row else None,
            "claims": int(row["claims"].value),
        }
        for row in rows[part.offset : part.offset + part.size]
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
    classes = load.schema().classes
    if local not in classes:
        raise bad("class", name, "Give a class of the ontology, such as State: see /ontology.")
    return classes[local].iri


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
    return sorted(counted, key=lambda item: (-item[2], item[1]))


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


# Claims

_CLAIM_BASE: Final = """
  ?claim a ent:Claim ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
         ent:status ?status ; ent:confidence ?confidence .
"""
_FROM_DOCUMENT: Final = """
  ?evidence oa:hasTarget/oa:hasSource ?version . ?version dcterms:isVersionOf ?document .
"""


@blueprint.get("/claims")
def claims() -> Response | str:
    """Return the claims that fit the filters, those of reports before those of reference data."""
    engine = site().engine
    part = paging.paging()
    as_json = paging.wants_json()
    patterns, bindings = _filters()
    body = f"{_CLAIM_BASE} {patterns}"
    query = f"""
SELECT ?claim ?subject ?predicate ?object ?status ?confidence (MIN(?kind) AS ?source)
       (COUNT(DISTINCT ?piece) AS ?pieces) WHERE {{
  {body}
  OPTIONAL {{ ?claim ent:supportedBy ?piece .
              ?piece oa:hasTarget/oa:hasSource/ent:documentKind ?kind }}
}}
GROUP BY ?claim ?subject ?predicate ?object ?status ?confidence
ORDER BY ?source ?subject ?predicate STR(?object) ?claim
LIMIT {part.size} OFFSET {part.offset}
"""
    rows = engine.select(query, bindings)
    counting = f"SELECT (COUNT(DISTINCT ?claim) AS ?count) WHERE {{ {body} }}"
    total = int(engine.select(counting, bindings)[0]["count"].value)
    iris = {
        row[name].value
        for row in rows
        for name in ("subject", "object")
        if isinstance(row[name], ox.NamedNode)
    }
    named = labels(engine, iris)
    items = [_claim(row, named) for row in rows]
    if as_json:
        return paging.json_list(engine, part, total, items)
    return render_template(
        "claims.html",
        items=items,
        part=part,
        total=total,
        given=request.args,
        statuses=STATUSES,
        modalities=MODALITIES,
        predicates=_predicates(engine),
        documents=_document_names(engine),
        subject=_named_filter(engine, "subject"),
        object=_named_filter(engine, "object"),
        json_href=part.href(part.page, format="json"),
    )


def _claim(row: dict[str, Any], named: dict[str, str]) -> dict[str, Any]:
    value = row["object"]
    if isinstance(value, ox.NamedNode):
        told: dict[str, Any] = {"iri": value.value}
        told["label"] = named.get(value.value) or wording.class_label(value.value)
    else:
        told = {"value": value.value}
        if value.language:
            told["language"] = value.language
        else:
            told["datatype"] = value.datatype.value
    return {
        "iri": row["claim"].value,
        "subject": {
            "iri": row["subject"].value,
            "label": name_of(row["subject"].value, named),
        },
        "predicate": {
            "iri": row["predicate"].value,
            "label": wording.property_label(row["predicate"].value),
        },
        "object": told,
        "status": row["status"].value.removeprefix(terms.ENT),
        "confidence": float(row["confidence"].value),
        "evidence": int(row["pieces"].value),
    }


def _filters() -> tuple[str, dict[str, Any]]:
    """Return the patterns and terms for the filters of the request; a problem with status 400."""
    patterns: list[str] = []
    bindings: dict[str, Any] = {}
    for name in ("subject", "predicate", "object"):
        text = request.args.get(name, "").strip()
        if text:
            bindings[f"the_{name}"] = _iri(name, text)
            patterns.append(f"FILTER(?{name} = ?the_{name})")
    status = request.args.get("status", "")
    if status:
        if status not in STATUSES:
            raise bad("status", status, f"One of {', '.join(STATUSES)}.")
        bindings["the_status"] = ox.NamedNode(terms.ent(status))
        patterns.append("FILTER(?status = ?the_status)")
    confidence = request.args.get("confidence", "")
    if confidence:
        if not re.fullmatch(r"0(\.\d{1,4})?|1(\.0{1,4})?", confidence):
            raise bad("confidence", confidence, "A number from 0 to 1.")
        bindings["least"] = ox.Literal(confidence, datatype=ox.NamedNode(f"{terms.XSD}decimal"))
        patterns.append("FILTER(?confidence >= ?least)")
    inner = _evidence_filters(bindings)
    if inner:
        patterns.append(f"FILTER EXISTS {{ ?claim ent:supportedBy ?evidence . {inner} }}")
    return " ".join(patterns), bindings


def _evidence_filters(bindings: dict[str, Any]) -> str:
    inner = ""
    modality = request.args.get("modality", "")
    if modality:
        if modality not in MODALITIES:
            raise bad("modality", modality, f"One of {', '.join(MODALITIES)}.")
        bindings["the_modality"] = ox.NamedNode(terms.concept("modality", modality))
        inner += " ?evidence ent:modality ?the_modality ."
    document = request.args.get("document", "").strip()
    source = request.args.get("source", "")
    if document:
        slug = document.removeprefix(f"{terms.ID}document/")
        bindings["the_document"] = _iri("document", f"{terms.ID}document/{slug}")
        inner += f"{_FROM_DOCUMENT} FILTER(?document = ?the_document)"
    if source:
        kinds = {"reports": "corpus", "reference": "reference"}
        if source not in kinds:
            raise bad("source", source, "Either reports or reference.")
        bindings["the_kind"] = ox.Literal(kinds[source])
        inner += " ?evidence oa:hasTarget/oa:hasSource/ent:documentKind ?the_kind ."
    return inner


def _iri(name: str, text: str) -> ox.NamedNode:
    """Return an IRI given in full, with one of our prefixes, or as a path; a problem if wrong."""
    try:
        if text.startswith("/"):
            return ox.NamedNode(terms.BASE + text.lstrip("/"))
        return ox.NamedNode(terms.expand(text if ":" in text else f"id:{text}"))
    except (KeyError, ValueError):
        raise bad(name, text, "Give an IRI or a prefixed name, such as id:nato.") from None


def _named_filter(engine: QueryEngine, name: str) -> tuple[str, str] | None:
    """Return IRI and label of what the list is narrowed to."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    iri = _iri(name, text).value
    return iri, name_of(iri, labels(engine, [iri]))


def _predicates(engine: QueryEngine) -> list[tuple[str, str]]:
    rows = engine.select("SELECT DISTINCT ?p WHERE { ?claim rdf:predicate ?p }")
    iris = sorted((row["p"].value for row in rows), key=wording.rank)
    return [(terms.shorten(iri), wording.property_label(iri)) for iri in iris]


def _document_names(engine: QueryEngine) -> list[tuple[str, str]]:
    rows = engine.select(
        "SELECT ?document ?title WHERE { ?document a ent:Document ; dcterms:title ?title } "
        "ORDER BY ?title ?document"
    )
    return [
        (row["document"].value.removeprefix(f"{terms.ID}document/"), row["title"].value)
        for row in rows
    ]

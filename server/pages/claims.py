"""``/claims``: the claims that fit some filters, as a page and as JSON."""

import re
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox
from flask import Response, render_template, request

from graph.query import QueryEngine
from ontology import terms
from server import paging, wording
from server.labels import labels
from server.pages import blueprint
from server.pages.common import MODALITIES, STATUSES, name_of
from server.paging import Paging, bad
from server.site import site

#: Lists up to this length are put in order; longer ones come as the store has them.
_ORDERED: Final = 50_000
_SOURCES: Final = {"reports": "corpus", "reference": "reference"}

_COUNT: Final = "SELECT (COUNT(DISTINCT ?claim) AS ?count) WHERE {{ {patterns} }}"
_KEYS: Final = """
SELECT DISTINCT ?claim ?subject ?predicate ?object WHERE {{
  {patterns}
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
}}
"""
_PART: Final = "SELECT DISTINCT ?claim WHERE {{ {patterns} }} LIMIT {size} OFFSET {offset}"
_FROM_REPORTS: Final = """
SELECT DISTINCT ?claim WHERE {
  ?version ent:documentKind "corpus" . ?target oa:hasSource ?version .
  ?piece oa:hasTarget ?target . ?claim ent:supportedBy ?piece .
}
"""
_SHOWN: Final = """
SELECT ?claim ?subject ?predicate ?object ?status ?confidence WHERE {{
  VALUES ?claim {{ {claims} }}
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
         ent:status ?status ; ent:confidence ?confidence .
}}
"""
_PIECES: Final = """
SELECT ?claim (COUNT(?piece) AS ?count) WHERE {{
  VALUES ?claim {{ {claims} }}
  ?claim ent:supportedBy ?piece .
}}
GROUP BY ?claim
"""


@blueprint.get("/claims")
def claims() -> Response | str:
    """Return the claims that fit the filters, those of reports before those of reference data."""
    engine = site().engine
    part = paging.paging()
    as_json = paging.wants_json()
    patterns, bindings = _filters()
    total = int(engine.select(_COUNT.format(patterns=patterns), bindings)[0]["count"].value)
    iris = _part(engine, patterns, bindings, part, total)
    items = _items(engine, iris)
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
        predicates=_predicates(engine, engine.revision.digest),
        documents=_documents(engine, engine.revision.digest),
        subject=_named_filter(engine, "subject"),
        object=_named_filter(engine, "object"),
        json_href=part.href(part.page, format="json"),
    )


def _part(
    engine: QueryEngine, patterns: str, bindings: dict[str, Any], part: Paging, total: int
) -> list[str]:
    """Return the claims of one page."""
    if total > _ORDERED:
        query = _PART.format(patterns=patterns, size=part.size, offset=part.offset)
        return [row["claim"].value for row in engine.select(query, bindings)]
    given = tuple(sorted(bindings.items(), key=lambda item: item[0]))
    ordered = _in_order(engine, engine.revision.digest, patterns, given)
    return list(ordered[part.offset : part.offset + part.size])


@lru_cache(maxsize=32)
def _in_order(
    engine: QueryEngine, revision: str, patterns: str, bindings: tuple[tuple[str, Any], ...]
) -> tuple[str, ...]:
    """Return all claims that fit, in the order of the list, which a revision does not change."""
    reports = {row["claim"].value for row in engine.select(_FROM_REPORTS)}
    rows = engine.select(_KEYS.format(patterns=patterns), dict(bindings))
    keyed = [
        (
            row["claim"].value not in reports,
            row["subject"].value,
            wording.rank(row["predicate"].value),
            row["object"].value,
            row["claim"].value,
        )
        for row in rows
    ]
    return tuple(key[-1] for key in sorted(keyed))


def _items(engine: QueryEngine, iris: list[str]) -> list[dict[str, Any]]:
    """Return what the list shows of each claim, in the order given."""
    if not iris:
        return []
    names = " ".join(str(ox.NamedNode(iri)) for iri in iris)
    rows = {row["claim"].value: row for row in engine.select(_SHOWN.format(claims=names))}
    pieces = {
        row["claim"].value: int(row["count"].value)
        for row in engine.select(_PIECES.format(claims=names))
        if "claim" in row
    }
    named = labels(
        engine,
        {
            row[name].value
            for row in rows.values()
            for name in ("subject", "object")
            if isinstance(row[name], ox.NamedNode)
        },
    )
    return [_item(rows[iri], named, pieces.get(iri, 0)) for iri in iris if iri in rows]


def _item(row: dict[str, Any], named: dict[str, str], pieces: int) -> dict[str, Any]:
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
    subject, predicate = row["subject"].value, row["predicate"].value
    return {
        "iri": row["claim"].value,
        "subject": {"iri": subject, "label": name_of(subject, named)},
        "predicate": {"iri": predicate, "label": wording.property_label(predicate)},
        "object": told,
        "status": row["status"].value.removeprefix(terms.ENT),
        "confidence": float(row["confidence"].value),
        "evidence": pieces,
    }


def _filters() -> tuple[str, dict[str, Any]]:
    """Return the patterns and terms for the filters of the request; a problem with status 400.

    What leaves fewest claims comes first: the store follows the patterns from there.
    """
    patterns: list[str] = []
    bindings: dict[str, Any] = {}
    _evidence(patterns, bindings)
    for name in ("subject", "predicate", "object"):
        text = request.args.get(name, "").strip()
        if text:
            bindings[f"the_{name}"] = _iri(name, text)
            patterns.append(f"?claim rdf:{name} ?the_{name} .")
    status = request.args.get("status", "")
    if status:
        if status not in STATUSES:
            raise bad("status", status, f"One of {', '.join(STATUSES)}.")
        bindings["the_status"] = ox.NamedNode(terms.ent(status))
        patterns.append("?claim ent:status ?the_status .")
    confidence = request.args.get("confidence", "")
    if confidence:
        if not re.fullmatch(r"0(\.\d{1,4})?|1(\.0{1,4})?", confidence):
            raise bad("confidence", confidence, "A number from 0 to 1.")
        bindings["least"] = ox.Literal(confidence, datatype=ox.NamedNode(f"{terms.XSD}decimal"))
        patterns.append("?claim a ent:Claim ; ent:confidence ?sure . FILTER(?sure >= ?least)")
    return " ".join(patterns) or "?claim a ent:Claim .", bindings


def _evidence(patterns: list[str], bindings: dict[str, Any]) -> None:
    """Add the filters that one piece of evidence has to pass, all of them."""
    modality = request.args.get("modality", "")
    document = request.args.get("document", "").strip()
    source = request.args.get("source", "")
    if modality and modality not in MODALITIES:
        raise bad("modality", modality, f"One of {', '.join(MODALITIES)}.")
    if source and source not in _SOURCES:
        raise bad("source", source, "Either reports or reference.")
    if document:
        slug = document.removeprefix(f"{terms.ID}document/")
        bindings["the_document"] = _iri("document", f"{terms.ID}document/{slug}")
        patterns.append("?the_document dcterms:hasVersion ?version .")
    if source:
        bindings["the_kind"] = ox.Literal(_SOURCES[source])
        patterns.append("?version ent:documentKind ?the_kind .")
    if document or source:
        patterns.append("?target oa:hasSource ?version . ?piece oa:hasTarget ?target .")
    if modality:
        bindings["the_modality"] = ox.NamedNode(terms.concept("modality", modality))
        patterns.append("?piece ent:modality ?the_modality .")
    if modality or document or source:
        patterns.append("?claim ent:supportedBy ?piece .")


def _iri(name: str, text: str) -> ox.NamedNode:
    """Return an IRI given in full, with one of our prefixes, or as a slug; a problem if wrong."""
    try:
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


@lru_cache(maxsize=4)
def _predicates(engine: QueryEngine, revision: str) -> list[tuple[str, str]]:
    """Return the predicates of claims, by short name and label."""
    rows = engine.select("SELECT DISTINCT ?p WHERE { ?claim rdf:predicate ?p }")
    iris = sorted((row["p"].value for row in rows), key=wording.rank)
    return [(terms.shorten(iri), wording.property_label(iri)) for iri in iris]


@lru_cache(maxsize=4)
def _documents(engine: QueryEngine, revision: str) -> list[tuple[str, str]]:
    """Return the documents, by slug and title."""
    rows = engine.select(
        "SELECT ?document ?title WHERE { ?document a ent:Document ; dcterms:title ?title }"
    )
    found = [
        (row["document"].value.removeprefix(f"{terms.ID}document/"), row["title"].value)
        for row in rows
    ]
    return sorted(found, key=lambda item: (item[1].casefold(), item[0]))

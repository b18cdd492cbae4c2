"""What the query editor completes: prefixes, terms in use, entities and concepts by label."""

from typing import Any, Final

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from graph.query import QueryEngine
from ontology import load, terms
from server import wording
from server.site import site

blueprint = Blueprint("completion", __name__)

#: Suggestions in one answer: more than that nobody reads.
SUGGESTED: Final = 12
_LOOKED_AT: Final = 60

_USED: Final = """
SELECT ?kind ?term ?count WHERE {
  GRAPH graph:void { ?part ?kind ?term ; ?measure ?count }
  FILTER(?kind IN (void:class, void:property) && ?measure IN (void:entities, void:triples))
}
"""


@blueprint.get("/sparql/vocabulary")
def vocabulary() -> ResponseReturnValue:
    """Return prefixes, and classes and properties with how often the graph uses each."""
    return jsonify(prefixes=terms.PREFIXES, terms=_terms(site().engine))


@blueprint.get("/sparql/suggest")
def suggest() -> ResponseReturnValue:
    """Return entities and concepts whose label fits ``q``, those of one ``prefix`` alone."""
    asked = request.args.get("q", "")
    space = terms.PREFIXES.get(request.args.get("prefix", ""), "")
    found = site().search.names(asked, limit=_LOOKED_AT, prefix=True)
    return jsonify(
        items=[
            {
                "name": _name(one.iri),
                "label": one.label,
                "kind": wording.enumeration(
                    [wording.class_label(iri) for iri in wording.most_specific(one.classes)]
                ),
                "matched": one.other,
            }
            for one in found
            if one.iri.startswith(space)
        ][:SUGGESTED]
    )


def _terms(engine: QueryEngine) -> list[dict[str, Any]]:
    """Return what the ontology declares and what else the graph uses, by name."""
    used: dict[str, dict[str, int]] = {"class": {}, "property": {}}
    for row in engine.select(_USED):
        kind = row["kind"].value.removeprefix(terms.VOID)
        used[kind][row["term"].value] = int(row["count"].value)
    schema = load.schema()
    classes = {info.iri: info.definition for info in schema.classes.values()}
    declared = classes | {info.iri: info.definition for info in schema.properties.values()}
    return [
        {
            "name": _name(iri),
            "definition": declared.get(iri, ""),
            "kind": "class" if iri in classes or iri in used["class"] else "property",
            "count": used["class"].get(iri, 0) + used["property"].get(iri, 0),
        }
        for iri in sorted({*declared, *used["class"], *used["property"]}, key=_name)
    ]


def _name(iri: str) -> str:
    short = terms.shorten(iri)
    return short if short != iri else f"<{iri}>"

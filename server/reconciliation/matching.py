"""Matching names against the graph."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from graph.query import QueryEngine
from graph.search import Found, SearchIndex
from server.reconciliation.naming import types_of
from server.reconciliation.reading import MOST_CANDIDATES, Json, Query, id_of
from server.reconciliation.values import Value, labels_of, values

#: From this score on, and this far before the next, a candidate is the one that is meant.
SURE: Final = 95.0
AHEAD: Final = 5.0

#: What a property that fits, or does not, adds to or takes from a score of 100.
_PROPERTY: Final = 20.0

_HAVING: Final = """
SELECT DISTINCT ?thing WHERE {
  ?thing ?property ?value .
  OPTIONAL { ?value rdfs:label|skos:prefLabel ?label }
  FILTER(STR(?value) = ?text || LCASE(STR(?label)) = LCASE(?text))
}
ORDER BY ?thing
"""


def reconcile(engine: QueryEngine, index: SearchIndex, asked: Mapping[str, Query]) -> Json:
    """Return for each query its candidates, the most likely first."""
    return {key: {"result": _candidates(engine, index, query)} for key, query in asked.items()}


def _candidates(engine: QueryEngine, index: SearchIndex, query: Query) -> list[Json]:
    if query.text.strip():
        # A property may lift a candidate that its name alone would leave below the cut.
        wanted = MOST_CANDIDATES if query.properties else query.limit + 1
        found = index.names(query.text, classes=query.classes, limit=wanted)
    else:
        found = _with_values(engine, index, query)
    if query.every_class:
        found = [one for one in found if set(query.classes) <= set(one.classes)]
    scored = [(one, one.score) for one in found]
    if query.properties:
        scored = _with_properties(engine, found, query.properties)
    scored.sort(key=lambda pair: -pair[1])
    lead = scored[0][1] - scored[1][1] if len(scored) > 1 else AHEAD
    return [
        {
            "id": id_of(one.iri),
            "name": one.label,
            "score": round(score, 1),
            "match": place == 0 and score >= SURE and lead >= AHEAD,
            "type": types_of(one),
            "features": [{"id": "name", "value": one.score}],
            **({"description": f"also {one.other}"} if one.other else {}),
        }
        for place, (one, score) in enumerate(scored[: query.limit])
    ]


def _with_values(engine: QueryEngine, index: SearchIndex, query: Query) -> list[Found]:
    """Return the things that have one of the values, where no name is asked for."""
    things: list[str] = []
    for name, wanted in query.properties:
        for text in wanted:
            bindings: dict[str, ox.NamedNode | ox.Literal] = {
                "property": ox.NamedNode(name),
                "text": ox.Literal(text),
            }
            rows = engine.select(_HAVING, bindings, limit=MOST_CANDIDATES)
            things += [row["thing"].value for row in rows]
    found = index.things(things).values()
    kept = [f for f in found if not query.classes or set(query.classes) & set(f.classes)]
    # Nothing is known of the name, so the values alone decide.
    return [replace(one, score=100.0 - _PROPERTY) for one in kept]


def _with_properties(
    engine: QueryEngine,
    found: Sequence[Found],
    properties: Sequence[tuple[str, tuple[str, ...]]],
) -> list[tuple[Found, float]]:
    """Return the scores when values are compared too: by identity, by label, by number."""
    known = values(engine, [one.iri for one in found], [name for name, _ in properties])
    named = labels_of(engine, known)

    def fits(value: Value, text: str) -> bool:
        if isinstance(value, ox.NamedNode):
            return text == value.value or text.casefold() == named.get(value.value, "").casefold()
        return text.casefold() == value.value.casefold()

    scored = []
    for one in found:
        score = one.score
        for name, wanted in properties:
            has = known.get((one.iri, name), [])
            if any(fits(value, text) for value in has for text in wanted):
                score += _PROPERTY / len(properties)
            elif has:
                score -= _PROPERTY / len(properties)
        scored.append((one, max(0.0, min(100.0, score))))
    return scored

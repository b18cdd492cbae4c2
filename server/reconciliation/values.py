"""What the graph says of things: for comparing candidates, and for extending a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox

from graph.query import QueryEngine
from ontology import terms
from server import wording
from server.labels import labels
from server.reconciliation.naming import property_of, range_of
from server.reconciliation.reading import Extension, Json, id_of, local

Value = ox.NamedNode | ox.Literal

_VALUES: Final = """
SELECT ?thing ?property ?value WHERE {{
  VALUES ?thing {{ {things} }} VALUES ?property {{ {properties} }}
  ?thing ?property ?value
}}
ORDER BY ?thing ?property ?value
"""
_USED: Final = """
SELECT ?property (COUNT(*) AS ?count) WHERE {{
  ?thing a ?class ; ?property ?value .
  FILTER(STRSTARTS(STR(?property), STR(ent:)))
}}
GROUP BY ?property
ORDER BY DESC(?count) ?property
"""


_READERS: Final[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
    "integer": ("int", int),
    "decimal": ("float", float),
    "double": ("float", float),
}


def extend(engine: QueryEngine, asked: Extension) -> Json:
    """Return the values that things have for properties, as the data extension protocol says."""
    known = values(engine, asked.things.values(), asked.properties.values())
    named = labels_of(engine, known)
    return {
        "meta": [
            {"id": given, "name": wording.property_label(iri)} | range_of(iri)
            for given, iri in asked.properties.items()
        ],
        "rows": {
            item: {
                given: [_cell(value, named) for value in known.get((iri, name), [])]
                for given, name in asked.properties.items()
            }
            for item, iri in asked.things.items()
        },
    }


def values(
    engine: QueryEngine, iris: Iterable[str], properties: Iterable[str]
) -> dict[tuple[str, str], list[Value]]:
    """Return what the graph says of things, by thing and property."""
    things, names = dict.fromkeys(iris), dict.fromkeys(properties)
    if not things or not names:
        return {}
    query = _VALUES.format(
        things=" ".join(str(ox.NamedNode(iri)) for iri in things),
        properties=" ".join(str(ox.NamedNode(iri)) for iri in names),
    )
    found: dict[tuple[str, str], list[Value]] = {}
    for row in engine.select(query):
        if isinstance(row["value"], ox.NamedNode | ox.Literal):
            key = (row["thing"].value, row["property"].value)
            found.setdefault(key, []).append(row["value"])
    return found


def labels_of(
    engine: QueryEngine, known: Mapping[tuple[str, str], Sequence[Value]]
) -> dict[str, str]:
    """Return the labels of the values that are things."""
    return labels(
        engine, (v.value for row in known.values() for v in row if isinstance(v, ox.NamedNode))
    )


def propose(engine: QueryEngine, cls: str, limit: int) -> Json:
    """Return the properties that members of a class have, the commonest first."""
    bindings = {"class": ox.NamedNode(cls)} if cls else {}
    rows = engine.select(_USED, bindings)
    found = [property_of(row["property"].value) for row in rows[:limit]]
    return {"properties": found, "limit": limit} | ({"type": local(cls)} if cls else {})


def _cell(value: Value, named: Mapping[str, str]) -> Json:
    if isinstance(value, ox.NamedNode):
        return {"id": id_of(value.value), "name": named.get(value.value) or id_of(value.value)}
    reader = _READERS.get(value.datatype.value.removeprefix(terms.XSD))
    if reader is None:
        return {"str": value.value}
    kind, read = reader
    return {kind: read(value.value)}

"""Search for entities and concepts by the words of their labels."""

import re
from typing import Any, Final

import pyoxigraph as ox

from graph.query import QueryEngine
from ontology import terms
from server import wording
from server.labels import labels

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


def search(engine: QueryEngine, asked: str, cls: str = "") -> list[dict[str, Any]]:
    """Return what has a label with all the words asked for, the best match first.

    ``cls`` is the IRI of a class, empty for all. Each item has ``iri``, ``label`` and
    ``matched``: the other name that fitted, None where the label itself did.
    """
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
            "label": named.get(iri) or terms.shorten(iri),
            "matched": best[iri][1] if best[iri][1] != named.get(iri) else None,
        }
        for iri in ordered
    ]


def add_classes(engine: QueryEngine, items: list[dict[str, Any]]) -> None:
    """Give each item its most specific ``classes``."""
    if not items:
        return
    iris = " ".join(str(ox.NamedNode(item["iri"])) for item in items)
    found: dict[str, list[str]] = {}
    for row in engine.select(_TYPES.format(iris=iris)):
        found.setdefault(row["entity"].value, []).append(row["class"].value)
    for item in items:
        item["classes"] = wording.most_specific(found.get(item["iri"], []))


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

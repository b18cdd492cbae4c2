"""Names for people: the labels of many IRIs in one query."""

from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from graph.query import QueryEngine

_BATCH: Final = 500
_QUERY: Final = """
SELECT ?iri ?label WHERE {{
  VALUES ?iri {{ {iris} }}
  ?iri skos:prefLabel|rdfs:label ?label
  FILTER(LANG(?label) IN ("", "en"))
}}
"""


def labels(engine: QueryEngine, iris: Iterable[str]) -> dict[str, str]:
    """Return the English label of each IRI that has one; the first in order where it has more."""
    wanted = sorted(set(iris))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _BATCH):
        # A NamedNode refuses what is no IRI, and writes itself in angle brackets.
        names = " ".join(str(ox.NamedNode(iri)) for iri in wanted[start : start + _BATCH])
        for row in engine.select(_QUERY.format(iris=names)):
            iri, label = row["iri"].value, row["label"].value
            found[iri] = min(found.get(iri, label), label)
    return found

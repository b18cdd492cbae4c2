"""What validation found wrong with the built graph, for the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph import publish
from graph.store import DiskStore
from ontology import terms

#: Violations that are named one by one; the page ``/quality`` has all.
NAMED: Final = 20

_VIOLATIONS: Final = """
SELECT ?node ?message (GROUP_CONCAT(?text; SEPARATOR="; ") AS ?held) WHERE {
  GRAPH graph:validation {
    ?report sh:result ?result .
    ?result sh:resultSeverity sh:Violation ; sh:focusNode ?node ; sh:resultMessage ?message .
  }
  OPTIONAL {
    GRAPH graph:validation { ?result ent:holdsBack ?claim }
    ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
    BIND(CONCAT(STR(?subject), " ", STR(?predicate), " ", STR(?object)) AS ?text)
  }
}
GROUP BY ?result ?node ?message
ORDER BY ?node ?message
"""


@dataclass(frozen=True, slots=True)
class Soundness:
    """How a built graph stands: its counts, and a line for each of the first violations."""

    revision: str
    counts: dict[str, int]
    lines: tuple[str, ...]


def soundness(home: Path) -> Soundness | None:
    """Return how the graph of a home stands, None where none is built; raises StoreError."""
    revision = publish.current(home)
    if revision is None:
        return None
    lines: list[str] = []
    if revision.counts.get("violations"):
        store = DiskStore.read_only(revision.store).oxigraph
        rows = store.query(_VIOLATIONS, prefixes=terms.PREFIXES)
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            held = " ".join(terms.shorten(part) for part in row["held"].value.split(" "))
            told = f" Held back: {held}." if held else " Nothing is held back for it."
            lines.append(f"{terms.shorten(row['node'].value)}: {row['message'].value}{told}")
    return Soundness(revision.name, revision.counts, tuple(lines[:NAMED]))

"""What ``entente check`` gives the reasoner of the reference data, and where a fault in it lies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pyoxigraph import RdfFormat, Triple, serialize

from extract.reference import Reference
from graph import rdf
from ontology import terms

_TYPE: Final = terms.RDF_TYPE


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the reference data: file and line, and its statements as N-Triples."""

    where: str
    data: bytes
    count: int


def rows(known: Reference) -> list[Row]:
    """Return every row with its classes, relations and years, the rest being no matter of OWL.

    Labels are annotations, and codes and durations are outside the datatypes of OWL 2.
    """
    found = []
    for extraction in known.documents:
        document = extraction.document
        for start, group in groupby(extraction.evidence, key=lambda item: item.start):
            triples = [
                Triple(rdf.node(said.subject), rdf.node(said.predicate), rdf.term(said.object))
                for said in (item.claim for item in group)
                if said.predicate == _TYPE or said.predicate.startswith(terms.ENT)
            ]
            line = document.text.count("\n", 0, start) + 1
            data = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
            found.append(Row(f"{document.path}, line {line}", data, len(triples)))
    return found


def first_fault(found: Sequence[Row], consistent: Callable[[bytes], bool]) -> Row | None:
    """Return the first row with which those up to it contradict the ontology, None without one.

    What contradicts still does when more is added, so halving finds the row: ``consistent`` is
    asked about one time more than the number of rows has binary digits.
    """
    low, high = 0, len(found)
    if consistent(b"".join(row.data for row in found)):
        return None
    while low < high - 1:
        middle = (low + high) // 2
        if consistent(b"".join(row.data for row in found[:middle])):
            low = middle
        else:
            high = middle
    return found[low]

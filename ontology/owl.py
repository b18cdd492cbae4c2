"""The ontology in owlready2, and the reasoner HermiT run over it.

Only terms and concepts are given to the reasoner, never claims: their ``rdf:predicate``
points at properties, which OWL 2 DL does not allow.
"""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import owlready2
import pyoxigraph as ox

from ontology import load, terms
from ontology.errors import OntologyError

#: What a reasoner sees.
REASONED = ("core", "evidence", "concepts")


@dataclass(frozen=True, slots=True)
class HermitReport:
    """What HermiT said; ``consistent`` is None and ``unsatisfiable`` empty when it did not run.

    ``unsatisfiable`` holds the prefixed names of classes that can have no member.
    """

    available: bool
    consistent: bool | None
    unsatisfiable: list[str]
    message: str


def world(extra: bytes = b"") -> owlready2.World:
    """Return a new owlready2 world that holds terms and concepts, and ``extra`` N-Triples.

    Raises OntologyError when a file of the ontology, or ``extra``, cannot be read.
    """
    triples = [triple for name in REASONED for triple in load.module(name)]
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    result = owlready2.World()
    try:
        result.get_ontology(terms.ENT).load(fileobj=io.BytesIO(data + extra))
    except owlready2.OwlReadyOntologyParsingError as error:
        raise OntologyError(f"owlready2 cannot read the ontology: {error}.") from error
    return result


def hermit(extra: bytes = b"") -> HermitReport:
    """Check consistency and satisfiability with HermiT; say so plainly when Java is missing."""
    if shutil.which(owlready2.JAVA_EXE) is None:
        return HermitReport(
            available=False,
            consistent=None,
            unsatisfiable=[],
            message=f"HermiT did not run: there is no Java ({owlready2.JAVA_EXE}) on the path.",
        )
    reasoned = world(extra)
    try:
        with _own_temporary_folder():
            owlready2.sync_reasoner_hermit(reasoned, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return HermitReport(
            available=True,
            consistent=False,
            unsatisfiable=[],
            message="HermiT finds the ontology inconsistent.",
        )
    except owlready2.OwlReadyJavaError as error:
        reason = str(error).strip().splitlines()[-1]
        return HermitReport(
            available=False,
            consistent=None,
            unsatisfiable=[],
            message=f"HermiT did not run: Java failed: {reason}",
        )
    empty = sorted(terms.shorten(c.iri) for c in reasoned.inconsistent_classes())
    names = [name for name in empty if name != "owl:Nothing"]
    message = "HermiT finds the ontology consistent" + (
        f", but no individual can be in {', '.join(names)}." if names else "."
    )
    return HermitReport(True, True, names, message)


@contextmanager
def _own_temporary_folder() -> Iterator[None]:
    # owlready2 leaves its temporary file behind whenever HermiT reports a contradiction.
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before

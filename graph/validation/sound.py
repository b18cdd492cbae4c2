"""Which claims were found sound before, so that a build checks the record of the others only.

The record of a claim is a pure function of its state, and the shapes of claims and evidence look
at nothing beyond it; so a claim whose state is the same is as sound as it was. What is published,
and what follows from it, is checked whole each time.
"""

from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Triple

from claims import identity
from claims.state import State
from graph import describe, rdf
from graph.validation.model import ValidationReport
from ontology import terms

_SUBJECT: Final = NamedNode(f"{terms.RDF}subject")


def keys(state: State) -> dict[str, str]:
    """Return a hash of the state of every claim with its evidence, by the claim's id."""
    return {claim.claim.id: identity.digest(repr(claim)) for claim in state.claims}


def record(state: State, keyed: Mapping[str, str], sound: Set[str]) -> set[Triple]:
    """Return the graph ``claims`` without the record of claims whose key is among the sound.

    That they have a subject stays: a shape of engagements asks for it.
    """
    found: set[Triple] = set()
    for claim in state.claims:
        said = claim.claim
        if keyed[said.id] in sound:
            found.add(Triple(rdf.node(said.iri), _SUBJECT, rdf.node(said.subject)))
        else:
            found.update(describe.claim(claim))
    for run in state.runs:
        found.update(describe.run(run))
    return found


def left(state: State, keyed: Mapping[str, str], report: ValidationReport) -> frozenset[str]:
    """Return the keys of the claims in whose record the report finds nothing wrong."""
    if report.unlisted:
        return frozenset()
    wrong = {result.focus for result in report.results}
    return frozenset(
        keyed[claim.claim.id]
        for claim in state.claims
        if claim.claim.iri not in wrong and not any(e.iri in wrong for e in claim.evidence)
    )


def read(path: Path, stamp: str) -> frozenset[str]:
    """Return the keys written to a file under the same stamp, none where there are none."""
    try:
        first, *found = path.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(found) if first == stamp else frozenset()


def write(path: Path, stamp: str, found: Iterable[str]) -> None:
    """Write the keys with a stamp that names the code and the shapes they were found with."""
    path.write_text("\n".join([stamp, *sorted(found)]) + "\n", encoding="ascii")

"""From what is wrong to the claims behind it, the one most likely wrong first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from claims.model import Status
from claims.state import ClaimState, State
from graph import rdf, selection
from graph.validation.explaining import Explainer
from graph.validation.model import ValidationReport, ValidationResult
from ontology import terms

_CLAIM: Final = f"{terms.ID}claim/"
_EVIDENCE: Final = f"{terms.ID}evidence/"
_LABELS: Final = (terms.RDFS_LABEL, terms.SKOS_ALT_LABEL)


@dataclass(frozen=True, slots=True)
class Side:
    """Statements that are wrong together, the claims they rest on, the weakest first, and how.

    ``axioms`` are those of the ontology by which the statements follow from the claims, in words.
    """

    statements: tuple[Triple, ...]
    claims: tuple[ClaimState, ...]
    axioms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A result with the claims it rests on.

    ``suspects`` are the claims of all sides, that most likely wrong first; ``held`` has the ids
    of those that are held back for it.
    """

    result: ValidationResult
    sides: tuple[Side, ...] = ()
    suspects: tuple[ClaimState, ...] = ()
    held: tuple[str, ...] = ()


class Tracer:
    """Finds the claims of a state that statements of its graphs rest on."""

    def __init__(self, state: State, graphs: Mapping[str, Set[Triple]]) -> None:
        self._explainer = Explainer(graphs)
        self._reference = selection.reference_slugs(state.documents)
        self._by_triple: dict[Triple, list[ClaimState]] = defaultdict(list)
        self._by_iri: dict[str, ClaimState] = {}
        for claim in state.claims:
            for triple in _triples(claim):
                self._by_triple[triple].append(claim)
            self._by_iri[claim.claim.iri] = claim
            for evidence in claim.evidence:
                self._by_iri[evidence.iri] = claim

    def trace(self, report: ValidationReport) -> list[Finding]:
        """Return the results in their order, each with the claims it rests on."""
        found = []
        for result in report.results:
            sides = self._sides(result, report.sides.get(result, ()))
            claims = {state.claim.id: state for side in sides for state in side.claims}
            found.append(Finding(result, sides, self._ranked(claims)))
        return found

    def _sides(
        self, result: ValidationResult, blamed: Iterable[tuple[Triple, ...]]
    ) -> tuple[Side, ...]:
        if result.focus.startswith((_CLAIM, _EVIDENCE)):
            claim = self._by_iri.get(result.focus)
            return (Side((), (claim,)),) if claim is not None else ()
        return tuple(self._side(triples) for triples in blamed)

    def _side(self, triples: tuple[Triple, ...]) -> Side:
        found: dict[str, ClaimState] = {}
        axioms: dict[str, None] = {}
        for triple in triples:
            explanation = self._explainer.explain(triple)
            axioms |= dict.fromkeys(explanation.axioms)
            for stated in explanation.statements:
                for claim in self._by_triple.get(stated, ()):
                    found[claim.claim.id] = claim
        return Side(triples, self._ranked(found), tuple(axioms))

    def _ranked(self, claims: Mapping[str, ClaimState]) -> tuple[ClaimState, ...]:
        return tuple(sorted(claims.values(), key=self._doubt))

    def _doubt(self, state: ClaimState) -> tuple[bool, bool, float, int, str]:
        """Return a key that puts the claim most likely wrong first.

        What a person accepted comes last, and what the reference data says before it; then the
        least certain, that with the fewest pieces of evidence, and the first by its hash.
        """
        return (
            state.status is Status.ACCEPTED,
            any(evidence.document in self._reference for evidence in state.evidence),
            state.confidence,
            len(state.evidence),
            state.claim.id,
        )


def _triples(state: ClaimState) -> Iterable[Triple]:
    """Yield what a claim may be published as: a label may become an alternative one."""
    claim = state.claim
    names = _LABELS if claim.predicate in _LABELS else (claim.predicate,)
    for name in names:
        yield Triple(rdf.node(claim.subject), NamedNode(name), rdf.term(claim.object))

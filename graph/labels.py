"""One name for every entity: which of its label claims gives the label."""

from collections.abc import Iterable, Mapping

from claims.model import Claim, Literal
from claims.state import ClaimState
from ontology import terms

#: The label of every entity that has one, by the entity's IRI.
Names = Mapping[str, Literal]

_LABELS = (terms.RDFS_LABEL, terms.SKOS_ALT_LABEL)


def canonical(
    holding: Mapping[str, Iterable[ClaimState]], reference: frozenset[str]
) -> dict[str, Literal]:
    """Return the label of every entity that has one.

    ``holding`` gives the claims that hold by graph, ``reference`` the slugs of the reference
    documents. Claims that are published go before those that are only qualified, those of the
    reference data before others; then the most evidence, the longest and the first by letter.
    """
    best: dict[str, tuple[tuple[int, bool, int, int, str, str], Literal]] = {}
    for graph, states in holding.items():
        for state in states:
            claim = state.claim
            if claim.predicate != terms.RDFS_LABEL or not isinstance(claim.object, Literal):
                continue
            label = claim.object
            rank = (
                0 if graph == "published" else 1,
                not any(evidence.document in reference for evidence in state.evidence),
                -len(state.evidence),
                -len(label.value),
                label.value,
                label.language or "",
            )
            known = best.get(claim.subject)
            if known is None or rank < known[0]:
                best[claim.subject] = (rank, label)
    return {entity: label for entity, (_, label) in best.items()}


def published_as(claim: Claim, names: Names) -> str | None:
    """Return the predicate a claim is published with.

    A label that is not the entity's own is an alternative label; None stands for an alternative
    label that repeats the entity's own, whatever its language.
    """
    if claim.predicate not in _LABELS or not isinstance(claim.object, Literal):
        return claim.predicate
    own = names.get(claim.subject)
    if claim.predicate == terms.RDFS_LABEL and claim.object == own:
        return terms.RDFS_LABEL
    if own is not None and claim.object.value == own.value:
        return None
    return terms.SKOS_ALT_LABEL

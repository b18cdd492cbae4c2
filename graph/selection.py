"""The part of a state that a corpus mentions: reference data beyond it is left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from claims.confidence import combine
from claims.model import Document
from claims.state import ClaimState, State
from ontology import terms

_LABELS = frozenset({terms.RDFS_LABEL, terms.SKOS_ALT_LABEL})
_LOCATED_IN = terms.ent("locatedIn")


def reference_slugs(documents: Iterable[Document]) -> frozenset[str]:
    """Return the slugs of the documents that are reference data."""
    return frozenset(document.slug for document in documents if document.kind == "reference")


def mentioned(state: State) -> State:
    """Return the state with only such reference data as the claims of the corpus mention.

    Of the reference data stay the labels of the entities that claims of the corpus are about,
    the places that contain them, on every level, and the labels of these. What the corpus and
    the reference data both say rests on the corpus alone, with the confidence that it gives.
    """
    reference = reference_slugs(state.documents)
    corpus = [_without(claim, reference) for claim in state.claims]
    seen = {
        iri
        for claim in corpus
        if claim is not None and claim.evidence
        for iri in (claim.claim.subject, claim.claim.object)
        if isinstance(iri, str)
    }
    reached = _contained(seen, state.claims)
    kept = []
    for whole, part in zip(state.claims, corpus, strict=True):
        claim = whole.claim
        if claim.subject in reached and claim.predicate in (*_LABELS, _LOCATED_IN):
            kept.append(whole)
        elif part is not None:
            kept.append(part)
    used = {evidence.document for claim in kept for evidence in claim.evidence}
    documents = tuple(d for d in state.documents if d.slug not in reference or d.slug in used)
    slugs = {document.slug for document in documents}
    runs = {run for claim in kept for run in claim.run_of.values()}
    return replace(
        state,
        documents=documents,
        claims=tuple(kept),
        runs=tuple(run for run in state.runs if run.id in runs),
        mentions=tuple(m for m in state.mentions if m.document in slugs - reference),
    )


def _without(state: ClaimState, reference: frozenset[str]) -> ClaimState | None:
    """Return the claim as the corpus alone makes it, None when only the reference data does."""
    if not any(evidence.document in reference for evidence in state.evidence):
        return state
    evidence = tuple(e for e in state.evidence if e.document not in reference)
    if not evidence:
        return None
    run_of = {e.id: state.run_of[e.id] for e in evidence if e.id in state.run_of}
    return replace(state, evidence=evidence, confidence=combine(evidence), run_of=run_of)


def _contained(seen: set[str], claims: Iterable[ClaimState]) -> set[str]:
    """Return the entities with all places that contain them."""
    containers: Mapping[str, list[str]] = defaultdict(list)
    for state in claims:
        claim = state.claim
        if claim.predicate == _LOCATED_IN and isinstance(claim.object, str):
            containers[claim.subject].append(claim.object)
    reached: set[str] = set()
    waiting = list(seen)
    while waiting:
        entity = waiting.pop()
        if entity not in reached:
            reached.add(entity)
            waiting.extend(containers.get(entity, ()))
    return reached

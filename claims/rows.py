"""Rows of the ledger's tables from the types of the model, and back."""

import json
from collections.abc import Iterable
from typing import Any

from claims import identity
from claims.model import (
    Action,
    Block,
    BlockKind,
    Claim,
    Decision,
    Document,
    Evidence,
    Literal,
    Mention,
    Modality,
    Run,
    Span,
)

#: A row of SQLAlchemy, with its columns as attributes.
Row = Any


def of_document(document: Document, version: str) -> dict[str, Any]:
    """Return the row of a document; its path is in ``presence``, since no version has it."""
    return {
        "slug": document.slug,
        "version": version,
        "kind": document.kind,
        "media_type": document.media_type,
        "title": document.title,
        "metadata": [list(pair) for pair in document.metadata],
        "blocks": [[str(b.kind), b.start, b.end, b.level] for b in document.blocks],
        "text": document.text,
    }


def to_document(row: Row, path: str) -> Document:
    """Return the document of a row."""
    return Document(
        slug=row.slug,
        path=path,
        text=row.text,
        blocks=tuple(
            Block(BlockKind(kind), start, end, level) for kind, start, end, level in row.blocks
        ),
        title=row.title,
        media_type=row.media_type,
        kind=row.kind,
        metadata=tuple((key, value) for key, value in row.metadata),
    )


def of_run(run: Run) -> dict[str, Any]:
    """Return the row of a run."""
    return {
        "id": run.id,
        "extractor": run.extractor,
        "pipeline": run.pipeline,
        "knowledge": run.knowledge,
    }


def to_run(row: Row) -> Run:
    """Return the run of a row."""
    return Run(row.extractor, row.pipeline, row.knowledge)


def of_claim(claim: Claim, claim_id: str) -> dict[str, Any]:
    """Return the row of a claim; an object that is an IRI has no datatype."""
    literal = claim.object if isinstance(claim.object, Literal) else None
    return {
        "id": claim_id,
        "subject": claim.subject,
        "predicate": claim.predicate,
        "object": claim.object if literal is None else literal.value,
        "datatype": None if literal is None else literal.datatype,
        "language": None if literal is None else literal.language,
    }


def to_claim(row: Row) -> Claim:
    """Return the claim of a row."""
    value: str | Literal = row.object
    if row.datatype is not None:
        value = Literal(row.object, row.datatype, row.language)
    return Claim(row.subject, row.predicate, value)


def of_evidence(evidence: Evidence) -> dict[str, Any]:
    """Return the row of a piece of evidence, still without its extraction."""
    subject, object_ = evidence.subject_span, evidence.object_span
    return {
        "id": evidence.id,
        "claim": evidence.claim.id,
        "sentence": evidence.sentence,
        "start": evidence.start,
        "end": evidence.end,
        "occurrence": evidence.occurrence,
        "modality": str(evidence.modality),
        "confidence": float(evidence.confidence),
        "rule": evidence.rule,
        "subject_start": subject.start if subject else None,
        "subject_end": subject.end if subject else None,
        "object_start": object_.start if object_ else None,
        "object_end": object_.end if object_ else None,
        "during": evidence.during,
    }


def to_evidence(row: Row, claim: Claim, slug: str, version: str) -> Evidence:
    """Return the evidence of a row, for its claim and the version of the document it is in."""
    subject, object_ = row.subject_start, row.object_start
    return Evidence(
        claim=claim,
        document=slug,
        version=version,
        sentence=row.sentence,
        start=row.start,
        end=row.end,
        occurrence=row.occurrence,
        modality=Modality(row.modality),
        confidence=row.confidence,
        rule=row.rule,
        subject_span=None if subject is None else Span(subject, row.subject_end),
        object_span=None if object_ is None else Span(object_, row.object_end),
        during=row.during,
    )


def of_mention(mention: Mention) -> dict[str, Any]:
    """Return the row of a mention, still without its extraction and number."""
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "type": mention.type,
        "iri": mention.iri,
        "label": mention.label,
        "confidence": mention.confidence,
    }


def to_mention(row: Row, slug: str) -> Mention:
    """Return the mention of a row."""
    place = (slug, row.start, row.end, row.text)
    return Mention(*place, row.type, row.iri, row.label, row.confidence)


def of_decision(decision: Decision) -> dict[str, Any]:
    """Return the row of a decision."""
    return {
        "sequence": decision.sequence,
        "action": str(decision.action),
        "target": decision.target,
        "author": decision.author,
        "time": decision.time,
        "reason": decision.reason,
        "seen": list(decision.seen),
        "batch": decision.batch,
    }


def to_decision(row: Row) -> Decision:
    """Return the decision of a row."""
    return Decision(
        action=Action(row.action),
        target=row.target,
        author=row.author,
        time=row.time,
        reason=row.reason,
        seen=tuple(row.seen),
        batch=row.batch,
        sequence=row.sequence,
    )


def of_findings(
    evidence: Iterable[Evidence], mentions: Iterable[Mention]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of what was found in a document, in an order of their own."""
    evidence_rows = [row for row, _ in surest(evidence)]
    mention_rows = [of_mention(mention) for mention in distinct(mentions)]
    return evidence_rows, [row | {"number": n} for n, row in enumerate(mention_rows)]


def surest(evidence: Iterable[Evidence]) -> list[tuple[dict[str, Any], Evidence]]:
    """Return each piece of evidence once, with its row, by id.

    Two rules may find one claim in one sentence; the surer of them is its evidence.
    """
    found = [(of_evidence(item), item) for item in evidence]
    found.sort(key=lambda pair: (-pair[0]["confidence"], _canonical(pair[0])))
    best: dict[str, tuple[dict[str, Any], Evidence]] = {}
    for row, item in found:
        best.setdefault(row["id"], (row, item))
    return [best[evidence_id] for evidence_id in sorted(best)]


def distinct(mentions: Iterable[Mention]) -> list[Mention]:
    """Return each mention of a document once, by place."""
    return sorted(set(mentions), key=lambda m: (m.start, m.end, m.iri, m.type, m.label, m.text))


def digest(rows: list[dict[str, Any]]) -> str:
    """Return a hash of the rows, in their order."""
    return identity.digest(*map(_canonical, rows))


def _canonical(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, separators=(",", ":"))

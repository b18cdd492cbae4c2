"""One claim, or one mention, as the object of a JSON line. ``docs/ledger.md`` shows both."""

from collections.abc import Mapping
from typing import Any

from claims.model import Evidence, Literal, Mention, Span
from ontology import terms

_LANG_STRING = f"{terms.RDF}langString"


def to_record(
    evidence: Evidence,
    labels: Mapping[str, str],
    classes: Mapping[str, str],
    published: bool,
    *,
    path: str = "",
) -> dict[str, Any]:
    """Return the object for one piece of evidence.

    ``labels`` and ``classes`` give the label and the local name of the class for an IRI;
    an IRI without them is labelled by its last part, and is a Thing. ``path`` is what stands
    for the document, its slug when not given.
    """
    claim = evidence.claim
    record: dict[str, Any] = {
        "document": path or evidence.document,
        "sentence": evidence.sentence,
        "start": evidence.start,
        "end": evidence.end,
        "subject": _resource(claim.subject, labels, classes, evidence.subject_span),
        "predicate": _predicate(claim.predicate),
    }
    if isinstance(claim.object, Literal):
        record["object"] = _literal(claim.object)
    else:
        kinds = {claim.object: "Class"} if claim.predicate == terms.RDF_TYPE else classes
        record["object"] = _resource(claim.object, labels, kinds, evidence.object_span)
    record["modality"] = str(evidence.modality)
    record["confidence"] = evidence.confidence
    record["rule"] = evidence.rule
    if evidence.during is not None:
        record["during"] = evidence.during
    record["published"] = published
    return record


def mention_record(mention: Mention, *, path: str = "") -> dict[str, Any]:
    """Return the object for one mention; ``path`` stands for the document, else its slug."""
    return {
        "document": path or mention.document,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "class": mention.type,
        "iri": mention.iri,
        "confidence": mention.confidence,
    }


def _resource(
    iri: str, labels: Mapping[str, str], classes: Mapping[str, str], span: Span | None
) -> dict[str, Any]:
    place = {} if span is None else {"start": span.start, "end": span.end}
    return {
        "iri": iri,
        "label": labels.get(iri) or _local_name(iri),
        "class": classes.get(iri, "Thing"),
        **place,
    }


def _literal(literal: Literal) -> dict[str, Any]:
    if literal.language is not None:
        return {"value": literal.value, "datatype": _LANG_STRING, "language": literal.language}
    return {"value": literal.value, "datatype": literal.datatype.removeprefix(terms.XSD)}


def _predicate(iri: str) -> str:
    return "type" if iri == terms.RDF_TYPE else iri.removeprefix(terms.ENT)


def _local_name(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]

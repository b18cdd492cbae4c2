"""From candidates to evidence: what mentions say by themselves, offsets, identity and order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claims.identity import normalise_sentence
from claims.model import BlockKind, Claim, Evidence, Literal, Mention, Modality, Span
from extract.calibration import PROPOSED, Calibration
from extract.candidates import Candidate, ParsedBlock, ParsedDocument
from extract.mentions import Found
from ontology import terms

#: Blocks that are no running text.
APART = frozenset({BlockKind.HEADING, BlockKind.CAPTION})
#: Confidence of a type and of a name: of what is known, and of what the text introduces.
TYPE_CONFIDENCE = {False: 0.97, True: 0.8}
FACT_CONFIDENCE = 0.85
MENTION_RULE = "mention"
FACT_RULE = "mention-fact"


def named(parsed: ParsedDocument) -> Iterator[Candidate]:
    """Yield what mentions say by themselves: types, names of new entities, facts."""
    labelled: set[tuple[str, str]] = set()
    for block in parsed.blocks:
        if block.block.kind in APART:
            continue
        for one in block.found:
            sentence = block.sentence(one.head)
            for part in (one, *one.inner):
                if part.first and not parsed.knowledge.schema.is_a(part.cls, "DomainConcept"):
                    yield _said(block, part, sentence, "type", terms.ENT + part.cls)
            names = _names(one)
            for predicate, name in names:
                if (one.iri, name) not in labelled:
                    labelled.add((one.iri, name))
                    text = Literal(name, terms.RDF + "langString", "en")
                    yield _said(block, one, sentence, predicate, text)
            for fact in one.facts:
                yield Candidate(
                    subject=fact.subject,
                    predicate=fact.predicate,
                    object=fact.object,
                    sentence=sentence,
                    modality=fact.modality,
                    rule=FACT_RULE,
                    confidence=FACT_CONFIDENCE,
                    subject_span=block.span_of(one),
                    object_span=block.span(fact.start, fact.end) if fact.end > fact.start else None,
                )


def _names(one: Found) -> list[tuple[str, str]]:
    """The label of a new entity at its first mention, and other names that the text gives it."""
    if not one.new:
        return []
    names = [(terms.RDFS_LABEL, one.label)] if one.first else []
    if one.kind == "entity" and one.text != one.label:
        names.append((terms.SKOS_ALT_LABEL, one.text))
    return names


def _said(
    block: ParsedBlock, one: Found, sentence: Span, predicate: str, object_: str | Literal
) -> Candidate:
    span = block.span_of(one)
    return Candidate(
        subject=one.iri,
        predicate=predicate,
        object=object_,
        sentence=sentence,
        modality=Modality.ASSERTED,
        rule=MENTION_RULE,
        confidence=TYPE_CONFIDENCE[one.new],
        subject_span=span,
        object_span=span,
    )


def mentions(parsed: ParsedDocument) -> tuple[Mention, ...]:
    """Return the mentions of a document in the order of the text, each once."""
    found = []
    for block in parsed.blocks:
        for one in block.found:
            span = block.span_of(one)
            text = parsed.document.text[span.start : span.end]
            found.append(
                Mention(
                    parsed.document.slug,
                    span.start,
                    span.end,
                    text,
                    one.cls,
                    one.iri,
                    one.label,
                    round(TYPE_CONFIDENCE[one.new] * one.confidence, 2),
                )
            )
    return tuple(sorted(set(found), key=lambda m: (m.start, m.end, m.iri)))


def evidence(
    parsed: ParsedDocument, candidates: Iterable[Candidate], calibration: Calibration | None = None
) -> tuple[Evidence, ...]:
    """Return the evidence of candidates in the order of the text, its confidence calibrated.

    A claim is no surer than the links of its subject and object. Of candidates that are one piece
    of evidence the surest stays, ties go by the rule's name.
    """
    document = parsed.document
    links = Links(parsed)
    learnt = calibration if calibration is not None else Calibration()
    occurrences = _occurrences(parsed)
    version = document.version
    best: dict[str, Evidence] = {}
    for one in candidates:
        span = one.sentence
        sure = links.confidence(one.subject, span) * links.confidence(one.object, span)
        made = Evidence(
            claim=Claim(
                one.subject if isinstance(one.subject, str) else one.subject.iri,
                _predicate(one.predicate),
                one.object if isinstance(one.object, str | Literal) else one.object.iri,
            ),
            document=document.slug,
            version=version,
            sentence=document.text[span.start : span.end],
            start=span.start,
            end=span.end,
            occurrence=occurrences.get(span, 0),
            modality=one.modality,
            confidence=round(min(max(_sure(parsed, one, sure, learnt), 0.01), 0.99), 2),
            rule=one.rule,
            subject_span=_inside(one.subject_span, span),
            object_span=_inside(one.object_span, span),
            during=one.during,
        )
        known = best.get(made.id)
        if known is None or _rank(made) < _rank(known):
            best[made.id] = made
    return tuple(sorted(best.values(), key=lambda e: (e.start, e.end, e.rule, e.claim.id)))


class Links:
    """How sure it is what the entities of a document are, by where their mentions stand."""

    def __init__(self, parsed: ParsedDocument) -> None:
        self._at: dict[str, list[tuple[Span, float]]] = {}
        for block in parsed.blocks:
            for one in block.found:
                for part in (one, *one.inner):
                    link = (block.span_of(part), part.confidence)
                    self._at.setdefault(part.iri, []).append(link)
        # What is never in doubt need not be looked up.
        self._at = {
            iri: links for iri, links in self._at.items() if any(sure < 1.0 for _, sure in links)
        }

    def confidence(self, thing: Found | str | Literal, sentence: Span) -> float:
        """Return the confidence of the surest link to a thing in a sentence, or in the document."""
        iri = thing.iri if isinstance(thing, Found) else thing
        links = self._at.get(iri, []) if isinstance(iri, str) else []
        near = [c for span, c in links if sentence.start <= span.start < sentence.end]
        return max(near or [c for _, c in links], default=1.0)


def _sure(parsed: ParsedDocument, one: Candidate, links: float, learnt: Calibration) -> float:
    """Return how probable a candidate is; a concept that is only proposed stays below 0.5."""
    relation = one.predicate.rpartition(":")[2].rpartition("#")[2].rpartition("/")[2]
    value = learnt.probability(one.rule, relation, one.confidence) * links
    proposed = any(
        isinstance(iri, str)
        and iri.startswith(terms.CONCEPT)
        and iri not in parsed.knowledge.schema.concepts
        for iri in (one.subject, one.object)
    )
    return min(value, PROPOSED) if proposed else value


def _rank(one: Evidence) -> tuple[float, str, str]:
    return (-one.confidence, one.rule, one.modality.value)


def _predicate(name: str) -> str:
    """Return the IRI of a predicate: ``type``, a local name, a prefixed name or an IRI."""
    if name == "type":
        return terms.RDF_TYPE
    if "://" in name:
        return name
    prefix, _, local = name.rpartition(":")
    return (terms.PREFIXES[prefix] if prefix else terms.ENT) + local


def _inside(span: Span | None, sentence: Span) -> Span | None:
    """Return a span where it lies in the sentence, else None."""
    if span is None or span.start < sentence.start or span.end > sentence.end:
        return None
    return span


def _occurrences(parsed: ParsedDocument) -> dict[Span, int]:
    """Which of the document's equal sentences each one is, counted from 0."""
    counts: dict[str, int] = {}
    found: dict[Span, int] = {}
    for block, sentence in parsed.sentences():
        span = block.span(sentence.start, sentence.end)
        key = normalise_sentence(parsed.document.text[span.start : span.end])
        found[span] = counts.get(key, 0)
        counts[key] = found[span] + 1
    return found

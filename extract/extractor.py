"""From a document to the claims its sentences make, with evidence."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module

from spacy.language import Language
from spacy.tokens import Doc

from claims.identity import digest, normalise_sentence
from claims.model import (
    BlockKind,
    Claim,
    Document,
    Evidence,
    Extraction,
    Literal,
    Mention,
    Modality,
    Run,
    Span,
)
from extract import pipeline
from extract.candidates import Candidate, ParsedBlock, ParsedDocument
from extract.knowledge import Knowledge
from extract.mentions import DocumentMemory, Found, find
from extract.relations.find import find as find_relations
from extract.relations.rules import load
from ontology import terms
from ontology.load import digest as ontology_digest

#: Version of the extractor: it changes whenever the same text may give other claims.
VERSION = "0.1.0"
#: Blocks that are no running text.
APART = frozenset({BlockKind.HEADING, BlockKind.CAPTION})
#: Confidence of what a mention says by itself.
TYPE_CONFIDENCE = {False: 0.97, True: 0.8}
FACT_CONFIDENCE = 0.85
MENTION_RULE = "mention"
FACT_RULE = "mention-fact"

Finder = Callable[[ParsedDocument], list[Candidate]]


class Extractor:
    """Extracts documents with one pipeline and one state of knowledge.

    ``run`` says with which. The same document gives the same extraction, whatever was extracted
    before it.
    """

    def __init__(self, knowledge: Knowledge, nlp: Language | None = None) -> None:
        self.knowledge = knowledge
        self.nlp = nlp if nlp is not None else pipeline.load()
        reference = knowledge.reference
        self.run = Run(
            extractor=VERSION,
            pipeline=pipeline.identity(self.nlp),
            knowledge=digest(
                ontology_digest(), reference.digest if reference is not None else "", load().digest
            ),
        )
        self.finders: tuple[Finder, ...] = (*_engagements(), find_relations)

    def parse(self, document: Document) -> ParsedDocument:
        """Return a document parsed block by block, with what is named in it."""
        texts = (document.text[block.start : block.end] for block in document.blocks)
        docs = list(self.nlp.pipe(texts, batch_size=32))
        memory = DocumentMemory(document.slug)
        memory.prepare(docs, self.knowledge)
        blocks = []
        for index, (block, doc) in enumerate(zip(document.blocks, docs, strict=True)):
            found = find(doc, self.knowledge, memory, running=block.kind not in APART)
            if block.kind is BlockKind.HEADING:
                found = self._heading(doc, found, memory)
            blocks.append(ParsedBlock(index, block, doc, found))
        return ParsedDocument(document, blocks, memory, self.knowledge)

    def _heading(self, doc: Doc, found: list[Found], memory: DocumentMemory) -> list[Found]:
        """Return what a heading names; its capitals make no names of concepts."""
        words = [t.text for t in doc if t.is_alpha and len(t.text) > 3]
        if not words or sum(word[0].isupper() for word in words) < 0.7 * len(words):
            return found
        small = self.nlp(doc.text.lower())
        if len(small) != len(doc):
            return found
        known = [one for one in found if not one.new]
        taken = {i for one in known for i in range(one.start_token, one.end_token)}
        for one in find(small, self.knowledge, memory, running=False):
            if taken.isdisjoint(range(one.start_token, one.end_token)) and not one.new:
                known.append(replace(one, head=doc[one.head.i]))
        return sorted(known, key=lambda one: (one.start_token, one.end_token))

    def extract(self, document: Document) -> Extraction:
        """Return what a document says: mentions, and evidence for claims."""
        parsed = self.parse(document)
        candidates = [*_named(parsed)]
        for finder in self.finders:
            candidates += finder(parsed)
        return Extraction(document, _mentions(parsed), _evidence(parsed, candidates))

    def extract_all(
        self, documents: Iterable[Document], processes: int = 1
    ) -> Iterator[Extraction]:
        """Yield the extractions of documents in their order, with several processes if asked."""
        if processes <= 1:
            yield from map(self.extract, documents)
            return
        context = multiprocessing.get_context("fork")
        global _worker
        _worker = self
        with context.Pool(processes) as pool:
            yield from pool.imap(_extract_in_worker, documents)


_worker: Extractor | None = None


def _extract_in_worker(document: Document) -> Extraction:
    assert _worker is not None
    return _worker.extract(document)


def _engagements() -> tuple[Finder, ...]:
    return (import_module("extract.engagements").find,)


def _named(parsed: ParsedDocument) -> Iterator[Candidate]:
    """What mentions say by themselves: types, names of new entities, facts."""
    labelled: set[tuple[str, str]] = set()
    for block in parsed.blocks:
        running = block.block.kind not in APART
        for one in block.found:
            if not running:
                continue
            sentence = block.sentence(one.head)
            span = block.span_of(one)
            if one.first and _individual(parsed, one):
                yield Candidate(
                    one.iri, "type", terms.ENT + one.cls, sentence, Modality.ASSERTED,
                    MENTION_RULE, TYPE_CONFIDENCE[one.new], span, span,
                )  # fmt: skip
                if one.new:
                    yield Candidate(
                        one.iri, terms.RDFS_LABEL, Literal(one.label, terms.RDF + "langString", "en"),
                        sentence, Modality.ASSERTED, MENTION_RULE, TYPE_CONFIDENCE[True], span, span,
                    )  # fmt: skip
                    labelled.add((one.iri, one.label))
            if one.new and one.text != one.label and (one.iri, one.text) not in labelled:
                if one.kind == "entity":
                    labelled.add((one.iri, one.text))
                    yield Candidate(
                        one.iri, terms.SKOS_ALT_LABEL,
                        Literal(one.text, terms.RDF + "langString", "en"),
                        sentence, Modality.ASSERTED, MENTION_RULE, TYPE_CONFIDENCE[True], span, span,
                    )  # fmt: skip
            for fact in one.facts:
                yield Candidate(
                    fact.subject, fact.predicate, fact.object, sentence, fact.modality,
                    FACT_RULE, FACT_CONFIDENCE, span,
                    block.span(fact.start, fact.end) if fact.end > fact.start else span,
                )  # fmt: skip


def _individual(parsed: ParsedDocument, one: Found) -> bool:
    return not parsed.knowledge.schema.is_a(one.cls, "DomainConcept") and one.cls != "Period"


def _mentions(parsed: ParsedDocument) -> tuple[Mention, ...]:
    found = []
    for block in parsed.blocks:
        for one in block.found:
            span = block.span_of(one)
            text = parsed.document.text[span.start : span.end]
            found.append(
                Mention(
                    parsed.document.slug, span.start, span.end, text, one.cls, one.iri, one.label
                )
            )
    return tuple(sorted(set(found), key=lambda m: (m.start, m.end, m.iri)))


def _evidence(parsed: ParsedDocument, candidates: Iterable[Candidate]) -> tuple[Evidence, ...]:
    """Evidence of the candidates, the best for each identity, in the order of the text."""
    document = parsed.document
    occurrences = _occurrences(parsed)
    version = document.version
    best: dict[str, Evidence] = {}
    for one in candidates:
        span = one.sentence
        evidence = Evidence(
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
            confidence=round(min(max(one.confidence, 0.01), 0.99), 2),
            rule=one.rule,
            subject_span=_inside(one.subject_span, span),
            object_span=_inside(one.object_span, span),
            during=one.during,
        )
        known = best.get(evidence.id)
        if known is None or _rank(evidence) < _rank(known):
            best[evidence.id] = evidence
    return tuple(sorted(best.values(), key=lambda e: (e.start, e.end, e.rule, e.claim.id)))


def _rank(evidence: Evidence) -> tuple[float, str, str]:
    return (-evidence.confidence, evidence.rule, evidence.modality.value)


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

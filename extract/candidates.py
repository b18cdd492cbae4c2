"""What finders read and return: a parsed document, and candidates for claims.

The extractor parses a document once and hands the same ``ParsedDocument`` to every finder. A
finder returns candidates; the extractor turns them into evidence with offsets, drops doubles
and puts them in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spacy.tokens import Span as TokenSpan

from claims.model import Block, Document, Literal, Modality, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from extract.knowledge import Knowledge
    from extract.mentions import Found

#: Tokens that end a sentence.
ENDS = frozenset({".", "!", "?", ":", ";", "…", "”", '"'})

#: Words of the longest sentence that is read as one.
LONGEST = 250


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that a finder proposes, with the sentence that makes it.

    ``subject`` is something found, or an IRI; ``predicate`` a local name of the ontology, ``type``
    for class membership, or a full IRI of another namespace; ``object`` something found, an IRI or
    a literal. All spans are offsets in the document's text. ``confidence`` is the rule's prior.
    """

    subject: Found | str
    predicate: str
    object: Found | str | Literal
    sentence: Span
    modality: Modality
    rule: str
    confidence: float
    subject_span: Span | None = None
    object_span: Span | None = None
    during: str | None = None


@dataclass(slots=True)
class ParsedBlock:
    """One block of a document with its parse; ``doc`` starts at ``block.start`` of the text."""

    index: int
    block: Block
    doc: Doc
    found: list[Found]
    _sentences: list[TokenSpan] = field(default_factory=list, repr=False)

    def span(self, start: int, end: int) -> Span:
        """Return the document's offsets of the tokens from ``start`` up to ``end``, exclusive."""
        first, last = self.doc[start], self.doc[end - 1]
        return Span(self.block.start + first.idx, self.block.start + last.idx + len(last.text))

    def span_of(self, item: Found | TokenSpan) -> Span:
        """Return the document's offsets of something found, or of a spaCy span."""
        if isinstance(item, TokenSpan):
            return self.span(item.start, item.end)
        return self.span(item.start_token, item.end_token)

    def sentences(self) -> list[TokenSpan]:
        """Return the sentences without white space around; those that the parser tore are joined.

        A sentence does not start after a colon, nor with a small letter after one without a full
        stop. What goes on for more than LONGEST words is cut, since nothing in it hangs together.
        """
        if self._sentences:
            return self._sentences
        bounds: list[list[int]] = []
        for one in self.doc.sents:
            start, end = one.start, one.end
            while start < end and self.doc[start].is_space:
                start += 1
            while end > start and self.doc[end - 1].is_space:
                end -= 1
            if start == end:
                continue
            torn = bounds and self.doc[bounds[-1][1] - 1].text not in ENDS
            announced = bool(bounds) and self.doc[bounds[-1][1] - 1].text == ":"
            if announced or (bounds and torn and self.doc[start].text[0].islower()):
                bounds[-1][1] = end
            else:
                bounds.append([start, end])
        self._sentences = [
            self.doc[at : min(at + LONGEST, end)]
            for start, end in bounds
            for at in range(start, end, LONGEST)
        ]
        return self._sentences

    def sentence(self, token: Token) -> Span:
        """Return the document's offsets of the token's sentence."""
        sentences = self.sentences()
        index = bisect_right(sentences, token.i, key=lambda one: one.start) - 1
        if index >= 0 and token.i < sentences[index].end:
            return self.span(sentences[index].start, sentences[index].end)
        return self.span(token.sent.start, token.sent.end)


@dataclass(frozen=True, slots=True)
class Introduced:
    """An engagement that a sentence speaks of, so that later sentences can refer back to it."""

    iri: str
    cls: str
    label: str
    block: int
    sentence: Span
    span: Span


@dataclass(slots=True)
class ParsedDocument:
    """A document as the finders see it; ``engagements`` grows in the order of the text."""

    document: Document
    blocks: list[ParsedBlock]
    memory: Any
    knowledge: Knowledge
    engagements: list[Introduced] = field(default_factory=list)
    reading: list[Any] = field(default_factory=list)

    def sentences(self) -> Iterator[tuple[ParsedBlock, TokenSpan]]:
        """Yield each sentence with its block, in the order of the text."""
        for parsed in self.blocks:
            for sentence in parsed.sentences():
                yield parsed, sentence

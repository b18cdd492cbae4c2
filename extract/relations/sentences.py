"""A document as sentences with their clauses, and the headings they stand under."""

from __future__ import annotations

from dataclasses import dataclass

from claims.model import BlockKind, Span
from extract.candidates import ParsedBlock, ParsedDocument
from extract.mentions import Found
from extract.relations.chunks import chunk
from extract.relations.clauses import read
from extract.relations.lexicon import lexicon
from extract.relations.predicates import Clauses
from extract.relations.words import Kind


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence of a block; ``start`` to ``end`` are tokens, ``heading`` is the nearest above."""

    index: int
    block: ParsedBlock
    start: int
    end: int
    clauses: Clauses
    heading: ParsedBlock | None
    first_in_block: bool
    words: str = ""

    @property
    def span(self) -> Span:
        """Offsets in the document's text."""
        return self.block.span(self.start, self.end)

    @property
    def text(self) -> str:
        """The words of the sentence, in lower case, one space between tokens."""
        if not self.words:
            self.words = " ".join(t.lower_ for t in self.block.doc[self.start : self.end])
        return self.words

    @property
    def found(self) -> list[Found]:
        """What is named in the sentence."""
        return [f for f in self.block.found if self.start <= f.start_token < self.end]

    def events(self) -> list[Found]:
        """Return the concepts that its verbs name, as *pool their assets*."""
        return [
            one
            for chunk_ in self.clauses.chunks
            if chunk_.kind is Kind.VERB
            for one in chunk_.found
        ]


def reading(parsed: ParsedDocument) -> list[Sentence]:
    """Return the sentences of a document's running text; they are read once and kept."""
    if not parsed.reading:
        heading: ParsedBlock | None = None
        words = lexicon()
        for block in parsed.blocks:
            if block.block.kind is BlockKind.HEADING:
                heading = block
                continue
            for number, span in enumerate(block.sentences()):
                clauses = read(chunk(span, block.found, words))
                parsed.reading.append(
                    Sentence(
                        len(parsed.reading), block, span.start, span.end, clauses, heading,
                        number == 0,
                    )
                )  # fmt: skip
    sentences: list[Sentence] = parsed.reading
    return sentences

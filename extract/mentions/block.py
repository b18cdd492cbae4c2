"""The names in a block, and what the finders of composed mentions share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from extract.mentions.hits import find_composed, find_hits
from extract.mentions.memory import DocumentMemory
from extract.mentions.model import Found, Hit, Kind, Reading
from extract.mentions.names import Atom, atoms
from extract.mentions.words import fold

if TYPE_CHECKING:
    from extract.knowledge import Knowledge

HYPHENS = frozenset({"-", "–", "‑"})
QUOTES = frozenset({'"', "“", "”", "‘", "’", "'", "``", "''"})


@dataclass(slots=True)
class Block:
    """One block at work: ``hits`` are its names, ``taken`` the tokens that mentions use.

    ``composed`` are known names of crises, forces and groups, which have others inside: those say
    where a crisis is or whose a force is.
    """

    doc: Doc
    knowledge: Knowledge
    memory: DocumentMemory
    running: bool
    hits: list[Hit] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    starts: dict[int, Hit] = field(default_factory=dict)
    ends: dict[int, Hit] = field(default_factory=dict)
    composed: list[Hit] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, doc: Doc, knowledge: Knowledge, memory: DocumentMemory, running: bool = True
    ) -> Block:
        """Return the block of a Doc with its names found."""
        block = cls(doc, knowledge, memory, running)
        text = atoms(doc.text)
        block.hits = find_hits(doc, text, knowledge, memory)
        block.composed = [
            hit
            for hit in find_composed(doc, text, block.hits, knowledge, memory)
            if not any(h.start <= hit.start and hit.end <= h.end for h in block.hits)
        ]
        block.starts = {hit.start: hit for hit in block.hits}
        block.ends = {hit.end: hit for hit in block.hits}
        return block

    def is_a(self, thing: Hit | Reading, *classes: str) -> bool:
        """Return whether a thing is of one of the classes."""
        cls = thing.reading.cls if isinstance(thing, Hit) else thing.cls
        return any(self.knowledge.schema.is_a(cls, wanted) for wanted in classes)

    def word(self, index: int) -> str:
        """Return a token in lower case, or "" outside the block."""
        return str(self.doc[index].lower_) if 0 <= index < len(self.doc) else ""

    def in_name(self, index: int) -> bool:
        """Return whether a token belongs to a known name."""
        return any(hit.start <= index < hit.end for hit in (*self.hits, *self.composed))

    def skip_left(self, index: int, words: frozenset[str]) -> int:
        """Return the first token at or before ``index`` that is none of the words."""
        while index >= 0 and self.doc[index].lower_ in words:
            index -= 1
        return index

    def skip_right(self, index: int, words: frozenset[str]) -> int:
        """Return the first token at or after ``index`` that is none of the words."""
        while index < len(self.doc) and self.doc[index].lower_ in words:
            index += 1
        return index

    def free(self, start: int, end: int) -> bool:
        """Return whether no mention uses the tokens."""
        return self.taken.isdisjoint(range(start, end))

    def take(self, found: Found) -> Found:
        """Mark the tokens of a mention as used and return it."""
        self.taken.update(range(found.start_token, found.end_token))
        return found

    def within(self, start: int, end: int) -> list[Hit]:
        """Return the known names that are parts of a longer name."""
        shift = int(self.doc[start].idx)
        text = [
            Atom(one.norm, one.start + shift, one.end + shift)
            for one in atoms(self.doc[start:end].text)
        ]
        found = find_hits(self.doc, text, self.knowledge, DocumentMemory(""))
        return [hit for hit in found if hit.end - hit.start < end - start]

    def inner(self, *hits: Hit) -> tuple[Found, ...]:
        """Return the names inside a composed mention; an adjective alone is no mention."""
        return tuple(self.entity(hit) for hit in hits if not hit.demonym)

    def entity(self, hit: Hit, head: int | None = None) -> Found:
        """Return a name as a mention of its own."""
        cls = hit.reading.cls
        kind = Kind.PERIOD if cls == "Period" else Kind.CRISIS if cls == "Crisis" else Kind.ENTITY
        token = self.doc[head] if head is not None else self.head(hit.start, hit.end)
        new = hit.reading.iri not in self.knowledge.entities
        if not self.knowledge.schema.is_a(cls, "DomainConcept"):
            return Found(
                hit.start, hit.end, token, kind, (hit.reading,), new=new, confidence=hit.confidence
            )
        return Found(hit.start, hit.end, token, Kind.CONCEPT, (hit.reading,))

    def whole(self, start: int, end: int, cls: str) -> Hit | None:
        """Return the known composed name of a class that the tokens belong to."""
        return next(
            (
                hit
                for hit in self.composed
                if hit.start <= start and end <= hit.end and hit.reading.cls == cls
            ),
            None,
        )

    def head(self, start: int, end: int) -> Token:
        """Return the token of a span that the rest of the sentence attaches to."""
        inside = range(start, end)
        tops = [i for i in inside if self.doc[i].head.i not in inside or self.doc[i].head.i == i]
        nominal = [i for i in tops if self.doc[i].pos_ in {"NOUN", "PROPN", "PRON", "NUM"}]
        return self.doc[(nominal or tops or [end - 1])[-1]]

    def phrase_words(self, start: int, end: int) -> tuple[str, ...]:
        """Return the folded words of a span without hyphens; none beyond the end of the block."""
        if end > len(self.doc):
            return ()
        if not self.folded:
            self.folded = [fold(token.text) for token in self.doc]
        return tuple(word for word in self.folded[start:end] if word not in HYPHENS)

"""The names in a block, and what the finders of composed mentions share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from extract import syntax
from extract.mentions.memory import DocumentMemory
from extract.mentions.model import Found, Kind, Reading, reading
from extract.mentions.names import Atom, atoms, token_positions
from extract.mentions.words import fold

if TYPE_CHECKING:
    from extract.knowledge import Knowledge
    from extract.reference import KnownEntity

HYPHENS = frozenset({"-", "–", "‑"})
QUOTES = frozenset({'"', "“", "”", "‘", "’", "'", "``", "''"})

#: Where one name stands for several things, the first of these classes is meant.
PREFERRED = ("State", "MilitaryAlliance", "RegionalOrganisation", "InternationalOrganisation")


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name at tokens ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    reading: Reading
    demonym: bool = False


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
        starts, ends = token_positions(doc)
        block.hits = _hits(doc, text, starts, ends, knowledge, memory)
        block.composed = [
            hit
            for hit in _composed(doc, text, starts, ends, knowledge, memory)
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
        text = [a for a in atoms(self.doc.text) if self._offset(start) <= a.start]
        text = [a for a in text if a.end <= self._offset(end - 1) + len(self.doc[end - 1].text)]
        starts, ends = token_positions(self.doc)
        found = _hits(self.doc, text, starts, ends, self.knowledge, DocumentMemory(""))
        return [hit for hit in found if hit.end - hit.start < end - start]

    def _offset(self, index: int) -> int:
        return int(self.doc[index].idx)

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
            return Found(hit.start, hit.end, token, kind, (hit.reading,), new=new)
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


def _hits(
    doc: Doc,
    text: list[Atom],
    starts: dict[int, int],
    ends: dict[int, int],
    knowledge: Knowledge,
    memory: DocumentMemory,
) -> list[Hit]:
    """Return the plain names, in order and apart from each other."""
    found: list[Hit] = []
    position = 0
    while position < len(text):
        if not text[position].norm[0].isalnum():
            position += 1
            continue
        capital = _government(doc, text, position, starts, ends, knowledge)
        if capital is not None:
            found.append(capital)
            position += max(1, capital.end - capital.start)
            continue
        options: list[tuple[int, list[Reading], bool]] = []
        length, learnt = memory.names.longest(text, position)
        options.append((length, learnt, False))
        length, known = _known(text, position, knowledge)
        options.append((length, [reading(k) for k in known], False))
        length, known = knowledge.demonyms.longest(text, position)
        options.append((length, [reading(k) for k in known], True))
        step = 1
        for length, readings, demonym in sorted(options, key=lambda option: -option[0]):
            if not length:
                break
            start = starts.get(text[position].start)
            end = ends.get(text[position + length - 1].end)
            if start is None or end is None:
                continue
            hit = Hit(start, end + 1, _meant(readings, knowledge, memory), demonym)
            if hit.reading.cls not in {"State", "Place"} or not _is_person(doc, hit):
                found.append(_without_article(doc, hit))
                step = length
                break
        position += step
    return found


def _known(text: list[Atom], position: int, knowledge: Knowledge) -> tuple[int, list[KnownEntity]]:
    """Return the longest known name; a region named by two states is the first of them."""
    length, known = knowledge.names.longest(text, position)
    words = [atom.norm for atom in text[position : position + length]]
    if "and" not in words or any(one.cls == "State" for one in known):
        return length, known
    cut = position + words.index("and")
    left = knowledge.names.longest(text[:cut], position)
    right = knowledge.names.longest(text[: position + length], cut + 1)
    both = all(any(one.cls == "State" for one in side[1]) for side in (left, right))
    return left if both else (length, known)


def _government(
    doc: Doc,
    text: list[Atom],
    position: int,
    starts: dict[int, int],
    ends: dict[int, int],
    knowledge: Knowledge,
) -> Hit | None:
    """A capital that acts stands for its state: *Paris and Berlin agreed*."""
    length, states = knowledge.capitals.longest(text, position)
    if not length:
        return None
    start = starts.get(text[position].start)
    end = ends.get(text[position + length - 1].end)
    if start is None or end is None:
        return None
    relation = syntax.relation(doc[end])
    if relation not in {"nsubj", "obl:by", "nmod:between", "obl:between"}:
        return None
    arc = syntax.head_arc(doc[end])
    if relation == "nsubj" and (arc is None or arc.head.pos_ != "VERB"):
        return None
    return Hit(start, end + 1, reading(states[0]))


def _composed(
    doc: Doc,
    text: list[Atom],
    starts: dict[int, int],
    ends: dict[int, int],
    knowledge: Knowledge,
    memory: DocumentMemory,
) -> list[Hit]:
    """Return the known names that other names may be part of."""
    found: list[Hit] = []
    position = 0
    while position < len(text):
        length, known = knowledge.composed.longest(text, position)
        start = starts.get(text[position].start)
        end = ends.get(text[position + length - 1].end) if length else None
        if start is not None and end is not None:
            meant = _meant([reading(k) for k in known], knowledge, memory)
            found.append(_without_article(doc, Hit(start, end + 1, meant)))
        position += length or 1
    return found


def _without_article(doc: Doc, hit: Hit) -> Hit:
    if doc[hit.start].lower_ == "the" and hit.end - hit.start > 1:
        return Hit(hit.start + 1, hit.end, hit.reading, hit.demonym)
    return hit


def _meant(readings: Iterable[Reading], knowledge: Knowledge, memory: DocumentMemory) -> Reading:
    def order(one: Reading) -> tuple[bool, int, str]:
        rank = PREFERRED.index(one.cls) if one.cls in PREFERRED else len(PREFERRED)
        return (one.iri not in memory.seen, rank, one.iri)

    return min(readings, key=order)


def _is_person(doc: Doc, hit: Hit) -> bool:
    """Whether a place name is part of a person's: *Michael Jordan*."""
    if hit.end - hit.start > 1 or doc[hit.start].ent_type_ not in {"PER", "PERSON"}:
        return False
    neighbours = [i for i in (hit.start - 1, hit.end) if 0 <= i < len(doc)]
    return any(
        doc[i].ent_type_ in {"PER", "PERSON"} and doc[i].text[:1].isupper() for i in neighbours
    )

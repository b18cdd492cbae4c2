"""What one document has said so far: acronyms it introduced, entities it has named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.mentions.model import Reading
from extract.mentions.names import NameIndex

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from extract.knowledge import Knowledge

#: How many blocks back a definite noun phrase may point.
REACH = 3


@dataclass(frozen=True, slots=True)
class Said:
    """An entity that a sentence has named; ``heads`` are the nouns that can stand for it.

    Each comes with a weight up to 1.
    """

    reading: Reading
    sentence: int
    heads: Mapping[str, float]


class DocumentMemory:
    """One per document; ``slug`` is the document's, for groups that only it can identify.

    ``names`` holds what the document itself introduces: new names, acronyms, and acronyms of
    concepts. ``crises`` are those it has named, the latest last. ``context`` holds the IRIs of
    what it names anywhere beyond doubt, ``said`` what it has named so far, in order.
    """

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.names: NameIndex[Reading] = NameIndex()
        self.known: dict[str, Reading] = {}
        self.crises: list[Reading] = []
        self.seen: set[str] = set()
        self.context: set[str] = set()
        self.said: list[Said] = []
        self.sentences = 0
        self.prepared = False
        self._block = 0
        self._named_in: dict[str, int] = {}

    def learn(self, name: str, meant: Reading) -> None:
        """Remember that a name stands for something in this document."""
        if self.known.setdefault(name, meant) == meant:
            self.names.add(name, meant)

    def prepare(self, docs: Iterable[Doc], knowledge: Knowledge) -> None:
        """Learn the names and acronyms that the blocks of the document introduce.

        Without it an acronym is understood from the block on that introduces it.
        """
        from extract.mentions.introductions import introduce

        for doc in docs:
            if not len(doc):
                continue
            introduce(doc, knowledge, self)
        self.prepared = True

    def note_crisis(self, meant: Reading) -> None:
        """Remember a crisis as the latest one named."""
        if meant in self.crises:
            self.crises.remove(meant)
        self.crises.append(meant)
        self._named_in[meant.iri] = self._block

    def next_block(self) -> None:
        """Count the blocks that have been read."""
        self._block += 1

    def recent_crises(self) -> list[Reading]:
        """Return the crises that *the crisis* may mean, the latest first."""
        near = [c for c in self.crises if self._block - self._named_in[c.iri] <= REACH]
        return near[::-1]

    def first(self, iri: str, running: bool) -> bool:
        """Return whether this is the first mention of an entity in running text, and note it."""
        if not running or iri in self.seen:
            return False
        self.seen.add(iri)
        return True

"""What the mention pass returns: mentions, their readings, and the facts that their words imply."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from claims.model import Literal, Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from extract.reference import KnownEntity


class Kind(StrEnum):
    """How a mention came to be; the class says what it is.

    An indefinite one is a group that only its sentence can tell (*other nations*): an actor where
    an engagement names it, otherwise its second reading, a kind of actor.
    """

    ENTITY = "entity"
    CONCEPT = "concept"
    FORCE = "force"
    GROUP = "group"
    CRISIS = "crisis"
    PERIOD = "period"
    INDEFINITE = "indefinite"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that words can name; ``cls`` is a local name of the ontology."""

    iri: str
    cls: str
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name at tokens ``start`` to ``end`` (exclusive).

    ``confidence`` is how probable it is that the name stands for this reading and no other.
    """

    start: int
    end: int
    reading: Reading
    demonym: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement that the words of a mention imply, about ``subject``.

    ``predicate`` is a local name, or a full IRI where it is not a term of the ontology; ``start``
    and ``end`` are the tokens that name the object.
    """

    subject: str
    predicate: str
    object: str | Literal
    modality: Modality
    start: int
    end: int
    object_cls: str = ""
    object_label: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in one block.

    ``start_token`` to ``end_token`` (exclusive) are tokens of the block's Doc, ``head`` the token
    that the rest of the sentence attaches to: a noun, or the verb of "share intelligence".
    ``readings`` holds every candidate, best first; ``iri``, ``cls`` and ``label`` are those of the
    best. ``tokens`` are the words themselves where others stand between them, as in *bilateral
    and multilateral talks*. ``inner`` holds what a longer mention contains (*NATO* in *NATO
    allies*). ``first`` is true for the first mention in running text of an entity in a document.
    ``confidence`` is how probable it is that the words name the best reading and nothing else.
    """

    start_token: int
    end_token: int
    head: Token
    kind: Kind
    readings: tuple[Reading, ...]
    new: bool = False
    facts: tuple[Fact, ...] = ()
    tokens: tuple[int, ...] = ()
    inner: tuple[Found, ...] = ()
    first: bool = field(default=False, compare=False)
    confidence: float = 1.0

    @property
    def iri(self) -> str:
        """IRI of the best reading."""
        return self.readings[0].iri

    @property
    def cls(self) -> str:
        """Class of the best reading."""
        return self.readings[0].cls

    @property
    def label(self) -> str:
        """Canonical label of the best reading."""
        return self.readings[0].label

    @property
    def start(self) -> int:
        """Where the mention starts in the text of its Doc, in code points."""
        return int(self.head.doc[self.start_token].idx)

    @property
    def end(self) -> int:
        """Where the mention ends in the text of its Doc, exclusive."""
        last = self.head.doc[self.end_token - 1]
        return int(last.idx) + len(last.text)

    @property
    def text(self) -> str:
        """The words of the mention as they stand."""
        return str(self.head.doc[self.start_token : self.end_token].text)

    def reading(self, *classes: str) -> Reading | None:
        """Return the best reading of one of the classes, or None."""
        return next((one for one in self.readings if one.cls in classes), None)


def reading(entity: KnownEntity) -> Reading:
    """Return a known entity as what a mention can be read as."""
    return Reading(entity.iri, entity.cls, entity.label)

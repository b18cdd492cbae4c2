"""Gold data in memory: what a careful reader takes from the documents of one folder."""

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class GoldTerm:
    """A term of the inventory; ``forms`` are the normalised words it is written in."""

    iri: str
    label: str
    cls: str
    forms: frozenset[str]
    known: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One row of ``facts.tsv`` or ``generic.tsv``; ``object`` is an IRI or a plain value.

    What is ``optional`` may be said or left out: careful readers differ on it.
    """

    id: str
    sentence: str
    subject: str
    predicate: str
    object: str
    modality: str
    engagement: str = ""
    optional: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class GoldMention:
    """One row of ``entities.tsv``: code points ``start`` to ``end`` of the document."""

    document: str
    sentence: str
    start: int
    end: int
    text: str
    cls: str
    iri: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class GoldEngagement:
    """One engagement with what identifies it in its document."""

    iri: str
    cls: str
    sentences: tuple[str, ...]
    participants: tuple[str, ...]
    crisis: str
    places: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """Where a gold sentence stands: code points of the named document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """All that is known about the documents of one folder.

    Where the annotation is ``exhaustive``, what it lacks is wrong; else nothing is known about
    sentences without gold.
    """

    terms: dict[str, GoldTerm]
    facts: tuple[GoldStatement, ...]
    generic: tuple[GoldStatement, ...]
    engagements: tuple[GoldEngagement, ...]
    traps: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, Any], ...]
    prefixes: str
    sentences: dict[str, str]
    locations: dict[str, Location] = field(default_factory=dict)
    mentions: tuple[GoldMention, ...] = ()
    exhaustive: bool = False


def normalise(label: str) -> str:
    """Return the label in lower case, without articles, quotes, hyphens and punctuation.

    >>> normalise("The “Balikatan” exercises")
    'balikatan exercises'
    """
    words = re.findall(r"[^\W_]+", label.lower().replace("'s", "").replace("’s", ""))
    return " ".join(word for word in words if word not in {"the", "a", "an"})

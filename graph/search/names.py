"""How names are compared: what makes two ways of writing one name alike, and how alike."""

import re
import unicodedata
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

#: Words that names come with or without.
SMALL: Final = frozenset(
    ("a", "an", "and", "de", "der", "des", "di", "du", "el", "et", "for", "in", "la", "le", "les",
     "of", "on", "the", "to")
)  # fmt: skip

_SPELLINGS: Final = (
    (re.compile(r"\b(\w{4,}?)is(ation|ations|ing|ed|e|er|ers)\b"), r"\1iz\2"),
    (re.compile(r"\bdefence\b"), "defense"),
    (re.compile(r"\bcentre\b"), "center"),
    (re.compile(r"\blabour\b"), "labor"),
    (re.compile(r"\bprogramme\b"), "program"),
    (re.compile(r"\bsaint\b"), "st"),
)
_INITIALS: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def normal(text: str) -> str:
    """Return a name in the form in which names are compared: plain lower-case words.

    >>> normal("The U.S. Organisation for Défense & Co-operation")
    'the us organization for defense and co operation'
    """
    text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    folded = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    decomposed = unicodedata.normalize("NFKD", folded)  # folding composes some letters anew
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)
    plain = re.sub(r"['’`´]s?\b", "", plain)
    plain = " ".join(_WORD.findall(plain))
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    return plain


def initials(name: str) -> str:
    """Return the initials of a normal name's words, small ones left out; empty for fewer than 3.

    >>> initials("north atlantic treaty organization")
    'nato'
    """
    letters = [word[0] for word in name.split() if word not in SMALL]
    return "".join(letters) if len(letters) >= 3 else ""


def likeness(asked: str, name: str) -> float:
    """Return how alike two normal names are, from 0 to 100; the order of words counts little.

    >>> likeness("nations united", "united nations") > 95
    True
    >>> likeness("dem rep congo", "democratic republic of the congo") > 85
    True
    """
    if asked == name:
        return 100.0
    if sorted(asked) == sorted(name) and OSA.distance(asked, name, score_cutoff=1) == 1:
        return 94.0  # two letters have changed places, the commonest slip of all
    ordered = fuzz.ratio(asked, name)
    ours, theirs = _weighty(asked), _weighty(name)
    unordered = 0.97 * fuzz.ratio(" ".join(sorted(ours)), " ".join(sorted(theirs)))
    return min(99.0, max(ordered, unordered, 0.95 * _aligned(ours, theirs)))


def begins(asked: str, name: str) -> bool:
    """Tell whether a normal name, or a word of it, begins as is asked."""
    return name.startswith(asked) or f" {asked}" in name


def _weighty(name: str) -> list[str]:
    words = name.split()
    return [word for word in words if word not in SMALL] or words


def _aligned(ours: list[str], theirs: list[str]) -> float:
    """Return how well each word finds a partner of its own; the shortening of a word is one."""
    if len(ours) == 1 and len(theirs) > 1:
        return 0.0  # one word of a longer name is no name for it
    left = list(theirs)
    gained = total = 0.0
    for word in ours:
        best, partner = 0.0, None
        for other in left:
            value = _words(word, other)
            if value > best:
                best, partner = value, other
        weight = max(len(word), len(partner or ""))
        gained += best * weight
        total += weight
        if partner is not None and best > 60:
            left.remove(partner)
    # Words of the name that nobody asked for count half.
    total += 0.5 * sum(map(len, left))
    return gained / total if total else 0.0


def _words(word: str, other: str) -> float:
    if word == other:
        return 100.0
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter):
        return 93.0
    alike = fuzz.ratio(word, other)
    return alike if alike >= 70 else 0.0

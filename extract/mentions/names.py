"""Finds known names in running text, whatever the tokenizer makes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from spacy.attrs import IDX, LENGTH
from spacy.tokens import Doc

#: Abbreviations with points, words, and single signs.
_ATOM = re.compile(r"(?:[^\W\d_]\.){2,}|(?:[^\W\d_]\.)+[^\W\d_]\b|[^\W_]+|[^\w\s]", re.UNICODE)
_IGNORED = frozenset({"-", "–", "‑", "“", "”", '"', "‘"})

#: Where a Doc keeps its token positions.
POSITIONS = "entente_positions"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Atom:
    """A word or sign of a text; points of an abbreviation are left out of ``norm``."""

    norm: str
    start: int
    end: int


def atoms(text: str) -> list[Atom]:
    """Return the words and signs of a text; hyphens and quotation marks are no part of a name."""
    found = []
    for match in _ATOM.finditer(text):
        word = match.group()
        if word in _IGNORED:
            continue
        norm = "'" if word == "’" else word.replace(".", "") or word
        found.append(Atom(norm, match.start(), match.end()))
    return found


def key_of(name: str) -> str:
    """Return the words of a name without case, signs and points, joined by spaces."""
    return " ".join(atom.norm.casefold() for atom in atoms(name))


class NameIndex(Generic[Value]):
    """Names with what they stand for; several things may share a name."""

    def __init__(self) -> None:
        self._root: dict[str | None, object] = {}

    def add(self, name: str, value: Value) -> None:
        """Add a name; an article in small letters at its start is part of it."""
        node = self._root
        words = [atom.norm for atom in atoms(name)]
        if not words:
            return
        for word in words:
            node = node.setdefault(word.casefold(), {})  # type: ignore[assignment]
        entries: list[tuple[tuple[str, ...], Value]] = node.setdefault(None, [])  # type: ignore[assignment]
        if (tuple(words), value) not in entries:
            entries.append((tuple(words), value))

    def longest(self, text: list[Atom], start: int) -> tuple[int, list[Value]]:
        """Return how many atoms from ``start`` on are a name, and for what; 0 for none."""
        node: object = self._root
        best: tuple[int, list[Value]] = (0, [])
        position = start
        while isinstance(node, dict) and position < len(text):
            node = node.get(text[position].norm.casefold())
            position += 1
            if not isinstance(node, dict) or None not in node:
                continue
            words = [atom.norm for atom in text[start:position]]
            values = [value for label, value in node[None] if _same_case(words, label)]
            if values:
                best = (position - start, values)
        return best


def _same_case(words: list[str], label: tuple[str, ...]) -> bool:
    """Whether capitals agree: those of a label must be there; a heading may have more of them."""
    for position, (word, wanted) in enumerate(zip(words, label, strict=True)):
        if word == wanted:
            continue
        if len(wanted) > 1 and wanted.isupper() and not word.isupper():
            return False
        if wanted[0].isupper() and not word[0].isupper():
            return False
        capital = word[0].isupper() and word[1:].islower() and position == 0
        shouted = word.isupper() and len(words) > 1
        title = wanted[0].islower() and word[1:] == wanted[1:]
        if not (capital or shouted or title) and word.casefold() != wanted.casefold():
            return False
        if word.isupper() and len(word) > 1 and len(words) == 1 and not wanted.isupper():
            # MALI in a heading is the state; a short word in capitals may be an acronym.
            return len(word) > 3
    return True


def token_positions(doc: Doc) -> tuple[dict[int, int], dict[int, int]]:
    """Return the token that starts, and the one that ends, at an offset of the text.

    They are worked out once and kept with the Doc.
    """
    found: tuple[dict[int, int], dict[int, int]] | None = doc.user_data.get(POSITIONS)
    if found is None:
        places = doc.to_array([IDX, LENGTH]).tolist()
        starts = {start: index for index, (start, _) in enumerate(places)}
        ends = {start + length: index for index, (start, length) in enumerate(places)}
        found = doc.user_data[POSITIONS] = starts, ends
    return found

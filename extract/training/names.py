"""Named entities from the entity layer of GUM.

GUM marks every mention of a person, place or organisation, named or not, with all its modifiers
(*the port of Oslo that they visit*). The recogniser wants names alone, so a mention counts when
its head is a proper noun, and shrinks to the proper nouns around that head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.training.corpus import Sentence, Word

KINDS = {"person": "PER", "place": "LOC", "organization": "ORG"}
LINKS = frozenset({"of", "for", "de", "du", "la", "van", "von", "bin", "al", "&", "-", "–"})
"""What may stand between two proper nouns of one name."""
TITLES = frozenset(
    {
        *("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Sir", "Professor", "Judge", "Justice", "Pope"),
        *("President", "Vice", "Prime", "Minister", "Secretary", "Chancellor", "Ambassador"),
        *("Senator", "Congressman", "Congresswoman", "Representative", "Governor", "Mayor"),
        *("General", "Gen.", "Colonel", "Captain", "Chair", "King", "Queen", "Prince", "Princess"),
    }
)
_ANNOTATION = re.compile(r"(?:^|\|)Entity=([^|]*)")
_BRACKET = re.compile(r"\([^()]+\)?|[^()]+\)")

Mention = tuple[str, int, int]


def named(sentence: Sentence) -> Sentence:
    """Return the words of a GUM sentence with their names, and without the parse."""
    entities: list[str | None] = [None] * len(sentence.words)
    for kind, start, end in sorted(mentions(sentence.words), key=lambda m: m[1] - m[2]):
        first, last = _name(sentence.words, start, end)
        if first <= last and not any(entities[first : last + 1]):
            label = KINDS[kind]
            entities[first : last + 1] = [f"B-{label}"] + [f"I-{label}"] * (last - first)
    words = tuple(
        Word(form=word.form, space=word.space, entity=entity)
        for word, entity in zip(sentence.words, entities, strict=True)
    )
    return replace(sentence, words=words)


def mentions(words: Sequence[Word]) -> list[Mention]:
    """Return kind, first and last word of the mentions that open and close in the sentence."""
    found: list[Mention] = []
    opened: list[tuple[str, str, int]] = []
    for index, word in enumerate(words):
        annotation = _ANNOTATION.search(word.misc)
        for bracket in _BRACKET.findall(annotation[1]) if annotation else ():
            if bracket.startswith("("):
                number, kind = bracket.strip("()").split("-")[:2]
                opened.append((number, kind, index))
                closed = number if bracket.endswith(")") else None
            else:
                closed = bracket[:-1]
            for candidate in reversed(opened):
                if candidate[0] == closed:
                    opened.remove(candidate)
                    found.append((candidate[1], candidate[2], index))
                    break
    return [mention for mention in found if mention[0] in KINDS]


def _name(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """The name inside a mention; empty, its end before its start, where there is none."""

    def proper(index: int) -> bool:
        return start <= index <= end and words[index].xpos in {"NNP", "NNPS"}

    def step(index: int, by: int) -> int:
        if proper(index + by):
            return by
        link = index + by
        if start <= link <= end and words[link].form in LINKS and proper(index + 2 * by):
            return 2 * by
        return 0

    head = next(
        index
        for index in range(start, end + 1)
        if words[index].head in {None, index} or not start <= (words[index].head or 0) <= end
    )
    if not proper(head):
        return head, head - 1
    first = last = head
    while by := step(first, -1):
        first += by
    while by := step(last, 1):
        last += by
    while first < last and words[first].form in TITLES:
        first += 1
    return first, last

"""Nouns that head the name of an actor, and the names that stand before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extract.mentions import lexicon
from extract.mentions.block import HYPHENS, Block
from extract.mentions.model import Hit
from extract.syntax.tree import tree

ARTICLES = frozenset({"the", "a", "an", "its", "their", "our"})


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that can head the name of an actor; ``words`` are folded, ``role`` from the list."""

    start: int
    end: int
    words: tuple[str, ...]
    role: str


def actor_nouns(block: Block) -> Iterator[Noun]:
    """Yield the nouns of a block that can head the name of an actor."""
    table = lexicon.table("forces")
    first = {words[:1] for words in table}
    doc = block.doc
    index = 0
    while index < len(doc):
        if block.phrase_words(index, index + 1)[:1] not in first:
            index += 1
            continue
        for length in (3, 2, 1):
            end = index + length
            words = block.phrase_words(index, end)
            row = table.get(words)
            if row is None:
                continue
            if doc[end - 1].pos_ not in {"NOUN", "PROPN"} or goes_on(block, end):
                continue
            yield Noun(index, end, words, row["role"])
            index = end - 1
            break
        index += 1


def goes_on(block: Block, end: int) -> bool:
    """Whether the compound goes on: *force protection*."""
    if end >= len(block.doc):
        return False
    after = block.doc[end]
    return after.pos_ == "NOUN" and after.dep_ != "nmod:unmarked"


def owners_of(block: Block, noun: Noun) -> tuple[list[Hit], int]:
    """Return the names that own what a noun names, and the first token of its phrase.

    *Philippine and U.S. forces* have two owners, *Kenya's navy* has one.
    """
    doc = block.doc
    index = noun.start - 1
    while index >= 0:
        token = doc[index]
        if block.ends.get(index + 1) is not None or token.is_sent_end:
            break
        if token.tag_ in {"VBN", "VBG"} and block.doc[index - 1].text in HYPHENS:
            # NATO-led troops are not NATO's.
            return [], index
        inside = tree(doc).above(token.i, noun.end - 1) and token.i != noun.end - 1
        if token.is_space:
            index -= 1
            continue
        participle = token.tag_ in {"VBN", "VBG"}
        if participle and (name := block.ends.get(index)) is not None and not name.demonym:
            # The CSTO sent peacekeepers: a verb, whatever the tagger says.
            return [], index + 1
        loose = token.pos_ in {"ADJ", "NOUN", "NUM", "PROPN"} or (participle and inside)
        if not loose and token.text not in HYPHENS and token.lower_ not in {"'s", "’s", "'", "’"}:
            break
        index -= 1
    owner = block.ends.get(index + 1)
    if owner is None or not block.is_a(owner, "Actor", "Place"):
        return [], index + 1
    owners = [owner]
    index = owner.start - 1
    if not adjectival(block, owner):
        return owners, owner.start
    while index > 0 and block.word(index) in {"and", ",", "or", "the", "&"}:
        before = block.skip_left(index, frozenset({"and", ",", "or", "the", "&"}))
        other = block.ends.get(before + 1)
        if other is None or not block.is_a(other, "Actor") or not adjectival(block, other):
            break
        owners.insert(0, other)
        index = other.start - 1
    return owners, owners[0].start


def adjectival(block: Block, hit: Hit) -> bool:
    """Whether a name can be a modifier on its own: *Kenyan*, *U.S.*, *NATO*."""
    text = block.doc[hit.start : hit.end].text
    return hit.demonym or (hit.end - hit.start == 1 and text.replace(".", "").isupper())

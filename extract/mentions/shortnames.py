"""Finds short names: *the Union*, *the Council*, for what the document has named in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from extract.mentions import lexicon
from extract.mentions.block import HYPHENS, Block
from extract.mentions.memory import Said
from extract.mentions.model import Found, Kind, Reading
from extract.mentions.newnames import CONNECTORS
from extract.mentions.words import fold

ARTICLES = frozenset({"the", "this"})
#: What a short name without any rival is worth, and the least share of one that has rivals.
SURE, DECIDED = 0.9, 0.6
#: Each sentence in between halves what a name counts.
FADING = 0.5
#: A name that only some other name of the thing ends in.
BY_ALIAS = 0.8


def find_short_names(block: Block, found: list[Found]) -> list[Found]:
    """Return what a block names, with the definite nouns that stand for something named before.

    ``found`` is what it names otherwise; all of it is remembered for later blocks. A short name
    that is known for something else, as *the Commonwealth* is, gives way to what the document has
    named in full.
    """
    memory = block.memory
    first = memory.sentences
    starts = {s.start: first + n for n, s in enumerate(block.doc.sents)}
    memory.sentences += len(starts)
    at = {one.start_token: one for one in sorted(found, key=lambda one: -one.end_token)}
    result = []
    for token in block.doc:
        one = at.get(token.i)
        if _is_short(block, token.i, one):
            meant, confidence = _meant(memory.said, fold(token.text), starts[token.sent.start])
            if meant is not None and (one is None or meant != one.readings[0]):
                one = Found(
                    token.i, token.i + 1, token, Kind.ENTITY, (meant,),
                    new=meant.iri not in block.knowledge.entities, confidence=confidence,
                )  # fmt: skip
                block.take(one)
        if one is not None:
            result.append(one)
            _remember(block, one, starts)
    return result


def _is_short(block: Block, index: int, one: Found | None) -> bool:
    """Whether a token is a noun with a capital, an article of its own, and nothing around it.

    ``one`` is the mention that starts there, if any: a place or state is no short name.
    """
    doc = block.doc
    token = doc[index]
    if not block.running or not token.text[0].isupper() or token.text.isupper():
        return False
    if token.pos_ not in {"PROPN", "NOUN"} or block.word(index - 1) not in ARTICLES:
        return False
    after = doc[index + 1] if index + 1 < len(doc) else None
    if after is not None and not after.is_sent_start:
        if after.text in HYPHENS or (after.text[:1].isupper() and after.pos_ == "PROPN"):
            return False
        if after.pos_ == "NOUN" and token.head == after:
            return False
        beyond = doc[index + 2] if index + 2 < len(doc) else None
        if after.lower_ == "of" and beyond is not None and beyond.text[:1].isupper():
            return False
    if one is not None:
        return one.end_token == index + 1 and not block.is_a(one.readings[0], "State")
    return block.free(index, index + 1)


def _meant(said: Iterable[Said], noun: str, sentence: int) -> tuple[Reading | None, float]:
    """Return what a noun stands for: what was named last and most, unless another is as near."""
    weights: dict[Reading, float] = defaultdict(float)
    for one in said:
        if noun in one.heads:
            weights[one.reading] += one.heads[noun] * FADING ** (sentence - one.sentence)
    if not weights:
        return None, 0.0
    best = min(weights, key=lambda reading: (-weights[reading], reading.iri))
    share = weights[best] / sum(weights.values())
    return (best, SURE * share) if share >= DECIDED else (None, share)


def _remember(block: Block, one: Found, starts: dict[int, int]) -> None:
    if one.kind is Kind.CONCEPT or one.kind is Kind.INDEFINITE or one.confidence < DECIDED:
        return
    heads = _heads(block, one)
    if heads:
        sentence = starts[block.doc[one.start_token].sent.start]
        block.memory.said.append(Said(one.readings[0], sentence, heads))


def _heads(block: Block, one: Found) -> dict[str, float]:
    """Return the nouns that can stand for a thing: those that head one of its names."""
    heads = dict.fromkeys([*heads_of(one.text), *heads_of(one.label)], 1.0)
    entity = block.knowledge.entities.get(one.iri)
    # *Republic* is part of too many states' full names to say which is meant.
    if entity is not None and entity.cls != "State":
        for name in entity.alt_labels:
            for head in heads_of(name):
                heads.setdefault(head, BY_ALIAS)
    return heads


@lru_cache(maxsize=8192)
def heads_of(name: str) -> tuple[str, ...]:
    """Return the nouns that head a name: *council* of *Council of Europe*; none of an acronym.

    Of *Rule of Law Mission in Kosovo* also *mission*, since names of missions end so.

    >>> heads_of("United Nations Mission in South Sudan"), heads_of("UNMISS")
    (('mission',), ())
    """
    words = name.replace("-", " ").split()
    cuts = [i for i, word in enumerate(words) if i and word.lower() in CONNECTORS]
    ends = [*cuts[:1], *[i for i in cuts if words[i].lower() != "of"][:1]] or [len(words)]
    found = []
    for end in ends:
        head = words[end - 1] if words else ""
        single = end == len(words) == 1
        first = end == ends[0]
        named = first or fold(head) in _head_nouns()
        if head[:1].isupper() and not head.isupper() and not single and named:
            found.append(fold(head))
    return tuple(dict.fromkeys(found))


@cache
def _head_nouns() -> frozenset[str]:
    rows = lexicon.rows_of("heads")
    return frozenset(fold(row["word"]) for row in rows if row["position"] == "last")

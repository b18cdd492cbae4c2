"""Finds short names: *the Union*, *the Council*, for what the document has named in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

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


def find_short_names(block: Block, found: list[Found]) -> Iterator[Found]:
    """Yield the definite nouns with a capital that stand for something named before.

    ``found`` is what the block is already known to name; all of it is remembered for later blocks.
    """
    memory = block.memory
    first = memory.sentences
    starts = {s.start: first + n for n, s in enumerate(block.doc.sents)}
    memory.sentences += len(starts)
    order = sorted(found, key=lambda one: one.start_token)
    position = 0
    for token in block.doc:
        while position < len(order) and order[position].start_token < token.i:
            _remember(block, order[position], starts)
            position += 1
        if not _is_short(block, token.i):
            continue
        meant, confidence = _meant(memory.said, fold(token.text), starts[token.sent.start])
        if meant is None:
            continue
        new = meant.iri not in block.knowledge.entities
        one = Found(
            token.i, token.i + 1, token, Kind.ENTITY, (meant,), new=new, confidence=confidence
        )
        _remember(block, one, starts)
        yield block.take(one)
    for one in order[position:]:
        _remember(block, one, starts)


def _is_short(block: Block, index: int) -> bool:
    """Whether a token is a noun with a capital, an article of its own, and nothing around it."""
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
    heads = {_head(one.text): 1.0, _head(one.label): 1.0}
    entity = block.knowledge.entities.get(one.iri)
    # *Republic* is part of too many states' full names to say which is meant.
    if entity is not None and entity.cls != "State":
        for name in entity.alt_labels:
            heads.setdefault(_head(name), BY_ALIAS)
    heads.pop("", None)
    return heads


def _head(name: str) -> str:
    """Return the noun that heads a name: *council* of *Council of Europe*; none of an acronym.

    >>> _head("United Nations Mission in South Sudan"), _head("UNMISS")
    ('mission', '')
    """
    words = name.replace("-", " ").split()
    cut = next((i for i, word in enumerate(words) if i and word.lower() in CONNECTORS), len(words))
    head = words[cut - 1] if words else ""
    if head.isupper() or not head[:1].isupper() or (cut == len(words) == 1):
        return ""
    return fold(head)

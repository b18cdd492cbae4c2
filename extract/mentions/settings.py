"""The words for a crisis: its type, and where and when it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spacy.tokens import Token

from extract import syntax
from extract.mentions import lexicon
from extract.mentions.block import HYPHENS, Block
from extract.mentions.model import Hit
from extract.mentions.words import fold, singular

if TYPE_CHECKING:
    pass

YEAR = re.compile(r"(?:1[89]|20)\d\d")
LOCATIVE = frozenset({"in", "across", "throughout", "of", "within", "over", "off", "on", "inside"})
ARTICLES = frozenset({"the", "a", "an", "its", "their"})
AGAINST = frozenset(
    {"against", "combat", "combating", "fight", "fighting", "counter", "countering"}
)
#: Types that happen once: without a place of their own they belong to the place of the sentence.
SINGULAR = frozenset(
    {"civil-war", "earthquake", "epidemic", "genocide", "tsunami", "coup", "insurgency", "famine"}
)
STARTED = ("war", "hostilit", "conflict", "fighting", "violence", "world")
#: What people do about a crisis: the Ebola outbreak response.
RESPONSES = frozenset({"response", "relief", "recovery", "effort", "intervention", "mission"})
SKIPPED = frozenset({"ADJ", "VERB", "ADV"})


@dataclass(frozen=True, slots=True)
class Core:
    """The words for the type of a crisis."""

    start: int
    end: int
    row: dict[str, str]

    @property
    def plural(self) -> bool:
        """Whether nothing but a plural is meant by ``kind``."""
        return self.row["kind"] == "plural"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when, with the tokens that say so; ``stated`` is false for what is inferred."""

    places: tuple[Hit, ...] = ()
    year: int | None = None
    name: tuple[int, int] | None = None
    start: int = 0
    end: int = 0
    stated: bool = True


def cores(block: Block) -> Iterator[Core]:
    """Yield the words of a block that stand for a crisis of some type."""
    table = lexicon.table("crises")
    first = {words[:1] for words in table}
    doc = block.doc
    index = 0
    while index < len(doc):
        match = None
        if block.phrase_words(index, index + 1) not in first:
            index += 1
            continue
        for length in (3, 2, 1):
            row = table.get(block.phrase_words(index, index + length))
            if row is not None:
                match = Core(index, index + length, row)
                break
        if match is None:
            index += 1
            continue
        if _is_head(block, match):
            yield match
        index = match.end


def _is_head(block: Block, core: Core) -> bool:
    """Whether the words are the end of their compound and stand for one crisis."""
    last = block.doc[core.end - 1]
    if last.pos_ not in {"NOUN", "PROPN"}:
        return False
    after = block.doc[core.end] if core.end < len(block.doc) else None
    if after is not None and (after.pos_ == "NOUN" or after.text in HYPHENS):
        return fold(after.text) in RESPONSES
    if core.row["word"] == "outbreak" and block.word(core.end) == "of":
        # The outbreak of a war is its beginning, that of a disease is the crisis.
        return not any(block.word(core.end + i).startswith(STARTED) for i in range(1, 5))
    plural = last.tag_ in {"NNS", "NNPS"} and singular(last.lower_) != last.lower_
    return not plural or core.row["kind"] in {"plural", "enemy"}


def setting_of(block: Block, core: Core) -> Setting:
    """Return where and when the words around a type say it is."""
    left = _left(block, core)
    right = _right(block, core)
    places = (*left.places, *right.places)
    year = left.year if left.year is not None else right.year
    setting = Setting(places, year, left.name or right.name, left.start, right.end)
    if places:
        return setting
    inferred = _place_of_sentence(block, core)
    return replace(setting, places=inferred, stated=False) if inferred else setting


def _left(block: Block, core: Core) -> Setting:
    """Read *2014 West African Ebola* before *epidemic*."""
    doc = block.doc
    index, start = core.start - 1, core.start
    places: tuple[Hit, ...] = ()
    year = None
    name: tuple[int, int] | None = None
    while index >= 0 and doc[index].sent.start == doc[core.start].sent.start:
        token = doc[index]
        hit = block.ends.get(index + 1)
        joined = doc[index + 1].text in HYPHENS
        if hit is not None and block.is_a(hit, "Place") and (not places or joined):
            places = (hit, *places)
            index = start = hit.start
        elif YEAR.fullmatch(token.text) and year is None:
            year, start = index, index
        elif core.row["kind"] == "name" and name is None and _is_name(token):
            name, start = (index, index + 1), index
        elif (
            token.text in HYPHENS
            or (token.pos_ in SKIPPED and _modifies(token, doc, core))
            or (token.text in {"'s", "’s"} and block.ends.get(index) is not None)
        ):
            pass
        else:
            break
        index -= 1
    return Setting(places, year, name, start, core.end)


def _is_name(token: Token) -> bool:
    return token.pos_ in {"NOUN", "PROPN"} and token.lower_ not in {"disease", "virus"}


def _modifies(token: Token, doc: object, core: Core) -> bool:
    return token.tag_.startswith("JJ") or token.dep_ in {"amod", "advmod"}


def _right(block: Block, core: Core) -> Setting:
    """Read *in Liberia and Guinea in 2014* after *outbreak*."""
    doc = block.doc
    end = index = core.end
    while index < len(doc) and fold(doc[index].text) in RESPONSES:
        index += 1
    places: list[Hit] = []
    year = None
    name: tuple[int, int] | None = None
    called = core.row["kind"] == "name" and block.word(index) == "of" and index + 1 < len(doc)
    if called and _is_name(doc[index + 1]) and index + 1 not in block.starts:
        name = (index + 1, index + 2)
        end = index = index + 2
    while index < len(doc):
        word = block.word(index)
        if word in LOCATIVE or word in {"during", "("}:
            after = block.skip_right(index + 1, ARTICLES)
        elif places and word in {"and", ","}:
            after = block.skip_right(index + 1, ARTICLES)
            if after not in block.starts:
                break
        else:
            break
        if after >= len(doc):
            break
        hit = block.starts.get(after)
        if hit is None and doc[after].pos_ == "ADJ" and word in LOCATIVE:
            hit = block.starts.get(after + 1)
        same = word not in {"and", ","} or (hit is not None and _coordinated(block, places, hit))
        if hit is not None and block.is_a(hit, "Place") and not hit.demonym and same:
            places.append(hit)
            end = index = hit.end
            while index < len(doc) and block.word(index) in {"region", "continent", "peninsula"}:
                index += 1
                end = index
        elif YEAR.fullmatch(doc[after].text) and year is None:
            year = after
            end = index = after + 1
        else:
            break
    return Setting(tuple(places), year, name, core.start, end)


def _coordinated(block: Block, places: list[Hit], hit: Hit) -> bool:
    if not places:
        return False
    group = {token.i for token in syntax.conjuncts(block.head(places[-1].start, places[-1].end))}
    return bool(group & set(range(hit.start, hit.end)))


def _place_of_sentence(block: Block, core: Core) -> tuple[Hit, ...]:
    """The only place of the sentence, where the words need one and have none."""
    kind, slug = core.row["kind"], core.row["slug"]
    if kind == "enemy":
        if not fought(block, core):
            return ()
    elif slug not in SINGULAR or kind == "general":
        return ()
    sentence = block.doc[core.start].sent
    inside = [
        hit
        for hit in block.hits
        if sentence.start <= hit.start < sentence.end
        and block.is_a(hit, "Place")
        and not hit.demonym
        and (kind == "enemy" or _is_where(block, hit))
    ]
    return (inside[0],) if len({hit.reading.iri for hit in inside}) == 1 else ()


def _is_where(block: Block, hit: Hit) -> bool:
    before = block.skip_left(hit.start - 1, ARTICLES)
    return block.word(before) in {"in", "across", "throughout", "within", "inside"}


def fought(block: Block, core: Core) -> bool:
    """Whether the words before say that somebody fights them."""
    index = core.start - 1
    while index >= 0 and (block.doc[index].pos_ in SKIPPED or block.word(index) in ARTICLES):
        if block.word(index) in AGAINST:
            break
        index -= 1
    return block.word(index) in AGAINST

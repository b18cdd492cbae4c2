"""Which of the things that share a name is meant: *Georgia* in the Caucasus, or the one in America.

Every candidate gets a score, the logarithm of its odds: how often the name stands for it
(``data/lexicon/senses.tsv``), what else the text names, the words of the sentence
(``data/lexicon/cues.tsv``) and the place in the sentence. The best is meant if it is clearly ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from spacy.tokens import Doc

from extract import syntax
from extract.mentions import lexicon
from extract.mentions.model import Reading
from extract.mentions.roles import (
    ACTS,
    ARTICLE,
    ELSEWHERE,
    ROLES,
    has_own_article,
    role_of,
    sort_before,
)
from extract.mentions.words import fold

if TYPE_CHECKING:
    from extract.knowledge import Knowledge

#: A candidate less probable than this is not chosen.
DECIDED = 0.6
#: The most that all other names of the text, and all words of the sentence, can say.
MOST_CONTEXT = 5.0
MOST_CUES = 3.0
#: What a list of things of the same sort says.
LISTED = 1.5
#: What the noun says that the name belongs to, as in *the state of Georgia*.
NAMED = 3.0
#: How much a name counts in the same sentence, in the same block, anywhere in the document.
SENTENCE, BLOCK, DOCUMENT = 1.0, 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name can stand for; without a reading one that is not known.

    ``sort`` is what cues and roles speak of (``state``, ``city``, ``river`` …), ``weight`` how
    often the name stands for it, and ``article`` whether the name may have one.
    """

    reading: Reading | None
    sort: str
    weight: float = 1.0
    article: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """A name where it stands: ``sure`` are the other names of the block with their tokens.

    ``document`` are the IRIs that the document names anywhere, beyond doubt.
    """

    doc: Doc
    start: int
    end: int
    sure: tuple[tuple[int, Candidate], ...]
    document: frozenset[str]
    demonym: bool = False


def choose(
    candidates: Sequence[Candidate], use: Use, knowledge: Knowledge
) -> tuple[Reading | None, float]:
    """Return what is meant and how probable that is; None where nothing is clearly ahead."""
    if len(candidates) == 1:
        return candidates[0].reading, 1.0
    around = _contexts(candidates, use, knowledge)
    scores = [
        log(one.weight) + near + _local(one, use, knowledge)
        for one, near in zip(candidates, around, strict=True)
    ]
    top = max(scores)
    total = sum(exp(score - top) for score in scores)
    order = sorted(range(len(candidates)), key=lambda i: (-scores[i], _key(candidates[i])))
    best = candidates[order[0]]
    probability = 1 / total
    if best.reading is not None and probability >= DECIDED:
        return best.reading, probability
    whole = _whole(candidates, knowledge)
    if whole is not None and role_of(use.doc, use.start, use.end) not in ACTS:
        return whole, DECIDED
    return None, min(probability, 0.5)


def _whole(candidates: Sequence[Candidate], knowledge: Knowledge) -> Reading | None:
    """Return the candidate that all others lie in: *Korea* is at least the peninsula."""
    for one in candidates:
        others = [other for other in candidates if other is not one]
        if (
            one.reading is not None
            and one.sort != "government"
            and all(
                other.reading is not None and one.reading.iri in knowledge.around(other.reading.iri)
                for other in others
            )
        ):
            return one.reading
    return None


def _key(one: Candidate) -> str:
    return one.reading.iri if one.reading is not None else ""


def _contexts(candidates: Sequence[Candidate], use: Use, knowledge: Knowledge) -> list[float]:
    """What the other names of the text say of each candidate.

    They say where the text is. A government is where its capital is, and a river or a gulf where
    the land of its name is, so between those they say nothing.
    """
    near = _near(use)
    governments = {_key(one) for one in candidates if one.sort == "government"}
    found = {
        _key(one): _context(one, near, governments if one.sort == "city" else set(), knowledge)
        for one in candidates
        if one.sort != "government"
    }
    return [
        max(
            (found[_key(seat)] for seat in candidates if _same_spot(one, seat, knowledge)),
            default=0,
        )
        for one in candidates
    ]


def _same_spot(one: Candidate, other: Candidate, knowledge: Knowledge) -> bool:
    """Whether what is said of where the other is holds for the one as well."""
    if one.sort == "government":
        return other.sort == "city" and _key(one) in knowledge.around(_key(other))
    if one.sort == "river" and other.sort == "state":
        return True
    inside = one.sort == "gulf" and _key(other) in knowledge.around(_key(one))
    return one is other or (inside and other.sort == "region")


def _near(use: Use) -> dict[str, float]:
    """Return the other things that the text names, with what each counts."""
    near: dict[str, float] = dict.fromkeys(use.document, DOCUMENT)
    sentence = use.doc[use.start].sent
    for token, other in use.sure:
        if other.reading is None or token == use.start:
            continue
        here = SENTENCE if sentence.start <= token < sentence.end else BLOCK
        near[other.reading.iri] = max(near.get(other.reading.iri, 0.0), here)
    return near


def _context(
    one: Candidate, near: dict[str, float], ignored: set[str], knowledge: Knowledge
) -> float:
    """What the other names say: places within a candidate, beside it, around it."""
    if one.reading is None:
        return 0.0
    found = sum(
        near[iri] * knowledge.nearness(one.reading.iri, iri, one.sort)
        for iri in sorted(near.keys() - ignored)
    )
    return min(found, MOST_CONTEXT)


def _local(one: Candidate, use: Use, knowledge: Knowledge) -> float:
    """What the sentence says of the sort of thing: its words, a list, the place of the name."""
    if use.demonym:
        return 0.0
    return _cues(one, use) + _role(one, use) + _listed(one, use, knowledge)


def _listed(one: Candidate, use: Use, knowledge: Knowledge) -> float:
    """What a list says: *Australia, Georgia and Sweden* are states, if the others are."""
    if one.reading is None or one.sort not in {"state", "subdivision"}:
        return 0.0
    group = {token.i for token in syntax.conjuncts(use.doc[use.end - 1])}
    others = [other for token, other in use.sure if token in group and token != use.start]
    same = sum(knowledge.alike(one.reading.iri, _key(other)) for other in others)
    return LISTED if same else 0.0


def _cues(one: Candidate, use: Use) -> float:
    words = {fold(token.text) for token in use.doc[use.start].sent}
    found = sum(
        float(row["weight"])
        for row in lexicon.rows_of("cues")
        if row["sort"] == one.sort and fold(row["word"]) in words
    )
    return min(found, MOST_CUES)


def _role(one: Candidate, use: Use) -> float:
    role = role_of(use.doc, use.start, use.end)
    roles = ROLES.get(one.sort, {})
    score = roles.get(role, 0.0) if role else ELSEWHERE.get(one.sort, 0.0)
    if sort_before(use.doc, use.start) == one.sort:
        score += NAMED
    if has_own_article(use.doc, use.start, use.end) and not one.article:
        score += ARTICLE.get(one.sort, 0.0)
    return score

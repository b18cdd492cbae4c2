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

from spacy.tokens import Doc, Token

from extract import syntax
from extract.mentions import lexicon
from extract.mentions.model import Reading
from extract.mentions.words import fold

if TYPE_CHECKING:
    from extract.knowledge import Knowledge

#: A candidate less probable than this is not chosen.
DECIDED = 0.6
#: The most that all other names of the text, and all words of the sentence, can say.
MOST_CONTEXT = 5.0
MOST_CUES = 3.0
#: How much a name counts in the same sentence, in the same block, anywhere in the document.
SENTENCE, BLOCK, DOCUMENT = 1.0, 0.7, 0.4

#: What only somebody does, and no region.
ACTS = frozenset({"acts", "addressed", "between"})
LOCATED = frozenset(
    {"in", "at", "near", "around", "off", "outside", "inside", "across", "throughout", "over",
     "into", "within", "towards", "toward", "above"}
)  # fmt: skip
MOVED = frozenset({"to", "from", "via", "for"})
#: What is said of a town, not of a government, though it stands as the subject.
TOWN_VERBS = frozenset(
    {"burn", "fall", "flood", "host", "lie", "sit", "shake", "see", "suffer", "stand", "lose"}
)
#: Verbs whose object or passive subject is somebody who can answer.
ADDRESSED = frozenset(
    {"ask", "accuse", "assure", "blame", "criticize", "inform", "invite", "persuade", "press",
     "pressure", "remind", "tell", "thank", "urge", "warn", "criticise", "notify", "call", "join"}
)  # fmt: skip

#: What the place in the sentence says for each sort of thing.
ROLES = {
    "government": {"acts": 2.0, "between": 1.5, "addressed": 2.0, "located": -4.0, "moved": -1.0},
    "city": {"acts": -1.0, "between": 0.0, "addressed": -1.0, "located": 2.0, "moved": 1.5},
    "state": {"acts": 0.7, "between": 0.5, "addressed": 0.7},
    "subdivision": {"located": 0.5},
    "river": {"acts": -0.5, "addressed": -1.0, "between": -1.0},
}
#: The same where the place in the sentence says nothing of all that.
ELSEWHERE = {"government": -2.0, "city": 1.0}
#: What an article of its own says: *the Jordan* is the river.
ARTICLE = {"river": 2.0, "state": -2.0, "subdivision": -2.0, "city": -2.0, "government": -2.0}


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
    candidates: Sequence[Candidate], use: Use | None, knowledge: Knowledge
) -> tuple[Reading | None, float]:
    """Return what is meant and how probable that is; None where nothing is clearly ahead."""
    scores = [log(one.weight) + _evidence(one, use, knowledge) for one in candidates]
    top = max(scores)
    total = sum(exp(score - top) for score in scores)
    order = sorted(range(len(candidates)), key=lambda i: (-scores[i], _key(candidates[i])))
    best = candidates[order[0]]
    probability = 1 / total
    if best.reading is not None and probability >= DECIDED:
        return best.reading, probability
    whole = _whole(candidates, knowledge)
    if whole is not None and use is not None and role_of(use.doc, use.start, use.end) not in ACTS:
        return whole, DECIDED
    return None, min(probability, 0.5)


def _whole(candidates: Sequence[Candidate], knowledge: Knowledge) -> Reading | None:
    """Return the candidate that all others lie in: *Korea* is at least the peninsula."""
    for one in candidates:
        others = [other for other in candidates if other is not one]
        if one.reading is not None and all(
            other.reading is not None
            and one.reading.iri in knowledge.around(other.reading.iri)
            for other in others
        ):
            return one.reading
    return None


def _key(one: Candidate) -> str:
    return one.reading.iri if one.reading is not None else ""


def _evidence(one: Candidate, use: Use | None, knowledge: Knowledge) -> float:
    if use is None:
        return 0.0
    score = _context(one, use, knowledge)
    if not use.demonym:
        score += _cues(one, use) + _role(one, use)
    return score


def _context(one: Candidate, use: Use, knowledge: Knowledge) -> float:
    """What the other names say: places within a candidate, beside it, around it."""
    if one.reading is None:
        return 0.0
    distance: dict[str, float] = dict.fromkeys(use.document, DOCUMENT)
    sentence = use.doc[use.start].sent
    for token, other in use.sure:
        if other.reading is None or token == use.start:
            continue
        here = SENTENCE if sentence.start <= token < sentence.end else BLOCK
        distance[other.reading.iri] = max(distance.get(other.reading.iri, 0.0), here)
    found = 0.0
    for iri in sorted(distance):
        if iri == one.reading.iri and one.sort == "government":
            continue
        found += distance[iri] * knowledge.nearness(one.reading.iri, iri, one.sort)
    return min(found, MOST_CONTEXT)


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
    if _own_article(use) and not one.article:
        score += ARTICLE.get(one.sort, 0.0)
    return score


def _own_article(use: Use) -> bool:
    """Whether an article belongs to the name, not to a noun that follows."""
    doc = use.doc
    if use.start == 0 or doc[use.start - 1].lower_ != "the":
        return False
    after = doc[use.end] if use.end < len(doc) else None
    return after is None or not (after.pos_ in {"NOUN", "PROPN", "ADJ"} or after.text in "-–/")


def role_of(doc: Doc, start: int, end: int) -> str:
    """Return what a name does in its sentence: acts, is addressed, located, moved; or ""."""
    token = doc[end - 1]
    relation = syntax.relation(token)
    if relation in {"nmod:between", "obl:between"}:
        return "between"
    if relation == "obl:by":
        return "acts"
    before = _before(doc, start)
    if before in LOCATED:
        return "located"
    if before in MOVED:
        return "moved"
    arc = syntax.head_arc(token)
    verb = arc.head if arc is not None else None
    if verb is None or verb.pos_ != "VERB":
        return ""
    lemma = verb.lemma_.lower()
    if relation in {"nsubj:pass", "obj", "iobj"}:
        return "addressed" if lemma in ADDRESSED else "located"
    if relation == "nsubj":
        return "located" if lemma in TOWN_VERBS else "acts"
    return ""


def _before(doc: Doc, start: int) -> str:
    index = start - 1
    while index >= 0 and doc[index].lower_ in {"the", "a", "an"}:
        index -= 1
    word: Token | None = doc[index] if index >= 0 else None
    return str(word.lower_) if word is not None else ""

"""What the place of a name in its sentence says of the sort of thing that it names."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from extract import syntax
from extract.mentions.words import fold

#: What only somebody does, and no region.
ACTS = frozenset({"acts", "addressed", "between"})
LOCATED = frozenset(
    {"in", "at", "near", "around", "off", "outside", "inside", "across", "throughout", "over",
     "into", "within", "towards", "toward", "above"}
)  # fmt: skip
ALONG = frozenset({"along", "down", "up", "upon"})
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

#: Verbs that a town and a government are both the subject of.
UNCLEAR = frozenset({"be", "become", "have", "remain"})
#: Nouns before *of* that say what sort of thing is named.
SORTS = {
    "capital": "city", "city": "city", "mayor": "city", "town": "city", "government": "state",
    "kingdom": "state", "republic": "state", "president": "state", "governor": "subdivision",
    "province": "subdivision", "state": "subdivision", "river": "river", "island": "region",
    "peninsula": "region",
}  # fmt: skip
#: What only a government can be party to, and nouns of what is put on it, asked of it or given it.
PARTY = frozenset({"with", "against"})
DEALINGS = frozenset(
    {"aid", "appeal", "demand", "embargo", "help", "letter", "message", "offer", "pledge",
     "pressure", "reliance", "request", "sanction", "signal", "support", "ultimatum", "warning",
     "weapon"}
)  # fmt: skip

#: What the place in the sentence says for each sort of thing.
ROLES = {
    "government": {"acts": 2.0, "between": 1.5, "addressed": 2.0, "located": -4.0, "moved": -1.0},
    "city": {"acts": -1.0, "between": 0.0, "addressed": -1.0, "located": 2.0, "moved": 1.5},
    "state": {"acts": 0.7, "between": 0.5, "addressed": 0.7, "located": 1.0, "moved": 1.0},
    "subdivision": {"located": 1.0, "moved": 1.0, "after": 1.6},
    "region": {"located": 1.0, "moved": 1.0},
    "river": {"acts": -0.5, "addressed": -1.0, "between": -1.0, "along": 2.0},
}
#: The same where the place in the sentence says nothing of all that.
ELSEWHERE = {"government": -2.0, "city": 0.5}
#: What an article of its own says: *the Jordan* is the river.
ARTICLE = {"river": 2.0, "state": -2.0, "subdivision": -2.0, "city": -2.0, "government": -2.0}


def has_own_article(doc: Doc, start: int, end: int) -> bool:
    """Return whether an article belongs to a name, not to a noun that follows."""
    if start == 0 or doc[start - 1].lower_ != "the":
        return False
    after = doc[end] if end < len(doc) else None
    return after is None or not (after.pos_ in {"NOUN", "PROPN", "ADJ"} or after.text in "-–/")


def role_of(doc: Doc, start: int, end: int) -> str:
    """Return what a name does in its sentence: acts, is addressed, located …; or "".

    Something moves ``along`` a river, and a part of a country stands ``after`` a town, as in
    *Macon, Georgia*.
    """
    token = doc[end - 1]
    relation = syntax.relation(token)
    opener = syntax.conjuncts(token)[0]
    if relation in {"nmod:between", "obl:between"} or _before(doc, opener.i) == "between":
        return "between"
    if relation == "obl:by":
        return "acts"
    before = {_before(doc, start), relation.rpartition(":")[2]}
    arc = syntax.head_arc(token)
    governor = arc.head if arc is not None else None
    if before & PARTY:
        return "addressed"
    if _is_dealing(doc, start, governor):
        return "addressed"
    if before & ALONG:
        return "along"
    if _after_town(doc, start, end):
        return "after"
    if before & LOCATED:
        return "located"
    if before & MOVED:
        return "moved"
    if governor is None or governor.pos_ != "VERB":
        return ""
    lemma = governor.lemma_.lower()
    if relation in {"nsubj:pass", "obj", "iobj"}:
        return "addressed" if lemma in ADDRESSED else "located"
    if relation == "nsubj":
        if lemma in UNCLEAR:
            return "unclear"
        return "located" if lemma in TOWN_VERBS else "acts"
    return ""


def sort_before(doc: Doc, start: int) -> str:
    """Return the sort that a noun before a name says: *the state of Georgia*; or ""."""
    if start < 2 or doc[start - 1].lower_ != "of":
        return ""
    return SORTS.get(fold(doc[start - 2].text), "")


def _is_dealing(doc: Doc, start: int, governor: Token | None) -> bool:
    """Whether a name depends on a noun of dealings, or follows one and its preposition."""
    if governor is not None and governor.pos_ == "NOUN" and fold(governor.text) in DEALINGS:
        return True
    return start > 1 and doc[start - 1].pos_ == "ADP" and fold(doc[start - 2].text) in DEALINGS


def _after_town(doc: Doc, start: int, end: int) -> bool:
    if start < 2 or doc[start - 1].text != "," or doc[start - 2].pos_ != "PROPN":
        return False
    closed = end >= len(doc) or doc[end].is_punct
    return closed and (end >= len(doc) - 1 or doc[end + 1].pos_ != "PROPN")


def _before(doc: Doc, start: int) -> str:
    index = start - 1
    while index >= 0 and doc[index].lower_ in {"the", "a", "an"}:
        index -= 1
    word: Token | None = doc[index] if index >= 0 else None
    return str(word.lower_) if word is not None else ""

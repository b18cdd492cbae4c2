"""How words are compared: number, spelling and hyphens do not tell concepts apart.

:func:`fold` is applied to the labels and to the text alike, so what it returns need not be a word.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Nouns whose plural no rule gives.
IRREGULAR = {
    "analyses": "analysis", "bases": "base", "children": "child", "criteria": "criterion",
    "crises": "crisis", "crise": "crisis", "diagnoses": "diagnosis", "lives": "life",
    "live": "life", "media": "medium", "memoranda": "memorandum", "memorandums": "memorandum",
    "men": "man", "people": "people", "phenomena": "phenomenon", "series": "series",
    "servicemen": "serviceman", "theses": "thesis", "women": "woman", "parties": "party",
    "militaries": "military", "allies": "ally", "bodies": "body", "news": "news",
}  # fmt: skip

#: Prefixes that are written apart, with a hyphen, or as one word.
PREFIXES = frozenset(
    {"anti", "bi", "co", "counter", "cyber", "de", "inter", "multi", "non", "post", "pre", "re",
     "sub", "trans"}
)  # fmt: skip
UNJOINED = frozenset({"and", "or", "to", ",", "of", "in", "by", "with"})

_PARTS = re.compile(r"[^\W_]+(?:[.'’](?=[^\W_])[^\W_]+)*", re.UNICODE)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return a word without its number and without the mark of British or American spelling.

    >>> fold("Programmes"), fold("defence") == fold("defense"), fold("crises")
    ('program', True, 'crisis')
    """
    word = singular(word.lower().replace("’", "'"))
    if len(word) < 5:
        return word
    word = re.sub(r"is(e|ed|es|ing|ation|er)$", r"iz\1", word)
    word = re.sub(r"ys(e|ed|ing)$", r"yz\1", word)
    word = re.sub(r"(.{2})our(|ed|ing|al)$", r"\1or\2", word)
    word = re.sub(r"(.{2})nce$", r"\1nse", word)
    word = re.sub(r"(.{2}t)re$", r"\1er", word)
    return re.sub(r"gramme$", "gram", word)


def singular(word: str) -> str:
    """Return a noun in lower case in the singular; a word that is no plural is returned as it is.

    >>> [singular(word) for word in ("countries", "missions", "crisis", "marshes")]
    ['country', 'mission', 'crisis', 'marsh']
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def parts(word: str) -> tuple[str, ...]:
    """Return the folded parts of a word, which has more than one where it has hyphens.

    >>> parts("Counter-terrorism"), parts("after-action")
    (('counterterrorism',), ('after', 'action'))
    """
    return join(tuple(fold(part) for part in _PARTS.findall(word)))


def join(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with every prefix joined to the word that follows it."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in PREFIXES and word not in UNJOINED:
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


def label_variants(label: str) -> list[str]:
    """Return the phrases that a label stands for: without a note in brackets, and with it.

    An acronym in brackets is a label of its own.

    >>> label_variants("(improved) coordination")
    ['coordination', 'improved coordination']
    """
    without = re.sub(r"\s*\([^)]*\)\s*", " ", label).strip()
    inside = re.sub(r"[()]", " ", label)
    found = []
    acronyms = re.findall(r"\(([A-Z][A-Za-z]*[A-Z]s?)\)", label)
    for variant in (without, " ".join(inside.split()), *acronyms):
        if variant and variant not in found:
            found.append(variant)
    return found

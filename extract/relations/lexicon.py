"""The words of the rules with their forms, independent of what the tagger makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from extract.relations.rules import RuleBook, load

VOWELS = "aeiou"


@dataclass(frozen=True)
class Lexicon:
    """Verb forms by their spelling, and the lists that readers of sentences ask for."""

    forms: Mapping[str, tuple[tuple[str, str], ...]]
    nouns_too: frozenset[str]
    modifiers: frozenset[str]
    equating: frozenset[str]
    transparent_verbs: frozenset[str]
    transparent_nouns: frozenset[str]
    only_complement: frozenset[str]
    qualities: frozenset[str]
    light: frozenset[str]
    refers: Mapping[str, frozenset[str]]
    adjectives: frozenset[str]
    any_crisis: frozenset[str]

    def readings(self, word: str) -> tuple[tuple[str, str], ...]:
        """Return (lemma, form) for a word; forms are base, s, ing, ed, past and participle."""
        return self.forms.get(word, ())


@cache
def lexicon() -> Lexicon:
    """Return the words of the shipped rules."""
    return build(load())


def build(book: RuleBook) -> Lexicon:
    """Return the words of a rule book."""
    verbs, nouns = book.lexicon["verbs"], book.lexicon["nouns"]
    lemmas = set(verbs["plain"]) | set(verbs["transparent"]) | set(verbs["equating"])
    for rule in book.rules:
        lemmas |= rule.verbs | frozenset(rule.options.get("remedies", ()))
    forms: dict[str, list[tuple[str, str]]] = {}
    for lemma in sorted(lemmas):
        for form, word in inflect(lemma, verbs["irregular"], frozenset(verbs["doubling"])):
            forms.setdefault(word, []).append((lemma, form))
    return Lexicon(
        forms={word: tuple(found) for word, found in forms.items()},
        nouns_too=frozenset(verbs["nouns_too"]),
        modifiers=frozenset(verbs["modifiers"]),
        equating=frozenset(verbs["equating"]),
        transparent_verbs=frozenset(verbs["transparent"]),
        transparent_nouns=frozenset(nouns["transparent"]),
        only_complement=frozenset(nouns["only_complement"]),
        qualities=frozenset(nouns["qualities"]),
        light=frozenset(nouns["light"]),
        refers={cls: frozenset(words) for cls, words in book.lexicon["refers"].items()},
        adjectives=frozenset(book.by_adjective),
        any_crisis=frozenset(book.lexicon["crises"]["general"]),
    )


def inflect(
    lemma: str, irregular: Mapping[str, list[str]], doubling: frozenset[str]
) -> list[tuple[str, str]]:
    """Return (form, word) for the forms of a verb.

    >>> inflect("deter", {}, frozenset({"deter"}))[2]
    ('ing', 'deterring')
    """
    stem = lemma + lemma[-1] if lemma in doubling else lemma
    if lemma.endswith(("s", "x", "ch", "sh", "z", "o")):
        third = lemma + "es"
    elif lemma.endswith("y") and lemma[-2] not in VOWELS:
        third = lemma[:-1] + "ies"
    else:
        third = lemma + "s"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        ing, past = lemma[:-1] + "ing", lemma + "d"
    elif lemma.endswith("y") and lemma[-2] not in VOWELS:
        ing, past = lemma + "ing", lemma[:-1] + "ied"
    else:
        ing, past = stem + "ing", stem + "ed"
    found = [("base", lemma), ("s", third), ("ing", ing)]
    if lemma in irregular:
        first, second = irregular[lemma]
        if first == second:
            return [*found, ("ed", first)]
        return [*found, ("past", first), ("participle", second)]
    return [*found, ("ed", past)]

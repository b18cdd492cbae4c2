"""Mends what a small parser gets wrong, where words of their kind cannot hang together so.

A noun cannot be coordinated with a verb, and a verb with a tense is no modifier of a noun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.syntax.tree import Tree

NOUNS = frozenset({"NOUN", "PROPN"})
INSIDE = frozenset({"compound", "amod", "flat", "nummod", "det", "nmod:poss", "advmod"})
CLAUSAL = frozenset({"nsubj", "nsubj:pass", "cop", "csubj"})
FINITE = frozenset({"VB", "VBP", "VBZ", "VBD", "VBG"})
TENSED = frozenset({"VBP", "VBZ", "VBD"})


def mend(made: Tree, tags: list[str]) -> None:
    """Move conjuncts to a word of their own kind, where there is one near."""
    for index, rel in enumerate(made.rel):
        if rel in {"compound", "amod"} and made.pos[index] == "VERB" and tags[index] in TENSED:
            _verb_of_compound(made, index)
    for index, rel in enumerate(made.rel):
        if rel != "conj":
            continue
        head = made.head[index]
        kind, other = made.pos[index], made.pos[head]
        if kind in NOUNS and other == "VERB" and index > head:
            _noun_of_verb(made, index, head)
        elif kind in NOUNS and other == "ADJ" and index > head:
            _noun_of_adjective(made, index, head)
        elif kind == "VERB" and other in NOUNS and tags[index] in FINITE and index > head:
            _verb_of_noun(made, index, head)


def _kids(made: Tree, index: int) -> list[int]:
    return [i for i, head in enumerate(made.head) if head == index and i != index]


def _verb_of_compound(made: Tree, verb: int) -> None:
    """*The exercise uses simulations* read as one noun phrase: the verb has subject and object."""
    noun = made.head[verb]
    kids = _kids(made, noun)
    if noun < verb or any(made.rel[kid] in CLAUSAL for kid in kids):
        return
    before = sorted(
        [kid for kid in kids if kid < verb] + [k for k in _kids(made, verb) if k < verb]
    )
    named = [kid for kid in before if made.pos[kid] in NOUNS and made.rel[kid] in INSIDE]
    if not named:
        return
    subject = named[-1]
    made.head[verb] = verb if made.head[noun] == noun else made.head[noun]
    made.rel[verb] = made.rel[noun]
    made.prep[verb], made.prep[noun] = made.prep[noun], ""
    made.head[noun], made.rel[noun] = verb, "obj"
    made.head[subject], made.rel[subject] = verb, "nsubj"
    for kid in before:
        if kid < subject:
            made.head[kid] = subject if made.rel[kid] in INSIDE | {"case"} else verb


def _noun_of_verb(made: Tree, noun: int, verb: int) -> None:
    """*Conduct drills, patrols, and visits* with visits beside conduct: it goes to the drills."""
    kids = _kids(made, noun)
    if any(made.rel[kid] in CLAUSAL for kid in kids):
        return
    start = min([noun, *(kid for kid in kids if made.rel[kid] in INSIDE and kid < noun)])
    before = start - 1
    while before > verb and (
        made.pos[before] in {"CCONJ", "PUNCT"} or made.rel[before] in {"cc", "punct", "fixed"}
    ):
        before -= 1
    if before <= verb:
        return
    if made.pos[before] == "VERB" and before == start - 1:
        if not any(made.rel[kid] == "obj" for kid in _kids(made, before)):
            made.hang(noun, before, "obj")
        return
    if made.pos[before] not in NOUNS or before == start - 1:
        return
    target = before
    while made.rel[target] in {"compound", "flat", "amod"} and made.head[target] != target:
        target = made.head[target]
    if target < start and made.above(target, verb) and not made.above(target, noun):
        # Of the phrases that end here the one that hangs on the verb is the list's, if it is near.
        outer = made.head[target]
        listed = made.rel[target] == "nmod" and made.rel[outer] in {"obj", "obl", "nsubj", "conj"}
        alike = made.prep[noun] == made.prep[target]
        made.hang(noun, outer if listed and not alike else target, "conj")


def _noun_of_adjective(made: Tree, noun: int, adjective: int) -> None:
    """*Cultural and political differences* with cultural as head: the noun is."""
    for index in range(adjective + 1, noun):
        if made.pos[index] not in {"ADJ", "ADV", "CCONJ", "PUNCT", "NOUN", "VERB", "PROPN"}:
            return
        if made.pos[index] in NOUNS | {"VERB"} and not made.above(index, noun):
            return
    old_head, old_rel = made.head[adjective], made.rel[adjective]
    root = old_head == adjective
    for kid in _kids(made, adjective):
        outside = kid not in range(adjective + 1, noun)
        listed = made.rel[kid] == "conj" and made.pos[kid] == "NOUN"
        if kid != noun and (outside or listed):
            made.head[kid] = noun
    made.head[noun], made.rel[noun] = (noun if root else old_head), old_rel
    made.head[adjective], made.rel[adjective] = noun, "amod"
    made.prep[noun] = made.prep[noun] or made.prep[adjective]


def _verb_of_noun(made: Tree, verb: int, noun: int) -> None:
    """*Build trust and strengthen ties* with strengthen beside trust: it belongs to build."""
    if any(made.rel[kid] in CLAUSAL for kid in _kids(made, noun)):
        return
    if not any(made.rel[kid] == "cc" for kid in _kids(made, verb)):
        return
    above = made.head[noun]
    for _ in range(6):
        if made.pos[above] == "VERB" or made.head[above] == above:
            break
        above = made.head[above]
    if made.pos[above] == "VERB" and above < verb and not made.above(above, verb):
        made.hang(verb, above, "conj")

"""What modifies a noun: words before it, complements after it, coordinated alternatives."""

from __future__ import annotations

from itertools import product

from spacy.tokens import Doc, Token

from extract import syntax
from extract.mentions import lexicon
from extract.mentions.words import fold, singular
from extract.syntax.tree import tree

NOUNS = frozenset({"NOUN", "PROPN"})
BEFORE_NOUN = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
HYPHENS = frozenset({"-", "–", "‑"})
LONGEST_RUN = 8
#: Plurals that stand before another noun.
PLURAL_MODIFIERS = frozenset(
    {"affairs", "arms", "communications", "forces", "human", "intelligence", "lessons", "logistics",
     "nations", "operations", "parties", "relations", "rights", "sanctions", "services", "systems",
     "weapons"}
)  # fmt: skip


def modifiers(
    doc: Doc, head: Token, preps: frozenset[str]
) -> tuple[list[int], list[tuple[int, ...]]]:
    """Return the tokens that modify a noun, and the alternatives among coordinated ones.

    Of its complements only those with one of the prepositions count.
    """
    fixed = words_before(doc, head)
    start = min(fixed, default=head.i)
    choices: list[list[tuple[int, ...]]] = []
    alternative = _alternatives(doc, start, fixed)
    if alternative:
        own, others = alternative
        fixed = [i for i in fixed if i not in own]
        choices.append([tuple(own), *others])
    for arc in syntax.arcs(head):
        rel, _, prep = arc.rel.partition(":")
        if rel == "nmod" and prep in preps and arc.child.i > head.i:
            first = tree(doc).opener[arc.child.i] == arc.child.i
            if not first and words_before(doc, arc.child):
                # What has words of its own before it is a new thing in the list.
                continue
            complement = [arc.child.i, *words_before(doc, arc.child)]
            choices.append([tuple(complement)])
    shared = _shared(doc, head, fixed)
    if shared:
        choices.append([(), tuple(shared)])
    # All complements of one preposition are alternatives; they all hold at once for a label.
    flat = [tuple(i for part in combination for i in part) for combination in product(*choices)]
    if len(flat) > 12:
        flat = flat[:12]
    return fixed, flat or [()]


def words_before(doc: Doc, head: Token) -> list[int]:
    """Return the words right before a noun that modify it."""
    made = tree(doc)
    found: list[int] = []
    index = head.i - 1
    start = doc[head.i].sent.start
    while index >= start and head.i - index <= LONGEST_RUN:
        token = doc[index]
        if token.text in HYPHENS or token.is_space:
            index -= 1
            continue
        plain = token.pos_ in BEFORE_NOUN
        participle = token.tag_ in {"VBN", "VBG", "JJ"} and (
            made.rel[index] in {"amod", "compound", "acl"} and made.above(index, head.i)
        )
        if plain and (_like_verb(token) or (found and _closes(token))):
            break
        adverb = token.pos_ == "ADV" and found and made.above(index, head.i)
        if not (plain or participle or adverb):
            break
        found.append(index)
        index -= 1
    return found[::-1]


def _closes(token: Token) -> bool:
    """Whether a plural ends a noun phrase, so that what follows is a verb: *doctrines hinder*."""
    return token.tag_ == "NNS" and token.lower_ not in PLURAL_MODIFIERS


def _like_verb(token: Token) -> bool:
    """Whether a word before a noun is rather a verb with *-s* than a plural: *fosters trust*."""
    base = singular(token.lower_)
    return token.tag_ == "NNS" and base != token.lower_ and fold(base) in lexicon.verbs()


def _alternatives(
    doc: Doc, start: int, fixed: list[int]
) -> tuple[list[int], list[tuple[int, ...]]] | None:
    """Return the coordinated modifier at ``start`` and the words it is coordinated with."""
    if not fixed:
        return None
    made = tree(doc)
    own = fixed[0]
    others: list[tuple[int, ...]] = []
    index = start - 1
    group = set(made.groups.get(own, ()))
    kind = doc[own].pos_
    while index > doc[start].sent.start:
        token = doc[index]
        before = doc[index - 1]
        if token.pos_ != "CCONJ" and token.text != ",":
            break
        if token.text == "," and not others and before.pos_ == "ADJ" and kind == "ADJ":
            # Adjectives in a row without a conjunction all hold: rapid, effective responses.
            break
        if before.i not in group and not (before.pos_ == kind == "ADJ"):
            break
        others.append((before.i,))
        index -= 2
        if doc[index].text == "," and token.text == ",":
            continue
    return ([own], others) if others else None


def _shared(doc: Doc, head: Token, fixed: list[int]) -> list[int]:
    """Return the modifiers of the first conjunct for a later one that has none of its own."""
    if fixed:
        return []
    made = tree(doc)
    first = made.opener[head.i]
    if first == head.i or doc[first].pos_ not in NOUNS or head.i == 0:
        return []
    if doc[head.i - 1].pos_ != "CCONJ":
        return []
    return [i for i in words_before(doc, doc[first]) if doc[i].pos_ != "PROPN"]


def blocked(doc: Doc, head: int, start: int, tokens: frozenset[int]) -> bool:
    """Whether the phrase says that the thing is missing or bad: *poor coordination*."""
    blocking = lexicon.modifiers("blocking")
    for index in {*range(min(start, head), head), start - 1}:
        if 0 <= index < len(doc) and index not in tokens and fold(doc[index].text) in blocking:
            return True
    arc = syntax.head_arc(doc[head])
    while arc is not None and arc.rel in {"nmod:of", "nmod:in", "compound"}:
        if arc.head.i not in tokens and fold(arc.head.text) in lexicon.modifiers("lack"):
            return True
        if arc.rel != "nmod:of":
            break
        arc = syntax.head_arc(arc.head)
    return False

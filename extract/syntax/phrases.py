"""Spans of words: the noun phrase of a head, the whole subtree of a token."""

from __future__ import annotations

from spacy.tokens import Span, Token

from extract.syntax.tree import Tree, tree

#: Dependents before a noun that belong to its phrase.
INSIDE = frozenset(
    {"det", "det:predet", "amod", "compound", "nmod:poss", "nummod", "flat", "advmod", "nmod:desc",
     "nmod:unmarked", "goeswith", "obl:unmarked", "nmod", "advcl", "dep"}
)  # fmt: skip
AFTER = frozenset({"flat", "fixed", "goeswith", "compound", "nummod"})


def noun_phrase(token: Token) -> Span:
    """Return the phrase of a noun: what stands before it, and the rest of a name after it.

    Clauses, prepositional phrases and other conjuncts are no part of it.
    """
    made = tree(token.doc)
    start = end = token.i
    for kid in made.kids[token.i]:
        if kid < token.i and made.rel[kid] in INSIDE and not made.prep[kid]:
            start = min(start, _left(made, kid))
        elif kid > token.i and made.rel[kid] in AFTER:
            end = max(end, _right(made, kid))
    return token.doc[start : end + 1]


def subtree(token: Token) -> Span:
    """Return the span from the first to the last token that depends on a token."""
    made = tree(token.doc)
    return token.doc[_left(made, token.i) : _right(made, token.i) + 1]


def _left(made: Tree, index: int) -> int:
    return min([index, *(_left(made, kid) for kid in made.kids[index])])


def _right(made: Tree, index: int) -> int:
    return max([index, *(_right(made, kid) for kid in made.kids[index])])

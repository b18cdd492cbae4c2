"""Dependencies with their prepositions, and coordinations."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from extract.syntax.tree import EXAMPLES, TAKES_MARKER, Tree, tree

#: Relations that say nothing of their own once prepositions and coordinations are folded in.
FOLDED = frozenset({"case", "mark", "fixed", "punct", "cc", "cc:preconj", "conj"})


class Arc(NamedTuple):
    """A dependency: ``child`` stands to ``head`` in the relation ``rel``."""

    rel: str
    head: Token
    child: Token


def relation(token: Token) -> str:
    """Return the relation of a token to its governor, such as ``nsubj`` or ``obl:in``.

    A conjunct has that of the first conjunct, with its own preposition where it has one.
    """
    return _relation(tree(token.doc), token.i)


def _relation(made: Tree, index: int) -> str:
    first = made.opener[index]
    rel = made.rel[first]
    prep = made.prep[index] or made.prep[first]
    if prep and rel.partition(":")[0] in TAKES_MARKER and rel != "acl:relcl":
        return f"{rel.removesuffix(':unmarked')}:{prep}"
    return rel


def arcs(token: Token) -> list[Arc]:
    """Return what depends on a token, in the order of the text, every conjunct for itself."""
    doc = token.doc
    made = tree(doc)
    known = made.arcs.get(token.i)
    if known is None:
        members = sorted(
            member
            for kid in made.kids[token.i]
            if made.rel[kid] not in FOLDED
            for member in made.groups.get(kid, (kid,))
        )
        known = made.arcs[token.i] = [(_relation(made, member), member) for member in members]
    return [Arc(rel, token, doc[member]) for rel, member in known]


def head_arc(token: Token) -> Arc | None:
    """Return the arc to the governor, or None for a root; a conjunct has the first one's."""
    made = tree(token.doc)
    first = made.opener[token.i]
    if made.head[first] == first:
        return None
    return Arc(_relation(made, token.i), token.doc[made.head[first]], token)


def conjuncts(token: Token) -> list[Token]:
    """Return the members of the coordination that a token is in, itself included."""
    return [token.doc[i] for i in tree(token.doc).groups.get(token.i, (token.i,))]


def examples(token: Token) -> list[Token]:
    """Return what the text lists after the noun with *such as*, *including* or *like*."""
    return [arc.child for arc in arcs(token) if arc.rel.endswith(f":{EXAMPLES}")]


def path(start: Token, end: Token) -> list[Arc]:
    """Return the arcs from one token to another through their lowest common governor.

    The list climbs from ``start`` and then goes down to ``end``; it is empty when the two are one
    token, are conjuncts of each other, or stand in different sentences.
    """
    up, down = _climb(start), _climb(end)
    tops = {token.i: position for position, token in enumerate([*(a.child for a in down)])}
    if down:
        tops[down[-1].head.i] = len(down)
    else:
        tops[end.i] = 0
    current = start
    for position, arc in enumerate([*up, None]):
        if current.i in tops:
            return up[:position] + down[: tops[current.i]][::-1]
        if arc is None:
            break
        current = arc.head
    return []


def _climb(token: Token) -> list[Arc]:
    climbed: list[Arc] = []
    arc = head_arc(token)
    while arc is not None and len(climbed) < len(token.doc):
        climbed.append(arc)
        arc = head_arc(arc.head)
    return climbed

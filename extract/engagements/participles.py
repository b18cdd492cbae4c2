"""Tells past tenses from participles, which taggers and parsers confuse."""

from __future__ import annotations

from spacy.tokens import Token

from extract import syntax


def has_be(verb: Token) -> bool:
    """Tell whether *be* helps a verb."""
    return any(helper.lemma_ == "be" for helper in syntax.auxiliaries(verb))


def is_reduced(verb: Token) -> bool:
    """Tell whether a participle stands after its noun: *troops trained by Spain*.

    In a sentence without another verb it is the verb itself.
    """
    arc = syntax.head_arc(verb)
    below = arc is not None and arc.rel.startswith("acl") and not is_root(arc.head)
    return below or bool(syntax.obliques(verb, "by"))


def is_root(token: Token) -> bool:
    """Tell whether a noun is the top of a sentence, which then lacks a verb."""
    return token.dep_.lower() == "root" and syntax.copula(token) is None


def is_subject(token: Token) -> bool:
    """Tell whether a token, or one that it is joined with, is labelled a subject."""
    return any(syntax.relation(one).startswith("nsubj") for one in syntax.conjuncts(token))


def misread(verb: Token) -> Token | None:
    """Return the object of a past tense taken for an adjective: *The drill improved trust*.

    Such a verb stands between two nouns, of which the second then seems the top of the sentence.
    """
    arc = syntax.head_arc(verb)
    if arc is None or arc.rel != "amod" or verb.tag_ not in {"VBD", "VBN"} or verb.i == 0:
        return None
    before = verb.nbor(-1)
    between = before.pos_ in {"NOUN", "PROPN", "PRON"} and before.sent == verb.sent
    return arc.head if between and arc.head.i > verb.i and is_root(arc.head) else None

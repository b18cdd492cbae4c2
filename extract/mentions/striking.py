"""Crises told by a verb: *an earthquake struck Chile in 2010*."""

from __future__ import annotations

from spacy.tokens import Token

from claims.model import Literal, Modality
from extract import syntax
from extract.mentions.block import Block
from extract.mentions.model import Fact, Hit
from extract.mentions.settings import ARTICLES, YEAR
from ontology import terms

#: Verbs of which a crisis is the subject and a place the object.
STRIKES = frozenset(
    {"batter", "cripple", "destroy", "devastate", "engulf", "flood", "grip", "hit", "inundate",
     "lash", "pound", "ravage", "rock", "shake", "strike", "sweep", "overwhelm", "ruin", "affect",
     "displace", "kill"}
)  # fmt: skip
#: Verbs of which a crisis is the subject and a place follows *in* and the like.
BREAKS = frozenset(
    {"break", "erupt", "begin", "start", "occur", "flare", "rage", "happen", "strike", "hit"}
) | frozenset({"sweep", "spread", "emerge", "land", "kill", "displace"})
AROUND = ("in", "across", "through", "throughout", "over", "off", "near")
PAST = frozenset({"VBD", "VBN"})
#: Past forms that are spelt like the present, so that the tagger may take them for it.
SAME = frozenset({"hit"})


def struck(block: Block, head: Token) -> tuple[tuple[Hit, ...], int | None]:
    """Return the places that a crisis is said to have struck, and the token of the year.

    Only what has happened counts, so that *earthquakes often strike Japan* tells of none.
    """
    at_once = _right_after(block, head)
    if at_once is not None:
        return (at_once[1],), _year(at_once[0], head, [at_once[1]])
    verb = syntax.governing_verb(head)
    if verb is None or syntax.is_negated(verb) or not _happened(verb):
        return (), None
    if head.i not in {token.i for token in syntax.subjects(verb)}:
        return (), None
    lemma = verb.lemma_.lower()
    tokens = list(syntax.objects(verb)) if lemma in STRIKES else []
    if lemma in STRIKES | BREAKS:
        for arc in syntax.obliques(verb, *AROUND):
            tokens += syntax.conjuncts(arc.child)
    wanted = {token.i for token in tokens}
    places = []
    for hit in block.hits:
        at = block.head(hit.start, hit.end)
        if at.i in wanted and block.is_a(hit, "Place") and not hit.demonym:
            places.append(hit)
    return tuple(places), _year(verb, head, places) if places else None


def _right_after(block: Block, head: Token) -> tuple[Token, Hit] | None:
    """Return verb and place where both follow at once, whatever the parser makes of them."""
    doc, at = block.doc, head.i + 1
    while at < len(doc) and doc[at].pos_ == "ADV":
        at += 1
    if at >= len(doc) or doc[at].lemma_.lower() not in STRIKES:
        return None
    if doc[at].tag_ not in PAST and doc[at].lower_ not in SAME:
        return None
    hit = block.starts.get(block.skip_right(at + 1, ARTICLES))
    if hit is None or hit.demonym or not block.is_a(hit, "Place"):
        return None
    return doc[at], hit


def struck_facts(block: Block, iri: str, head: Token) -> list[Fact]:
    """Return where and when a verb says that a named crisis struck."""
    places, year = struck(block, head)
    facts = [
        Fact(
            iri, "occursIn", hit.reading.iri, Modality.ASSERTED, hit.start, hit.end,
            hit.reading.cls, hit.reading.label,
        )
        for hit in places
    ]  # fmt: skip
    if year is not None:
        value = Literal(block.doc[year].text, terms.XSD + "integer")
        facts.append(Fact(iri, "year", value, Modality.ASSERTED, year, year + 1))
    return facts


def _happened(verb: Token) -> bool:
    modal = any(token.tag_ in {"MD", "TO"} for token in syntax.auxiliaries(verb))
    modal = modal or any(token.tag_ in {"MD", "TO"} for token in verb.lefts)
    return not modal and (verb.tag_ in PAST or verb.lower_ in SAME)


def _year(verb: Token, head: Token, places: list[Hit]) -> int | None:
    """Return the only year of the clause: before its verb, or soon after the places."""
    sentence = verb.sent
    last = max([verb.i, head.i, *(hit.end - 1 for hit in places)])
    near = range(sentence.start, min(last + 7, sentence.end))
    years = [i for i in near if YEAR.fullmatch(verb.doc[i].text)]
    return years[0] if len(years) == 1 else None

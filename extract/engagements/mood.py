"""The modality of a clause, by its verb and the verbs above it."""

from __future__ import annotations

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.modality import NEGATING, cues

#: Relations through which a clause takes on the modality of the one above it.
INHERITING = frozenset({"xcomp", "ccomp", "conj", "advcl", "acl"})
#: Verbs above a clause that make it what others hold against somebody, or what was not done.
ACCUSING = frozenset({"accuse", "suspect", "blame", "allege", "condemn", "criticise", "criticize"})
#: Verbs above a clause that only say what somebody would like.
WISHING = frozenset({"hope", "want", "wish", "dream"})
UNDONE = frozenset({"refuse", "decline", "fail", "cease", "stop", "cancel", "avoid"})
#: Verbs and nouns above an infinitive that put it off.
PLANNING = frozenset({"plan", "intend", "agree", "pledge", "promise", "prepare", "decide"})
#: Where a Doc keeps which of its sentences claim nothing.
CLAIMS = "entente_claims"
GRADES = (Modality.NORMATIVE, Modality.FUTURE, Modality.HEDGED)


def mood(verb: Token) -> Modality | None:
    """Return how the clause of a verb puts what it says; None where it claims nothing."""
    clause = _chain(verb)
    if _claims_nothing(verb):
        return None
    above = {one.lemma_.lower() for one in clause[1:]}
    if above & (NEGATING | ACCUSING | WISHING):
        return None
    if above & UNDONE or any(syntax.is_negated(one) for one in clause):
        return Modality.NEGATED
    if above & PLANNING or _noun_above(verb) in PLANNING:
        return Modality.FUTURE
    for one in clause:
        found = _own(one)
        if found is not None:
            return found
    return Modality.ASSERTED


def _claims_nothing(verb: Token) -> bool:
    """Tell whether the sentence is a rumour or a counterfactual; known once per sentence."""
    known: dict[int, bool] = verb.doc.user_data.setdefault(CLAIMS, {})
    start = verb.sent.start
    if start not in known:
        sentence = f" {verb.sent.text.lower()} "
        known[start] = any(f" {phrase}" in sentence for phrase in cues()["none"]["phrases"])
    return known[start]


def _noun_above(verb: Token) -> str:
    arc = syntax.head_arc(verb)
    return arc.head.lemma_.lower() if arc is not None and arc.rel == "acl:to" else ""


def is_past(verb: Token) -> bool:
    """Tell whether a clause speaks of what has happened: in the past tense or the perfect."""
    for one in _chain(verb):
        helpers = {helper.lower_ for helper in syntax.auxiliaries(one)}
        if one.tag_ == "VBD" or helpers & {"had", "has", "have", "was", "were", "did"}:
            return True
        # Taggers take a past tense for a participle; one with a subject and no helper is none.
        if one.tag_ == "VBN" and not helpers and _has_subject(one):
            return True
    return False


def _has_subject(verb: Token) -> bool:
    return any(arc.rel == "nsubj" and arc.child.i < verb.i for arc in syntax.arcs(verb))


def _chain(verb: Token) -> list[Token]:
    """Return a verb and those above it whose modality it shares, nearest first."""
    chain = [verb]
    while len(chain) < 8:
        arc = syntax.head_arc(chain[-1])
        if arc is None or arc.rel.partition(":")[0] not in INHERITING or arc.head.pos_ == "NOUN":
            return chain
        chain.append(arc.head)
    return chain


def _own(verb: Token) -> Modality | None:
    table = cues()
    helpers = {helper.lower_ for helper in syntax.auxiliaries(verb)}
    adverbs = {arc.child.lower_ for arc in syntax.arcs(verb) if arc.rel == "advmod"}
    near = verb.doc[max(verb.sent.start, verb.i - 2) : min(verb.sent.end, verb.i + 2)]
    around = f" {' '.join(token.lower_ for token in near)} "
    for grade in GRADES:
        section = table[grade.value]
        if helpers & set(section.get("auxiliaries", ())):
            return grade
        if adverbs & set(section.get("adverbs", ())):
            return grade
        if verb.lemma_.lower() in section.get("verbs", ()):
            return grade
        if any(f" {phrase} " in around for phrase in section.get("phrases", ())):
            return grade
    return None

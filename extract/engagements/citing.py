"""What an engagement is for, and what the text cites it for."""

from __future__ import annotations

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.engagements.mood import mood
from extract.engagements.voice import Voice
from extract.mentions import Found

DANGER = frozenset({"threat", "risk", "danger", "obstacle", "challenge"})


def illustrations(voice: Voice) -> set[int]:
    """Say what the sentence cites the engagement for; return the tokens that do."""
    used: set[int] = set()
    for verb in voice.scene.verbs():
        if verb.lemma_.lower() not in voice.words.illustrating or not _cites(voice, verb):
            continue
        grade = mood(verb)
        if grade is None or grade is Modality.NEGATED:
            continue
        below = {token.i for token in syntax.subtree(verb) if token.i > verb.i}
        if verb.tag_ == "VBG" and verb.i and verb.doc[verb.i - 1].text == ",":
            below |= set(range(verb.i + 1, voice.scene.sentence.end))
        used |= below | {verb.i}
        for one in voice.scene.found:
            if one.head.i in below:
                _crisis_kind(voice, one)
            if one.head.i not in below or _endangered(voice, one, verb):
                continue
            if one.head.lemma_.lower() in voice.words.praise:
                continue
            effect, tool = one.reading("Effect"), one.reading("Tool")
            inner = _inner_grade(one.head, verb) or grade
            if tool is not None and _means(one.head):
                voice.tool(one, inner, "engagement-through")
            elif effect is not None:
                voice.say("illustrates", one, effect.iri, inner, "illustrates")
            elif tool is not None and verb.lemma_.lower() == "exemplify":
                voice.tool(one, inner, "engagement-exemplifies")
    return used


def _cites(voice: Voice, verb: Token) -> bool:
    """Tell whether a verb says what the engagement shows; *, which shows* is about all before."""
    if voice.belongs(verb):
        return True
    doc, index = verb.doc, verb.i - 1
    while index > voice.scene.sentence.start and doc[index].pos_ in {"ADV", "AUX"}:
        index -= 1
    which = index > 0 and doc[index].lower_ == "which" and doc[index - 1].text == ","
    return which and any(one.i < index and voice.belongs(one) for one in voice.scene.verbs())


def _crisis_kind(voice: Voice, one: Found) -> None:
    """What an engagement is cited for tells of what kind the one crisis is that it met.

    *showing the value of airlift in natural disasters*, after a storm
    """
    kind = one.reading("CrisisType")
    if kind is None or kind.iri in voice.words.general_crises:
        return
    value, where = voice.words.confidence["implicit"], voice.scene.block.span_of(one)
    for frame in voice.frames:
        if len(frame.crises) == 1:
            frame.say(
                voice.scene,
                "crisisType",
                kind.iri,
                "engagement-crisis-kind",
                value,
                Modality.IMPLICIT,
                where,
                frame.crises[0].iri,
            )


def _endangered(voice: Voice, one: Found, top: Token) -> bool:
    """Whether a noun for danger stands between: *threats to stability*."""
    token, before = one.head, voice.scene.before(one)
    to = before is not None and before.lower_ == "to" and before.i > 0
    if before is not None and to and before.nbor(-1).lemma_.lower() in DANGER:
        return True
    arc = syntax.head_arc(token)
    while arc is not None and arc.head.i != top.i:
        if arc.head.lemma_.lower() in DANGER:
            return True
        arc = syntax.head_arc(arc.head)
    return False


def _inner_grade(token: Token, top: Token) -> Modality | None:
    verb = token if token.pos_ == "VERB" else syntax.governing_verb(token)
    return mood(verb) if verb is not None and verb.i != top.i else None


def _means(token: Token) -> bool:
    arc = syntax.head_arc(token)
    return arc is not None and arc.rel.partition(":")[2] in {"through", "via", "using"}


def aims(voice: Voice) -> None:
    """Say what *the goal of the mission was*."""
    for token in voice.scene.sentence:
        arc = syntax.head_arc(token)
        if token.lemma_.lower() not in voice.words.objective_nouns or arc is None:
            continue
        whose = [a.child for a in syntax.obliques(token, "of")]
        whose += [a.child for a in syntax.arcs(token) if a.rel == "nmod:poss"]
        mine = any(voice.is_frame(one) or voice.stands_for_it(one) for one in whose)
        if not mine or not arc.rel.startswith("nsubj"):
            continue
        below = syntax.subtree(arc.head)
        for one in voice.scene.found:
            effect = one.reading("Effect")
            if effect is not None and one.head in below and one.head.i > token.i:
                voice.say("hasObjective", one, effect.iri, Modality.ASSERTED, "objective")


def objectives(voice: Voice, verb: Token, grade: Modality) -> None:
    """Say what *aims*, *seeks* or *was designed* to bring about."""
    below = syntax.subtree(verb)
    for one in voice.scene.found:
        effect = one.reading("Effect")
        if effect is not None and one.head in below and one.head.i > verb.i:
            voice.say("hasObjective", one, effect.iri, grade, "objective")

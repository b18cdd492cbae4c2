"""Verbs by which a sentence tells of an engagement without a noun for it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.engagements import roles
from extract.engagements.anchor import Anchor
from extract.engagements.lexicon import Lexicon
from extract.engagements.mood import mood
from extract.engagements.nouns import TOLD
from extract.engagements.scene import Scene
from extract.mentions import Kind


def verbal(scene: Scene, words: Lexicon, crisis_before: bool) -> Iterator[Anchor]:
    """Yield the verbs of a sentence by which named actors do something together or somewhere.

    ``crisis_before`` tells whether the paragraph has spoken of a particular crisis.
    """
    for verb in scene.verbs():
        lemma = verb.lemma_.lower()
        if lemma in words.benefit:
            yield from _benefit(scene, verb, words)
        elliptic = is_elliptic(scene, verb, words)
        if not elliptic and (lemma not in words.verbs or lemma in words.outside):
            continue
        grade = mood(verb)
        if grade is None or grade not in TOLD or _opposes(scene, verb, words):
            continue
        cls = words.verbs.get(lemma, "Partnership")
        anchor = Anchor(verb, cls, "engagement-verb", modality=grade, dependent=elliptic)
        roles.of_verb(anchor, scene, verb, words)
        if not anchor.individuals:
            continue
        if lemma in words.membership and len(anchor.participants) < 2:
            continue
        anchor.add(crises=scene.crises)
        if not anchor.places:
            anchor.add(places=scene.setting(words.prepositions["setting"]))
        if elliptic or _particular(scene, anchor, verb, words, crisis_before):
            yield anchor


def is_elliptic(scene: Scene, verb: Token, words: Lexicon) -> bool:
    """Tell whether a verb says that somebody took part without saying in what."""
    part = any(token.lemma_.lower() in words.share for token in scene.undergoers(verb))
    if verb.lemma_.lower() not in words.elliptic and not (part and verb.lemma_.lower() == "take"):
        return False
    near = (verb, *scene.undergoers(verb))
    return not any(syntax.obliques(token, "in", "to", "under", "for") for token in near)


def _particular(
    scene: Scene, anchor: Anchor, verb: Token, words: Lexicon, crisis_before: bool
) -> bool:
    """Tell whether a verb tells of one undertaking: with a crisis or place, or what was done.

    That several sent something, without a word of where, does not make it one undertaking.
    """
    if anchor.crises or anchor.places:
        return True
    if not scene.is_past(verb):
        return _lasts(anchor, scene, verb, words)
    together = len(anchor.participants) > 1 and verb.lemma_.lower() not in words.moving
    return crisis_before or together or bool(anchor.beneficiaries)


def _lasts(anchor: Anchor, scene: Scene, verb: Token, words: Lexicon) -> bool:
    """Tell whether a verb in the present is of named actors together: *India works with Japan*."""
    if anchor.cls != "Partnership" or anchor.modality is not Modality.ASSERTED:
        return False
    actors = [*anchor.participants, *anchor.beneficiaries]
    direct = {one.iri for one in scene.actors(scene.doers(verb)) if one.head in scene.doers(verb)}
    named = all(one.kind in {Kind.ENTITY, Kind.FORCE} for one in actors)
    return len(actors) > 1 and named and bool(direct)


def _opposes(scene: Scene, verb: Token, words: Lexicon) -> bool:
    """Tell whether those who act do so against each other: *fought a war*, *exchanged fire*."""
    return any(token.lemma_.lower() in words.opposition for token in scene.undergoers(verb))


def _benefit(scene: Scene, verb: Token, words: Lexicon) -> Iterator[Anchor]:
    """Yield the engagement of *X benefited from a partnership with Y*, *X received aid from Y*."""
    helped = roles.doers(scene, verb, words)
    gifts = [one for one in scene.undergoers(verb) if roles.is_gift(scene, one, words)]
    grade = mood(verb)
    if not helped or grade is None or grade not in TOLD:
        return
    for token in (verb, *gifts):
        for arc in syntax.obliques(token, "from"):
            members = syntax.conjuncts(arc.child)
            givers = scene.spread(scene.actors(members)) if gifts else []
            cls = "Partnership" if givers else words.nouns.get(arc.child.lemma_.lower())
            if cls is None:
                continue
            trigger = gifts[0] if givers else arc.child
            anchor = Anchor(trigger, cls, "engagement-benefit", modality=grade)
            if not givers:
                roles.of_noun(anchor, scene, arc.child, words)
            mine = {one.iri for one in helped}
            anchor.participants = [one for one in anchor.participants if one.iri not in mine]
            places = roles.where(scene, verb, words)
            anchor.add(givers, helped, places, scene.crises)
            if anchor.crises or anchor.participants:
                yield anchor
                return

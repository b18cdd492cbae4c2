"""Chooses the engagements that a sentence introduces."""

from __future__ import annotations

from extract import syntax
from extract.engagements.anchor import Anchor
from extract.engagements.lexicon import Lexicon
from extract.engagements.nouns import WITHIN, named, nominal
from extract.engagements.scene import Scene
from extract.engagements.verbs import verbal
from extract.mentions import Found


def anchors(scene: Scene, words: Lexicon, crisis_before: bool) -> list[Anchor]:
    """Return the engagements that a sentence introduces: the named ones, then the others.

    Nouns and verbs that share an actor, or stand one within the other, speak of the same.
    ``crisis_before`` tells whether the paragraph has spoken of a particular crisis.
    """
    chosen = [
        named(scene, one, words) for one in scene.named_engagements if not _acts(one, scene, words)
    ]
    others = [
        anchor
        for anchor in (*nominal(scene, words), *verbal(scene, words, crisis_before))
        if not any(_inside(anchor, one) for one in chosen)
    ]
    others.sort(key=lambda anchor: anchor.weight, reverse=True)
    for other in others:
        if chosen and _takes_up(other, chosen[0], scene, words):
            other.absorbed_by(chosen[0])
        elif not any(one.merge(other) for one in chosen) and (not chosen or other.individuals):
            chosen.append(other)
    return chosen


def _inside(anchor: Anchor, one: Anchor) -> bool:
    start, end = one.span
    return start <= anchor.token.i < end


def _takes_up(anchor: Anchor, best: Anchor, scene: Scene, words: Lexicon) -> bool:
    """Tell whether a verb is done to, or within, what its sentence has spoken of.

    *and Chad supported it*, *evacuated people in Operation Shield*
    """
    if not anchor.is_verb:
        return False
    if any(
        token.pos_ == "PRON" and token.lower_ in words.pronouns
        for token in scene.undergoers(anchor.token)
    ):
        return True
    start, end = best.span
    return best.named is not None and any(
        start <= arc.child.i < end for arc in syntax.obliques(anchor.token, *WITHIN)
    )


def _acts(one: Found, scene: Scene, words: Lexicon) -> bool:
    """Tell whether a named mission itself does something else: *it held an exercise with X*."""
    return any(
        one.head in scene.doers(verb)
        and verb.lemma_.lower() in words.doing
        and any(words.nouns.get(token.lemma_.lower()) for token in scene.undergoers(verb))
        for verb in scene.verbs()
    )

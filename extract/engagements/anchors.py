"""Chooses the engagements that a sentence introduces."""

from __future__ import annotations

from extract.engagements.anchor import Anchor
from extract.engagements.lexicon import Lexicon
from extract.engagements.nouns import named, nominal
from extract.engagements.scene import Scene
from extract.engagements.verbs import verbal


def anchors(scene: Scene, words: Lexicon, crisis_before: bool) -> list[Anchor]:
    """Return the engagements that a sentence introduces: the named ones, then the others.

    Nouns and verbs that share an actor, or stand one within the other, speak of the same.
    ``crisis_before`` tells whether the paragraph has spoken of a particular crisis.
    """
    chosen = [named(scene, one, words) for one in scene.named_engagements]
    others = [
        anchor
        for anchor in (*nominal(scene, words), *verbal(scene, words, crisis_before))
        if not any(_inside(anchor, one) for one in chosen)
    ]
    others.sort(key=lambda anchor: anchor.weight, reverse=True)
    for other in others:
        if not any(one.merge(other) for one in chosen) and (not chosen or other.individuals):
            chosen.append(other)
    return chosen


def _inside(anchor: Anchor, one: Anchor) -> bool:
    start, end = one.span
    return start <= anchor.token.i < end

"""Says what an anchor tells of its engagement: what it is, who is in it, where, against what."""

from __future__ import annotations

from claims.model import Literal, Modality
from extract.engagements.anchor import Anchor
from extract.engagements.frame import Frame
from extract.engagements.lexicon import lexicon
from extract.engagements.scene import Scene
from extract.mentions import Found, Kind
from ontology import terms

#: How many names a label gives where there are many.
MOST_NAMES = 3


def identity_of(frame: Frame, scene: Scene, anchor: Anchor) -> None:
    """Say class and label of an engagement without a name; the extractor does for others."""
    if frame.named is not None or frame.candidates:
        return
    confidence = lexicon().confidence
    value = confidence["verbal"] if anchor.is_verb else confidence["nominal"]
    if len(anchor.participants) > 1 and not anchor.is_verb:
        value = confidence["between"]
    where, grade = scene.block.span(*anchor.span), anchor.modality
    frame.say(scene, "type", terms.ent(frame.cls), anchor.rule, value, grade, where)
    label = Literal(frame.label, language="en")
    frame.say(scene, terms.RDFS_LABEL, label, anchor.rule, value, grade, where)


def roles(frame: Frame, scene: Scene, anchor: Anchor) -> None:
    """Say who takes part or does not, who is helped, against what crisis, where and when."""
    confidence, grade = lexicon().confidence, anchor.modality
    for one in anchor.participants:
        participant(frame, scene, one, grade)
    for one in anchor.absent:
        if one.iri not in frame.actors:
            value = confidence["participant"]
            frame.say(scene, "hasParticipant", one, "engagement-absent", value, Modality.NEGATED)
    for one in anchor.beneficiaries:
        if one.iri not in frame.actors:
            frame.beneficiaries.append(one)
            _indefinite(frame, scene, one)
            value = confidence["beneficiary"]
            frame.say(scene, "hasBeneficiary", one, "engagement-for", value, grade)
    for one in anchor.crises:
        crisis(frame, scene, one)
    taken = {one.iri for one in (*frame.participants, *frame.places)}
    for one in anchor.places:
        if one.iri not in taken:
            taken.add(one.iri)
            frame.places.append(one)
            frame.say(scene, "occursIn", one, "engagement-in", confidence["place"], grade)


def participant(
    frame: Frame, scene: Scene, one: Found, grade: Modality = Modality.ASSERTED
) -> None:
    """Say that somebody takes part."""
    if one.iri in frame.actors:
        return
    frame.participants.append(one)
    value = lexicon().confidence["participant"]
    _indefinite(frame, scene, one)
    frame.say(scene, "hasParticipant", one, "engagement-participant", value, grade)


def crisis(frame: Frame, scene: Scene, one: Found, *, context: bool = False) -> None:
    """Say what crisis the engagement responds to; ``context``: a sentence before names it."""
    if one.iri in {known.iri for known in frame.crises}:
        return
    frame.crises.append(one)
    rule = "engagement-crisis-context" if context else "engagement-crisis"
    value = lexicon().confidence["crisis_context" if context else "crisis"]
    frame.say(scene, "respondsTo", one.iri if context else one, rule, value)


def implied(frame: Frame, scene: Scene, before: Frame) -> None:
    """Say that who acted in the engagement before acts in those that follow, against the same."""
    value, rule = lexicon().confidence["implicit"], "engagement-implied"
    for kind in before.threats[:1] if frame.places and not frame.crises else ():
        place = frame.places[0]
        slug = kind.iri.rsplit("/", 1)[-1]
        made = f"{terms.ID}{terms.slugify(place.label)}-{slug}"
        label = Literal(f"{kind.label} in {place.label}", language="en")
        where = scene.block.span_of(place)
        about: tuple[tuple[str, str, str | Literal], ...] = (
            (made, "type", terms.ent("Crisis")),
            (made, terms.RDFS_LABEL, label),
            (made, "crisisType", kind.iri),
            (made, "occursIn", place.iri),
            (frame.iri, "respondsTo", made),
        )
        for subject, predicate, target in about:
            frame.say(scene, predicate, target, rule, value, Modality.IMPLICIT, where, subject)
    for one in before.participants:
        frame.participants.append(one)
        frame.say(scene, "hasParticipant", one.iri, rule, value, Modality.IMPLICIT)


def _indefinite(frame: Frame, scene: Scene, one: Found) -> None:
    """Give a group that only this engagement tells apart its class and label: *others*."""
    if one.kind is not Kind.INDEFINITE:
        return
    value, rule = lexicon().confidence["participant"], "engagement-participant"
    where, label = scene.block.span_of(one), Literal(one.label, language="en")
    about: tuple[tuple[str, str | Literal], ...] = (
        ("type", terms.ent(one.cls)),
        (terms.RDFS_LABEL, label),
    )
    for predicate, target in about:
        frame.say(scene, predicate, target, rule, value, Modality.ASSERTED, where, one.iri)


def label_of(anchor: Anchor) -> str:
    """Return a descriptive label: what it is, of whom, for what."""
    noun = anchor.cls if anchor.is_verb else anchor.token.lemma_.lower()
    parts = [noun.capitalize()]
    if anchor.participants:
        parts.append("of " + _listed([one.label for one in anchor.participants]))
    elif anchor.beneficiaries:
        parts.append("for " + _listed([one.label for one in anchor.beneficiaries]))
    if anchor.crises:
        parts.append(f"({anchor.crises[0].label})")
    elif anchor.places:
        parts.append(f"in {anchor.places[0].label}")
    return " ".join(parts)


def _listed(names: list[str]) -> str:
    """Join names with commas and *and*; of more than four, three and how many others.

    >>> _listed(["Chile", "Peru", "Brazil", "Bolivia", "Ecuador"])
    'Chile, Peru, Brazil and 2 others'
    """
    if len(names) > MOST_NAMES + 1:
        names = [*names[:MOST_NAMES], f"{len(names) - MOST_NAMES} others"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

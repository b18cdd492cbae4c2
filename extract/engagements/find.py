"""Follows engagements through a document, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims import identity
from claims.model import BlockKind, Literal, Modality
from extract import syntax
from extract.candidates import Candidate, Introduced, ParsedDocument
from extract.engagements import clauses
from extract.engagements.anchors import PLURAL, Anchor, anchors
from extract.engagements.frame import Frame
from extract.engagements.lexicon import lexicon
from extract.engagements.mood import is_past
from extract.engagements.scene import Scene
from extract.mentions import Found, Kind, Reading
from ontology import terms

#: How many sentences back an engagement is still spoken of.
REACH = 3
TITLE = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TABLE_ROW})


def find(parsed: ParsedDocument) -> list[Candidate]:
    """Return the claims about the engagements of a document, and note where each is spoken of."""
    return _Reader(parsed).run()


class _Reader:
    def __init__(self, parsed: ParsedDocument) -> None:
        self.parsed = parsed
        self.words = lexicon()
        self.frames: dict[str, Frame] = {}
        self.live: list[Frame] = []
        self.age = 0
        self.crises: list[Found] = []

    def run(self) -> list[Candidate]:
        for block in self.parsed.blocks:
            if block.block.kind in TITLE:
                continue
            self.live, self.crises = [], []
            for sentence in block.sentences():
                self._read(Scene(block, sentence, self.parsed.knowledge.schema))
        return [claim for frame in self.frames.values() for claim in frame.candidates]

    def _read(self, scene: Scene) -> None:
        self.age += 1
        if self.age > REACH:
            self.live = []
        found = anchors(scene, self.words, bool(self.crises))
        back = self._refers_back(scene)
        for anchor in found:
            if anchor.named is None and self._resumes(anchor, scene, back):
                self._resume(scene, anchor, anchor.token)
            else:
                self._begin(scene, anchor)
        if not found and self.live:
            if back is not None:
                self._resume(scene, None, back)
            elif self._goes_on(scene):
                self._resume(scene, None, None)
        self.crises = scene.crises or self.crises

    # Which engagement

    def _refers_back(self, scene: Scene) -> Token | None:
        """Return the token by which a sentence takes up an engagement: *This partnership*."""
        if not self.live:
            return None
        for verb in scene.verbs():
            for token in [*syntax.subjects(verb), *syntax.objects(verb)]:
                if token.i > verb.i and not syntax.is_passive(verb):
                    continue
                if token.pos_ == "PRON" and token.lower_ in self.words.pronouns:
                    return token
                first = syntax.noun_phrase(token)[0].lower_
                lemma = token.lemma_.lower()
                general = lemma in self.words.anaphoric_nouns and first in self.words.determiners
                if general and (first != "the" or lemma in self.words.definite):
                    return token
            break
        return None

    def _resumes(self, anchor: Anchor, scene: Scene, back: Token | None) -> bool:
        """Tell whether an anchor speaks of the engagement before it, and not of a new one."""
        if not self.live:
            return False
        if back is not None:
            return True
        frame = self.live[0]
        before = {one.iri for one in frame.crises}
        if {one.iri for one in anchor.crises} - before:
            return False
        places = {one.iri for one in anchor.places} - {one.iri for one in frame.places}
        if places and anchor.token.pos_ != "VERB":
            return False
        return self._shares(frame, [*anchor.participants, *anchor.beneficiaries])

    def _goes_on(self, scene: Scene) -> bool:
        """Tell whether a sentence without an anchor goes on about the live engagement.

        It does where its subject is one of the actors, or, in the past tense, a tool.
        """
        for verb in scene.verbs():
            if not is_past(verb):
                continue
            subjects = syntax.subjects(verb)
            if self._shares(self.live[0], scene.actors(subjects)):
                return True
            here = [one for token in subjects for one in scene.at(token)]
            if here and all(one.reading("Tool") for one in here) and not scene.crises:
                return True
            if subjects:
                return False
        return False

    def _shares(self, frame: Frame, actors: list[Found]) -> bool:
        return bool(_with_owners(actors) & frame_owners(frame))

    # What is said of it

    def _begin(self, scene: Scene, anchor: Anchor) -> None:
        split = self._split(anchor)
        previous = self.live
        frames = [self._frame(scene, part, number) for number, part in enumerate(split)]
        self.live, self.age = frames, 0
        for frame, part in zip(frames, split, strict=True):
            frame.stands(scene, *anchor.span)
            self._introduce(frame, scene, anchor.span)
            self._identity(frame, scene, part)
            frame.threats += _threats(scene)
            self._context(frame, scene, part)
            self._roles(frame, scene, part)
            if not part.participants and not part.named and previous:
                self._implied(frame, scene, previous[0])
        for frame in frames:
            if frame.cls == "Exercise":
                clauses.recurrence(frame, scene, self.words, *anchor.span)
            for token in (anchor.token, *_above(anchor.token)):
                clauses.beginning(frame, scene, self.words, token)
            tool = self.words.class_tools.get(frame.cls)
            if tool is not None and len(frame.participants) > 1:
                where = scene.block.span(*anchor.span)
                value = self.words.confidence["tool"]
                frame.say(
                    scene, "usesTool", tool, "engagement-kind", value, Modality.ASSERTED, where
                )
        clauses.speak(frames, scene, self.words, _speaker(anchor), anchor.nouns)

    def _resume(self, scene: Scene, anchor: Anchor | None, token: Token | None) -> None:
        self.age = 0
        for frame in self.live:
            if token is not None:
                phrase = syntax.noun_phrase(token)
                start, end = phrase.start, phrase.end
            else:
                start, end = scene.sentence.start, scene.sentence.start + 1
            frame.stands(scene, start, end)
            self._introduce(frame, scene, (start, end))
            if anchor is not None:
                self._roles(frame, scene, anchor)
            else:
                self._joiners(frame, scene)
        nouns = anchor.nouns if anchor is not None else ()
        clauses.speak(self.live, scene, self.words, token, nouns)

    def _joiners(self, frame: Frame, scene: Scene) -> None:
        """Forces of those in the engagement, as subjects of what is done in it, take part."""
        for verb in scene.verbs():
            actors = scene.actors(syntax.subjects(verb))
            if not self._shares(frame, actors):
                continue
            new = [one for one in actors if one.iri not in frame.actors]
            for one in new:
                if scene.is_a(one, "ArmedForce"):
                    self._participant(frame, scene, one)

    def _split(self, anchor: Anchor) -> list[Anchor]:
        """Return one anchor per place for *operations in A and B*, else the anchor itself."""
        plural = anchor.token.tag_ in PLURAL and anchor.named is None
        if plural and len(anchor.places) > 1 and not anchor.participants:
            return [
                Anchor(
                    anchor.token,
                    anchor.cls,
                    anchor.rule,
                    beneficiaries=anchor.beneficiaries,
                    crises=anchor.crises,
                    places=[place],
                )
                for place in anchor.places
            ]
        return [anchor]

    def _frame(self, scene: Scene, anchor: Anchor, number: int) -> Frame:
        if anchor.named is not None:
            iri, cls, label = anchor.named.iri, anchor.named.cls, anchor.named.label
        else:
            document = self.parsed.document
            sentence = scene.block.sentence(scene.sentence[0])
            text = identity.normalise_sentence(document.text[sentence.start : sentence.end])
            trigger = f"{anchor.token.text}/{number}"
            made = identity.digest(document.slug, text, trigger)[:8]
            iri, cls = f"{terms.ID}{document.slug}-{made}", anchor.cls
            label = _label(anchor)
        frame = self.frames.get(iri)
        if frame is None:
            frame = Frame(iri, cls, label, scene.block.index, anchor.named)
            self.frames[iri] = frame
        return frame

    def _introduce(self, frame: Frame, scene: Scene, tokens: tuple[int, int]) -> None:
        self.parsed.engagements.append(
            Introduced(
                frame.iri,
                frame.cls,
                frame.label,
                scene.block.index,
                scene.block.sentence(scene.sentence[0]),
                scene.block.span(*tokens),
            )
        )

    def _identity(self, frame: Frame, scene: Scene, anchor: Anchor) -> None:
        """Say class and label of an engagement without a name; the extractor does for others."""
        if frame.named is not None or frame.candidates:
            return
        confidence = self.words.confidence
        value = confidence["verbal"] if anchor.token.pos_ == "VERB" else confidence["nominal"]
        if len(anchor.participants) > 1 and anchor.token.pos_ != "VERB":
            value = confidence["between"]
        where = scene.block.span(*anchor.span)
        frame.say(scene, "type", terms.ent(frame.cls), anchor.rule, value, target_span=where)
        label = Literal(frame.label, language="en")
        frame.say(scene, terms.RDFS_LABEL, label, anchor.rule, value, target_span=where)

    def _context(self, frame: Frame, scene: Scene, anchor: Anchor) -> None:
        """Add the crisis and place that the sentence, or the one before it, sets the scene with."""
        if not anchor.crises:
            anchor.crises = scene.crises if len(scene.crises) == 1 else []
        if not anchor.crises and not anchor.places and self.crises and not frame.named:
            for crisis in self.crises[-1:]:
                self._crisis(frame, scene, crisis, "crisis_context", here=False)
        if not anchor.places and not frame.named:
            anchor.places = [place for place in scene.setting() if place.iri not in frame.actors]

    def _roles(self, frame: Frame, scene: Scene, anchor: Anchor) -> None:
        confidence = self.words.confidence
        for one in anchor.participants:
            self._participant(frame, scene, one)
        for one in anchor.beneficiaries:
            if one.iri not in frame.actors:
                frame.beneficiaries.append(one)
                self._indefinite(frame, scene, one)
                frame.say(scene, "hasBeneficiary", one, "engagement-for", confidence["beneficiary"])
        for one in anchor.crises:
            self._crisis(frame, scene, one, "crisis", here=True)
        actors = {one.iri for one in frame.participants}
        for one in anchor.places:
            if one.iri not in actors and one.iri not in {place.iri for place in frame.places}:
                frame.places.append(one)
                frame.say(scene, "occursIn", one, "engagement-in", confidence["place"])

    def _participant(self, frame: Frame, scene: Scene, one: Found) -> None:
        if one.iri in frame.actors:
            return
        frame.participants.append(one)
        value = self.words.confidence["participant"]
        self._indefinite(frame, scene, one)
        frame.say(scene, "hasParticipant", one, "engagement-participant", value)

    def _indefinite(self, frame: Frame, scene: Scene, one: Found) -> None:
        """Give a group that only this engagement tells apart its class and label: *others*."""
        if one.kind is not Kind.INDEFINITE:
            return
        value, where = self.words.confidence["participant"], scene.block.span_of(one)
        label = Literal(one.label, language="en")
        for predicate, target in (("type", terms.ent(one.cls)), (terms.RDFS_LABEL, label)):
            frame.say(
                scene,
                predicate,
                target,
                "engagement-participant",
                value,
                Modality.ASSERTED,
                where,
                one.iri,
            )

    def _crisis(
        self, frame: Frame, scene: Scene, one: Found, confidence: str, *, here: bool
    ) -> None:
        if one.iri in {crisis.iri for crisis in frame.crises}:
            return
        frame.crises.append(one)
        frame.say(
            scene,
            "respondsTo",
            one if here else one.iri,
            f"engagement-{confidence.replace('_', '-')}",
            self.words.confidence[confidence],
        )

    def _implied(self, frame: Frame, scene: Scene, before: Frame) -> None:
        """Who acted in the engagement before acts in those that follow it, against the same."""
        value = self.words.confidence["implicit"]
        for kind in before.threats[:1] if frame.places and not frame.crises else ():
            place = frame.places[0]
            slug = kind.iri.rsplit("/", 1)[-1]
            crisis = f"{terms.ID}{terms.slugify(place.label)}-{slug}"
            rule = "engagement-implied"
            label = Literal(f"{kind.label} in {place.label}", language="en")
            where = scene.block.span_of(place)
            about: tuple[tuple[str, str, str | Literal], ...] = (
                (crisis, "type", terms.ent("Crisis")),
                (crisis, terms.RDFS_LABEL, label),
                (crisis, "crisisType", kind.iri),
                (crisis, "occursIn", place.iri),
                (frame.iri, "respondsTo", crisis),
            )
            for subject, predicate, target in about:
                frame.say(scene, predicate, target, rule, value, Modality.IMPLICIT, where, subject)
        for one in before.participants:
            frame.participants.append(one)
            frame.say(
                scene, "hasParticipant", one.iri, "engagement-implied", value, Modality.IMPLICIT
            )


def _speaker(anchor: Anchor) -> Token:
    """Return the token by which clauses speak of the anchor: *the "Shield" exercises allow*."""
    return next(iter(_above(anchor.token)), anchor.token) if anchor.named else anchor.token


def _above(token: Token) -> Iterator[Token]:
    arc = syntax.head_arc(token)
    if arc is not None and arc.rel in {"compound", "appos", "flat", "amod", "nmod:of"}:
        yield arc.head


def _threats(scene: Scene) -> list[Reading]:
    """Return the types of crisis that a sentence speaks of: what an engagement is up against."""
    return [kind for one in scene.found if (kind := one.reading("CrisisType")) is not None]


def _label(anchor: Anchor) -> str:
    """Return a descriptive label: what it is, of whom, for what."""
    noun = anchor.cls if anchor.token.pos_ == "VERB" else anchor.token.lemma_.lower()
    parts = [noun.capitalize()]
    if anchor.participants:
        parts.append("of " + " and ".join(one.label for one in anchor.participants))
    elif anchor.beneficiaries:
        parts.append("for " + " and ".join(one.label for one in anchor.beneficiaries))
    if anchor.crises:
        parts.append(f"({anchor.crises[0].label})")
    elif anchor.places:
        parts.append(f"in {anchor.places[0].label}")
    return " ".join(parts)


def _with_owners(actors: list[Found]) -> set[str]:
    """Return the actors, with the states and organisations whose forces or members they are."""
    owners = {one.iri for one in actors}
    for one in actors:
        owners |= {
            fact.object
            for fact in one.facts
            if fact.predicate == "forceOf" and isinstance(fact.object, str)
        }
    return owners


def frame_owners(frame: Frame) -> set[str]:
    """Return all that act in an engagement, with the owners of the forces in it."""
    return _with_owners([*frame.participants, *frame.beneficiaries])

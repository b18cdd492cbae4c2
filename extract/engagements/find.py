"""Follows engagements through a document, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims import identity
from claims.model import BlockKind
from extract import syntax
from extract.candidates import Candidate, Introduced, ParsedDocument
from extract.engagements import clauses, roles, telling, times
from extract.engagements.anchor import Anchor
from extract.engagements.anchors import anchors
from extract.engagements.frame import Frame
from extract.engagements.lexicon import lexicon
from extract.engagements.nouns import taken_up
from extract.engagements.roles import PLURAL
from extract.engagements.scene import Scene
from extract.engagements.thread import Thread
from extract.engagements.topic import Topic
from extract.mentions import Found, Reading
from ontology import terms

TITLE = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TABLE_ROW})


def find(parsed: ParsedDocument) -> list[Candidate]:
    """Return the claims about the engagements of a document, and note where each is spoken of."""
    return _Reader(parsed).run()


class _Reader:
    def __init__(self, parsed: ParsedDocument) -> None:
        self.parsed = parsed
        self.words = lexicon()
        self.frames: dict[str, Frame] = {}
        self.live = Thread(self.words)
        self.crises: list[Found] = []
        self.topic = Topic(parsed, self.words)

    def run(self) -> list[Candidate]:
        for block in self.parsed.blocks:
            if block.block.kind is BlockKind.HEADING:
                self.topic.heading(block)
            if block.block.kind in TITLE:
                continue
            self.live, self.crises = Thread(self.words), list(self.topic.crises)
            for sentence in block.sentences():
                self._read(Scene(block, sentence, self.parsed.knowledge.schema))
        return [claim for frame in self.frames.values() for claim in frame.candidates]

    def _read(self, scene: Scene) -> None:
        self.live.next_sentence()
        self.live.recall(scene, [frame for frame in self.frames.values() if frame.named])
        found = anchors(scene, self.words, bool(self.crises))
        back = self.live.refers_back(scene)
        begun: list[Frame] = []
        told = False
        for anchor in found:
            within = self.topic.holds(self.live.frames) and self.topic.takes_in(anchor)
            if anchor.named is None and not begun and self.live.resumes(anchor, scene, back):
                self._resume(scene, anchor, anchor.token)
                told = True
            elif within and self.topic.frame is not None and not begun:
                self.live.begin([self.topic.frame])
                self._resume(scene, anchor, anchor.token)
                told = True
            elif not anchor.dependent:
                begun += self._begin(scene, anchor)
        if begun:
            self.live.begin(begun)
            self.topic.introduce(begun, scene.block)
        elif self.live.frames and not any(not anchor.dependent for anchor in found):
            if back is not None:
                self._resume(scene, taken_up(scene, back, self.words), back)
                told = True
            elif self.live.goes_on(scene):
                self._resume(scene, None, None)
                told = True
        if not begun and not told and self.topic.holds(self.live.frames):
            self._of_topic(scene)
        self.crises = scene.crises or self.crises

    def _of_topic(self, scene: Scene) -> None:
        """Add what a sentence that names no engagement says of the one the document is about."""
        frame = self.topic.frame
        if frame is None:
            return
        if self.topic.is_roster(scene) or self.topic.items(scene):
            self.live.begin([frame])
            self._resume(scene, self.topic.listed(scene), None)
            if not self.topic.is_roster(scene):
                clauses.listed([frame], scene, self.words)
            return
        token = self.topic.refers(scene)
        if token is not None:
            self.live.begin([frame])
            self._resume(scene, taken_up(scene, token, self.words), token)
            return
        verb = self.topic.done(scene)
        if verb is not None:
            self.live.begin([frame])
            anchor = Anchor(verb, frame.cls, "engagement-topic")
            anchor.add(places=scene.setting(self.words.prepositions["setting"]))
            self._resume(scene, anchor, None)

    def _begin(self, scene: Scene, anchor: Anchor) -> list[Frame]:
        split = self._split(anchor)
        previous = self.live.frames
        frames = [self._frame(scene, part, number) for number, part in enumerate(split)]
        for frame, part in zip(frames, split, strict=True):
            frame.stands(scene, *anchor.span)
            self._introduce(frame, scene, anchor.span)
            telling.identity_of(frame, scene, part)
            frame.threats += _threats(scene)
            self._context(frame, scene, part)
            telling.roles(frame, scene, part)
            if not part.participants and not part.named and previous:
                telling.implied(frame, scene, previous[0])
        for frame in frames:
            self._about(frame, scene, anchor)
        clauses.speak(frames, scene, self.words, _speaker(anchor), anchor.nouns)
        return frames

    def _about(self, frame: Frame, scene: Scene, anchor: Anchor) -> None:
        """Say how often, since when and in what period, and that an exercise of two is joint."""
        if frame.cls == "Exercise":
            times.recurrence(frame, scene, self.words, *anchor.span)
        for token in (anchor.token, *_above(anchor.token)):
            times.beginning(frame, scene, self.words, token)
        times.period(frame, scene, self.words)
        tool = self.words.class_tools.get(frame.cls)
        if tool is not None and len(frame.participants) > 1 and not frame.is_joint:
            frame.is_joint = True
            where = scene.block.span(*anchor.span)
            value, grade = self.words.confidence["tool"], anchor.modality
            frame.say(scene, "usesTool", tool, "engagement-kind", value, grade, where)

    def _resume(self, scene: Scene, anchor: Anchor | None, token: Token | None) -> None:
        self.live.age = 0
        for frame in self.live.frames:
            if token is not None:
                phrase = syntax.noun_phrase(token)
                start, end = phrase.start, phrase.end
            else:
                start, end = scene.sentence.start, scene.sentence.start + 1
            frame.stands(scene, start, end)
            frame.years |= times.years(scene)
            if token is not None:
                times.beginning(frame, scene, self.words, token)
            self._introduce(frame, scene, (start, end))
            for one in roles.called_takers(scene, self.words):
                telling.participant(frame, scene, one)
            if anchor is not None:
                telling.roles(frame, scene, anchor)
            else:
                self._joiners(frame, scene)
        nouns = anchor.nouns if anchor is not None else ()
        clauses.speak(self.live.frames, scene, self.words, token, nouns)

    def _joiners(self, frame: Frame, scene: Scene) -> None:
        """Forces of those in the engagement, as subjects of what is done in it, take part."""
        for verb in scene.verbs():
            actors = scene.actors(syntax.subjects(verb))
            if frame.shares(actors):
                for one in actors:
                    if scene.is_a(one, "ArmedForce"):
                        telling.participant(frame, scene, one)

    def _split(self, anchor: Anchor) -> list[Anchor]:
        """Return one anchor per place for *operations in A and B*, else the anchor itself."""
        plural = anchor.token.tag_ in PLURAL and anchor.named is None
        if plural and len(anchor.places) > 1 and not anchor.participants:
            return [
                Anchor(
                    anchor.token,
                    anchor.cls,
                    anchor.rule,
                    modality=anchor.modality,
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
            label = telling.label_of(anchor)
        frame = self.frames.get(iri)
        if frame is None:
            frame = Frame(iri, cls, label, scene.block.index, anchor.named)
            self.frames[iri] = frame
        frame.years |= times.years(scene)
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

    def _context(self, frame: Frame, scene: Scene, anchor: Anchor) -> None:
        """Add the crisis and place that the sentence, or the one before it, sets the scene with."""
        if not anchor.crises and len(scene.crises) == 1:
            anchor.add(crises=scene.crises)
        if not anchor.crises and not anchor.places and self.crises and not frame.named:
            telling.crisis(frame, scene, self.crises[-1], context=True)
        if not anchor.places and not frame.named:
            anchor.add(places=scene.setting(self.words.prepositions["setting"]))


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

"""What a document as a whole is about: the engagement that its title or its opening names."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims.model import BlockKind
from extract import syntax
from extract.candidates import ParsedBlock, ParsedDocument
from extract.engagements.anchor import Anchor
from extract.engagements.frame import Frame
from extract.engagements.lexicon import Lexicon
from extract.engagements.mood import mood
from extract.engagements.nouns import TOLD, is_definite
from extract.engagements.scene import Scene
from extract.mentions import Found, Kind

#: Words before those who carry out what an item of a list names.
AGENTS = frozenset({"by", "with", "from"})


class Topic:
    """The main engagement and the main crisis of a document.

    ``frame`` is set when the engagement is introduced. Paragraphs that name no other engagement
    go on about it where they tell of what was done.
    """

    def __init__(self, parsed: ParsedDocument, words: Lexicon) -> None:
        self.words = words
        self.frame: Frame | None = None
        schema = parsed.knowledge.schema
        title = next((b for b in parsed.blocks if b.block.kind is BlockKind.HEADING), None)
        named = title.found if title is not None else []
        self.iri = next((one.iri for one in named if schema.is_a(one.cls, "Engagement")), "")
        self.crises = [one for one in named if one.kind is Kind.CRISIS or one.cls == "Crisis"][:1]
        self.opening = next(
            (b.index for b in parsed.blocks if b.block.kind is BlockKind.PARAGRAPH), -1
        )
        self.section: ParsedBlock | None = None
        self._introduced: set[str] = set()

    def heading(self, block: ParsedBlock) -> None:
        """Go on to the section under a heading."""
        self.section = block

    def introduce(self, frames: list[Frame], block: ParsedBlock) -> None:
        """Take note of new engagements: that of the title, or the only one of the opening."""
        for frame in frames:
            if frame.named is None:
                continue
            if self.iri:
                self.frame = frame if frame.iri == self.iri else self.frame
            elif block.index == self.opening:
                self._introduced.add(frame.iri)
                self.frame = frame if len(self._introduced) == 1 else None

    def holds(self, live: list[Frame]) -> bool:
        """Tell whether a sentence that names no engagement can be about the topic."""
        return self.frame is not None and (not live or live[0] is self.frame)

    def takes_in(self, anchor: Anchor) -> bool:
        """Tell whether a verb tells of what was done within the topic, and of nothing else."""
        frame = self.frame
        if frame is None or not anchor.is_verb or anchor.named is not None:
            return False
        return not {one.iri for one in anchor.crises} - {one.iri for one in frame.crises}

    def refers(self, scene: Scene) -> Token | None:
        """Return the noun by which a sentence takes up the topic: *The mission*, *the work*."""
        for verb in scene.verbs():
            subjects = scene.doers(verb)
            hampers = any(
                one.reading("Challenge") is not None
                for token in subjects
                for one in scene.at(token)
            )
            for token in [*subjects, *(scene.undergoers(verb) if hampers else ())]:
                taken: Token = token
                if taken.pos_ == "NOUN" and is_definite(taken, self.words):
                    return taken
            if subjects:
                first: Token = subjects[0]
                opens: bool = scene.sentence.start == 0 and first.lower_ in {"it", "they"}
                return first if opens else None
        return None

    def done(self, scene: Scene) -> Token | None:
        """Return the first verb that tells of something done, by those in it or with a tool.

        Statements in the simple present are general, and no part of what happened.
        """
        if scene.named_engagements or [
            one
            for one in scene.crises
            if self.frame and one.iri not in {c.iri for c in self.frame.crises}
        ]:
            return None
        for verb in scene.verbs():
            if mood(verb) not in TOLD or not self._particular(scene, verb):
                continue
            subjects = scene.doers(verb)
            opening = [one.head for one in scene.opening(verb)]
            if any(self._acts(scene, token) for token in subjects or opening):
                return verb
        return None

    def _particular(self, scene: Scene, verb: Token) -> bool:
        bare = verb.tag_ == "VBN" and not syntax.auxiliaries(verb)
        return scene.is_past(verb) or self._goes_on(verb) or bare

    @staticmethod
    def _goes_on(verb: Token) -> bool:
        helpers = {one.lower_ for one in syntax.auxiliaries(verb)}
        return verb.tag_ == "VBG" and bool(helpers & {"is", "are"})

    def _acts(self, scene: Scene, token: Token) -> bool:
        """Whether a subject is one of those in it, their crews, a tool, or what hampered it."""
        if token.lemma_.lower() in self.words.assets:
            return True
        here = scene.at(token)
        if self.frame is not None and self.frame.shares(scene.actors([token])):
            return True
        return any(one.reading("Tool", "Challenge") is not None for one in here)

    def items(self, scene: Scene) -> bool:
        """Tell whether a sentence is an item of a list of what is done, or of who takes part."""
        if scene.block.block.kind is not BlockKind.LIST_ITEM or self.frame is None:
            return False
        if any(verb.tag_ in {"VBZ", "VBD", "VBP"} for verb in scene.verbs()):
            return False
        section = self.section.doc if self.section is not None else ()
        return any(token.lemma_.lower() in self.words.activities for token in section)

    def listed(self, scene: Scene) -> Anchor:
        """Return those whom an item names as doing it: *airlift by the Norwegian Air Force*."""
        anchor = Anchor(scene.sentence[0], "Engagement", "engagement-listed")
        roster = self.is_roster(scene)
        doers: list[Found] = []
        for group in scene.lists:
            before = scene.before(group[0])
            if roster or (before is not None and before.lower_ in AGENTS):
                doers += group
        anchor.add(doers)
        return anchor

    def is_roster(self, scene: Scene) -> bool:
        """Tell whether a sentence lists who takes part after a colon: *Participants: A and B*."""
        for token in scene.sentence:
            if token.text == ":":
                return any(one.lemma_.lower() in self.words.takers for one in _before(scene, token))
        return False


def _before(scene: Scene, token: Token) -> Iterator[Token]:
    yield from scene.block.doc[scene.sentence.start : token.i]

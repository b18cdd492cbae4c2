"""Which engagement a sentence takes up, of those that the sentences before it spoke of."""

from __future__ import annotations

from spacy.tokens import Token

from extract import syntax
from extract.engagements import times
from extract.engagements.anchor import Anchor
from extract.engagements.frame import Frame
from extract.engagements.lexicon import Lexicon
from extract.engagements.mood import mood
from extract.engagements.nouns import TOLD, is_definite
from extract.engagements.roles import called_takers
from extract.engagements.scene import Scene
from extract.engagements.verbs import is_elliptic

#: How many sentences back a noun can take up an engagement; a pronoun takes up the last one's.
REACH = 3


def _is_bare(noun: Token) -> bool:
    """Tell whether only a determiner stands before a noun, and nothing but a verb hangs on it."""
    return len(syntax.noun_phrase(noun)) == 2 and not syntax.obliques(noun)


class Thread:
    """The engagements that a paragraph speaks of.

    ``frames`` are those that the last sentence about any of them spoke of, ``age`` how many
    sentences ago that was.
    """

    def __init__(self, words: Lexicon) -> None:
        self.words = words
        self.frames: list[Frame] = []
        self.age = 0

    def begin(self, frames: list[Frame]) -> None:
        """Let later sentences take up these."""
        self.frames, self.age = frames, 0

    def next_sentence(self) -> None:
        """Go on to another sentence; what was long ago is out of reach."""
        self.age += 1
        if self.age > REACH:
            self.frames = []

    def recall(self, scene: Scene, named: list[Frame]) -> None:
        """Take up, in a new paragraph, the only named engagement that a document has told of.

        *The exercise* takes up the only exercise, *took part* the only engagement at all.
        """
        if self.frames:
            return
        for token in self._near(scene):
            lemma = token.lemma_.lower()
            cls = self.words.nouns.get(lemma)
            if cls is None or lemma not in self.words.definite:
                continue
            called = [frame for frame in named if frame.cls == cls]
            if len(called) == 1 and is_definite(token, self.words) and _is_bare(token):
                self.frames, self.age = called, 1
                return
        if len(named) == 1 and any(is_elliptic(scene, one, self.words) for one in scene.verbs()):
            self.frames, self.age = list(named), 1

    @staticmethod
    def _near(scene: Scene) -> list[Token]:
        """Return subjects and objects of the first verb that has any."""
        for verb in scene.verbs():
            near = [*syntax.subjects(verb), *syntax.objects(verb)]
            if near:
                return near
        return []

    def refers_back(self, scene: Scene) -> Token | None:
        """Return the token by which a sentence takes up an engagement: *This partnership*."""
        if not self.frames:
            return None
        for verb in scene.verbs():
            near = [*syntax.subjects(verb), *syntax.objects(verb)]
            for token in near:
                if token.i > verb.i and not syntax.is_passive(verb):
                    continue
                if self._is_anaphor(token):
                    return token
            if near:
                break
        return None

    def _joins(self, anchor: Anchor, scene: Scene) -> bool:
        """Tell whether a verb ties its actors to the engagement before: *joined the effort*."""
        if not anchor.is_verb or anchor.token.lemma_.lower() not in self.words.participation:
            return False
        return any(
            token.pos_ == "NOUN" and self._is_anaphor(token) and _is_bare(token)
            for token in scene.undergoers(anchor.token)
        )

    def _is_anaphor(self, token: Token) -> bool:
        if token.pos_ == "PRON":
            return (
                self.age == 1
                and token.lower_ in self.words.pronouns
                and not syntax.relation(token).startswith("expl")
            )
        lemma = token.lemma_.lower()
        if lemma in self.words.bare and token.pos_ == "NOUN":
            return True
        return is_definite(token, self.words)

    def resumes(self, anchor: Anchor, scene: Scene, back: Token | None) -> bool:
        """Tell whether an anchor speaks of the engagement before it, and not of a new one."""
        if not self.frames:
            return False
        frame = self.frames[0]
        if not anchor.is_verb and self._is_anaphor(anchor.token):
            return True
        if self._joins(anchor, scene):
            return True
        if anchor.dependent:
            return self.age == 1 if anchor.is_verb else is_definite(anchor.token, self.words)
        if not anchor.is_verb and self._is_set_apart(anchor, frame):
            return False
        if back is not None:
            return True
        years = times.years(scene)
        if years and frame.years and not years & frame.years:
            return False
        if {one.iri for one in anchor.crises} - {one.iri for one in frame.crises}:
            return False
        places = {one.iri for one in anchor.places} - {one.iri for one in frame.places}
        if places and (not anchor.is_verb or frame.places):
            return False
        if frame.named is not None and any(not frame.shares([p]) for p in anchor.participants):
            return False
        return frame.shares([*anchor.participants, *anchor.beneficiaries])

    def _is_set_apart(self, anchor: Anchor, frame: Frame) -> bool:
        """Tell whether a noun is of something else: *another drill*, one with other actors."""
        phrase = syntax.noun_phrase(anchor.token)
        if any(token.lower_ in self.words.another for token in phrase):
            return True
        new = [one for one in anchor.participants if not frame.shares([one])]
        return len(anchor.participants) > 1 and bool(new)

    def goes_on(self, scene: Scene) -> bool:
        """Tell whether a sentence without an anchor goes on about the live engagement.

        It does right after it, where its subject is one of the actors, or, in the past tense, a
        tool.
        """
        if self.age > 1:
            return False
        if called_takers(scene, self.words):
            return True
        for verb in scene.verbs():
            if not scene.is_past(verb) or mood(verb) not in TOLD:
                continue
            subjects = scene.doers(verb)
            if any(self._is_theirs(token) for token in subjects):
                return True
            if self.frames[0].shares(scene.actors(subjects)):
                return True
            here = [one for token in subjects for one in scene.at(token)]
            if here and all(one.reading("Tool") for one in here) and not scene.crises:
                return True
            if subjects:
                return False
        return False

    def _is_theirs(self, token: Token) -> bool:
        """Tell whether a noun names what belongs to the engagement: *Their crews*, *Its tasks*."""
        lemma = token.lemma_.lower()
        if lemma in self.words.activities:
            return True
        first = syntax.noun_phrase(token)[0].lower_
        return lemma in self.words.assets and first in {"their", "its"}

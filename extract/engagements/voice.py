"""Speaks for an engagement in one sentence: which words are about it, and saying it once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.engagements.frame import Frame
from extract.engagements.lexicon import Lexicon
from extract.engagements.scene import Scene
from extract.mentions import Found

#: Words for those in an engagement, or for the engagement.
ITS = frozenset({"participant", "they", "it", "which", "side", "partner"})


class Voice:
    """Says of engagements what a sentence says of them.

    ``stands`` is the token that stands for the engagement, its noun or verb or what refers back;
    ``nouns`` are other nouns for it.
    """

    def __init__(
        self,
        frames: list[Frame],
        scene: Scene,
        words: Lexicon,
        stands: Token | None,
        nouns: Sequence[Token],
    ) -> None:
        self.frames = frames
        self.scene = scene
        self.words = words
        self.stands = stands
        self.nouns = nouns
        self.actors = {iri for frame in frames for iri in frame.actors}
        self.said: set[tuple[str, str]] = set()

    def belongs(self, verb: Token) -> bool:
        """Tell whether a clause is about the engagement."""
        subjects = [syntax.antecedent(token) for token in self.scene.doers(verb)]
        if self.stands is not None and verb.i == self.stands.i:
            return True
        if not subjects:
            above = syntax.governing_verb(verb)
            return above is None or above.i == verb.i or self.belongs(above)
        return any(self.is_frame(token) for token in subjects)

    def is_frame(self, token: Token) -> bool:
        """Tell whether a token stands for the engagement or one of those in it."""
        if self.stands is not None and token.i == self.stands.i:
            return True
        if self.stands is not None and any(
            example.i == self.stands.i for example in syntax.examples(token)
        ):
            return True
        here = self.scene.at(token)
        if any(
            one.iri in self.actors or one.iri == frame.iri for one in here for frame in self.frames
        ):
            return True
        if any(one.reading("Tool") for one in here) and self.stands is None:
            return True
        if token.lemma_.lower() in ITS | self.words.activities:
            return True
        if self.stands is None and token.lemma_.lower() in self.words.assets:
            return True
        # "exercises between A and B allow ...": the noun above the engagement's name
        return self.stands is not None and self.stands in syntax.noun_phrase(token)

    def stands_for_it(self, token: Token) -> bool:
        """Whether a noun is the engagement itself: *did not cancel the exercise*."""
        if self.stands is not None and token.i == self.stands.i:
            return True
        phrase = syntax.noun_phrase(token)
        definite = len(phrase) == 2 and phrase[0].lower_ in self.words.determiners
        return definite and token.lemma_.lower() in self.words.anaphoric_nouns

    def named(self, token: Token) -> Iterator[Found]:
        """Yield what is named at a token, or after *of* where it says only how much of it."""
        here = self.scene.at(token)
        yield from here
        for example in syntax.examples(token):
            yield from self.scene.at(example)
        if not here:
            for arc in syntax.obliques(token, "of"):
                for member in syntax.conjuncts(arc.child):
                    yield from self.scene.at(member)

    def listed(self, token: Token) -> list[Found]:
        """Return what is named at a token, with the lists that it stands in."""
        return [member for one in self.named(token) for member in self.scene.with_list(one)]

    def within(self, token: Token) -> list[Found]:
        """Return what the modifiers of a noun name: *coordination capabilities*."""
        phrase = syntax.noun_phrase(token)
        return [one for one in self.scene.found if one.head in phrase and one.head.i < token.i]

    def tool(self, one: Found, grade: Modality, rule: str, confidence: str = "tool") -> None:
        """Say that a tool is used, unless it is no more than another word for the engagement."""
        reading = one.reading("Tool")
        if reading is None or reading.iri in self.words.bare_concepts:
            return
        self.say("usesTool", one, reading.iri, grade, confidence, rule)

    def say(
        self,
        predicate: str,
        one: Found,
        iri: str,
        grade: Modality,
        confidence: str,
        rule: str = "",
    ) -> None:
        """Say what something named in the sentence tells of the engagement."""
        where = one.start_token, one.end_token
        self.claim(predicate, iri, grade, confidence, rule or f"engagement-{confidence}", *where)

    def claim(
        self,
        predicate: str,
        iri: str,
        grade: Modality,
        confidence: str,
        rule: str,
        start: int,
        end: int,
    ) -> None:
        """Say it of every engagement that the sentence speaks of, once."""
        if (predicate, iri) in self.said:
            return
        self.said.add((predicate, iri))
        value, where = self.words.confidence[confidence], self.scene.block.span(start, end)
        for frame in self.frames:
            frame.say(self.scene, predicate, iri, rule, value, grade, where)

"""One sentence with what is named in it, asked for by role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from extract import syntax
from extract.candidates import ParsedBlock
from extract.mentions import Found, Kind
from ontology.schema import Schema


@dataclass(eq=False)
class Scene:
    """A sentence of a block, and the schema that tells actors from places from tools."""

    block: ParsedBlock
    sentence: TokenSpan
    schema: Schema

    @property
    def key(self) -> tuple[int, int]:
        """Which block, and which token of it the sentence starts with."""
        return self.block.index, self.sentence.start

    @cached_property
    def found(self) -> list[Found]:
        """What is named in the sentence, in its order."""
        return [
            one
            for one in self.block.found
            if self.sentence.start <= one.start_token < self.sentence.end
        ]

    @cached_property
    def by_head(self) -> dict[int, list[Found]]:
        """What is named, by the token that it hangs on."""
        heads: dict[int, list[Found]] = {}
        for one in self.found:
            heads.setdefault(one.head.i, []).append(one)
        return heads

    @cached_property
    def by_token(self) -> dict[int, Found]:
        """What is named, by each of its tokens; the shortest where several overlap."""
        tokens: dict[int, Found] = {}
        for one in sorted(self.found, key=lambda f: f.start_token - f.end_token):
            for index in one.tokens or range(one.start_token, one.end_token):
                tokens[index] = one
        return tokens

    def at(self, token: Token) -> list[Found]:
        """Return what is named at a token: what hangs on it, else what covers it."""
        if token.i in self.by_head:
            return self.by_head[token.i]
        covering = self.by_token.get(token.i)
        return [] if covering is None else [covering]

    def is_a(self, one: Found, cls: str) -> bool:
        """Tell whether something named is of a class."""
        return self.schema.is_a(one.cls, cls)

    def actors(self, tokens: Iterable[Token]) -> list[Found]:
        """Return the actors named at tokens, and at examples that follow them."""
        found = []
        for token in tokens:
            here = [one for one in self.at(token) if self.is_a(one, "Actor")]
            found += here or [
                one
                for example in syntax.examples(token)
                for one in self.at(example)
                if self.is_a(one, "Actor")
            ]
        return unique(found)

    def places(self, tokens: Iterable[Token]) -> list[Found]:
        """Return the places named at tokens, and at examples that follow them."""
        found = []
        for token in tokens:
            named = [token, *syntax.examples(token)]
            found += [one for word in named for one in self.at(word) if self.is_a(one, "Place")]
        return unique(found)

    @property
    def crises(self) -> list[Found]:
        """The particular crises of the sentence."""
        return unique(one for one in self.found if one.kind is Kind.CRISIS or one.cls == "Crisis")

    @property
    def named_engagements(self) -> list[Found]:
        """The engagements that the sentence names."""
        return unique(one for one in self.found if self.is_a(one, "Engagement"))

    def verbs(self) -> list[Token]:
        """Return the verbs of the sentence, and verbal heads of what is named."""
        return [
            token
            for token in self.sentence
            if token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ == "ROOT")
        ]


def unique(found: Iterable[Found]) -> list[Found]:
    """Return each thing once, by IRI, in order."""
    seen: dict[str, Found] = {}
    for one in found:
        seen.setdefault(one.iri, one)
    return list(seen.values())


def overlaps(one: Found, token: Token) -> bool:
    """Tell whether a token is one of the words that name something."""
    return one.start_token <= token.i < one.end_token

"""What a sentence names, by its tokens and in lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from extract import syntax
from extract.candidates import ParsedBlock
from extract.mentions import Found, Kind
from ontology.schema import Schema

JOINTS = frozenset({",", "and", "or", "&", "/", "plus"})
LINKS = JOINTS | {
    "the",
    "both",
    "as",
    "well",
    "also",
    "other",
    "with",
    "along",
    "together",
    "a",
    "an",
}


@dataclass(eq=False)
class Listing:
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

    @cached_property
    def lists(self) -> list[list[Found]]:
        """The actors of the sentence in the lists they stand in: *A, B and C*."""
        actors = (one for one in self.found if self.is_a(one, "Actor"))
        return self._in_lists(actors, self._sets)

    def _in_lists(
        self, named: Iterable[Found], apart: Callable[[Found, Found], bool] | None = None
    ) -> list[list[Found]]:
        """Return what is named in the lists it stands in; ``apart`` keeps one out of a list.

        It is given the first of the list and the one that would join it.
        """
        lists: list[list[Found]] = []
        for one in named:
            joins = bool(lists) and self._joined(lists[-1][-1], one)
            if joins and not (apart and apart(lists[-1][0], one)):
                lists[-1].append(one)
            else:
                lists.append([one])
        return lists

    def _sets(self, place: Found, one: Found) -> bool:
        """Tell whether a place sets the scene for the forces after it: *In Mali, French troops*."""
        before = self.before(place)
        forces = one.kind is Kind.FORCE or not one.start_token <= one.head.i < one.end_token
        bare = place.start_token <= place.head.i < place.end_token
        return forces and bare and before is not None and before.lower_ in {"in", "off", "near"}

    def _joined(self, before: Found, after: Found) -> bool:
        start = before.start_token
        source = self.block.doc[max(self.sentence.start, start - 2) : start]
        if source.text.lower() == "according to":
            return False
        end = before.end_token
        if end <= before.head.i < after.start_token:
            end = before.head.i + 1  # Rwandan soldiers and ...
        between = self.block.doc[end : after.start_token]
        words = {token.lower_ for token in between}
        if before.iri == after.iri:
            return words <= LINKS | {"(", ")"}
        one_head = before.head.i == after.head.i
        return words <= LINKS | {")"} and (bool(words & JOINTS) or one_head)

    def spread(self, actors: Iterable[Found]) -> list[Found]:
        """Return the actors with all that stand in a list with them.

        Parsers often lose the first or last member of a long list.
        """
        chosen = {one.iri for one in actors}
        return unique(
            one for group in self.lists if any(m.iri in chosen for m in group) for one in group
        )

    def list_after(self, index: int) -> list[Found]:
        """Return the list of actors that begins right after a token, articles aside."""
        for group in self.lists:
            start = group[0].start_token
            if start <= index or not all(
                token.pos_ in {"DET", "ADJ"} or token.lower_ in LINKS
                for token in self.block.doc[index + 1 : start]
            ):
                continue
            return [] if self._modifies(group[-1]) else unique(group)
        return []

    def _modifies(self, one: Found) -> bool:
        """Tell whether the noun meant comes after a name: *NATO and Warsaw Pact exercises*."""
        doc = self.block.doc
        return one.end_token < len(doc) and doc[one.end_token].pos_ == "NOUN"

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

    @cached_property
    def concept_lists(self) -> list[list[Found]]:
        """The concepts of the sentence in the lists they stand in."""
        return self._in_lists(one for one in self.found if one.kind is Kind.CONCEPT)

    def with_list(self, one: Found) -> list[Found]:
        """Return a concept with all that stand in a list with it, in the order of the text."""
        for group in self.concept_lists:
            if any(member is one for member in group):
                return group
        return [one]

    def before(self, one: Found) -> Token | None:
        """Return the token before something named, articles and adjectives aside."""
        index = one.start_token - 1
        doc = self.block.doc
        while index >= self.sentence.start and (
            doc[index].pos_ in {"DET", "ADJ"} or doc[index].lower_ in {"both", "region", "coast"}
        ):
            index -= 1
        if index < self.sentence.start:
            return None
        if doc[index].lower_ == "of" and doc[index - 1].lower_ in {"coast", "waters", "region"}:
            index -= 2  # off the coast of Somalia
            while index > self.sentence.start and doc[index].pos_ in {"DET", "ADJ"}:
                index -= 1
        return doc[index]


def unique(found: Iterable[Found]) -> list[Found]:
    """Return each thing once, by IRI, in order."""
    seen: dict[str, Found] = {}
    for one in found:
        seen.setdefault(one.iri, one)
    return list(seen.values())

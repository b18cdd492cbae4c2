"""One sentence with what is named in it, asked for by role."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span as TokenSpan
from spacy.tokens import Token

from extract import syntax
from extract.candidates import ParsedBlock
from extract.engagements.mood import is_past
from extract.engagements.participles import has_be, is_reduced, is_subject
from extract.mentions import Found, Kind
from ontology.schema import Schema

JOINTS = frozenset({",", "and", "or", "&", "/", "plus"})
LINKS = JOINTS | {"the", "both", "as", "well", "also", "other", "with", "along", "together"}
#: Words that open a clause.
OPENERS = frozenset(
    {",", "after", "although", "and", "as", "because", "before", "but", "since", "that", "though",
     "when", "while", "where"}
)  # fmt: skip
CLAUSAL = frozenset({"xcomp", "advcl", "ccomp", "acl"})


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

    @cached_property
    def lists(self) -> list[list[Found]]:
        """The actors of the sentence in the lists they stand in: *A, B and C*."""
        lists: list[list[Found]] = []
        for one in self.found:
            if not self.is_a(one, "Actor"):
                continue
            if lists and self._joined(lists[-1][-1], one):
                lists[-1].append(one)
            else:
                lists.append([one])
        return lists

    def _joined(self, before: Found, after: Found) -> bool:
        start = before.start_token
        source = self.block.doc[max(self.sentence.start, start - 2) : start]
        if source.text.lower() == "according to":
            return False
        between = self.block.doc[before.end_token : after.start_token]
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
        lists: list[list[Found]] = []
        for one in self.found:
            if one.kind is not Kind.CONCEPT:
                continue
            if lists and self._joined(lists[-1][-1], one):
                lists[-1].append(one)
            else:
                lists.append([one])
        return lists

    def with_list(self, one: Found) -> list[Found]:
        """Return a concept with all that stand in a list with it, in the order of the text."""
        for group in self.concept_lists:
            if any(member is one for member in group):
                return group
        return [one]

    @cached_property
    def place_lists(self) -> list[list[Found]]:
        """The places of the sentence, those within the name of a crisis aside, in their lists."""
        inside = {id(part) for one in self.found for part in one.inner}
        lists: list[list[Found]] = []
        for one in self.found:
            if not self.is_a(one, "Place") or id(one) in inside or self._belongs_to_noun(one):
                continue
            if lists and self._joined(lists[-1][-1], one):
                lists[-1].append(one)
            else:
                lists.append([one])
        return lists

    def setting(self, prepositions: Collection[str]) -> list[Found]:
        """Return the places that stand right after one of some prepositions: *In Liberia, ...*.

        What they hang on is left open, since parsers often get that wrong.
        """
        acting = {token.i for verb in self.verbs() for token in self.doers(verb)}
        found = []
        for group in self.place_lists:
            before = self.before(group[0])
            if before is not None and before.lower_ in prepositions:
                found += [one for one in group if one.head.i not in acting]
        return unique(found)

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

    def _belongs_to_noun(self, one: Found) -> bool:
        """Tell whether a name tells whose something is: *Kenya's troops*, *German officers*."""
        doc = self.block.doc
        if not one.start_token <= one.head.i < one.end_token:
            return True
        return one.end_token < len(doc) and doc[one.end_token].lower_ in {"'s", "’s", "'", "’"}

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
        """Return the verbs of the sentence, also those that the tagger took for nouns."""
        return [
            token
            for token in self.sentence
            if token.pos_ == "VERB"
            or (token.pos_ == "AUX" and token.dep_ == "ROOT")
            or (
                token.pos_ == "NOUN"
                and token.i in self.by_head
                and syntax.relation(token).partition(":")[0] in CLAUSAL
            )
        ]

    def doers(self, verb: Token) -> list[Token]:
        """Return the logical subjects of a verb.

        A past tense taken for a participle has its subject for an object; the order tells.
        """
        subjects = syntax.subjects(verb)
        if subjects or verb.tag_ not in {"VBD", "VBN"} or has_be(verb) or is_reduced(verb):
            return subjects
        above = syntax.head_arc(verb)
        noun = above.head if above is not None and above.rel.startswith("acl") else None
        taken = [
            token
            for token in syntax.objects(verb)
            if token.i < verb.i and (token == noun or is_subject(token))
        ]
        return taken or [one.head for one in self._list_before(verb.i)]

    def clause_opener(self, verb: Token) -> list[Found]:
        """Return the actors between the start of a clause and its finite verb.

        They are the subject even where the parser lost it: *as Latvia and Estonia held ...*
        """
        if verb.tag_ not in {"VBD", "VBZ", "VBP"}:
            return []
        group = self._list_before(verb.i)
        before = self.before(group[0]) if group else None
        return group if before is None or before.lower_ in OPENERS else []

    def is_past(self, verb: Token) -> bool:
        """Tell whether a verb speaks of what has happened."""
        if is_past(verb):
            return True
        return verb.tag_ == "VBN" and not syntax.auxiliaries(verb) and bool(self.doers(verb))

    def _list_before(self, index: int) -> list[Found]:
        """Return the list of actors that ends right before a token, an aside aside."""
        doc = self.block.doc
        end = index
        while end > self.sentence.start and doc[end - 1].pos_ == "ADV":
            end -= 1
        if doc[end - 1].text == ",":
            near = range(end - 2, max(end - 7, self.sentence.start), -1)
            end = next((index for index in near if doc[index].text == ","), end)
        return next((group for group in self.lists if group[-1].end_token == end), [])

    def undergoers(self, verb: Token) -> list[Token]:
        """Return the logical objects of a verb."""
        doers = {token.i for token in self.doers(verb)}
        return [token for token in syntax.objects(verb) if token.i not in doers]


def unique(found: Iterable[Found]) -> list[Found]:
    """Return each thing once, by IRI, in order."""
    seen: dict[str, Found] = {}
    for one in found:
        seen.setdefault(one.iri, one)
    return list(seen.values())

"""One sentence with what is named in it, asked for by role."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Token

from extract import syntax
from extract.engagements.listing import Listing, unique
from extract.engagements.mood import is_past
from extract.engagements.participles import has_be, is_reduced, is_subject, misread
from extract.mentions import Found, Kind

#: Words that open a clause.
OPENERS = frozenset(
    {",", "after", "although", "and", "as", "because", "before", "but", "since", "that", "though",
     "when", "while", "where"}
)  # fmt: skip
TEMPORAL = frozenset({"during", "in", "since", "throughout", "through", "over", "after", "by"})
#: Nouns for those who suffer, of whom a clause may tell where they came from.
PEOPLE = frozenset(
    {"child", "civilian", "family", "migrant", "million", "people", "person", "refugee",
     "resident", "survivor", "thousand", "victim", "villager", "woman", "hundred"}
)  # fmt: skip
DEEPEST = 12
CLAUSAL = frozenset({"xcomp", "advcl", "ccomp", "acl"})


@dataclass(eq=False)
class Scene(Listing):
    """A sentence: its actors, places, crises and period, and who does what in it."""

    @cached_property
    def place_lists(self) -> list[list[Found]]:
        """The places of the sentence, those within the name of a crisis aside, in their lists."""
        inside = {id(part) for one in self.found for part in one.inner}
        return self._in_lists(
            one
            for one in self.found
            if self.is_a(one, "Place") and id(one) not in inside and not self._belongs_to_noun(one)
        )

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
        return unique(one for one in found if not self._told_of_another(one))

    def _told_of_another(self, place: Found) -> bool:
        """Tell whether a relative clause about somebody else names it: *people who fled Kivu*."""
        arc = syntax.head_arc(place.head)
        for _ in range(DEEPEST):
            if arc is None:
                return False
            if arc.rel == "acl:relcl":
                return arc.head.lemma_.lower() in PEOPLE
            arc = syntax.head_arc(arc.head)
        return False

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

    @cached_property
    def crises(self) -> list[Found]:
        """The particular crises of the sentence."""
        return unique(one for one in self.found if one.kind is Kind.CRISIS or one.cls == "Crisis")

    @cached_property
    def named_engagements(self) -> list[Found]:
        """The engagements that the sentence names."""
        return unique(one for one in self.found if self.is_a(one, "Engagement"))

    @cached_property
    def period(self) -> Found | None:
        """The period or year that the sentence ties what it says to: *During the Cold War, ...*."""
        for one in self.found:
            before = self.before(one) if one.kind is Kind.PERIOD else None
            if before is not None and before.lower_ in TEMPORAL:
                return one
        return None

    def verbs(self) -> list[Token]:
        """Return the verbs of the sentence, also those that the tagger took for nouns."""
        return self._verbs

    @cached_property
    def _verbs(self) -> list[Token]:
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
        subjects = syntax.subjects(verb) or _of_noun_above(verb)
        if not subjects and misread(verb) is not None:
            return [one.head for one in self._list_before(verb.i)] or [verb.nbor(-1)]
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

    def opening(self, verb: Token) -> list[Found]:
        """Return the concepts that stand as subject of a verb by the order of the words.

        They open the sentence, in a list, before its first verb: *Drills and lectures improved*.
        """
        if any(self.sentence.start <= one.i < verb.i for one in self.verbs() if one.tag_ == "VBD"):
            return []
        found = []
        for one in self.found:
            if one.kind is not Kind.CONCEPT or one.end_token > verb.i:
                continue
            before = self.before(one)
            if before is None or before.lower_ in {",", "and", "or"}:
                found.append(one)
        return found

    def follows(self, verb: Token) -> list[Token]:
        """Return the head of the concept right after a verb, articles and adjectives aside."""
        for one in self.found:
            before = self.before(one) if one.kind is Kind.CONCEPT else None
            if before is not None and before.i == verb.i:
                return [one.head]
        return []

    def undergoers(self, verb: Token) -> list[Token]:
        """Return the logical objects of a verb."""
        doers = {token.i for token in self.doers(verb)}
        noun = misread(verb)
        objects = syntax.objects(verb) if noun is None else syntax.conjuncts(noun)
        return [token for token in objects if token.i not in doers]


def _of_noun_above(verb: Token) -> list[Token]:
    """Return the subjects of a noun that is a verb in truth: *Japan and Fiji plan to hold ...*."""
    arc = syntax.head_arc(verb)
    if arc is None or arc.rel != "acl:to" or syntax.copula(arc.head) is not None:
        return []
    return [
        one
        for below in syntax.arcs(arc.head)
        if below.rel == "nsubj"
        for one in syntax.conjuncts(below.child)
    ]

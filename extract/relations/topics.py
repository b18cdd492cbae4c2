"""What a sentence is about: its subjects, its objects, the members of a kind, its category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.mentions import Reading
from extract.relations.argument import COST, Argument, only
from extract.relations.predicates import Predicate
from extract.relations.rules import load
from extract.relations.sentences import Sentence

if TYPE_CHECKING:
    from extract.relations.arguments import Arguments

#: Verbs between a noun of a category and its items.
ITEM_VERBS = frozenset(
    {"be", "include", "comprise", "involve", "encompass", "remain", "cover", "concern"}
)


class Topics:
    """The topics of one document's sentences, each worked out once."""

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self.categories = frozenset(n for one in load().categories for n in one.nouns)
        self._topics: dict[tuple[int, str], list[tuple[Reading, ...]]] = {}
        self._busy: set[tuple[int, str]] = set()

    def topics(self, sentence: Sentence, place: str) -> list[tuple[Reading, ...]]:
        """Return the readings of the subjects or objects of a sentence's main verbs."""
        key = (sentence.index, place)
        if key in self._topics:
            return self._topics[key]
        if key in self._busy:
            return []
        self._busy.add(key)
        found: list[tuple[Reading, ...]] = []
        for predicate in sentence.clauses.predicates:
            if predicate.kind not in {"main", "coord"}:
                continue
            arguments = self._topic(sentence, predicate, place)
            found += [arg.readings for arg in arguments if arg.readings]
            if found and place == "subject":
                break
        self._busy.discard(key)
        self._topics[key] = found
        return found

    def _topic(self, sentence: Sentence, predicate: Predicate, place: str) -> list[Argument]:
        if place == "category":
            return self._category_topic(sentence, predicate)
        if place == "members":
            return self._members(sentence, predicate)
        if place == "subject":
            found = []
            for chunk in predicate.doers():
                listed = sentence.clauses.examples.get(id(chunk))
                general = self.arguments.noun(chunk) in self.categories
                found += self.arguments.of_group(
                    sentence, listed if listed and general else [chunk]
                )
            for gerund in predicate.gerund_doers():
                found += self.arguments.of_gerund(sentence, gerund)
            if predicate.lemma == "be" and any(only(arg, {"ActorKind"}) for arg in found):
                found += [
                    arg
                    for arg in self.arguments.of_group(sentence, predicate.objects)
                    if arg.found is not None and arg.found.kind == "entity"
                ]
            return found
        found = self.arguments.of_group(sentence, predicate.objects)
        for _, group in predicate.pps:
            found += self.arguments.of_group(sentence, group)
        return found

    def _members(self, sentence: Sentence, predicate: Predicate) -> list[Argument]:
        """What "ASEAN and ECOWAS are regional organisations" is about: the two and the kind."""
        if predicate.lemma != "be":
            return []
        found = self.arguments.of_group(sentence, predicate.doers())
        found += self.arguments.of_group(sentence, predicate.objects)
        named = [a for a in found if a.found is not None and a.found.kind == "entity"]
        kinds = [a for a in found if only(a, {"ActorKind"})]
        return [*kinds, *named] if named and kinds else []

    def _category_topic(self, sentence: Sentence, predicate: Predicate) -> list[Argument]:
        """What "Key methods include X" is about: the heading's concept."""
        for chunk in predicate.doers():
            listing = predicate.lemma in ITEM_VERBS
            bare = not sentence.clauses.of.get(id(chunk)) and not chunk.found
            if listing and bare and self.arguments.noun(chunk) in self.categories:
                classes = {"Tool", "Practice", "ActorKind"}
                named = self.arguments.resolver.heading(sentence, classes)
                return [Argument(one, sentence.span, COST["anaphor"]) for one in named]
        return []

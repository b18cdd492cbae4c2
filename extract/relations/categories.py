"""Nouns that say what an item is to a topic: *challenges of X include Y*."""

from __future__ import annotations

from collections.abc import Iterator

from claims.model import Modality
from extract.candidates import Candidate
from extract.mentions import Reading
from extract.modality import modality
from extract.relations.argument import Argument
from extract.relations.pattern import Pattern
from extract.relations.predicates import Predicate
from extract.relations.rules import Category
from extract.relations.sentences import Sentence, reading
from extract.relations.topics import ITEM_VERBS
from extract.relations.words import Chunk

POSE_VERBS = frozenset({"be", "pose", "present", "represent", "constitute", "remain", "become"})


class Categories(Pattern):
    """Finds what the nouns of categories say."""

    def _categories_of(self, chunk: Chunk) -> list[Category]:
        lemma = self.arguments.noun(chunk)
        return [one for one in self.book.categories if lemma in one.nouns]

    def categories(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """Yield what a predicate says of the items of a category."""
        stated = modality(sentence, predicate)
        if stated in {None, Modality.NEGATED}:
            return
        if predicate.lemma in ITEM_VERBS:
            for chunk in predicate.doers():
                for category in self._categories_of(chunk):
                    items = self.arguments.of_group(sentence, predicate.objects)
                    yield from self._of_category(
                        sentence, category, chunk, items, predicate, stated
                    )
                    if category.relation == "provides":
                        topics = self._complement(sentence, category, chunk)
                        topics = topics or self._topic(sentence, category)
                        for gerund in self._gerunds(predicate):
                            yield from self.matcher.on_behalf(sentence, gerund, topics)
                if not self._categories_of(chunk) and chunk.head.lower_ in {"these", "they"}:
                    yield from self._resumed(sentence, predicate, stated)
        if predicate.lemma in POSE_VERBS:
            for chunk in predicate.objects:
                for category in self._categories_of(chunk):
                    items = self.arguments.of_group(sentence, predicate.doers())
                    yield from self._of_category(
                        sentence, category, chunk, items, predicate, stated
                    )

    def _gerunds(self, predicate: Predicate) -> list[Predicate]:
        """The gerunds after "functions include", with those joined to them."""
        found = [one for one in predicate.below if one.kind == "complement"]
        for one in found:
            found += [below for below in one.below if below.kind == "coord"]
        return found

    def _resumed(
        self, sentence: Sentence, predicate: Predicate, stated: Modality | None
    ) -> Iterator[Candidate]:
        """*These include X* after a sentence that ends on a noun of a category."""
        if sentence.first_in_block:
            return
        earlier = reading(self.parsed)[sentence.index - 1]
        for before in earlier.clauses.predicates:
            for chunk in before.objects:
                for category in self._categories_of(chunk):
                    items = self.arguments.of_group(sentence, predicate.objects)
                    topics = self._complement(earlier, category, chunk)
                    topics = topics or self.arguments.of_group(earlier, before.doers())
                    for gerund in before.gerund_doers():
                        topics += self.arguments.of_group(earlier, gerund.objects)
                    yield from self._join(sentence, category, items, topics, stated)

    def _of_category(
        self,
        sentence: Sentence,
        category: Category,
        chunk: Chunk,
        items: list[Argument],
        predicate: Predicate | None,
        stated: Modality | None,
    ) -> Iterator[Candidate]:
        items = [one for one in items if any(r.cls in category.item for r in one.readings)]
        if not items:
            return
        topics = self._complement(sentence, category, chunk)
        if not topics:
            topics = self._purpose(sentence, category, predicate)
        if not topics:
            topics = self._bearer(sentence, category, chunk) or self._topic(sentence, category)
        yield from self._join(sentence, category, items, topics, stated)

    def _bearer(self, sentence: Sentence, category: Category, chunk: Chunk) -> list[Argument]:
        """*Partnerships face challenges such as X*: what meets, or brings, the items."""
        for predicate in sentence.clauses.predicates:
            if chunk in predicate.objects and predicate.lemma not in ITEM_VERBS | POSE_VERBS:
                return self.matcher.places.subjects(sentence, predicate)
        return []

    def _purpose(
        self, sentence: Sentence, category: Category, predicate: Predicate | None
    ) -> list[Argument]:
        """*are used to gauge their success*: what an infinitive below is about."""
        if predicate is None or category.relation != "indicates":
            return []
        return [
            arg
            for below in predicate.below
            if below.kind == "infinitive"
            for arg in self.arguments.of_group(sentence, below.objects)
        ]

    def _complement(self, sentence: Sentence, category: Category, chunk: Chunk) -> list[Argument]:
        clauses = sentence.clauses
        found: list[Argument] = []
        if "of" in category.preps:
            found += self.arguments.of_group(sentence, clauses.of.get(id(chunk), []))
        for prep, group in clauses.pps.get(id(chunk), ()):
            if prep in category.preps:
                found += self.arguments.of_group(sentence, group)
        for gerund in clauses.gerunds.get(id(chunk), ()):
            if gerund.prep in category.preps:
                found += self.arguments.of_group(sentence, gerund.objects)
        return found

    def _topic(self, sentence: Sentence, category: Category) -> list[Argument]:
        classes = category.topic or frozenset({"Tool", "Practice", "ActorKind"})
        span = sentence.span
        for wanted in ("Tool", "Practice", "ActorKind"):
            if wanted in classes:
                named = self.arguments.resolver.heading(sentence, {wanted})
                if named:
                    return [Argument(one, span, 0.85) for one in named]
        return []

    def _join(
        self,
        sentence: Sentence,
        category: Category,
        items: list[Argument],
        topics: list[Argument],
        stated: Modality | None,
    ) -> Iterator[Candidate]:
        stated = category.modality or stated or Modality.ASSERTED
        for item in items:
            for topic in topics:
                pair = self._pair(category, item, topic)
                if pair is None:
                    continue
                first, last = (topic, item) if category.of_topic else (item, topic)
                yield self.matcher.statements.candidate(
                    sentence, category.name, category.confidence, category.relation,
                    first, pair[0], last, pair[1], stated,
                )  # fmt: skip

    def _pair(
        self, category: Category, item: Argument, topic: Argument
    ) -> tuple[Reading, Reading] | None:
        for named in item.readings:
            for about in topic.readings:
                if named.cls not in category.item or named.iri == about.iri:
                    continue
                cls = self.matcher.statements.general(about.cls)
                if category.topic and cls not in category.topic:
                    continue
                first, last = (about, named) if category.of_topic else (named, about)
                general = self.matcher.statements.general(first.cls)
                if self.matcher.statements.fits(category.relation, general, first, last):
                    return first, last
        return None

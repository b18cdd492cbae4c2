"""Lists whose items stand in blocks of their own, after a sentence with a colon."""

from __future__ import annotations

from collections.abc import Iterator

from claims.model import BlockKind, Modality
from extract.candidates import Candidate
from extract.modality import modality
from extract.relations.argument import Argument
from extract.relations.categories import Categories
from extract.relations.predicates import Predicate
from extract.relations.rules import Rule
from extract.relations.sentences import Sentence, reading
from extract.relations.statements import Hit
from extract.relations.topics import ITEM_VERBS

#: Modals before the colon of a list of recommendations.
NORMATIVE = frozenset({"should", "must", "ought"})


class Lists(Categories):
    """Finds what the items of lists say."""

    def items(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield what an item says, and what it says with its introduction."""
        if sentence.block.block.kind is not BlockKind.LIST_ITEM or not sentence.first_in_block:
            return
        for rule in self.rules("item"):
            yield from self._item_for(sentence, rule)
        intro = self._intro(sentence)
        if intro is None:
            return
        items = self._item_heads(sentence)
        if not items:
            yield from self._advised(sentence, intro)
            return
        for predicate in intro.clauses.predicates:
            stated = modality(intro, predicate)
            if stated in {None, Modality.NEGATED}:
                continue
            if predicate.lemma in ITEM_VERBS | {"follow", "list"}:
                wholes = self.arguments.of_group(intro, predicate.doers())
                wholes += self._heading_of(intro, predicate)
                for rule in self.book.by_verb.get("include", ()):
                    for whole in wholes:
                        for item in items:
                            hit = Hit(rule, predicate, self._here(whole, item), item, stated)
                            candidate = self.matcher.statements.type(sentence, hit)
                            if candidate is not None:
                                yield candidate
                for chunk in predicate.doers():
                    for category in self._categories_of(chunk):
                        yield from self._of_category(
                            sentence, category, chunk, items, predicate, stated
                        )
        yield from self._advised(sentence, intro)
        yield from self._announced(sentence, intro, items)
        yield from self._narrower(sentence, intro, items)
        yield from self._towards(sentence, intro, items)

    def _advised(self, sentence: Sentence, intro: Sentence) -> Iterator[Candidate]:
        """*Governments should:* the practices that the items name are recommended to them."""
        words = [token.lower_ for token in intro.block.doc[intro.start : intro.end]]
        if not NORMATIVE & set(words[-4:]):
            return
        kinds = [
            Argument(one.readings, sentence.span, 0.9)
            for one in intro.found
            if one.cls == "ActorKind"
        ]
        for rule in self.rules("advice"):
            for one in sentence.found:
                practice = one.reading("Practice")
                for kind in kinds if practice is not None else ():
                    assert practice is not None
                    yield self.matcher.statements.candidate(
                        sentence, rule.name, rule.confidence, "recommendedTo",
                        Argument(one.readings, sentence.block.span_of(one), found=one), practice,
                        kind, kind.readings[0], Modality.NORMATIVE,
                    )  # fmt: skip

    @staticmethod
    def _here(argument: Argument, item: Argument) -> Argument:
        """An argument from the introduction, placed on the words of the item."""
        return Argument(argument.readings, item.span, argument.weight * 0.9)

    def _heading_of(self, intro: Sentence, predicate: Predicate) -> list[Argument]:
        """*Effective collaborations involve key elements:* under a heading that names them."""
        found: list[Argument] = []
        for chunk in predicate.doers():
            if chunk.found:
                continue
            lemma = self.arguments.noun(chunk)
            antecedent = self.arguments.resolver.resolve(intro, lemma)
            if antecedent is not None:
                found += [Argument(one, intro.span, 0.9) for one in antecedent.readings]
        return found

    def _intro(self, sentence: Sentence) -> Sentence | None:
        """The sentence with a colon that the list of an item follows."""
        sentences = reading(self.parsed)
        position = sentence.block.index - 1
        while position >= 0:
            block = self.parsed.blocks[position]
            if block.block.kind is not BlockKind.LIST_ITEM:
                break
            position -= 1
        if position < 0:
            return None
        block = self.parsed.blocks[position]
        if not block.doc.text.rstrip().endswith(":"):
            return None
        return next((s for s in reversed(sentences) if s.block is block), None)

    def _item_heads(self, sentence: Sentence) -> list[Argument]:
        """What an item is about: its first noun phrase, or the verb phrase that opens it."""
        clauses = sentence.clauses
        first = next((c for c in clauses.chunks if c.kind in {"noun", "verb"}), None)
        if first is None:
            return []
        if first.kind == "verb":
            gerund = next((p for p in clauses.predicates if p.chunk is first), None)
            return self.arguments.of_gerund(sentence, gerund) if gerund is not None else []
        return self.arguments.of_group(sentence, clauses.group(first))

    def _item_for(self, sentence: Sentence, rule: Rule) -> Iterator[Candidate]:
        """*Drones for reconnaissance* as an item of a list, or with *use of* before it."""
        clauses = sentence.clauses
        first = next((c for c in clauses.chunks if c.kind in {"noun", "verb"}), None)
        if first is None or first.kind == "verb":
            return
        group = clauses.group(first)
        pps = [pair for member in group for pair in clauses.pps.get(id(member), ())]
        for prep, goals in pps:
            if prep not in rule.object:
                continue
            for subject in self.arguments.of_group(sentence, group):
                for object_ in self.arguments.of_group(sentence, goals):
                    candidate = self.matcher.statements.plain(sentence, rule, subject, object_)
                    if candidate is not None:
                        yield candidate

    def _announced(
        self, sentence: Sentence, intro: Sentence, items: list[Argument]
    ) -> Iterator[Candidate]:
        """*X is evaluated with several indicators:* a noun of a category before the colon."""
        nouns = intro.clauses.nouns
        last = max(nouns, key=lambda chunk: chunk.end, default=None)
        if last is None or not intro.clauses.predicates:
            return
        stated = modality(intro, intro.clauses.predicates[0])
        for category in self._categories_of(last):
            topics = self._complement(intro, category, last)
            topics = topics or self._bearer(intro, category, last)
            for predicate in intro.clauses.predicates:
                rules = self.book.by_verb.get(predicate.lemma, ())
                if not topics and any(category.relation in r.relation.values() for r in rules):
                    topics = self.matcher.places.objects(intro, predicate)
            topics = topics or self._topic(intro, category)
            for item in items:
                here = [self._here(topic, item) for topic in topics]
                yield from self._join(sentence, category, [item], here, stated)

    def _narrower(
        self, sentence: Sentence, intro: Sentence, items: list[Argument]
    ) -> Iterator[Candidate]:
        """An item that the schemes place under a concept of the introduction is part of it."""
        for whole in intro.found:
            for item in items:
                for part in item.readings:
                    if self.matcher.statements.narrower(part.iri, whole.iri):
                        argument = Argument(whole.readings, item.span, 0.9)
                        yield self.matcher.statements.candidate(
                            sentence, "item-of-kind", 0.8, "includes",
                            argument, whole.readings[0], item, part, Modality.ASSERTED,
                        )  # fmt: skip

    def _towards(
        self, sentence: Sentence, intro: Sentence, items: list[Argument]
    ) -> Iterator[Candidate]:
        """*To achieve X, several factors must be prioritised:* each item enhances X."""
        build = next((one for one in self.book.rules if one.name == "build"), None)
        if build is None:
            return
        for purpose in intro.clauses.predicates:
            if purpose.kind != "purpose":
                continue
            for goal in self.arguments.of_group(intro, purpose.objects):
                for item in items:
                    candidate = self.matcher.statements.plain(
                        sentence, build, item, self._here(goal, item)
                    )
                    if candidate is not None:
                        yield candidate

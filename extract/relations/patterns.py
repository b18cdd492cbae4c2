"""Statements that no verb of a rule makes: examples, categories, advice, kinds, periods, lists."""

from __future__ import annotations

from collections.abc import Iterator

from claims.model import BlockKind, Modality
from extract.candidates import Candidate
from extract.mentions import Reading
from extract.modality import during, modality
from extract.relations.arguments import ITEM_VERBS, Argument
from extract.relations.chunks import Chunk
from extract.relations.clauses import Predicate
from extract.relations.match import Hit, Matcher
from extract.relations.rules import Category, Rule
from extract.relations.sentences import Sentence, reading

#: Verbs that say of which kind something is.
KIND_VERBS = frozenset({"be", "become", "remain", "represent", "constitute"})
#: Verbs between items and a noun of a category.
THIS_PERIOD = frozenset({"period", "era", "time", "decade", "years"})
POSE_VERBS = frozenset({"be", "pose", "present", "represent", "constitute", "remain", "become"})


class Patterns:
    """Finds the patterns of one document's sentences."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.arguments = matcher.arguments
        self.parsed = matcher.parsed
        self.book = matcher.book

    def sentence(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield the candidates of a sentence."""
        yield from self._examples(sentence)
        for predicate in sentence.clauses.predicates:
            yield from self._categories(sentence, predicate)
            yield from self._advice(sentence, predicate)
            yield from self._kinds(sentence, predicate)
        yield from self._practices(sentence)
        yield from self._periods(sentence)
        yield from self._items(sentence)

    def _rules(self, trigger: str) -> tuple[Rule, ...]:
        return self.book.by_trigger.get(trigger, ())

    # -- such as

    def _examples(self, sentence: Sentence) -> Iterator[Candidate]:
        clauses = sentence.clauses
        for chunk in clauses.nouns:
            listed = clauses.examples.get(id(chunk))
            if not listed:
                continue
            items = self.arguments.of_group(sentence, listed)
            wholes = self._wholes(sentence, chunk)
            stated = self._of_examples(sentence, chunk)
            for rule in self._rules("examples"):
                for whole in wholes:
                    for item in items:
                        hit = Hit(rule, clauses.predicates[0], whole, item, stated) if (
                            clauses.predicates
                        ) else None
                        candidate = self.matcher.type(sentence, hit) if hit else None
                        if candidate is not None:
                            yield candidate
            yield from self._kind_of(sentence, items, wholes)
            for category in self._categories_of(chunk):
                yield from self._of_category(sentence, category, chunk, items, None, stated)

    def _wholes(self, sentence: Sentence, chunk: Chunk) -> list[Argument]:
        named = [one for one in chunk.found if one.end_token >= chunk.head.i + 1]
        if named:
            return [
                Argument(one.readings, sentence.block.span_of(one), found=one) for one in named
            ]
        # "manifest in various forms, including": the forms are those of the subject.
        for predicate in sentence.clauses.predicates:
            governed = [*predicate.objects, *(c for _, group in predicate.pps for c in group)]
            over = [c for c in governed if chunk in sentence.clauses.of.get(id(c), ())]
            if chunk in governed or over:
                lemma = self.arguments.noun(chunk)
                light = lemma in self.arguments.lexicon.transparent_nouns | (
                    self.arguments.lexicon.light
                )
                general = any(
                    lemma in nouns for nouns in self.arguments.lexicon.refers.values()
                )
                includes = any(
                    rule.relation_for("Tool") == "includes" or rule.name == "consist-of"
                    for rule in self.book.by_verb.get(predicate.lemma, ())
                )
                if (light or general) and includes:
                    return self.arguments.of_group(sentence, predicate.doers())
        if chunk.determiner in {"this", "these", "such"}:
            return self.arguments.of(sentence, chunk)
        return []

    def _of_examples(self, sentence: Sentence, chunk: Chunk) -> Modality | None:
        """A list of examples is asserted, unless it is that of a verb that includes."""
        for predicate in sentence.clauses.predicates:
            governed = [*predicate.objects, *(c for _, group in predicate.pps for c in group)]
            nested = [c for g in governed for c in sentence.clauses.of.get(id(g), ())]
            if chunk in governed + nested and any(
                rule.relation_for("Tool") == "includes"
                for rule in self.book.by_verb.get(predicate.lemma, ())
            ):
                return modality(sentence, predicate) or Modality.ASSERTED
        return Modality.ASSERTED

    def _kind_of(
        self, sentence: Sentence, items: list[Argument], wholes: list[Argument]
    ) -> Iterator[Candidate]:
        for rule in self._rules("kind"):
            for whole in wholes:
                kind = next((r for r in whole.readings if r.cls == "ActorKind"), None)
                for item in items:
                    actor = item.readings[0] if item.readings else None
                    if kind is None or actor is None:
                        continue
                    if self.matcher.general(actor.cls) == "Actor" and actor.cls != "ActorGroup":
                        yield self.matcher.candidate(
                            sentence, rule.name, rule.confidence, "actorKind",
                            item, actor, whole, kind, Modality.ASSERTED,
                        )  # fmt: skip

    def _kinds(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*ECOWAS is a regional organisation*, and the other way round."""
        if predicate.lemma not in KIND_VERBS or predicate.chunk.passive:
            return
        if modality(sentence, predicate) is not Modality.ASSERTED:
            return
        subjects = self.arguments.of_group(sentence, predicate.doers())
        objects = self.arguments.of_group(sentence, predicate.objects)
        yield from self._kind_of(sentence, subjects, objects)
        yield from self._kind_of(sentence, objects, subjects)

    # -- categories

    def _categories_of(self, chunk: Chunk) -> list[Category]:
        lemma = self.arguments.noun(chunk)
        return [one for one in self.book.categories if lemma in one.nouns]

    def _categories(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
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
        items = [
            one for one in items if any(r.cls in category.item for r in one.readings)
        ]
        if not items:
            return
        topics = self._complement(sentence, category, chunk)
        if not topics:
            topics = self._purpose(sentence, category, predicate)
        if not topics:
            topics = self._topic(sentence, category)
        yield from self._join(sentence, category, items, topics, stated)

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

    def _complement(
        self, sentence: Sentence, category: Category, chunk: Chunk
    ) -> list[Argument]:
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
                yield self.matcher.candidate(
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
                cls = self.matcher.general(about.cls)
                if category.topic and cls not in category.topic:
                    continue
                first, last = (about, named) if category.of_topic else (named, about)
                general = self.matcher.general(first.cls)
                if self.matcher.fits(category.relation, general, first, last):
                    return first, last
        return None

    # -- advice, practices, periods

    def _advice(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*Governments should do P*: the practice is recommended to the kind of actor."""
        for rule in self._rules("advice"):
            if modality(sentence, predicate) is not Modality.NORMATIVE:
                continue
            if predicate.kind not in {"main", "coord", "content", "adjective"}:
                continue
            actors = [
                arg
                for arg in self.arguments.of_group(sentence, predicate.doers())
                if any(one.cls == "ActorKind" for one in arg.readings)
            ]
            practices = self._practised(sentence, predicate)
            if not actors:
                actors = self._advised(sentence)
                practices = [
                    (arg, one)
                    for gerund in predicate.gerund_doers()
                    for arg in self.arguments.of_gerund(sentence, gerund)
                    for one in arg.readings
                    if one.cls == "Practice"
                ]
            for arg, practice in practices:
                for actor in actors:
                    kind = next(one for one in actor.readings if one.cls == "ActorKind")
                    yield self.matcher.candidate(
                        sentence, rule.name, rule.confidence, "recommendedTo",
                        arg, practice, actor, kind, Modality.NORMATIVE,
                    )  # fmt: skip

    def _advised(self, sentence: Sentence) -> list[Argument]:
        """Whom a heading such as "Recommendations for governments" advises."""
        if sentence.heading is None:
            return []
        words = {t.lower_ for t in sentence.heading.doc}
        nouns = {
            noun
            for one in self.book.categories
            if one.relation == "recommendedTo"
            for noun in one.nouns
        }
        if not any(word in nouns or word.removesuffix("s") in nouns for word in words):
            return []
        kinds = self.arguments.resolver.heading(sentence, {"ActorKind"})
        return [Argument(one, sentence.span, 0.9) for one in kinds]

    def _practised(
        self, sentence: Sentence, predicate: Predicate
    ) -> list[tuple[Argument, Reading]]:
        found: list[tuple[Argument, Reading]] = []
        end = max([predicate.chunk.end, *(c.end for c in sentence.clauses.chunks)])
        for one in sentence.found:
            practice = one.reading("Practice")
            if practice is not None and predicate.chunk.start <= one.start_token < end:
                span = sentence.block.span_of(one)
                found.append((Argument(one.readings, span, found=one), practice))
        return found

    def _practices(self, sentence: Sentence) -> Iterator[Candidate]:
        """A practice includes the tool that its words name."""
        rule = next((one for one in self.book.rules if one.name == "such-as"), None)
        if rule is None:
            return
        for one in sentence.found:
            practice = one.reading("Practice", "DomainConcept")
            if practice is None or one.iri != practice.iri:
                continue
            for inner in one.inner:
                tool = inner.reading("Tool")
                if tool is None:
                    continue
                yield self.matcher.candidate(
                    sentence, "practice-of", 0.6, "includes",
                    Argument(one.readings, sentence.block.span_of(one)), practice,
                    Argument(inner.readings, sentence.block.span_of(inner)), tool,
                    self._as_stated(sentence),
                )  # fmt: skip

    @staticmethod
    def _as_stated(sentence: Sentence) -> Modality:
        """How the sentence as a whole is put: hedged and future ones stay so."""
        for predicate in sentence.clauses.predicates:
            if predicate.kind == "main":
                stated = modality(sentence, predicate)
                if stated in {Modality.HEDGED, Modality.FUTURE}:
                    return stated
        return Modality.ASSERTED

    def _periods(self, sentence: Sentence) -> Iterator[Candidate]:
        """A development, or an actor that came to be, in the period the text speaks of."""
        for rule in self._rules("period"):
            own = during(sentence)
            period = own or self._period_of(sentence)
            if period is None:
                continue
            for one in sentence.found:
                trend = one.reading("DomainConcept")
                if trend is not None and one.iri == trend.iri:
                    argument = Argument(one.readings, sentence.block.span_of(one), found=one)
                    yield self._in_period(sentence, rule, argument, trend, period)
            yield from self._led(sentence, rule, period)
            if own is None and not THIS_PERIOD & set(sentence.text.split()):
                continue
            for predicate in sentence.clauses.predicates:
                if predicate.lemma not in rule.verbs or predicate.chunk.form == "base":
                    continue
                if predicate.objects and not predicate.chunk.passive:
                    continue
                for argument in self._came_to_be(sentence, predicate):
                    actor = argument.readings[0] if argument.readings else None
                    if actor is not None and self.matcher.general(actor.cls) == "Actor":
                        yield self._in_period(sentence, rule, argument, actor, period)

    def _led(self, sentence: Sentence, rule: Rule, period: str) -> Iterator[Candidate]:
        """A bloc with its leader belongs to the period that the passage is about."""
        for predicate in sentence.clauses.predicates:
            if predicate.lemma != "lead":
                continue
            for argument in self.matcher.place(sentence, predicate, ("object",)):
                group = next((one for one in argument.readings if one.cls == "ActorGroup"), None)
                if group is not None:
                    yield self._in_period(sentence, rule, argument, group, period)

    @staticmethod
    def _in_period(
        sentence: Sentence, rule: Rule, argument: Argument, reading_: Reading, period: str
    ) -> Candidate:
        return Candidate(
            reading_.iri, "duringPeriod", period, sentence.span, Modality.ASSERTED, rule.name,
            rule.confidence, argument.span, None, period,
        )  # fmt: skip

    def _came_to_be(self, sentence: Sentence, predicate: Predicate) -> list[Argument]:
        """What a verb of existence is about, through "X and Y were alliances that emerged"."""
        doers = predicate.doers()
        found = self.arguments.of_group(sentence, doers)
        for over in sentence.clauses.predicates:
            if over.lemma in KIND_VERBS and any(chunk in over.objects for chunk in doers):
                found += self.arguments.of_group(sentence, over.doers())
        return found

    def _period_of(self, sentence: Sentence) -> str | None:
        """The period that the sentences before it, or the heading, have set."""
        sentences = reading(self.parsed)
        for earlier in reversed(sentences[max(0, sentence.index - 6) : sentence.index]):
            if earlier.heading is not sentence.heading:
                break
            named = during(earlier)
            if named is not None:
                return named
        if sentence.heading is not None:
            for one in sentence.heading.found:
                if one.cls == "Period":
                    return one.iri
        return None

    # -- lists of blocks

    def _items(self, sentence: Sentence) -> Iterator[Candidate]:
        if sentence.block.block.kind is not BlockKind.LIST_ITEM or not sentence.first_in_block:
            return
        for rule in self._rules("item"):
            yield from self._item_for(sentence, rule)
        intro = self._intro(sentence)
        if intro is None:
            return
        items = self._item_heads(sentence)
        if not items:
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
                            candidate = self.matcher.type(sentence, hit)
                            if candidate is not None:
                                yield candidate
                for chunk in predicate.doers():
                    for category in self._categories_of(chunk):
                        yield from self._of_category(
                            sentence, category, chunk, items, predicate, stated
                        )
        yield from self._narrower(sentence, intro, items)
        yield from self._towards(sentence, intro, items)

    def _narrower(
        self, sentence: Sentence, intro: Sentence, items: list[Argument]
    ) -> Iterator[Candidate]:
        """An item that the schemes place under a concept of the introduction is part of it."""
        for whole in intro.found:
            for item in items:
                for part in item.readings:
                    if self.matcher.narrower(part.iri, whole.iri):
                        argument = Argument(whole.readings, item.span, 0.9)
                        yield self.matcher.candidate(
                            sentence, "item-of-kind", 0.8, "includes",
                            argument, whole.readings[0], item, part, Modality.ASSERTED,
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
                    candidate = self.matcher.plain(sentence, rule, subject, object_)
                    if candidate is not None:
                        yield candidate

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
                    candidate = self.matcher.plain(
                        sentence, build, item, self._here(goal, item)
                    )
                    if candidate is not None:
                        yield candidate

"""The period that a development, or the beginning of an actor, belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from claims.model import Modality
from extract.candidates import Candidate
from extract.mentions import Reading
from extract.modality import during
from extract.relations.argument import Argument
from extract.relations.examples import KIND_VERBS
from extract.relations.pattern import Pattern
from extract.relations.predicates import Predicate
from extract.relations.rules import Rule
from extract.relations.sentences import Sentence, reading
from ontology.schema import ConceptInfo

#: Verbs between items and a noun of a category.
THIS_PERIOD = frozenset({"period", "era", "time", "decade", "years"})

#: The end of the IRI of a year.
YEAR = re.compile(r"/y\d{4}$")


class Periods(Pattern):
    """Finds what a text places in a period."""

    def periods(self, sentence: Sentence) -> Iterator[Candidate]:
        """A development, or an actor that came to be, in the period the text speaks of."""
        for rule in self.rules("period"):
            own = during(sentence)
            period = own or self._period_of(sentence)
            if period is None:
                continue
            for one in sentence.found:
                trend = one.reading("DomainConcept")
                if trend is not None and one.iri == trend.iri:
                    argument = Argument(one.readings, sentence.block.span_of(one), found=one)
                    yield self._in_period(sentence, rule, argument, trend, period)
            for argument, trend in self._changes(sentence):
                yield self._in_period(sentence, rule, argument, trend, period)
            yield from self._led(sentence, rule, period)
            if own is not None:
                yield from self._was(sentence, rule, own)
            if own is None and not THIS_PERIOD & set(sentence.text.split()):
                continue
            if YEAR.search(period):
                # The year when an actor began is no period that it belongs to as a whole.
                continue
            for predicate in sentence.clauses.predicates:
                if predicate.lemma not in rule.verbs or predicate.chunk.form == "base":
                    continue
                if predicate.objects and not predicate.chunk.passive:
                    continue
                for argument in self._came_to_be(sentence, predicate):
                    actor = argument.readings[0] if argument.readings else None
                    if actor is not None and self.matcher.statements.general(actor.cls) == "Actor":
                        yield self._in_period(sentence, rule, argument, actor, period)

    def _changes(self, sentence: Sentence) -> Iterator[tuple[Argument, Reading]]:
        """A development that a clause states: "exercises flourished" is their growth."""
        doc = sentence.block.doc
        for predicate in sentence.clauses.predicates:
            nouns = self.book.lexicon["changes"].get(predicate.lemma, ())
            if not nouns or predicate.kind not in {"main", "coord", "content"}:
                continue
            chunk = predicate.chunk
            subjects = [doc[one.start : one.end].text for one in predicate.doers()]
            rest = [doc[chunk.end : end].text for end in range(chunk.end + 1, chunk.end + 6)]
            phrases = [f"of {text}" for text in subjects] + rest
            for name in (f"{noun} {phrase}".lower() for noun in nouns for phrase in phrases):
                info = self._developments.get(name)
                if info is not None:
                    trend = Reading(info.iri, info.cls, info.label)
                    yield Argument((trend,), sentence.block.span(chunk.start, chunk.end)), trend
                    break

    @cached_property
    def _developments(self) -> dict[str, ConceptInfo]:
        """The developments of the schemes by their labels in small letters."""
        concepts = self.parsed.knowledge.schema.concepts.values()
        return {
            label.lower(): one
            for one in concepts
            if one.cls == "DomainConcept"
            for label in (one.label, *one.alt_labels)
        }

    def _was(self, sentence: Sentence, rule: Rule, period: str) -> Iterator[Candidate]:
        """*During the Cold War, X was an alliance*: the past tense places X in the period."""
        for predicate in sentence.clauses.predicates:
            if predicate.lemma != "be" or predicate.chunk.head.lower_ not in {"was", "were"}:
                continue
            objects = self.arguments.of_group(sentence, predicate.objects)
            if not any(one.cls == "ActorKind" for arg in objects for one in arg.readings):
                continue
            for argument in self.arguments.of_group(sentence, predicate.doers()):
                actor = argument.readings[0] if argument.readings else None
                if actor is not None and self.matcher.statements.general(actor.cls) == "Actor":
                    yield self._in_period(sentence, rule, argument, actor, period)

    def _led(self, sentence: Sentence, rule: Rule, period: str) -> Iterator[Candidate]:
        """A bloc with its leader belongs to the period that the passage is about."""
        for predicate in sentence.clauses.predicates:
            if predicate.lemma != "lead":
                continue
            for argument in self.matcher.places.place(sentence, predicate, ("object",)):
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

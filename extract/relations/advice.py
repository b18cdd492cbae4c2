"""Practices and to whom they are recommended; developments and the tools they name."""

from __future__ import annotations

from collections.abc import Iterator

from claims.model import Modality
from extract.candidates import Candidate
from extract.mentions import Reading
from extract.modality import modality
from extract.relations.argument import Argument
from extract.relations.pattern import Pattern
from extract.relations.predicates import Predicate
from extract.relations.sentences import Sentence


class Advice(Pattern):
    """Finds what is recommended."""

    def advice(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*Governments should do P*: the practice is recommended to the kind of actor."""
        for rule in self.rules("advice"):
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
                    yield self.matcher.statements.candidate(
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

    def developments(self, sentence: Sentence) -> Iterator[Candidate]:
        """A development includes the tool that its words name: *the rise of drones*."""
        for one in sentence.found:
            trend = one.reading("DomainConcept")
            if trend is None or one.iri != trend.iri:
                continue
            for inner in one.inner:
                tool = inner.reading("Tool")
                if tool is not None:
                    yield self.matcher.statements.candidate(
                        sentence, "trend-of", 0.6, "includes",
                        Argument(one.readings, sentence.block.span_of(one)), trend,
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

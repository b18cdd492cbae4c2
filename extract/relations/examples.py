"""Examples after *such as*, and the kinds that actors are of."""

from __future__ import annotations

from collections.abc import Iterator

from claims.model import Modality
from extract.candidates import Candidate
from extract.modality import modality
from extract.relations.argument import Argument, only
from extract.relations.categories import Categories
from extract.relations.places import USES
from extract.relations.predicates import Predicate
from extract.relations.sentences import Sentence
from extract.relations.statements import Hit
from extract.relations.words import Chunk

#: Verbs that say of which kind something is.
DEFINING = frozenset({"be", "encompass", "refer", "involve", "mean", "denote", "comprise"})
KIND_VERBS = frozenset({"be", "become", "remain", "represent", "constitute"})


class Examples(Categories):
    """Finds examples and kinds."""

    def listed(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield what *such as*, *including* and *like* say."""
        clauses = sentence.clauses
        for chunk in clauses.nouns:
            listed = clauses.examples.get(id(chunk))
            if not listed:
                continue
            items = self.arguments.of_group(sentence, listed)
            wholes = self._wholes(sentence, chunk)
            stated = self._of_examples(sentence, chunk)
            for rule in self.rules("examples"):
                for whole in wholes:
                    for item in items:
                        hit = (
                            Hit(rule, clauses.predicates[0], whole, item, stated)
                            if (clauses.predicates)
                            else None
                        )
                        candidate = self.matcher.statements.type(sentence, hit) if hit else None
                        if candidate is not None:
                            yield candidate
            yield from self._kind_of(sentence, items, wholes)
            for category in self._categories_of(chunk):
                yield from self._of_category(sentence, category, chunk, items, None, stated)

    def under_heading(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield the challenges that a sentence lists under the heading of a challenge."""
        if sentence.heading is None:
            return
        topics = [one for one in sentence.heading.found if one.cls == "Challenge"]
        for predicate in sentence.clauses.predicates if topics else ():
            if predicate.kind != "main":
                continue
            items = self.arguments.of_group(sentence, predicate.doers())
            items = [one for one in items if only(one, {"Challenge"})]
            for item in items if len(items) > 1 else ():
                for topic in topics:
                    if item.readings[0].iri != topic.iri:
                        yield self.matcher.statements.candidate(
                            sentence, "item-of-kind", 0.7, "includes",
                            Argument(topic.readings, item.span, 0.9), topic.readings[0],
                            item, item.readings[0], Modality.ASSERTED,
                        )  # fmt: skip

    def _wholes(self, sentence: Sentence, chunk: Chunk) -> list[Argument]:
        named = [one for one in chunk.found if one.end_token >= chunk.head.i + 1]
        if named:
            return [Argument(one.readings, sentence.block.span_of(one), found=one) for one in named]
        # "manifest in various forms, including": the forms are those of the subject.
        for predicate in sentence.clauses.predicates:
            governed = [*predicate.objects, *(c for _, group in predicate.pps for c in group)]
            over = [c for c in governed if chunk in sentence.clauses.of.get(id(c), ())]
            if chunk in governed or over:
                lemma = self.arguments.noun(chunk)
                light = lemma in self.arguments.lexicon.transparent_nouns | (
                    self.arguments.lexicon.light
                )
                general = any(lemma in nouns for nouns in self.arguments.lexicon.refers.values())
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
        for rule in self.rules("kind"):
            for whole in wholes:
                kind = next((r for r in whole.readings if r.cls == "ActorKind"), None)
                for item in items:
                    actor = item.readings[0] if item.readings else None
                    if kind is None or actor is None:
                        continue
                    if (
                        self.matcher.statements.general(actor.cls) == "Actor"
                        and actor.cls != "ActorGroup"
                    ):
                        yield self.matcher.statements.candidate(
                            sentence, rule.name, rule.confidence, "actorKind",
                            item, actor, whole, kind, Modality.ASSERTED,
                        )  # fmt: skip

    def defined(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*Partnerships are efforts between armed forces and agencies*: those provide them."""
        if predicate.lemma not in DEFINING or predicate.kind != "main":
            return
        wholes = self.arguments.of_group(sentence, predicate.doers())
        groups = [predicate.objects, *(group for prep, group in predicate.pps if prep == "to")]
        light = self.arguments.lexicon.light | {"cooperation", "collaboration", "partnership"}
        for chunk in (one for group in groups for one in group):
            if self.arguments.noun(chunk) not in light:
                continue
            for prep, actors in sentence.clauses.pps.get(id(chunk), ()):
                if prep not in {"between", "among", "by"}:
                    continue
                for rule in self.rules("definition"):
                    for actor in self.arguments.of_group(sentence, actors):
                        for whole in wholes:
                            hit = Hit(rule, predicate, actor, whole)
                            candidate = self.matcher.statements.type(sentence, hit)
                            if candidate is not None:
                                yield candidate

    def worked(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*Surveillance: using drones*: it requires drones, which are used for it."""
        if not predicate.defines or predicate.lemma not in USES:
            return
        for whole in self.arguments.of_group(sentence, predicate.doers()):
            for means in self.arguments.of_group(sentence, predicate.objects):
                for rule in self.rules("using"):
                    pair = (
                        (whole, means) if "requires" in rule.relation.values() else (means, whole)
                    )
                    found = self.matcher.statements.plain(sentence, rule, *pair)
                    if found is not None:
                        yield found

    def kinds(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*ECOWAS is a regional organisation*, and the other way round."""
        if predicate.lemma not in KIND_VERBS or predicate.chunk.passive:
            return
        if modality(sentence, predicate) is not Modality.ASSERTED:
            return
        subjects = self.arguments.of_group(sentence, predicate.doers())
        objects = self.arguments.of_group(sentence, predicate.objects)
        yield from self._kind_of(sentence, subjects, objects)
        yield from self._kind_of(sentence, objects, subjects)

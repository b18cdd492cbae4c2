"""What a noun phrase or a gerund stands for, as an argument of a relation."""

from __future__ import annotations

from claims.model import Span
from extract.anaphora import OF_ENGAGEMENTS, Resolver
from extract.candidates import ParsedDocument
from extract.mentions import Found
from extract.relations.argument import COST, Argument, only
from extract.relations.lexicon import lexicon
from extract.relations.predicates import Predicate
from extract.relations.sentences import Sentence
from extract.relations.topics import Topics
from extract.relations.words import (
    COMPOSITE,
    DEMONSTRATIVES,
    POSSESSIVES,
    PRONOUNS,
    Chunk,
)

#: Prepositions after a noun that is looked through.
THROUGH = ("of", "for", "in", "between", "to", "on", "among")
FORMS = frozenset({"form", "type", "kind", "sort", "variety"})
DEPTH = 6
#: Nouns that stand for an organisation named before.
BODIES = frozenset(
    {"alliance", "organization", "organisation", "union", "bloc", "agency", "body", "association"}
)


class Arguments:
    """Reads the arguments of one document's sentences."""

    def __init__(self, parsed: ParsedDocument) -> None:
        self.parsed = parsed
        self.lexicon = lexicon()
        self.topics = Topics(self)
        self.resolver = Resolver(parsed, self.topics.topics)

    def of_group(self, sentence: Sentence, group: list[Chunk], depth: int = 0) -> list[Argument]:
        """Return the arguments of a coordination."""
        found: list[Argument] = []
        whole: Found | None = None
        for chunk in group:
            if whole is not None and chunk.start < whole.end_token:
                continue
            of_chunk = self.of(sentence, chunk, depth)
            found += of_chunk
            one = of_chunk[0].found if of_chunk else None
            if one is not None and one.inner and one.cls in COMPOSITE:
                whole = one
        return found

    def owner(self, sentence: Sentence, chunk: Chunk) -> list[Argument]:
        """Return whose role or importance a noun phrase names: *diplomacy's role*."""
        of = sentence.clauses.of.get(id(chunk))
        if of:
            return [arg.scaled("through") for arg in self.of_group(sentence, of, 1)]
        inside = [one for one in chunk.found if one.head.i < chunk.head.i]
        if inside:
            one = inside[-1]
            span = sentence.block.span_of(one)
            return [Argument(one.readings, span, COST["modifier"], found=one)]
        if chunk.determiner in POSSESSIVES:
            span = sentence.block.span(chunk.start, chunk.end)
            return self._back(sentence, "they" if chunk.determiner == "their" else "it", span)
        return []

    def of(self, sentence: Sentence, chunk: Chunk, depth: int = 0) -> list[Argument]:
        """Return what a noun phrase stands for; nothing when it is not known."""
        if depth > DEPTH:
            return []
        if chunk.determiner == "no":
            return []
        heads = [one for one in chunk.found if self._at_head(one, chunk)]
        span = sentence.block.span(chunk.start, chunk.end)
        if chunk.head.lower_ in PRONOUNS and not heads:
            within = self._within(sentence, chunk, depth)
            return within or self._back(sentence, chunk.head.lower_, span)
        lemma = self.noun(chunk)
        if chunk.determiner in {"this", "these"} and lemma in FORMS and not heads:
            # "This form of diplomacy" is what the sentence before speaks of.
            found = self._back(sentence, "it", span, plural=chunk.determiner == "these")
            if found:
                return found
        if chunk.determiner in DEMONSTRATIVES and (not heads or self._general(heads[0])):
            plural = chunk.determiner not in {"this", "that"}
            found = self._back(sentence, lemma, span, plural=plural)
            if found or not heads:
                return found or self._through(sentence, chunk, lemma, depth)
        if heads and self._is_of(heads[0], lemma):
            found = self.of_group(sentence, sentence.clauses.of.get(id(chunk), []), depth + 1)
            if found:
                return [arg.scaled("through") for arg in found]
        if chunk.determiner == "the" and lemma in BODIES and (not heads or self._general(heads[0])):
            body = self._body(sentence, span)
            if body:
                return body
        if heads and chunk.determiner == "the" and lemma in OF_ENGAGEMENTS:
            particular = self._general(heads[0]) and not chunk.head.lower_.endswith("s")
            if particular:
                # "The exercise improved trust" tells of one exercise, not of exercises.
                return [a for a in self._back(sentence, lemma, span) if a.engagement is not None]
        if heads:
            found = [
                Argument(one.readings, self._span(sentence, one, chunk), found=one)
                for one in self._composite(heads)
            ]
            return found + self._named_examples(sentence, chunk, depth)
        return self._through(sentence, chunk, lemma, depth)

    def noun(self, chunk: Chunk) -> str:
        """Return the lemma of the head noun; a plural that the tagger left is cut."""
        lemma, low = chunk.lemma, chunk.head.lower_
        if lemma == low and low.endswith("ies"):
            return low[:-3] + "y"
        if lemma == low and low.endswith("s") and not low.endswith(("ss", "us", "is", "ics")):
            return low[:-1]
        return lemma

    def _at_head(self, one: Found, chunk: Chunk) -> bool:
        if one.head.i == chunk.head.i:
            return True
        if len(one.tokens) > 1 and not chunk.start <= one.head.i < chunk.end:
            return True
        return one.start_token <= chunk.head.i < one.end_token or one.end_token == chunk.end

    @staticmethod
    def _general(one: Found) -> bool:
        """Whether a mention after *these* says no more than its noun."""
        words = [t for t in one.text.split() if t.lower() not in DEMONSTRATIVES]
        return len(words) == 1

    def _is_of(self, one: Found, lemma: str) -> bool:
        """Whether "the effectiveness of X", "the development of X" is about X all the same."""
        if lemma in self.lexicon.qualities:
            return one.cls == "Effect"
        return lemma in self.lexicon.transparent_nouns and len(one.text.split()) == 1

    @staticmethod
    def _composite(heads: list[Found]) -> list[Found]:
        """A practice or trend that the phrase names stands for all of it."""
        whole = [one for one in heads if one.inner and one.cls in COMPOSITE]
        return whole[:1] or heads

    def _named_examples(self, sentence: Sentence, chunk: Chunk, depth: int) -> list[Argument]:
        """What is said of "organisations like the African Union" is said of the Union too."""
        listed = sentence.clauses.examples.get(id(chunk), [])
        named = self.of_group(sentence, listed, depth + 1)
        return [
            arg.scaled("example")
            for arg in named
            if arg.found is not None and arg.found.kind == "entity"
        ]

    @staticmethod
    def _span(sentence: Sentence, one: Found, chunk: Chunk) -> Span:
        """The words of a mention; of *bilateral and multilateral talks* those in the chunk."""
        if len(one.tokens) > 1 and one.tokens[-1] - one.tokens[0] >= len(one.tokens):
            return sentence.block.span(chunk.start, chunk.end)
        return sentence.block.span_of(one)

    def _body(self, sentence: Sentence, span: Span) -> list[Argument]:
        """*The alliance* after a sentence about NATO is NATO."""
        is_a = self.parsed.knowledge.schema.is_a
        for earlier in self.resolver.before(sentence)[:1]:
            for readings in self.topics.topics(earlier, "subject"):
                if is_a(readings[0].cls, "Organisation"):
                    return [Argument(readings, span, COST["anaphor"])]
        return []

    def _within(self, sentence: Sentence, chunk: Chunk, depth: int) -> list[Argument]:
        """What *they* or *their* stands for when the subject of the sentence comes before it."""
        if chunk.determiner in DEMONSTRATIVES:
            return []
        for predicate in sentence.clauses.predicates:
            subject = predicate.doers()
            if predicate.kind == "main" and subject and subject[-1].end <= chunk.start:
                if any(one.head.lower_ in PRONOUNS for one in subject):
                    return []
                span = sentence.block.span(chunk.start, chunk.end)
                return [
                    Argument(arg.readings, span, arg.weight * COST["anaphor"], arg.engagement)
                    for arg in self.of_group(sentence, subject, depth + 2)
                ]
        return []

    def _back(
        self, sentence: Sentence, lemma: str, span: Span, *, plural: bool = True
    ) -> list[Argument]:
        antecedent = self.resolver.resolve(sentence, lemma, plural=plural)
        if antecedent is None:
            return []
        if antecedent.engagement is not None:
            return [Argument((), span, COST["anaphor"], antecedent.engagement)]
        return [Argument(one, span, COST["anaphor"]) for one in antecedent.readings]

    def _through(self, sentence: Sentence, chunk: Chunk, lemma: str, depth: int) -> list[Argument]:
        """See through a light noun: to its complement, its examples, its modifier, its owner."""
        clauses = sentence.clauses
        listed = clauses.examples.get(id(chunk))
        if listed:
            found = self.of_group(sentence, listed, depth + 1)
            if found:
                return [arg.scaled("example") for arg in found]
        of = clauses.of.get(id(chunk))
        if lemma in self.lexicon.transparent_nouns:
            if of:
                found = self.of_group(sentence, of, depth + 1)
                if found:
                    return [arg.scaled("through") for arg in found]
            inside = [one for one in chunk.found if one.cls not in {"Place", "Period"}]
            if inside and lemma not in self.lexicon.only_complement:
                last = inside[-1]
                return [
                    Argument(
                        last.readings, sentence.block.span_of(last), COST["modifier"], found=last
                    )
                ]
            for prep, group in clauses.pps.get(id(chunk), ()):
                if prep in THROUGH:
                    found = self.of_group(sentence, group, depth + 1)
                    found = [a for a in found if not only(a, {"ActorKind", "CrisisType"})]
                    if found:
                        return [arg.scaled("through") for arg in found]
            for gerund in clauses.gerunds.get(id(chunk), ()):
                found = self.of_gerund(sentence, gerund, depth + 1)
                if found:
                    return [arg.scaled("through") for arg in found]
            if chunk.determiner in POSSESSIVES:
                span = sentence.block.span(chunk.start, chunk.end)
                pronoun = "they" if chunk.determiner == "their" else "it"
                within = self._within(sentence, chunk, depth)
                return within or self._back(sentence, pronoun, span)
        if lemma in self.lexicon.light:
            return self._equated(sentence, chunk, depth)
        return []

    def _equated(self, sentence: Sentence, chunk: Chunk, depth: int) -> list[Argument]:
        """A light noun that says what the subject is stands for the subject."""
        for predicate in sentence.clauses.predicates:
            if predicate.lemma not in self.lexicon.equating:
                continue
            within = [c for o in predicate.objects for c in sentence.clauses.of.get(id(o), ())]
            says = (
                chunk in predicate.objects
                or chunk in within
                or any(prep in {"as", "to"} and chunk in group for prep, group in predicate.pps)
            )
            if says:
                return [
                    arg.scaled("anaphor")
                    for arg in self.of_group(sentence, predicate.doers(), depth + 2)
                ]
        return []

    def of_gerund(self, sentence: Sentence, predicate: Predicate, depth: int = 0) -> list[Argument]:
        """Return what a verb phrase stands for: the concept it names, or what it is done with."""
        if depth > DEPTH:
            return []
        chunk = predicate.chunk
        found = [
            Argument(one.readings, sentence.block.span_of(one), found=one) for one in chunk.found
        ]
        if predicate.lemma in self.lexicon.transparent_verbs:
            objects = self.of_group(sentence, predicate.objects, depth + 1)
            for prep, group in predicate.pps:
                if prep in {"in", "with", "on"} and predicate.lemma in {
                    "invest", "combine", "engage", "integrate", "participate", "focus",
                }:  # fmt: skip
                    objects += self.of_group(sentence, group, depth + 1)
            for below in predicate.below:
                if below.kind in {"gerund", "complement"}:
                    objects += self.of_gerund(sentence, below, depth + 1)
            if any(one.cls == "Practice" for one in chunk.found):
                objects = [a for a in objects if any(r.cls == "Tool" for r in a.readings)]
            found += [arg.scaled("through") for arg in objects]
        return found

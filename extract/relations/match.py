"""Applies the rules to the predicates of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claims.model import Modality
from extract.candidates import Candidate, ParsedDocument
from extract.mentions import Found
from extract.modality import modality
from extract.relations.argument import Argument, only
from extract.relations.arguments import Arguments
from extract.relations.places import Places, is_actor
from extract.relations.predicates import Predicate
from extract.relations.proposals import Proposals
from extract.relations.rules import Rule, RuleBook
from extract.relations.sentences import Sentence
from extract.relations.statements import Hit, Statements
from extract.relations.words import Chunk

#: Prepositions before a gerund that say nothing about what the subject does.
OTHER_GERUNDS = frozenset({"without", "from", "before", "after", "despite", "against", "than"})


class Matcher:
    """Finds the statements of one document's sentences."""

    def __init__(self, parsed: ParsedDocument, book: RuleBook, arguments: Arguments) -> None:
        self.parsed = parsed
        self.book = book
        self.arguments = arguments
        self.statements = Statements(parsed, book)
        self.places = Places(arguments, book)
        self._described: set[str] = set()
        self.proposals = Proposals(parsed.knowledge, arguments.lexicon)

    def sentence(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield the candidates of a sentence."""
        told = self._told(sentence)
        for predicate in sentence.clauses.predicates:
            if told and self._acted(predicate):
                continue
            for hit in self._hits(sentence, predicate):
                candidate = self.statements.type(sentence, hit)
                if candidate is not None:
                    yield candidate
            yield from self._by_kind(sentence, predicate)
            for hit in (*self._setting(sentence, predicate), *self._reason(sentence, predicate)):
                candidate = self.statements.type(sentence, hit)
                if candidate is not None:
                    yield candidate
        yield from self._nominal(sentence)

    def described(self, stated: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield class and label of the concepts that candidates propose, once in a document."""
        for one in stated:
            reading = self.proposals.made.get(str(one.object))
            if reading is not None and reading.iri not in self._described:
                self._described.add(reading.iri)
                yield from self.proposals.describe(
                    reading, one.sentence, one.object_span, one.confidence
                )

    def _told(self, sentence: Sentence) -> bool:
        """Whether the sentence speaks of an engagement, whose facts are found elsewhere."""
        span = sentence.span
        return any(
            one.sentence.start < span.end and span.start < one.sentence.end
            for one in self.parsed.engagements
        )

    def _acted(self, predicate: Predicate) -> bool:
        """Whether named actors are the subject of a predicate, or the agents of a passive."""
        doers = predicate.doers()
        if predicate.chunk.passive:
            doers = [chunk for prep, group in predicate.pps if prep == "by" for chunk in group]
        return any(
            self.statements.general(one.cls) == "Actor" for chunk in doers for one in chunk.found
        )

    def on_behalf(
        self, sentence: Sentence, predicate: Predicate, subjects: list[Argument]
    ) -> Iterator[Candidate]:
        """Yield what a predicate states when its subject is known from elsewhere."""
        self.places.given[id(predicate)] = subjects
        for hit in self._hits(sentence, predicate):
            candidate = self.statements.type(sentence, hit)
            if candidate is not None:
                yield candidate
        del self.places.given[id(predicate)]

    def _by_kind(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*AI does X through predictive analytics*: a means of the subject's kind is part of it."""
        for means in self.places.means(sentence, predicate):
            for subject in self.arguments.of_group(sentence, predicate.doers()):
                for part in means.readings:
                    for whole in subject.readings:
                        if self.statements.narrower(part.iri, whole.iri):
                            stated = modality(sentence, predicate)
                            if stated is not None and stated is not Modality.NEGATED:
                                yield self.statements.candidate(
                                    sentence, "means-of-kind", 0.75, "includes",
                                    subject, whole, means, part, stated,
                                )  # fmt: skip

    def _setting(self, sentence: Sentence, predicate: Predicate) -> Iterator[Hit]:
        """*Hotlines are crucial during conflicts*: they are used in them."""
        harmful = {"hinders", "leadsTo"}
        rules = self.book.by_verb.get(predicate.lemma, ())
        if predicate.kind not in {"main", "coord", "content", "adjective"} or any(
            harmful & set(rule.relation.values()) and "mitigates" not in rule.relation.values()
            for rule in rules
        ):
            return
        for rule in self.book.by_trigger.get("setting", ()):
            crises = self.places.setting(sentence, predicate, rule.object)
            if not crises:
                continue
            tools = self.places.subjects(sentence, predicate)
            if all(map(is_actor, tools)):
                # "when facing floods, nations share resources": the sharing is used in them
                tools += _named_by(sentence, predicate)
            for crisis in crises:
                for tool in tools:
                    yield Hit(rule, predicate, tool, crisis)

    def _reason(self, sentence: Sentence, predicate: Predicate) -> Iterator[Hit]:
        """*Delays occur due to limited budgets*: the budgets lead to them."""
        for rule in self.book.by_trigger.get("reason", ()):
            causes = self.places.place(sentence, predicate, rule.subject)
            if not causes:
                continue
            effects = self.places.place(sentence, predicate, rule.object)
            effects += _named_by(sentence, predicate)
            for cause in causes:
                for effect in effects:
                    yield Hit(rule, predicate, cause, effect)

    def _nominal(self, sentence: Sentence) -> Iterator[Candidate]:
        """*The use of drones for reconnaissance*, wherever it stands."""
        clauses = sentence.clauses
        for chunk in clauses.nouns:
            for rule in self.book.by_noun.get(self.arguments.noun(chunk), ()):
                if rule.subject[0] in {"subject", "means"} or rule.object == ("subject",):
                    continue
                parts = list(clauses.of.get(id(chunk), [])) if "of" in rule.subject else []
                for prep, group in clauses.pps.get(id(chunk), ()):
                    parts += group if prep in rule.subject else []
                goals = [
                    goal
                    for one in [chunk, *parts]
                    for prep, group in clauses.pps.get(id(one), ())
                    if prep in rule.object
                    for goal in self.arguments.of_group(sentence, group)
                ]
                for subject in self.arguments.of_group(sentence, parts):
                    for goal in goals:
                        found = self.statements.plain(sentence, rule, subject, goal)
                        if found is not None:
                            yield found

    def _hits(self, sentence: Sentence, predicate: Predicate) -> Iterator[Hit]:
        if predicate.prep in OTHER_GERUNDS:
            return
        if predicate.chunk.kind == "adjective":
            rules = self.book.by_adjective.get(predicate.lemma, ())
        else:
            rules = self.book.by_verb.get(predicate.lemma, ())
        for rule in rules:
            if rule.trigger == "remedy":
                yield from self._remedy(sentence, rule, predicate)
            else:
                yield from self._words(sentence, rule, predicate)
        yield from self._nouns(sentence, predicate)
        for rule in self.book.by_trigger.get("concept", ()):
            yield from self._concept(sentence, rule, predicate, bool(rules))

    def _words(self, sentence: Sentence, rule: Rule, predicate: Predicate) -> Iterator[Hit]:
        acting = bool(rule.subject_classes) and rule.subject_classes <= {"Actor", "ActorKind"}
        subjects = self.places.place(sentence, predicate, rule.subject, events=not acting)
        if not subjects or (rule.name == "include" and self._of_challenges(predicate)):
            return
        for place in rule.object:
            if place == "content":
                yield from self._content(sentence, rule, predicate, subjects)
                continue
            objects = self.places.place(sentence, predicate, (place,))
            if not objects and place == "object":
                objects = self._proposed(sentence, rule, predicate)
            if place == "object" and predicate.chunk.found:
                # Of "protect civilians", a concept, the civilians are only a part.
                objects = [one for one in objects if not only(one, {"ActorKind"})]
            for object_ in objects:
                for subject in subjects:
                    yield Hit(rule, predicate, subject, object_)
        if predicate.chunk.kind == "adjective" and not predicate.pps:
            yield from self._vital_in(sentence, rule, predicate, subjects)

    def _vital_in(
        self, sentence: Sentence, rule: Rule, predicate: Predicate, subjects: list[Argument]
    ) -> Iterator[Hit]:
        """*Trust in coalitions is vital*: for the coalitions."""
        for chunk in predicate.doers():
            hung = sentence.clauses.pps.get(id(chunk), ())
            within = [group for prep, group in hung if prep in {"in", "into", "within"}]
            for object_ in (
                a for group in within for a in self.arguments.of_group(sentence, group)
            ):
                if any(one.cls == "Tool" for one in object_.readings):
                    for subject in subjects:
                        yield Hit(rule, predicate, subject, object_)

    def _proposed(self, sentence: Sentence, rule: Rule, predicate: Predicate) -> list[Argument]:
        """New concepts for objects that the schemes lack."""
        if predicate.chunk.passive or predicate.kind not in {"main", "coord", "participle"}:
            return []
        cls = next((c for c, relation in rule.relation.items() if relation and c != "*"), "Effect")
        found = [self.proposals.propose(sentence, chunk, cls) for chunk in predicate.objects]
        return [one for one in found if one is not None]

    def _of_challenges(self, predicate: Predicate) -> bool:
        """Whether the subject is a noun of a category that hinders: "challenges include"."""
        nouns = {n for one in self.book.categories if one.relation == "hinders" for n in one.nouns}
        return any(self.arguments.noun(chunk) in nouns for chunk in predicate.doers())

    def _nouns(self, sentence: Sentence, predicate: Predicate) -> Iterator[Hit]:
        """Rules of a noun: "serves as a tool for X", "is evidence of X", "the use of X for Y"."""
        groups = [predicate.objects, *(g for prep, g in predicate.pps if prep == "as")]
        for chunk in (one for group in groups for one in group):
            for rule in self.book.by_noun.get(self.arguments.noun(chunk), ()):
                complements = self._complements(sentence, chunk, rule)
                subjects = self.places.subjects(sentence, predicate)
                if rule.subject and rule.subject[0] not in {"subject", "means"}:
                    pairs = [
                        (s, o)
                        for s in self._complements(sentence, chunk, rule, rule.subject)
                        for o in (subjects if rule.object == ("subject",) else complements)
                    ]
                else:
                    pairs = [(s, o) for s in subjects for o in complements]
                stated = rule.modality
                if rule.options.get("strong"):
                    stated = self._vital(sentence, chunk)
                    if stated is None:
                        continue
                for subject, object_ in pairs:
                    yield Hit(rule, predicate, subject, object_, stated)

    def _vital(self, sentence: Sentence, chunk: Chunk) -> Modality | None:
        words = {t.lower_ for t in sentence.block.doc[chunk.start : chunk.end]}
        strong = {"vital", "crucial", "essential", "fundamental", "critical", "indispensable"}
        return Modality.NORMATIVE if words & strong else None

    def _complements(
        self, sentence: Sentence, chunk: Chunk, rule: Rule, preps: Iterable[str] = ()
    ) -> list[Argument]:
        wanted = set(preps) or set(rule.object)
        found: list[Argument] = []
        if "of" in wanted:
            found += self.arguments.of_group(sentence, sentence.clauses.of.get(id(chunk), []))
        for prep, group in sentence.clauses.pps.get(id(chunk), ()):
            if prep in wanted:
                found += self.arguments.of_group(sentence, group)
        return found

    def _concept(
        self, sentence: Sentence, rule: Rule, predicate: Predicate, ruled: bool
    ) -> Iterator[Hit]:
        """A verb that is a concept itself: "deliver aid" is what the subject provides.

        Where a rule of the verb reads its object (``ruled``), *build confidence* is no measure
        that something other than an actor takes.
        """
        objects = _named_by(sentence, predicate)
        if self._relieves(predicate) and any(
            "Challenge" in {r.cls for one in chunk.found for r in one.readings}
            for chunk in predicate.objects
        ):
            # Of "ease tensions" the rule of *ease* says that it mitigates them.
            return
        if ruled:
            inside = [one for chunk in predicate.objects for one in chunk.found]
            objects = [one for one in objects if not self._within(one, inside)]
        if not objects:
            return
        for subject in self.places.subjects(sentence, predicate, events=False):
            for object_ in objects:
                yield Hit(rule, predicate, subject, object_)

    def _relieves(self, predicate: Predicate) -> bool:
        """Whether a rule says of a verb that it mitigates a challenge."""
        rules = self.book.by_verb.get(predicate.lemma, ())
        return any(rule.relation.get("Challenge") == "mitigates" for rule in rules)

    @staticmethod
    def _within(verb: Argument, objects: list[Found]) -> bool:
        """Whether the object of a verb is by itself an effect, and the two together are a means."""
        found = verb.found
        if found is None or any(one.cls != "Tool" for one in found.readings):
            return False
        return any(
            one.readings[0].cls == "Effect" and found.start_token < one.head.i < found.end_token
            for one in objects
        )

    def _remedy(self, sentence: Sentence, rule: Rule, predicate: Predicate) -> Iterator[Hit]:
        """*Overcoming X requires Y*: Y mitigates X."""
        remedies = set(rule.options.get("remedies", ()))
        solved = [
            arg
            for gerund in predicate.gerund_doers()
            if gerund.lemma in remedies
            for arg in self.arguments.of_group(sentence, gerund.objects)
        ]
        if "CrisisType" in rule.subject_classes:
            for gerund in predicate.gerund_doers():
                if gerund.lemma in remedies:
                    solved += self.places.place(sentence, gerund, ("to", "with"))
            for crisis in solved:
                for means in self.places.place(sentence, predicate, ("object",)):
                    yield Hit(rule, predicate, crisis, means, rule.modality)
            return
        solved += self.places.subjects(sentence, predicate)
        for challenge in solved:
            if any(one.cls == "Challenge" for one in challenge.readings):
                for means in self.places.place(sentence, predicate, ("object",)):
                    yield Hit(rule, predicate, means, challenge, rule.modality)

    def _content(
        self, sentence: Sentence, rule: Rule, predicate: Predicate, subjects: list[Argument]
    ) -> Iterator[Hit]:
        """*Ensures that X happens*: X, what X does, and what X is kept from."""
        for clause in predicate.below:
            if clause.kind != "content":
                continue
            stated = modality(sentence, clause)
            if stated is Modality.NEGATED:
                yield from self._kept_from(sentence, rule, predicate, clause, subjects)
                continue
            ensured = self.arguments.of_group(sentence, clause.doers())
            ensured += self.arguments.of_group(sentence, clause.objects)
            for object_ in ensured:
                if any(one.cls == "Effect" for one in object_.readings):
                    for subject in subjects:
                        yield Hit(rule, predicate, subject, object_.scaled("through"))

    def _kept_from(
        self,
        sentence: Sentence,
        rule: Rule,
        predicate: Predicate,
        clause: Predicate,
        subjects: list[Argument],
    ) -> Iterator[Hit]:
        del rule
        hindering = {r.name for r in self.book.by_verb.get(clause.lemma, ())} & {"hinder"}
        if not hindering:
            return
        mitigate = next(r for r in self.book.rules if r.name == "mitigate")
        for challenge in self.places.place(sentence, clause, ("subject",)):
            for subject in subjects:
                yield Hit(mitigate, predicate, subject, challenge.scaled("through"))


def _named_by(sentence: Sentence, predicate: Predicate) -> list[Argument]:
    """Return the concepts that a verb names by itself or with its object: *deliver aid*."""
    return [
        Argument(one.readings, sentence.block.span_of(one), found=one)
        for one in predicate.chunk.found
    ]

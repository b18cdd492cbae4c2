"""Applies the rules to the predicates of a sentence and types what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.model import Modality
from extract.candidates import Candidate, ParsedDocument
from extract.mentions import Reading
from extract.modality import during, modality
from extract.relations.arguments import Argument, Arguments
from extract.relations.chunks import Chunk
from extract.relations.clauses import MEANS, Predicate
from extract.relations.rules import Rule, RuleBook
from extract.relations.sentences import Sentence
from ontology import terms

#: Nouns after which "in building trust" is done by what the noun is of: "diplomacy's role in".
OWNED = frozenset(
    {"role", "importance", "value", "significance", "effectiveness", "potential", "power",
     "success", "contribution", "ability", "capacity", "usefulness"}
)  # fmt: skip
#: Prepositions before a gerund that say nothing about what the subject does.
OTHER_GERUNDS = frozenset({"without", "from", "before", "after", "despite", "against", "than"})
#: Verbs whose object is the means of what follows: "use drones to reduce delays".
USES = frozenset({"use", "employ", "utilize", "utilise", "leverage", "harness", "deploy", "apply"})
#: Verbs that say what someone aims at.
INTENDS = frozenset({"aim", "seek", "strive", "intend", "want", "attempt", "try", "hope"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A subject and an object that a rule joins, before typing."""

    rule: Rule
    predicate: Predicate
    subject: Argument
    object: Argument
    modality: Modality | None = None


class Matcher:
    """Finds the statements of one document's sentences."""

    def __init__(self, parsed: ParsedDocument, book: RuleBook, arguments: Arguments) -> None:
        self.parsed = parsed
        self.book = book
        self.arguments = arguments
        self.schema = parsed.knowledge.schema
        self.given: dict[int, list[Argument]] = {}

    def sentence(self, sentence: Sentence) -> Iterator[Candidate]:
        """Yield the candidates of a sentence."""
        for predicate in sentence.clauses.predicates:
            for hit in self._hits(sentence, predicate):
                candidate = self.type(sentence, hit)
                if candidate is not None:
                    yield candidate
            yield from self._by_kind(sentence, predicate)
        yield from self._nominal(sentence)

    def on_behalf(
        self, sentence: Sentence, predicate: Predicate, subjects: list[Argument]
    ) -> Iterator[Candidate]:
        """Yield what a predicate states when its subject is known from elsewhere."""
        self.given[id(predicate)] = subjects
        for hit in self._hits(sentence, predicate):
            candidate = self.type(sentence, hit)
            if candidate is not None:
                yield candidate
        del self.given[id(predicate)]

    def _by_kind(self, sentence: Sentence, predicate: Predicate) -> Iterator[Candidate]:
        """*AI does X through predictive analytics*: a means of the subject's kind is part of it."""
        for means in self.means(sentence, predicate):
            for subject in self.arguments.of_group(sentence, predicate.doers()):
                for part in means.readings:
                    for whole in subject.readings:
                        if self.narrower(part.iri, whole.iri):
                            stated = modality(sentence, predicate)
                            if stated is not None and stated is not Modality.NEGATED:
                                yield self.candidate(
                                    sentence, "means-of-kind", 0.75, "includes",
                                    subject, whole, means, part, stated,
                                )  # fmt: skip

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
                        found = self.plain(sentence, rule, subject, goal)
                        if found is not None:
                            yield found

    def plain(
        self, sentence: Sentence, rule: Rule, subject: Argument, object_: Argument
    ) -> Candidate | None:
        """Return the asserted candidate of two arguments without a verb, or None."""
        for to in object_.readings:
            for of in subject.readings:
                relation = self.relation(rule, of, to)
                if relation:
                    return self.candidate(
                        sentence, rule.name, rule.confidence, relation,
                        subject, of, object_, to, Modality.ASSERTED,
                    )  # fmt: skip
        return None

    # -- triggers

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
            yield from self._concept(sentence, rule, predicate)

    def _words(self, sentence: Sentence, rule: Rule, predicate: Predicate) -> Iterator[Hit]:
        subjects = self.place(sentence, predicate, rule.subject)
        if not subjects or (rule.name == "include" and self._of_challenges(predicate)):
            return
        for place in rule.object:
            if place == "content":
                yield from self._content(sentence, rule, predicate, subjects)
                continue
            for object_ in self.place(sentence, predicate, (place,)):
                for subject in subjects:
                    yield Hit(rule, predicate, subject, object_)

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
                subjects = self._subjects(sentence, predicate)
                if rule.subject and rule.subject[0] not in {"subject", "means"}:
                    pairs = [
                        (s, o)
                        for s in self._complements(sentence, chunk, rule, rule.subject)
                        for o in (subjects if rule.object == ("subject",) else complements)
                    ]
                else:
                    pairs = [(s, o) for s in subjects for o in complements]
                stated = None
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

    def _concept(self, sentence: Sentence, rule: Rule, predicate: Predicate) -> Iterator[Hit]:
        """A verb that is a concept itself: "deliver aid" is what the subject provides."""
        objects = [
            Argument(one.readings, sentence.block.span_of(one), found=one)
            for one in predicate.chunk.found
        ]
        if not objects:
            return
        for subject in self._subjects(sentence, predicate, events=False):
            for object_ in objects:
                yield Hit(rule, predicate, subject, object_)

    def _remedy(self, sentence: Sentence, rule: Rule, predicate: Predicate) -> Iterator[Hit]:
        """*Overcoming X requires Y*: Y mitigates X."""
        remedies = set(rule.options.get("remedies", ()))
        solved = [
            arg
            for gerund in predicate.gerund_doers()
            if gerund.lemma in remedies
            for arg in self.arguments.of_group(sentence, gerund.objects)
        ]
        solved += self._subjects(sentence, predicate)
        for challenge in solved:
            if any(one.cls == "Challenge" for one in challenge.readings):
                for means in self.place(sentence, predicate, ("object",)):
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
        for challenge in self.place(sentence, clause, ("subject",)):
            for subject in subjects:
                yield Hit(mitigate, predicate, subject, challenge.scaled("through"))

    # -- places

    def place(
        self, sentence: Sentence, predicate: Predicate, places: Iterable[str]
    ) -> list[Argument]:
        """Return the arguments in the places of a predicate, passives turned."""
        found: list[Argument] = []
        wanted = tuple(places)
        for place in wanted:
            if place == "subject":
                found += self._subjects(sentence, predicate, with_means="means" in wanted)
            elif place == "means":
                found += self.means(sentence, predicate)
            elif place == "object":
                found += self._objects(sentence, predicate)
            elif place == "aim":
                for below in predicate.below:
                    if below.kind in {"infinitive", "gerund"}:
                        found += self._objects(sentence, below)
                        found += [a for a in self._done(sentence, below) if a not in found]
            elif place == "infinitive":
                for below in predicate.below:
                    if below.kind == "infinitive":
                        found += self._done(sentence, below)
            else:
                for prep, group in predicate.pps:
                    if prep == place:
                        listed = [
                            one for c in group for one in sentence.clauses.examples.get(id(c), [])
                        ]
                        named = self.arguments.of_group(sentence, group)
                        if any(r.cls == "CrisisType" for a in named for r in a.readings):
                            named += self.arguments.of_group(sentence, listed)
                        found += named
        return found

    def _done(self, sentence: Sentence, below: Predicate) -> list[Argument]:
        found = self.arguments.of_gerund(sentence, below)
        for further in below.below:
            if further.kind == "coord":
                found += self._done(sentence, further)
        return found

    def _subjects(
        self,
        sentence: Sentence,
        predicate: Predicate,
        *,
        with_means: bool = False,
        events: bool = True,
    ) -> list[Argument]:
        if id(predicate) in self.given:
            return self.given[id(predicate)]
        if predicate.chunk.passive:
            agents = [g for prep, g in predicate.pps if prep in MEANS]
            return [a for group in agents for a in self.arguments.of_group(sentence, group)]
        if predicate.kind == "gerund" and predicate.noun is not None:
            noun = predicate.noun
            if self.arguments.noun(noun) in OWNED:
                owned = self.arguments.owner(sentence, noun)
                if owned:
                    return owned
        parent = predicate.parent
        if predicate.kind == "infinitive" and parent is not None and parent.lemma in USES:
            used = self._objects(sentence, parent)
            if used:
                return used
        found = self.arguments.of_group(sentence, predicate.doers())
        for gerund in predicate.gerund_doers():
            found += self.arguments.of_gerund(sentence, gerund)
        if predicate.kind == "purpose":
            found += self._advised(sentence, predicate)
        if events:
            found = self._events(sentence, predicate, found)
        if predicate.kind == "participle" and parent is not None and all(map(_actors, found)):
            found = self.means(sentence, parent) or found
        if with_means and self.means(sentence, predicate):
            found = [one for one in found if not _actors(one)]
        return found

    def _advised(self, sentence: Sentence, purpose: Predicate) -> list[Argument]:
        """*To strengthen X, it is vital to do Y*: doing Y strengthens X."""
        for main in sentence.clauses.predicates:
            if purpose in main.fronted:
                return [
                    arg
                    for adjective in main.below
                    for below in adjective.below
                    if below.kind == "infinitive"
                    for arg in self.arguments.of_gerund(sentence, below)
                ]
        return []

    def _events(
        self, sentence: Sentence, predicate: Predicate, found: list[Argument]
    ) -> list[Argument]:
        """*Nations pool resources, leading to X*: the pooling leads to X, not the nations."""
        matrix = predicate.parent if predicate.kind == "participle" else None
        if predicate.kind == "relative" and predicate.antecedent_clause is not None:
            if predicate.linked or not found:
                matrix = predicate.antecedent_clause
        if matrix is None:
            return found
        named: list[Argument] = []
        if predicate.kind == "relative":
            *_, matrix = matrix.above()
        for one in [matrix, *matrix.below]:
            if one is matrix or (one.kind == "infinitive" and one is not predicate):
                named += [
                    Argument(item.readings, sentence.block.span_of(item), 0.92, found=item)
                    for item in one.chunk.found
                ]
        if named and all(_actors(one) for one in found):
            return named
        if named and matrix.lemma in {"enable", "allow", "help"}:
            return named
        return found

    def _objects(self, sentence: Sentence, predicate: Predicate) -> list[Argument]:
        if predicate.chunk.passive:
            return self.arguments.of_group(sentence, predicate.doers())
        if predicate.objects:
            found = self.arguments.of_group(sentence, predicate.objects)
            return found + self._kinds_of_crisis(sentence, predicate, found)
        if predicate.kind == "relative":
            return []
        # "addressing and mitigating the impacts": verbs joined by *and* share what follows.
        for below in predicate.below:
            between = sentence.block.doc[predicate.chunk.end : below.chunk.start].text.strip()
            if below.kind == "coord" and below.objects and between in {"and", "or"}:
                return self.arguments.of_group(sentence, below.objects)
        # "by enabling, through X, Y": gerunds as objects.
        return [
            arg
            for below in predicate.below
            if below.kind == "complement"
            for arg in self.arguments.of_gerund(sentence, below)
        ]

    def _kinds_of_crisis(
        self, sentence: Sentence, predicate: Predicate, found: list[Argument]
    ) -> list[Argument]:
        """Of "emergencies such as floods" a verb says the same of floods."""
        if not any(r.cls == "CrisisType" for one in found for r in one.readings):
            return []
        clauses = sentence.clauses
        chunks = [*predicate.objects, *(c for o in predicate.objects
                                        for c in clauses.of.get(id(o), []))]
        return [
            arg.scaled("example")
            for chunk in chunks
            for arg in self.arguments.of_group(sentence, clauses.examples.get(id(chunk), []))
            if arg.readings and arg.readings[0].cls == "CrisisType"
        ]

    def means(self, sentence: Sentence, predicate: Predicate) -> list[Argument]:
        """Return what it is done with: after *by* and *through*, also before the clause."""
        if predicate.chunk.passive:
            return []
        found: list[Argument] = []
        holders = [predicate]
        if predicate.kind in {"infinitive", "coord"} and predicate.parent is not None:
            holders.append(predicate.parent)
        for holder in holders:
            for prep, group in holder.pps:
                if prep in MEANS:
                    found += self.arguments.of_group(sentence, group)
            gerunds = [g for g in [*holder.below, *holder.fronted] if g.prep in MEANS]
            for gerund in gerunds:
                if not self._claims(gerund) or gerund.chunk.found:
                    found += self.arguments.of_gerund(sentence, gerund)
        kinds = {"Tool", "Practice", "Effect"}
        return [
            one.scaled("through")
            for one in found
            if any(reading.cls in kinds for reading in one.readings)
        ]

    def _claims(self, gerund: Predicate) -> bool:
        """Whether the gerund makes a statement itself: "by fostering trust"."""
        return any(
            rule.relation_for("Effect") == "enhances" or rule.relation_for("Effect") == "enables"
            for rule in self.book.by_verb.get(gerund.lemma, ())
            if rule.name not in {"build"}
        )

    # -- typing

    def type(self, sentence: Sentence, hit: Hit) -> Candidate | None:
        """Return the candidate of a hit, or None where no relation fits the classes."""
        if hit.subject.engagement is not None or hit.object.engagement is not None:
            return None
        stated = hit.modality or modality(sentence, hit.predicate)
        if stated is None or self._intended(hit):
            return None
        for object_ in hit.object.readings:
            for subject in hit.subject.readings:
                relation = self.relation(hit.rule, subject, object_)
                if relation == "provides" and stated is Modality.NORMATIVE:
                    # What an actor should supply is a recommendation.
                    continue
                if relation:
                    return self.candidate(
                        sentence, hit.rule.name, hit.rule.confidence, relation,
                        hit.subject, subject, hit.object, object_, stated,
                    )  # fmt: skip
        return None

    def _intended(self, hit: Hit) -> bool:
        """Whether a named actor only aims at it: that is its objective, not its effect."""
        above = hit.predicate.parent
        if hit.predicate.kind not in {"infinitive", "coord"} or above is None:
            return False
        aims = {above.lemma, above.parent.lemma if above.parent is not None else ""}
        return bool(aims & INTENDS) and any(
            self.general(one.cls) == "Actor" for one in hit.subject.readings
        )

    def candidate(
        self,
        sentence: Sentence,
        rule: str,
        confidence: float,
        relation: str,
        subject: Argument,
        subject_reading: Reading,
        object_: Argument,
        object_reading: Reading,
        stated: Modality,
    ) -> Candidate:
        """Return a candidate; its confidence is the rule's at the cost of each step."""
        return Candidate(
            subject=subject_reading.iri,
            predicate=relation,
            object=object_reading.iri,
            sentence=sentence.span,
            modality=stated,
            rule=rule,
            confidence=round(confidence * subject.weight * object_.weight, 4),
            subject_span=subject.span,
            object_span=object_.span,
            during=during(sentence),
        )

    def relation(self, rule: Rule, subject: Reading, object_: Reading) -> str:
        """Return the relation that a rule makes between two readings, or an empty string."""
        if subject.iri == object_.iri:
            return ""
        cls = self.general(subject.cls)
        if rule.subject_classes and cls not in rule.subject_classes:
            return ""
        relation = rule.relation_for(object_.cls)
        actors = rule.options.get("actors")
        if actors and cls in {"Actor", "ActorKind"} and object_.cls in actors:
            relation = actors[object_.cls]
        vague = subject.iri.removeprefix(terms.CONCEPT) in self.book.vague
        if vague and relation in self.book.vague_in:
            return ""
        if cls == "Actor" and relation == "enables" and object_.cls == "Tool":
            relation = "provides"
        if "hinderers" in rule.options and relation == "hinders":
            if cls not in rule.options["hinderers"]:
                return ""
        if "narrower" in rule.options and self.narrower(object_.iri, subject.iri):
            relation = rule.options["narrower"]
        for slug in rule.options.get("except_under", ()):
            info = self.parsed.knowledge.concept(*slug.split("/"))
            if info is not None and cls in {"Actor", "ActorKind"}:
                if self.parsed.knowledge.is_broader(info.iri, object_.iri):
                    return ""
        return relation if self.fits(relation, cls, subject, object_) else ""

    def fits(self, relation: str, cls: str, subject: Reading, object_: Reading) -> bool:
        """Say whether the ontology and the table of relations admit a statement."""
        if not relation:
            return False
        joins = self.book.joins[relation]
        return joins.fits(cls, object_.cls) and self.schema.allows(
            relation, subject.cls, object_.cls
        )

    def general(self, cls: str) -> str:
        """Return ``Actor`` for every class of named actors, any other class as it is."""
        return "Actor" if self.schema.is_a(cls, "Actor") else cls

    def narrower(self, iri: str, broader: str) -> bool:
        """Say whether a concept is under another one in its scheme."""
        return bool(self.parsed.knowledge.is_broader(broader, iri)) and iri != broader


def _actors(argument: Argument) -> bool:
    """Whether an argument is an actor or a kind of actor."""
    return not argument.readings or all(
        one.cls
        in {
            "ActorKind", "State", "Organisation", "InternationalOrganisation", "ArmedForce",
            "RegionalOrganisation", "MilitaryAlliance", "ActorGroup",
        }
        for one in argument.readings
    )  # fmt: skip

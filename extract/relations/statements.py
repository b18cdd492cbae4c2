"""From a subject and an object that a rule joins to a candidate, typed by the ontology."""

from __future__ import annotations

from dataclasses import dataclass

from claims.model import Modality
from extract.candidates import Candidate, ParsedDocument
from extract.mentions import Reading
from extract.modality import during, modality
from extract.relations.argument import Argument
from extract.relations.predicates import Predicate
from extract.relations.rules import Rule, RuleBook
from extract.relations.sentences import Sentence
from ontology import terms

#: Verbs that say what someone aims at.
INTENDS = frozenset({"aim", "seek", "strive", "intend", "want", "attempt", "try", "hope"})


#: Words that say of what is made possible that there was less of it before.
RAISED = frozenset({"more", "better", "greater", "improved", "enhanced", "stronger", "increased"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A subject and an object that a rule joins, before typing."""

    rule: Rule
    predicate: Predicate
    subject: Argument
    object: Argument
    modality: Modality | None = None


class Statements:
    """Types what the rules of a book join in one document."""

    def __init__(self, parsed: ParsedDocument, book: RuleBook) -> None:
        self.parsed = parsed
        self.book = book
        self.schema = parsed.knowledge.schema

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
                if relation in self.book.vague_in and self._pronominal(hit, subject):
                    continue
                if relation == "provides" and stated is Modality.NORMATIVE:
                    # What an actor should supply is a recommendation.
                    continue
                if relation == "enables" and object_.cls == "Effect" and _raised(hit.object):
                    relation = "enhances"
                if relation:
                    return self.candidate(
                        sentence, hit.rule.name, hit.rule.confidence, relation,
                        hit.subject, subject, hit.object, object_, stated,
                    )  # fmt: skip
        return None

    def _pronominal(self, hit: Hit, subject: Reading) -> bool:
        """Whether a named actor is only the guess for a pronoun: *it improved trust*."""
        return hit.subject.found is None and self.general(subject.cls) == "Actor"

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

    def relation(self, rule: Rule, subject: Reading, object_: Reading) -> str:
        """Return the relation that a rule makes between two readings, or an empty string."""
        if subject.iri.rpartition("/")[2] == object_.iri.rpartition("/")[2]:
            # Also of two concepts of one name: sharing enables no sharing.
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
        hinderers = rule.options.get("hinderers")
        if hinderers and relation == "hinders" and cls not in hinderers:
            return ""
        if "narrower" in rule.options and self.narrower(object_.iri, subject.iri):
            relation = rule.options["narrower"]
        if cls in {"Actor", "ActorKind"} and self._excepted(rule, object_):
            return ""
        return relation if self.fits(relation, cls, subject, object_) else ""

    def _excepted(self, rule: Rule, object_: Reading) -> bool:
        """Whether the object is under a concept that the rule leaves out."""
        for slug in rule.options.get("except_under", ()):
            info = self.parsed.knowledge.concept(*slug.split("/"))
            if info is not None and self.parsed.knowledge.is_broader(info.iri, object_.iri):
                return True
        return False

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


def _raised(argument: Argument) -> bool:
    """Whether words say that there is more of a thing: *enables more effective cooperation*."""
    if argument.found is None:
        return False
    doc, start = argument.found.head.doc, argument.found.start_token
    return any(token.lower_ in RAISED for token in doc[max(0, start - 2) : argument.found.head.i])

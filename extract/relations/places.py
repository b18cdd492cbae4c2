"""What stands in the places that rules name: subject, object, means, what an infinitive says."""

from __future__ import annotations

from collections.abc import Iterable

from extract.relations.argument import Argument
from extract.relations.arguments import Arguments
from extract.relations.predicates import Predicate
from extract.relations.rules import RuleBook
from extract.relations.sentences import Sentence

MEANS = frozenset({"by", "through", "via"})
#: Nouns after which "in building trust" is done by what the noun is of: "diplomacy's role in".
OWNED = frozenset(
    {"role", "importance", "value", "significance", "effectiveness", "potential", "power",
     "success", "contribution", "ability", "capacity", "usefulness"}
)  # fmt: skip
#: Verbs whose object is the means of what follows: "use drones to reduce delays".
USES = frozenset({"use", "employ", "utilize", "utilise", "leverage", "harness", "deploy", "apply"})
#: Verbs whose subject does what it lets others do.
ENABLING = frozenset({"allow", "enable", "help", "permit", "empower"})
#: Participles after a crisis that say of which kind it is.
ORIGINS = frozenset({"result", "arise", "stem", "cause", "emerge", "originate"})


class Places:
    """Fills the places of predicates; ``given`` holds subjects that are known from elsewhere."""

    def __init__(self, arguments: Arguments, book: RuleBook) -> None:
        self.arguments = arguments
        self.book = book
        self.given: dict[int, list[Argument]] = {}

    def place(
        self,
        sentence: Sentence,
        predicate: Predicate,
        places: Iterable[str],
        *,
        events: bool = True,
    ) -> list[Argument]:
        """Return the arguments in the places of a predicate, passives turned.

        Without ``events`` the subject of *nations pool resources, ensuring X* is the nations.
        """
        found: list[Argument] = []
        wanted = tuple(places)
        for place in wanted:
            if place == "subject":
                found += self.subjects(
                    sentence, predicate, with_means="means" in wanted, events=events
                )
            elif place == "means":
                found += self.means(sentence, predicate)
            elif place == "object":
                found += self.objects(sentence, predicate)
            elif place == "aim":
                for below in predicate.below:
                    if below.kind in {"infinitive", "gerund"}:
                        found += self.objects(sentence, below)
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

    def setting(
        self, sentence: Sentence, predicate: Predicate, preps: Iterable[str]
    ) -> list[Argument]:
        """Return the particular kinds of crisis in which something happens: *during floods*."""
        groups = [group for prep, group in predicate.pps if prep in preps]
        if predicate.kind == "adjective" and predicate.parent is not None:
            groups += [group for prep, group in predicate.parent.pps if prep in preps]
        for chunk in predicate.doers():
            groups += [g for prep, g in sentence.clauses.pps.get(id(chunk), ()) if prep in preps]
        groups += [one.objects for one in predicate.fronted if one.lemma == "face"]
        found = [a for group in groups for a in self.arguments.of_group(sentence, group)]
        found += [
            arg.scaled("example")
            for group in groups
            for chunk in group
            for arg in self.arguments.of_group(
                sentence, sentence.clauses.examples.get(id(chunk), [])
            )
        ]
        return [
            one
            for one in found
            if one.readings
            and one.readings[0].cls == "CrisisType"
            and one.readings[0].iri.rpartition("/")[2] not in self.arguments.lexicon.any_crisis
        ]

    def _done(self, sentence: Sentence, below: Predicate) -> list[Argument]:
        found = self.arguments.of_gerund(sentence, below)
        for further in below.below:
            if further.kind == "coord":
                found += self._done(sentence, further)
        return found

    def subjects(
        self,
        sentence: Sentence,
        predicate: Predicate,
        *,
        with_means: bool = False,
        events: bool = True,
    ) -> list[Argument]:
        """Return who or what does it: of a passive the agent, above a gerund its owner."""
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
            used = self.objects(sentence, parent)
            users = self.arguments.of_group(sentence, parent.doers())
            if used and all(map(is_actor, users)):
                return used
        found = self.arguments.of_group(sentence, predicate.doers())
        for gerund in predicate.gerund_doers():
            found += self.arguments.of_gerund(sentence, gerund)
        if predicate.kind == "purpose":
            found += self._advised(sentence, predicate)
        if predicate.kind == "infinitive" and parent is not None and all(map(is_actor, found)):
            found = self._served(sentence, parent) or found
            if parent.lemma in ENABLING and events:
                # "Hotlines allow governments to prevent misunderstandings": they prevent them.
                enabling = self.arguments.of_group(sentence, parent.doers())
                found = [a.scaled("through") for a in enabling if not is_actor(a)] or found
        if events:
            found = self._events(sentence, predicate, found)
        if predicate.kind == "participle" and parent is not None and all(map(is_actor, found)):
            found = self.means(sentence, parent) or found
        if with_means and self.means(sentence, predicate):
            found = [one for one in found if not is_actor(one)]
        return found

    def _advised(self, sentence: Sentence, purpose: Predicate) -> list[Argument]:
        """*To strengthen X, it is vital to do Y*: doing Y strengthens X."""
        for main in sentence.clauses.predicates:
            if purpose in main.fronted:
                done = [
                    arg
                    for adjective in main.below
                    for below in adjective.below
                    if below.kind == "infinitive"
                    for arg in self.arguments.of_gerund(sentence, below)
                ]
                return done or self._served(sentence, main)
        return []

    def _served(self, sentence: Sentence, above: Predicate) -> list[Argument]:
        """*Nations use drones to reduce delays*: the drones reduce them."""
        if above.lemma not in self.arguments.lexicon.transparent_verbs or above.chunk.passive:
            return []
        return [
            one.scaled("through")
            for one in self.objects(sentence, above)
            if any(reading.cls == "Tool" for reading in one.readings)
        ]

    def _events(
        self, sentence: Sentence, predicate: Predicate, found: list[Argument]
    ) -> list[Argument]:
        """*Nations pool resources, leading to X*: the pooling leads to X, not the nations."""
        matrix = predicate.parent if predicate.kind == "participle" else None
        if predicate.kind == "relative" and (predicate.linked or not found):
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
        if named and all(is_actor(one) for one in found):
            return named
        if predicate.kind == "relative" and predicate.linked:
            # "... avoid sharing data to protect sources, which slows the response"
            return found + [one for one in named if one.readings[0].cls == "Challenge"]
        if named and matrix.lemma in {"enable", "allow", "help"}:
            return named
        return found

    def objects(self, sentence: Sentence, predicate: Predicate) -> list[Argument]:
        """Return to what it is done: of a passive the subject."""
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
        chunks = [
            *predicate.objects,
            *(c for o in predicate.objects for c in clauses.of.get(id(o), [])),
        ]
        listed = [one for chunk in chunks for one in clauses.examples.get(id(chunk), [])]
        # "emergencies resulting from conflicts or disasters"
        for below in clauses.predicates:
            origin = below.kind == "reduced" and below.lemma in ORIGINS
            if origin and any(chunk in chunks for chunk in below.subject):
                groups = [group for prep, group in below.pps if prep in {"from", "by"}]
                listed += [chunk for group in groups for chunk in group]
        return [
            arg.scaled("example")
            for arg in self.arguments.of_group(sentence, listed)
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


def is_actor(argument: Argument) -> bool:
    """Whether an argument is an actor or a kind of actor."""
    return not argument.readings or all(
        one.cls
        in {
            "ActorKind", "State", "Organisation", "InternationalOrganisation", "ArmedForce",
            "RegionalOrganisation", "MilitaryAlliance", "ActorGroup",
        }
        for one in argument.readings
    )  # fmt: skip

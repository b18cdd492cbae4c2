"""Graphs of any size with the mixture of the shipped one: names, places, actors, engagements."""

import random
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from ontology import load, terms

_TYPE: Final = NamedNode(terms.RDF_TYPE)
_LABEL: Final = NamedNode(terms.RDFS_LABEL)
_ALIAS: Final = NamedNode(terms.SKOS_ALT_LABEL)

#: Triples that come with one engagement: itself, and its share of all else.
_PER_ENGAGEMENT: Final = 27


def published(size: int, seed: int = 7) -> Iterator[Triple]:
    """Yield about ``size`` published triples; the same for the same seed.

    Two in five are names, as in the graph of the shipped corpus and reference data.
    """
    dice = random.Random(seed)
    engagements = max(4, size // _PER_ENGAGEMENT)
    places, states, forces = engagements, engagements, engagements
    crises, blocs = max(4, engagements // 2), max(4, engagements // 4)
    concepts = {
        scheme: sorted(
            iri for iri in load.schema().concepts if iri.startswith(terms.concept(scheme, ""))
        )
        for scheme in ("tool", "challenge", "effect", "crisis-type", "actor-kind")
    }

    def node(kind: str, at: int) -> NamedNode:
        return NamedNode(f"{terms.ID}{kind}-{at}")

    def fact(subject: NamedNode, predicate: str, value: NamedNode) -> Triple:
        return Triple(subject, NamedNode(terms.ent(predicate)), value)

    def thing(subject: NamedNode, kind: str) -> Iterator[Triple]:
        name = subject.value.rpartition("/")[2].replace("-", " ")
        yield Triple(subject, _TYPE, NamedNode(terms.ent(kind)))
        yield Triple(subject, _LABEL, Literal(name))
        for number in range(dice.choice((1, 2))):
            yield Triple(subject, _ALIAS, Literal(f"{name}, name {number}"))

    def concept(scheme: str) -> NamedNode:
        return NamedNode(dice.choice(concepts[scheme]))

    def some(many: int) -> int:
        # A few take part in much, most in little.
        return int(many * dice.random() ** 2)

    for at in range(places):
        yield from thing(node("place", at), "Place")
        if at:
            yield fact(node("place", at), "locatedIn", node("place", (at - 1) // 12))
    for at in range(blocs):
        yield from thing(node("bloc", at), "InternationalOrganisation")
    for at in range(states):
        state = node("state", at)
        yield from thing(state, "State")
        yield fact(state, "locatedIn", node("place", dice.randrange(places)))
        for _ in range(2):
            yield fact(state, "memberOf", node("bloc", dice.randrange(blocs)))
    for at in range(forces):
        force = node("force", at)
        yield from thing(force, "ArmedForce")
        yield fact(force, "forceOf", node("state", at))
        yield fact(force, "actorKind", concept("actor-kind"))
    for at in range(crises):
        crisis = node("crisis", at)
        yield from thing(crisis, "Crisis")
        yield fact(crisis, "crisisType", concept("crisis-type"))
        yield fact(crisis, "occursIn", node("place", dice.randrange(places)))
    for at in range(engagements):
        engagement = node("engagement", at)
        yield from thing(engagement, dice.choice(("Operation", "Exercise", "Partnership")))
        for _ in range(dice.choice((1, 2, 2))):
            kind, many = dice.choice((("state", states), ("force", forces)))
            yield fact(engagement, "hasParticipant", node(kind, some(many)))
        yield fact(engagement, "occursIn", node("place", dice.randrange(places)))
        if dice.random() < 0.45:
            yield fact(engagement, "respondsTo", node("crisis", dice.randrange(crises)))
        if dice.random() < 0.5:
            yield fact(engagement, "usesTool", concept("tool"))
        if dice.random() < 0.1:
            yield fact(engagement, "facesChallenge", concept("challenge"))
            yield fact(engagement, "hasEffect", concept("effect"))

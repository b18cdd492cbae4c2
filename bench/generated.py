"""Graphs of any size with the shape of the shipped one: engagements, actors, crises, places."""

import random
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ontology import load, terms

_TYPE = NamedNode(terms.RDF_TYPE)
_LABEL = NamedNode(terms.RDFS_LABEL)
#: Triples that one engagement brings, with its share of crises, actors and places.
_PER_ENGAGEMENT = 15


def published(size: int, seed: int = 7) -> Iterator[Triple]:
    """Yield about ``size`` published triples; the same for the same seed."""
    dice = random.Random(seed)
    number = max(2, size // _PER_ENGAGEMENT)
    places = max(8, number // 5)
    crises = max(4, number // 4)
    states, forces = max(8, number // 6), max(8, number // 6)
    concepts = {
        scheme: sorted(
            iri for iri in load.schema().concepts if iri.startswith(terms.concept(scheme, ""))
        )
        for scheme in ("tool", "challenge", "effect", "crisis-type")
    }

    def node(kind: str, at: int) -> NamedNode:
        return NamedNode(f"{terms.ID}{kind}-{at}")

    def fact(subject: NamedNode, predicate: str, value: NamedNode) -> Triple:
        return Triple(subject, NamedNode(terms.ent(predicate)), value)

    def thing(subject: NamedNode, kind: str) -> Iterator[Triple]:
        yield Triple(subject, _TYPE, NamedNode(terms.ent(kind)))
        yield Triple(subject, _LABEL, Literal(subject.value.rpartition("/")[2].replace("-", " ")))

    def concept(scheme: str) -> NamedNode:
        return NamedNode(dice.choice(concepts[scheme]))

    for at in range(places):
        yield from thing(node("place", at), "Place")
        if at:  # a tree five to seven deep, as regions, countries, districts and towns are
            yield fact(node("place", at), "locatedIn", node("place", (at - 1) // 6))
    for at in range(states):
        yield from thing(node("state", at), "State")
        yield fact(node("state", at), "locatedIn", node("place", dice.randrange(min(places, 40))))
    for at in range(forces):
        yield from thing(node("force", at), "ArmedForce")
        yield fact(node("force", at), "forceOf", node("state", at % states))
    for at in range(crises):
        yield from thing(node("crisis", at), "Crisis")
        yield fact(node("crisis", at), "crisisType", concept("crisis-type"))
        yield fact(node("crisis", at), "occursIn", node("place", dice.randrange(places)))
    for at in range(number):
        engagement = node("engagement", at)
        yield from thing(engagement, dice.choice(("Operation", "Exercise", "Partnership")))
        for _ in range(dice.choice((1, 2, 2, 3, 4))):
            kind, many = dice.choice((("state", states), ("force", forces)))
            yield fact(engagement, "hasParticipant", node(kind, dice.randrange(many)))
        if dice.random() < 0.8:
            yield fact(engagement, "respondsTo", node("crisis", dice.randrange(crises)))
        yield fact(engagement, "occursIn", node("place", dice.randrange(places)))
        yield fact(engagement, "usesTool", concept("tool"))
        yield fact(engagement, "usesTool", concept("tool"))
        yield fact(engagement, "facesChallenge", concept("challenge"))
        yield fact(engagement, "hasEffect", concept("effect"))

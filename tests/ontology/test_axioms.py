"""What each axiom buys: answers that the stated triples alone do not give, by OWL 2 RL."""

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph, URIRef

from ontology import load
from ontology.terms import PREFIXES, expand

STATED = """
id:flood a ent:Crisis ; ent:crisisType crisistype:flood ; ent:occursIn id:valley .
id:valley ent:locatedIn id:province . id:province ent:locatedIn id:land .
id:relief a ent:Operation ; ent:respondsTo id:flood ; ent:hasParticipant id:army, id:union ;
    ent:usesTool tool:satellite-imagery ; ent:hasEffect effect:community-resilience ;
    ent:facesChallenge challenge:limited-budgets .
id:army ent:forceOf id:kingdom . id:kingdom a ent:State .
id:union a ent:RegionalOrganisation ; ent:actorKind kind:regional-organization .
id:members ent:memberOf id:union .
id:front ent:leads id:bloc .
tool:dialogue ent:mitigates challenge:friction .
challenge:friction ent:leadsTo challenge:delay . challenge:delay ent:leadsTo challenge:escalation .
challenge:escalation ent:hinders effect:trust .
challenge:misunderstanding ent:hinders effect:coordination .
"""

FOLLOWS = [
    ("id:relief", "ent:hasParticipant", "id:kingdom"),  # a state, through its forces
    ("id:kingdom", "ent:participatesIn", "id:relief"),
    ("id:kingdom", "ent:cooperatesWith", "id:union"),
    ("id:union", "ent:cooperatesWith", "id:kingdom"),
    ("id:kingdom", "ent:actsIn", "id:flood"),
    ("id:flood", "ent:crisisType", "crisistype:natural-disaster"),
    ("id:flood", "ent:crisisType", "crisistype:crisis"),
    ("id:relief", "rdf:type", "ent:DisasterResponse"),
    ("id:valley", "ent:locatedIn", "id:land"),
    ("id:flood", "ent:occursIn", "id:land"),
    ("id:relief", "ent:occursIn", "id:valley"),
    ("id:kingdom", "ent:activeIn", "id:land"),
    ("id:relief", "ent:usesTool", "tool:technology"),
    ("id:kingdom", "ent:usesTool", "tool:technology"),
    ("id:relief", "ent:hasEffect", "effect:resilience"),
    ("id:relief", "ent:facesChallenge", "challenge:resource-constraints"),
    ("id:union", "ent:actorKind", "kind:international-organization"),
    ("id:front", "ent:memberOf", "id:bloc"),
    ("id:army", "rdf:type", "ent:ArmedForce"),
    ("challenge:friction", "ent:leadsTo", "challenge:escalation"),
    ("challenge:friction", "ent:hinders", "effect:trust"),
    ("challenge:confusion", "ent:hinders", "effect:coordination"),
    ("tool:dialogue", "ent:contributesTo", "effect:trust"),
    ("id:relief", "rdf:type", "ent:Engagement"),
    ("tool:drone", "rdf:type", "skos:Concept"),
]

FOLLOWS_NOT = [
    ("id:relief", "ent:hasParticipant", "id:members"),  # members, through their organisation
    ("id:relief", "ent:mitigates", "challenge:friction"),
    ("id:flood", "ent:crisisType", "crisistype:security-threat"),
    ("tool:dialogue", "ent:enhances", "effect:trust"),
    ("challenge:misunderstanding", "ent:hinders", "effect:trust"),
    ("id:kingdom", "rdf:type", "ent:ActorGroup"),
]


@pytest.fixture(scope="module")
def closed() -> Graph:
    modules = load.modules()
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    graph = modules["core"] + Graph().parse(data=head + STATED, format="turtle")
    for predicate in ("rdf:type", "skos:broader"):
        graph += modules["concepts"].triples((None, URIRef(expand(predicate)), None))
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


def triple(names: tuple[str, str, str]) -> tuple[URIRef, URIRef, URIRef]:
    subject, predicate, object_ = (URIRef(expand(name)) for name in names)
    return subject, predicate, object_


@pytest.mark.parametrize("names", FOLLOWS, ids=" ".join)
def test_follows(closed: Graph, names: tuple[str, str, str]) -> None:
    assert triple(names) in closed


@pytest.mark.parametrize("names", FOLLOWS_NOT, ids=" ".join)
def test_does_not_follow(closed: Graph, names: tuple[str, str, str]) -> None:
    assert triple(names) not in closed


def test_no_contradiction_is_found(closed: Graph) -> None:
    errors = closed.query(
        "PREFIX err: <http://www.daml.org/2002/03/agents/agent-ont#>"
        "SELECT ?m WHERE { ?e a err:ErrorMessage ; err:error ?m }"
    )
    assert [str(row) for row in errors] == []

"""HermiT, a reasoner for the whole of OWL 2 DL, agrees on classes and on what is inconsistent."""

import shutil

import owlready2
import pyoxigraph as ox
import pytest

from graph.reasoning import close
from ontology import owl, terms

pytestmark = pytest.mark.skipif(
    shutil.which(owlready2.JAVA_EXE) is None, reason="HermiT needs Java, which is not here"
)

SAMPLE = (
    "relief rdf:type ent:Operation",
    "relief ent:hasParticipant navy",
    "navy rdf:type ent:ArmedForce",
    "navy ent:forceOf canada",
    "canada rdf:type ent:State",
    "canada ent:memberOf pact",
    "pact rdf:type ent:MilitaryAlliance",
    "relief ent:respondsTo quake",
    "quake ent:crisisType crisistype:earthquake",
    "quake ent:occursIn haiti",
    "haiti ent:locatedIn caribbean",
    "relief ent:usesTool tool:joint-exercise",
    "drill rdf:type ent:Exercise",
    "drill ent:duringPeriod war",
    "aid ent:respondsTo quake",
)
INCONSISTENT = {
    "two kinds of thing": ("x rdf:type ent:State", "x rdf:type ent:Crisis"),
    "by a range": ("op ent:hasParticipant crisis", "crisis rdf:type ent:Crisis"),
    "by an intersection of disjoint classes": (
        "x rdf:type ent:Operation", "x rdf:type ent:Exercise",
    ),
    "a place that is an organisation": ("x ent:locatedIn y", "y rdf:type ent:Organisation"),
}  # fmt: skip


def reasoned(triples: set[ox.Triple]) -> owlready2.World:
    world = owl.world(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    owlready2.sync_reasoner_hermit(world, debug=0)
    return world


def test_class_membership(tools):
    stated = tools.triples(SAMPLE)
    world = reasoned(stated)
    names = {t.subject for t in stated if t.subject.value.startswith(terms.ID)}
    names |= {t.object for t in stated if t.object.value.startswith(terms.ID)}
    theirs = {
        (name.value, kind.iri)
        for name in names
        for kind in world[name.value].INDIRECT_is_a
        if getattr(kind, "iri", "").startswith(terms.ENT)
    }
    ours = {
        (t.subject.value, t.object.value)
        for t in stated | close(stated).triples
        if t.predicate.value == terms.RDF_TYPE
        and t.subject in names
        and t.object.value.startswith(terms.ENT)
    }
    assert (f"{terms.ID}relief", terms.ent("DisasterResponse")) in ours
    assert ours == theirs


@pytest.mark.parametrize("name", INCONSISTENT)
def test_what_is_inconsistent_is_a_clash(tools, name):
    stated = tools.triples(INCONSISTENT[name])
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reasoned(stated)
    assert close(stated).clashes


def test_what_is_consistent_is_no_clash(tools):
    assert close(tools.triples(SAMPLE)).clashes == ()

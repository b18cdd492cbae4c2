"""owlready2 loads the ontology; HermiT finds it consistent, and finds what is made wrong."""

import shutil

import owlready2
import pytest

from ontology import check, owl, terms

TYPE = f"<{terms.RDF_TYPE}>"
java = pytest.mark.skipif(shutil.which("java") is None, reason="needs Java, for HermiT")


def test_owlready2_sees_classes_properties_and_concepts() -> None:
    world = owl.world()
    assert world[terms.ent("State")].is_a
    drone = world[terms.concept("tool", "drone")]
    assert world[terms.ent("Tool")] in drone.is_a
    chains = world[terms.ent("occursIn")].get_property_chain()
    assert sorted(tuple(p.name for p in chain.properties) for chain in chains) == [
        ("occursIn", "locatedIn"),
        ("respondsTo", "occursIn"),
    ]


@java
def test_hermit_finds_the_ontology_consistent() -> None:
    report = check.hermit()
    assert (report.available, report.consistent, report.unsatisfiable) == (True, True, [])
    assert "consistent" in report.message


@java
def test_hermit_finds_a_contradiction_through_a_chain() -> None:
    def iri(name: str) -> str:
        return f"<{terms.ent(name)}>"

    states = [
        (f"<urn:e> {iri('hasParticipant')} <urn:force> ."),
        (f"<urn:force> {iri('forceOf')} <urn:state> ."),
        (f"<urn:not> {TYPE} <{terms.OWL}NegativePropertyAssertion> ."),
        (f"<urn:not> <{terms.OWL}sourceIndividual> <urn:e> ."),
        (f"<urn:not> <{terms.OWL}assertionProperty> {iri('hasParticipant')} ."),
        (f"<urn:not> <{terms.OWL}targetIndividual> <urn:state> ."),
        *(f"<urn:{x}> {TYPE} <{terms.OWL}NamedIndividual> ." for x in ("e", "force", "state")),
    ]
    report = owl.hermit("\n".join(states).encode())
    assert report.consistent is False


@java
def test_hermit_names_a_class_that_can_have_no_member() -> None:
    sub = f"<{terms.RDFS}subClassOf>"
    both = (
        f"<{terms.ent('Both')}> {TYPE} <{terms.OWL}Class> .\n"
        f"<{terms.ent('Both')}> {sub} <{terms.ent('Operation')}> .\n"
        f"<{terms.ent('Both')}> {sub} <{terms.ent('Exercise')}> .\n"
    )
    report = owl.hermit(both.encode())
    assert report.consistent
    assert report.unsatisfiable == ["ent:Both"]
    assert "ent:Both" in report.message


def test_without_java_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owlready2, "JAVA_EXE", "no-such-java")
    report = owl.hermit()
    assert (report.available, report.consistent) == (False, None)
    assert "no-such-java" in report.message


def test_a_java_that_fails_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owlready2, "JAVA_EXE", "false")
    report = owl.hermit()
    assert (report.available, report.consistent) == (True, None)
    assert "Java failed" in report.message


@java
def test_a_value_that_owl_does_not_know_is_no_silent_pass() -> None:
    year = f'<urn:x> <{terms.ent("year")}> "2010"^^<{terms.XSD}gYear> .\n'
    report = owl.hermit(year.encode())
    assert report.consistent is None
    assert "gYear" in report.message


@java
def test_broken_triples_are_no_silent_pass() -> None:
    assert owl.hermit(b"<urn:x> <urn:y .\n").consistent is None

"""Proofs: every inferred statement has one, and what a proof rests on is enough."""

import re
import time

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from claims.errors import ReasoningError
from claims.model import Status
from claims.policy import Policy
from graph import datalog, proofs, reasoning
from graph.publish import publish
from graph.reasoning import infer
from graph.store import DiskStore
from ontology import terms

POLICY = Policy(0.5)


def asked(store: ox.Store, tools, line: str, number: int = 5) -> dict:
    """Return the answer for "subject predicate object"."""
    return ask(store, tools.triple(*line.split()), number)


def ask(store: ox.Store, triple: ox.Triple, number: int = 5) -> dict:
    parts = zip(("subject", "predicate", "object"), triple, strict=True)
    request = {name: proofs.json_of(term) for name, term in parts}
    return proofs.answer(store, {**request, "proofs": number})


def store_of(stated: set[ox.Triple], inferred: set[ox.Triple] = frozenset()) -> ox.Store:
    """Return a store as a revision has it, without claims."""
    from graph import axioms

    store = ox.Store()
    graphs = {
        "published": stated,
        "inferred": inferred,
        "ontology": axioms.ontology(),
        "concepts": axioms.concepts(),
    }
    store.bulk_extend(
        ox.Quad(*triple, ox.NamedNode(terms.graph(name)))
        for name, triples in graphs.items()
        for triple in triples
    )
    return store


def leaves(node: dict) -> list[dict]:
    if "source" in node:
        return [node]
    return [leaf for premise in node["premises"] for leaf in leaves(premise)]


def triple_of(parts: list[dict]) -> ox.Triple:
    return ox.Triple(*map(proofs.term_of, parts))


@pytest.fixture
def published(relief, tmp_path) -> ox.Store:
    return DiskStore.read_only(publish(relief.state(), POLICY, tmp_path).store).oxigraph


def test_a_state_takes_part_through_its_force_and_the_leaves_are_claims(published, tools):
    answer = asked(published, tools, "relief ent:hasParticipant canada")
    assert answer["holds"]
    assert answer["source"] == ""
    (proof,) = answer["proofs"]
    assert proof["rule"] == "prp-spo2"
    assert [axiom["text"] for axiom in proof["axioms"]] == [
        "ent:hasParticipant o ent:forceOf SubPropertyOf ent:hasParticipant"
    ]
    assert [triple_of(leaf["triple"]) for leaf in proof["premises"]] == [
        tools.triple("relief", "ent:hasParticipant", "canadian-navy"),
        tools.triple("canadian-navy", "ent:forceOf", "canada"),
    ]
    assert all(leaf["claim"]["status"] == "proposed" for leaf in proof["premises"])
    assert (proof["claims"], proof["unreviewed"]) == (2, 2)


def test_confidence_is_that_of_the_claims_and_reviewed_ones_are_told(report, tools, tmp_path):
    report.say("op", "ent:hasParticipant", "navy", confidence=0.8, status=Status.ACCEPTED)
    report.say("navy", "ent:forceOf", "canada", confidence=0.5)
    store = DiskStore.read_only(publish(report.state(), POLICY, tmp_path).store).oxigraph
    answer = asked(store, tools, "op ent:hasParticipant canada")
    (proof,) = answer["proofs"]
    assert proof["confidence"] == answer["confidence"] == pytest.approx(0.4)
    assert (proof["claims"], proof["unreviewed"]) == (2, 1)


def test_proofs_without_a_common_claim_support_each_other(report, tools, tmp_path):
    for op, confidence in (("one", 0.5), ("two", 0.8)):
        report.say(op, "ent:hasParticipant", "canada", confidence=confidence)
        report.say(op, "ent:hasParticipant", "haiti", confidence=0.9)
    report.say("three", "ent:hasParticipant", "canada", confidence=0.9)
    store = DiskStore.read_only(publish(report.state(), POLICY, tmp_path).store).oxigraph
    answer = asked(store, tools, "canada ent:cooperatesWith haiti", 4)
    assert answer["confidence"] == pytest.approx(1 - (1 - 0.45) * (1 - 0.72))


def test_a_stated_triple_is_its_own_proof_and_others_follow(report, tools, tmp_path):
    report.say("haiti", "ent:locatedIn", "caribbean")
    report.say("caribbean", "ent:locatedIn", "americas")
    report.say("haiti", "ent:locatedIn", "americas")
    store = DiskStore.read_only(publish(report.state(), POLICY, tmp_path).store).oxigraph
    answer = asked(store, tools, "haiti ent:locatedIn americas")
    assert answer["source"] == "published"
    assert [proof.get("rule", "") for proof in answer["proofs"]] == ["", "prp-trp"]


def test_proofs_of_every_inferred_statement_rest_on_enough(published):
    """The leaves of each proof, closed by the reasoner, have the statement."""
    inferred = [
        quad.triple
        for quad in published.quads_for_pattern(
            None, None, None, ox.NamedNode(terms.graph("inferred"))
        )
    ]
    own = [triple for triple in inferred if "/id/" in triple.subject.value]
    assert len(own) > 30
    for triple in own:
        answer = ask(published, triple, 2)
        assert answer["holds"], triple
        assert answer["source"] == "", triple
    # One run of the reasoner for all: a run for each would take minutes.
    for triple in own[:6]:
        for proof in ask(published, triple, 2)["proofs"]:
            given = {
                triple_of(leaf["triple"])
                for leaf in leaves(proof)
                if leaf["source"] in ("published", "qualified")
            }
            assert triple in infer(given)


NODES = [ox.NamedNode(f"{terms.ID}n{n}") for n in range(4)]
PROPERTIES = [
    ox.NamedNode(terms.ent(name))
    for name in ("locatedIn", "hasParticipant", "participatesIn", "forceOf", "cooperatesWith",
                 "respondsTo", "occursIn", "leads")
]  # fmt: skip
statements = st.sets(
    st.builds(
        ox.Triple,
        st.sampled_from(NODES),
        st.sampled_from(PROPERTIES),
        st.sampled_from(NODES),
    ),
    max_size=7,
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(statements)
def test_what_is_proved_is_what_is_inferred(stated):
    """Of all triples of a small graph those have a proof that the reasoner infers or is given."""
    inferred = infer(stated)
    store = store_of(stated, inferred)
    for subject in NODES[:3]:
        for predicate in PROPERTIES:
            for value in NODES[:3]:
                triple = ox.Triple(subject, predicate, value)
                if subject == value or predicate.value.endswith("cooperatesWith"):
                    continue  # what publishing leaves out holds and can be proved too
                found = ask(store, triple, 1)["holds"]
                assert found == (triple in stated or triple in inferred), triple


def test_what_is_missing_is_told_nearest_first(published, tools):
    answer = asked(published, tools, "relief rdf:type ent:DisasterResponse")
    assert answer["holds"]
    assert asked(published, tools, "haiti ent:activeIn canada")["missing"]
    answer = asked(published, tools, "canada ent:activeIn greenland")
    assert not answer["holds"]
    assert answer["proofs"] == []
    first = answer["missing"][0]
    assert first["axioms"][0]["text"] == (
        "ent:participatesIn o ent:occursIn SubPropertyOf ent:activeIn"
    )
    assert [triple_of(t) for t in first["present"]] == [
        tools.triple("canada", "ent:participatesIn", "relief")
    ]
    assert [triple_of(t) for t in first["absent"]] == [
        tools.triple("relief", "ent:occursIn", "greenland")
    ]


def test_missing_goes_through_classes_without_a_name(report, tools, tmp_path):
    report.say("op", "rdf:type", "ent:Operation")
    report.say("op", "ent:respondsTo", "war")
    store = DiskStore.read_only(publish(report.state(), POLICY, tmp_path).store).oxigraph
    answer = asked(store, tools, "op rdf:type ent:DisasterResponse")
    lacking = [[triple_of(t) for t in way["absent"]] for way in answer["missing"]]
    assert [tools.triple("war", "ent:crisisType", "crisistype:natural-disaster")] in lacking


def test_nothing_leads_to_a_property_without_axioms(published, tools):
    assert asked(published, tools, "relief ent:hasObjective haiti")["missing"] == []


def test_a_chain_of_a_thousand_places_is_one_step_and_a_cycle_ends(tools):
    places = tools.triples(f"p{n} ent:locatedIn p{n + 1}" for n in range(1000))
    within = tools.triples(
        f"p{n} ent:locatedIn p{m}" for n in range(0, 1000) for m in range(n + 2, 1001, 7)
    )
    within |= tools.triples(f"p{n} ent:locatedIn p1000" for n in range(999))
    store = store_of(places, within)
    began = time.perf_counter()
    answer = asked(store, tools, "p0 ent:locatedIn p1000", 1)
    assert time.perf_counter() - began < 30  # a search of all pairs would take hours
    (proof,) = answer["proofs"]
    assert len(proof["premises"]) == 1000
    assert not answer["complete"]
    cycle = tools.triples(["a ent:leadsTo b", "b ent:leadsTo c", "c ent:leadsTo a"])
    store = store_of(cycle, infer(cycle))
    assert asked(store, tools, "a ent:leadsTo a")["holds"]
    (proof,) = asked(store, tools, "a ent:leadsTo c", 1)["proofs"]
    assert len(proof["premises"]) == 2


def test_a_proof_that_is_too_large_is_refused(tools, monkeypatch):
    places = tools.triples(f"p{n} ent:locatedIn p{n + 1}" for n in range(12))
    store = store_of(places, infer(places))
    monkeypatch.setattr(proofs, "MAX_LEAVES", 10)
    with pytest.raises(ReasoningError, match="12 statements, more than the bound of 10"):
        asked(store, tools, "p0 ent:locatedIn p12", 1)


def test_every_rule_of_the_reasoner_is_read(root):
    """What proofs are built with is what Nemo runs: as many rules as the files have."""
    for name in ("owl-rl", "equality", "publish"):
        text = (root / f"ontology/rules/{name}.rls").read_text()
        written = re.sub(r"^%.*$", "", text, flags=re.MULTILINE)
        assert len(datalog.rules(name)) == len(re.findall(r" \.$", written, re.MULTILINE))


def test_a_rule_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "odd.rls").write_text("% fine\na(?x) :- b(?x), ?x > 3 .\n")
    monkeypatch.setattr(datalog, "FOLDER", tmp_path)
    with pytest.raises(ReasoningError, match=r"odd\.rls:2: "):
        datalog.rules("odd")


def test_equal_things_are_proved_by_the_rules_of_equality(tools):
    stated = tools.triples(["a owl:sameAs b", "a ent:memberOf c"])
    inference = reasoning.close(stated)
    store = store_of(stated, set(inference.triples))
    (proof,) = asked(store, tools, "b ent:memberOf c", 1)["proofs"]
    assert proof["rule"] == "eq-rep-s"
    assert {leaf["source"] for leaf in leaves(proof)} == {"published"}

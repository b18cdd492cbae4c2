from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claims import model
from claims.errors import GraphError
from claims.model import Action, Decision, Mention, Modality, Span, Status
from claims.policy import Policy
from graph.projection import project
from ontology import load, terms

XSD = terms.XSD


def graphs(report, **more):
    return project(report.state(), Policy(0.5), **more)


def test_claim_is_reified_both_ways(report, tools):
    claim = report.say("relief", "ent:usesTool", "tool:joint-exercise", confidence=0.7)
    found = graphs(report)["claims"]
    name = NamedNode(claim.iri)
    fact = tools.triple("relief", "ent:usesTool", "tool:joint-exercise")
    assert {
        Triple(name, tools.node("rdf:type"), tools.node("ent:Claim")),
        Triple(name, tools.node("rdf:subject"), fact.subject),
        Triple(name, tools.node("rdf:predicate"), fact.predicate),
        Triple(name, tools.node("rdf:object"), fact.object),
        Triple(name, tools.node("rdf:reifies"), fact),
        Triple(name, tools.node("ent:status"), tools.node("ent:proposed")),
        Triple(
            name,
            tools.node("ent:confidence"),
            Literal("0.7", datatype=NamedNode(f"{XSD}decimal")),
        ),
    } <= found


def test_a_claim_in_a_deprecated_term_is_published_in_the_one_in_its_place(
    report, tools, monkeypatch
):
    report.say("relief", "ent:usesTool", "tool:uav", confidence=0.9)
    schema = load.schema()
    replaced = {terms.concept("tool", "uav"): terms.concept("tool", "drone")}
    monkeypatch.setattr(load, "schema", lambda: replace(schema, replaced=replaced))
    found = graphs(report)
    assert tools.triple("relief", "ent:usesTool", "tool:drone") in found["published"]
    assert tools.triple("relief", "ent:usesTool", "tool:uav") not in found["published"]


def test_evidence_quotes_and_locates_its_sentence(report, tools):
    claim = report.say(
        "relief",
        "ent:usesTool",
        "tool:drills",
        sentence="Drills helped.",
        modality=Modality.HEDGED,
        object_span=Span(0, 6),
        during=tools.iri("cold-war"),
    )
    found = graphs(report)["claims"]
    evidence = report.found[claim.id][0]

    def values(subject, predicate):
        return {
            t.object
            for t in found
            if t.subject == NamedNode(subject) and t.predicate == tools.node(predicate)
        }

    def number(value):
        return {Literal(str(value), datatype=NamedNode(f"{XSD}integer"))}

    assert values(claim.iri, "ent:supportedBy") == {NamedNode(evidence.iri)}
    assert values(evidence.iri, "ent:modality") == {tools.node("modality:hedged")}
    assert values(evidence.iri, "ent:duringPeriod") == {tools.node("cold-war")}
    assert values(evidence.iri, "ent:objectStart") == number(0)
    assert values(evidence.iri, "ent:objectEnd") == number(6)
    (target,) = values(evidence.iri, "oa:hasTarget")
    assert target.value == f"{evidence.iri}#target"
    assert values(target.value, "oa:hasSource") == {
        NamedNode(f"{terms.ID}document/report/{report.documents['report'].version}")
    }
    assert values(f"{evidence.iri}#quote", "oa:exact") == {Literal("Drills helped.")}
    assert values(f"{evidence.iri}#position", "oa:end") == number(14)


def test_document_and_its_version(report, tools):
    report.document(
        "note",
        title="A note",
        media_type="text/html",
        path="sub/note.html",
        metadata=(("date", "2014-03-02"), ("source", "https://example.org/a"), ("author", "A. B.")),
    )
    document = report.documents["note"]
    report.mentions.append(Mention("note", 0, 5, "Haiti", "State", tools.iri("haiti"), "Haiti"))
    found = graphs(report)["documents"]
    work, version = NamedNode(document.iri), NamedNode(document.version_iri)
    assert {
        Triple(work, tools.node("rdf:type"), tools.node("ent:Document")),
        Triple(work, tools.node("dcterms:title"), Literal("A note")),
        Triple(work, tools.node("dcterms:identifier"), Literal("sub/note.html")),
        Triple(
            work,
            tools.node("dcterms:date"),
            Literal("2014-03-02", datatype=NamedNode(f"{XSD}date")),
        ),
        Triple(work, tools.node("dcterms:source"), NamedNode("https://example.org/a")),
        Triple(work, tools.node("dcterms:creator"), Literal("A. B.")),
        Triple(work, tools.node("dcterms:hasVersion"), version),
        Triple(version, tools.node("rdf:type"), tools.node("ent:DocumentVersion")),
        Triple(version, tools.node("dcterms:isVersionOf"), work),
        Triple(version, tools.node("dcterms:format"), Literal("text/html")),
        Triple(version, tools.node("ent:mentions"), tools.node("haiti")),
    } <= found


def test_decision_has_author_time_and_what_was_seen(report, tools):
    claim = report.say("a", "ent:memberOf", "b", status=Status.ACCEPTED)
    zone = timezone(timedelta(hours=2))
    report.decisions = [
        Decision(
            Action.ACCEPT,
            claim.id,
            "Ann Lee",
            datetime(2024, 5, 1, 12, 0, 0, tzinfo=zone),
            reason="Clear",
            seen=(report.found[claim.id][0].id,),
            sequence=1,
        ),
        Decision(Action.UNDO, "1", "Ann Lee", datetime(2024, 5, 2, tzinfo=UTC), sequence=2),
    ]
    found = graphs(report)["decisions"]
    first, agent = tools.node("decision/1"), tools.node("agent/ann-lee")
    assert {
        Triple(first, tools.node("ent:decidesOn"), NamedNode(claim.iri)),
        Triple(first, tools.node("prov:wasAssociatedWith"), agent),
        Triple(
            first,
            tools.node("prov:endedAtTime"),
            Literal("2024-05-01T10:00:00Z", datatype=NamedNode(f"{XSD}dateTime")),
        ),
        Triple(first, tools.node("ent:saw"), NamedNode(report.found[claim.id][0].iri)),
        Triple(tools.node("decision/2"), tools.node("ent:decidesOn"), first),
        Triple(agent, tools.node("rdfs:label"), Literal("Ann Lee")),
    } <= found


@pytest.mark.parametrize(
    ("modality", "confidence", "status", "expected"),
    [
        (Modality.ASSERTED, 0.9, None, {"published"}),
        (Modality.IMPLICIT, 0.9, None, {"published"}),
        (Modality.HEDGED, 0.9, None, {"qualified"}),
        (Modality.NORMATIVE, 0.9, None, {"qualified"}),
        (Modality.FUTURE, 0.9, None, {"qualified"}),
        (Modality.NEGATED, 0.9, None, set()),
        (Modality.ASSERTED, 0.4, None, set()),
        (Modality.ASSERTED, 0.4, Status.ACCEPTED, {"published", "reviewed"}),
        (Modality.HEDGED, 0.4, Status.ACCEPTED, {"qualified", "reviewed"}),
        (Modality.ASSERTED, 0.9, Status.REJECTED, set()),
        (Modality.ASSERTED, 0.9, Status.DISPUTED, set()),
        (Modality.ASSERTED, 0.9, Status.STALE, set()),
    ],
)
def test_policy_decides_where_a_claim_is_published(
    report, tools, modality, confidence, status, expected
):
    claim = report.say(
        "a", "ent:memberOf", "b", modality=modality, confidence=confidence, status=status
    )
    found = graphs(report)
    fact = tools.triple("a", "ent:memberOf", "b")
    assert {name for name in ("published", "qualified", "reviewed") if fact in found[name]} == (
        expected
    )
    expected_status = tools.node(f"ent:{status or 'proposed'}")
    assert (
        Triple(NamedNode(claim.iri), tools.node("ent:status"), expected_status) in (found["claims"])
    )


def test_one_label_for_each_entity(report, tools):
    report.document("states", kind="reference")
    report.label("uk", "United Kingdom", document="states")
    report.label("uk", "Britain", "Great Britain")
    report.label("uk", "Britain", document="other", sentence="Britain, again.")
    report.label("pact", "the pact", "the grand pact", "the first pact")
    report.label("pact", "the pact", document="other")
    report.say("uk", "skos:altLabel", model.Literal("United Kingdom"))
    found = graphs(report)["published"]

    def values(subject, predicate):
        return {
            t.object.value
            for t in found
            if t.subject == tools.node(subject) and t.predicate == tools.node(predicate)
        }

    assert values("uk", "rdfs:label") == {"United Kingdom"}
    assert values("uk", "skos:altLabel") == {"Britain", "Great Britain"}
    assert values("pact", "rdfs:label") == {"the pact"}, "the one with the most evidence"
    assert values("pact", "skos:altLabel") == {"the grand pact", "the first pact"}


def test_label_falls_to_the_next_when_rejected(report, tools):
    report.label("x", "wrong name", status=Status.REJECTED)
    report.label("x", "name", "b name", "a name")
    found = graphs(report)["published"]
    assert tools.triple("x", "rdfs:label", Literal("a name")) in found
    assert not any("wrong" in str(t.object) for t in found)


def test_hedged_label_is_no_second_label(report, tools):
    report.label("x", "name")
    report.label("x", "a much longer name", modality=Modality.HEDGED)
    found = graphs(report)
    assert tools.triple("x", "rdfs:label", Literal("name")) in found["published"]
    assert tools.triple("x", "skos:altLabel", Literal("a much longer name")) in found["qualified"]


def test_mentioned_keeps_labels_and_places_of_the_corpus_alone(relief, tools):
    relief.say("canada", "rdf:type", "ent:State", confidence=0.3)
    found = graphs(relief, reference="mentioned")
    published = found["published"]
    assert tools.triple("haiti", "rdfs:label", Literal("Haiti")) in published
    assert tools.triple("haiti", "ent:locatedIn", "caribbean") in published
    assert tools.triple("caribbean", "ent:locatedIn", "americas") in published
    assert tools.triple("americas", "rdfs:label", Literal("Americas")) in published
    assert tools.triple("haiti", "rdf:type", "ent:State") not in published
    assert tools.triple("canada", "rdf:type", "ent:State") not in published, (
        "the corpus alone is not sure enough"
    )
    assert tools.triple("canada", "rdf:type", "ent:State") in graphs(relief)["published"]


def test_mentioned_leaves_out_what_nothing_mentions(relief, tools):
    relief.label("mali", "Mali", document="states")
    relief.say("mali", "ent:locatedIn", "africa", document="states")
    kept = graphs(relief, reference="mentioned")
    assert not any(tools.node("mali") in (t.subject, t.object) for g in kept.values() for t in g)
    assert tools.triple("mali", "rdfs:label", Literal("Mali")) in graphs(relief)["published"]


def test_no_blank_node_but_in_the_ontology(relief):
    for name, triples in graphs(relief).items():
        if name != "ontology":
            assert not any(BlankNode in (type(t.subject), type(t.object)) for t in triples), name


def test_numbers_are_projected_as_the_store_returns_them(report, tools):
    integer = f"{XSD}integer"
    report.say("quake", "ent:year", model.Literal("02010", integer))
    value = Literal("2010", datatype=NamedNode(integer))
    assert tools.triple("quake", "ent:year", value) in graphs(report)["published"]


def test_equal_states_give_equal_graphs(relief):
    assert graphs(relief) == graphs(relief)


def test_what_is_no_iri_is_named(report):
    report.say("bad name", "ent:memberOf", "b")
    with pytest.raises(GraphError, match="bad name"):
        graphs(report)

import random

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF, SH, Graph

from claims.policy import Policy
from graph import forms, validation
from graph.projection import project
from graph.reasoning import Clash, close
from graph.validation import validate
from ontology import load, terms


@pytest.fixture
def graphs(relief):
    found = project(relief.state(), Policy(0.5))
    found["inferred"] = set(close([*found["published"], *found["qualified"]]).triples)
    return found


def without(graphs, name, subject, predicate):
    kept = {t for t in graphs[name] if (t.subject.value, t.predicate.value) != (subject, predicate)}
    assert len(kept) == len(graphs[name]) - 1
    return {**graphs, name: kept}


def test_sound_graph_conforms(graphs):
    report = validate(graphs)
    assert report.results == []
    assert report.conforms
    assert (None, SH.conforms, None) in report.graph


def test_planted_faults_are_found(graphs, relief):
    claim = relief.say("relief", "ent:usesTool", "tool:drills")
    evidence = relief.found[claim.id][0]
    graphs |= {"claims": project(relief.state(), Policy(0.5))["claims"]}
    cases = [
        (claim.iri, terms.ent("status"), "ClaimShape"),
        (claim.iri, f"{terms.RDF}object", "ClaimShape"),
        (evidence.iri, terms.ent("modality"), "EvidenceShape"),
        (f"{evidence.iri}#target", f"{terms.OA}hasSource", "EvidenceShape"),
        (f"{evidence.iri}#quote", f"{terms.OA}exact", "EvidenceShape"),
    ]
    for subject, predicate, shape in cases:
        report = validate(without(graphs, "claims", subject, predicate))
        assert not report.conforms
        (result,) = report.results
        assert result.severity == "Violation"
        assert result.focus == subject.partition("#")[0]
        assert result.shape == terms.ent(shape)
        assert report.count("Violation") == 1
        assert len(list(report.graph.subjects(RDF.type, SH.ValidationResult))) == 1


def test_second_status_and_confidence_out_of_bounds(graphs, relief):
    claim = next(iter(relief.claims.values()))
    name = NamedNode(claim.iri)
    high = Literal("1.5", datatype=NamedNode(f"{terms.XSD}decimal"))
    graphs["claims"] |= {
        Triple(name, NamedNode(terms.ent("status")), NamedNode(terms.ent("accepted"))),
        Triple(name, NamedNode(terms.ent("confidence")), high),
    }
    found = {(r.focus, r.path.removeprefix(terms.ENT)) for r in validate(graphs).results}
    assert found == {(claim.iri, "status"), (claim.iri, "confidence")}


def test_gap_in_the_texts_is_a_warning(graphs, tools):
    for name in ("published", "inferred"):
        graphs[name] = {
            t
            for t in graphs[name]
            if (t.subject, t.predicate) != (tools.node("quake"), tools.node("ent:occursIn"))
        }
    report = validate(graphs)
    assert [(r.severity, r.focus) for r in report.results] == [("Warning", tools.iri("quake"))]
    assert report.count("Violation") == 0


def test_every_node_that_breaks_a_shape_alike_is_listed(report, monkeypatch):
    for number in range(9):
        report.say(f"a{number}", "ent:memberOf", "b")
    graphs = project(report.state(), Policy(0.5))
    status = NamedNode(terms.ent("status"))
    graphs["claims"] = {t for t in graphs["claims"] if t.predicate != status}
    found = validate(graphs)
    assert {r.focus for r in found.results} == {claim.iri for claim in report.claims.values()}
    assert found.unlisted == 0
    monkeypatch.setattr(validation, "LISTED", 4)
    found = validate(graphs)
    assert (len(found.results), found.unlisted) == (4, 5)


def test_forms_tell_apart_what_the_shape_tells_apart(graphs):
    shapes = load.modules()["shapes"]
    data = validation._Data(graphs, shapes)
    for shape, classes in data.targets():
        groups = data.groups(shape, classes)
        nodes = [node for group in groups for node in group]
        assert len(set(nodes)) == len(nodes)
        alone = {r.focus for r in data.check(shape, nodes)}
        by_form = {r.focus for r in data.check(shape, [group[0] for group in groups])}
        expected = {n.value for g in groups if g[0].value in by_form for n in g}
        assert alone == expected, shape


@pytest.mark.parametrize("seed", range(3))
def test_groups_find_what_node_by_node_finds(graphs, relief, monkeypatch, seed):
    for number in range(20):
        relief.say("relief", "ent:usesTool", f"tool:t{number}", confidence=0.5 + number / 50)
    claims = sorted(project(relief.state(), Policy(0.5))["claims"], key=str)
    graphs["claims"] = set(claims) - set(random.Random(seed).sample(claims, 40))
    found = validate(graphs)
    monkeypatch.setattr(forms.Forms, "group", lambda self, nodes, known: [[n] for n in nodes])
    alone = validate(graphs)
    assert alone.results == found.results
    assert len(found.results) > 10


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:pattern '^x'",
        "sh:path [ sh:inversePath ent:p ] ; sh:minCount 1",
        "sh:path ent:p ; sh:property [ sh:path ent:q ; sh:minCount 1 ]",
        "sh:path ent:p ; sh:lessThan ent:q",
        "sh:path ent:p ; sh:uniqueLang true",
        "sh:path ent:p ; sh:minInclusive '2014-01-01'^^xsd:date",
    ],
)
def test_shape_that_sees_more_than_forms_is_checked_node_by_node(constraint):
    shapes = Graph().parse(
        data=f"""
            @prefix sh: <{terms.SH}> . @prefix ent: <{terms.ENT}> . @prefix xsd: <{terms.XSD}> .
            ent:S a sh:NodeShape ; sh:targetClass ent:Claim ; sh:property [ {constraint} ] .
        """,
        format="turtle",
    )
    (shape,) = shapes.subjects(RDF.type, SH.NodeShape)
    assert not forms.Forms(shapes, shape, {}).plain


def test_clash_with_the_axioms_is_reported(graphs, tools):
    clash = Clash("disjoint classes", f"<{tools.iri('x')}>", "<urn:c>", "<urn:d>")
    report = validate(graphs, [clash])
    (result,) = report.results
    assert (result.severity, result.focus) == ("Warning", tools.iri("x"))
    assert "disjoint classes" in result.message

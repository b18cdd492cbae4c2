import random

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF, SH, Graph, URIRef

from claims.model import Literal as Text
from claims.policy import Policy
from graph.projection import project
from graph.reasoning import Clash, close
from graph.validation import check, forms, queries, validate
from graph.validation.data import Data
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
    assert report.results == ()
    assert report.conforms


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
    monkeypatch.setattr(check, "LISTED", 4)
    found = validate(graphs)
    assert (len(found.results), found.unlisted) == (4, 5)


def test_forms_tell_apart_what_the_shape_tells_apart(graphs):
    shapes = load.modules()["shapes"]
    data = Data(graphs, queries.without(shapes))
    for shape, nodes in data.targets():
        groups = data.groups(shape, nodes)
        assert sorted((n for group in groups for n in group), key=str) == nodes
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


def test_clash_with_the_axioms_is_reported_with_both_statements(graphs, tools):
    clash = Clash(
        "disjoint classes",
        f"<{tools.iri('haiti')}>",
        f"<{terms.ent('Place')}>",
        f"<{terms.ent('Crisis')}>",
    )
    report = validate(graphs, [clash])
    (result,) = report.results
    assert (result.severity, result.focus) == ("Violation", tools.iri("haiti"))
    assert result.message == "It is in two disjoint classes, ent:Crisis and ent:Place."
    assert report.sides[result] == tuple(
        (tools.triple("haiti", "rdf:type", cls),) for cls in ("ent:Crisis", "ent:Place")
    )


YEAR = f"{terms.XSD}integer"


def year(number: int) -> Text:
    return Text(str(number), YEAR)


#: What is said, which thing breaks which shape, and how many statements are to blame.
BROKEN = [
    ([("quake", "ent:year", year(2011))], "quake", "YearShape", 2),
    ([("quake", "ent:endYear", year(2009))], "quake", "SpanShape", 2),
    ([("canada", "ent:endYear", year(9999))], "canada", "YearShape", 1),
    ([("quake", "ent:year", Text("soon"))], "quake", "YearShape", 1),
    ([("haiti", "ent:locatedIn", "haiti")], "haiti", "ContainmentShape", 1),
    ([("americas", "ent:locatedIn", "haiti")], "caribbean", "ContainmentShape", 3),
    ([("canada", "ent:memberOf", "x"), ("x", "ent:memberOf", "canada")], "x", "MembershipShape", 2),
    (
        [
            ("canada", "ent:memberOf", "pact"),
            ("canada", "ent:year", year(1999)),
            ("pact", "ent:endYear", year(1991)),
        ],
        "canada",
        "MembershipShape",
        3,
    ),
    (
        [("relief", "ent:year", year(2010)), ("canadian-navy", "ent:endYear", year(1968))],
        "relief",
        "ParticipationShape",
        3,
    ),
    ([("relief", "ent:endYear", year(2009))], "relief", "ResponseShape", 3),
    (
        [("quake", "ent:duringPeriod", "cold-war"), ("cold-war", "ent:endYear", year(1991))],
        "quake",
        "PeriodShape",
        3,
    ),
    ([("canadian-navy", "ent:forceOf", "haiti")], "canadian-navy", "ForceShape", 2),
    (
        [("relief", "schema:repeatFrequency", Text("yearly"))],
        "relief",
        "FrequencyShape",
        1,
    ),
    ([("quake", "ent:hinders", "relief")], "quake", "StatementSubjectShape", 1),
    ([("relief", "ent:hinders", "quake")], "quake", "StatementObjectShape", 1),
    ([("canada", "ent:provides", "haiti")], "haiti", "ProvisionShape", 1),
    ([("canada", "ent:occursIn", "haiti")], "canada", "OccurrenceShape", 1),
    ([("haiti", "rdf:type", "ent:Place"), ("caribbean", "ent:usesTool", "tool:drone")],
     "caribbean", "UseShape", 1),
    ([("caribbean", "ent:duringPeriod", "cold-war")], "caribbean", "TimeShape", 1),
]  # fmt: skip


@pytest.mark.parametrize(("said", "focus", "shape", "blamed"), BROKEN)
def test_each_shape_catches_what_it_forbids(relief, tools, said, focus, shape, blamed):
    for subject, predicate, value in said:
        relief.say(subject, predicate, value)
    graphs = project(relief.state(), Policy(0.5))
    graphs["inferred"] = set(close([*graphs["published"], *graphs["qualified"]]).triples)
    report = validate(graphs)
    found = [
        r for r in report.results if (r.focus, r.shape) == (tools.iri(focus), terms.ent(shape))
    ]
    assert found, report.results
    assert {r.severity for r in found} == {"Violation"}
    sides = [report.sides[r] for r in found if r in report.sides]
    assert blamed in [len(side[0]) for side in sides]


def test_a_label_too_many_and_an_exercise_that_responds(graphs, tools):
    graphs["published"] |= {
        Triple(tools.node("haiti"), NamedNode(terms.RDFS_LABEL), Literal("Hayti")),
        tools.triple("relief", "rdf:type", "ent:Exercise"),
    }
    found = {(r.severity, r.focus, r.shape) for r in validate(graphs).results}
    assert found == {
        ("Violation", tools.iri("haiti"), terms.ent("NameShape")),
        ("Warning", tools.iri("relief"), terms.ent("ExerciseShape")),
    }


@pytest.mark.parametrize("said", [case[0] for case in BROKEN])
def test_queries_find_what_pyshacl_finds(relief, said):
    for subject, predicate, value in said:
        relief.say(subject, predicate, value)
    graphs = project(relief.state(), Policy(0.5))
    shapes = load.modules()["shapes"]
    data = Data(graphs, shapes)
    ours, theirs = set(), set()
    for shape, nodes in data.targets():
        asked = queries.of_shape(shapes, shape)
        if asked:
            for query in asked:
                ours |= set(queries.check(data, query, nodes))
            whole = [
                r for r in data.check(URIRef(shape), nodes) if r.constraint == queries.CONSTRAINT
            ]
            theirs |= set(whole)
    assert ours == theirs

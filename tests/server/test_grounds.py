"""Which triples of the graph stand behind a row of an answer."""

import pyoxigraph as ox
import pytest

from ontology import terms
from server.grounds import ROW, behind, patterns

X, Y = ox.NamedNode("urn:x"), ox.NamedNode("urn:y")


def found(query: str, **row: ox.NamedNode | ox.Literal | None) -> list[str]:
    return [" ".join(triple) for triple in behind(patterns(query), row)]


def test_a_row_fills_the_patterns_of_its_query() -> None:
    query = "PREFIX ent: <urn:ent:> SELECT ?a ?b { ?a ent:meets ?b . ?a ent:in <urn:place> }"
    assert sorted(found(query, a=X, b=Y)) == [
        "urn:x urn:ent:in urn:place",
        "urn:x urn:ent:meets urn:y",
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "OPTIONAL { ?a <urn:p> ?b }",
        "GRAPH ?g { ?a <urn:p> ?b }",
        "{ SELECT ?a ?b { ?a <urn:p> ?b } }",
        "?a <urn:p> ?b FILTER(?a != ?b)",
        "?a <urn:p> ?b MINUS { ?a <urn:q> ?b }",
    ],
)
def test_a_pattern_that_a_row_fits_counts_wherever_it_stands(pattern: str) -> None:
    assert found(f"SELECT ?a ?b {{ {pattern} }}", a=X, b=Y) == ["urn:x urn:p urn:y"]


@pytest.mark.parametrize(
    "pattern",
    [
        "{ ?a <urn:p> ?b } UNION { ?b <urn:p> ?a }",
        "?a <urn:p>/<urn:q> ?b",
        "VALUES (?a ?b) { (<urn:x> <urn:y>) } FILTER NOT EXISTS { ?a <urn:p> ?b }",
        "VALUES (?a ?b) { (<urn:x> <urn:y>) } MINUS { ?a <urn:p> ?b }",
        "?a <urn:p> [ <urn:q> ?b ]",
        "?a <urn:p> ?hidden . ?hidden <urn:q> ?b",
        "{ SELECT ?a { ?a <urn:p> ?b } } VALUES ?b { <urn:y> }",
    ],
)
def test_what_need_not_hold_or_does_not_show_is_no_ground(pattern: str) -> None:
    assert found(f"SELECT ?a ?b {{ {pattern} }}", a=X, b=Y) == []


def test_a_value_that_is_missing_or_no_thing_fills_nothing() -> None:
    query = "SELECT ?a ?b { ?a <urn:p> ?b }"
    assert found(query, a=X, b=None) == []
    assert found(query, a=X, b=ox.Literal("y")) == []


def test_the_record_of_claims_is_its_own_ground() -> None:
    query = f"SELECT ?c {{ ?c a <{terms.ent('Claim')}> }}"
    assert found(query, c=ox.NamedNode(f"{terms.ID}claim/1")) == []


def test_statements_come_before_names_and_classes() -> None:
    query = "SELECT ?a ?b { ?a a <urn:C> ; <urn:p> ?b }"
    assert found(query, a=X, b=Y)[0] == "urn:x urn:p urn:y"


def test_a_triple_of_a_graph_is_its_own_ground() -> None:
    row = {"subject": X, "predicate": ox.NamedNode("urn:p"), "object": Y}
    assert behind((ROW,), row) == (("urn:x", "urn:p", "urn:y"),)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT",
        "",
        "SELECT * { ?s ?p ?o } " + "#" * 6_000,
        "SELECT * " + "{" * 3_000 + "}" * 3_000,
        "SELECT * { ?a <urn:p> ?b . " + "OPTIONAL { " * 20 + "}" * 21,
        "SELECT (" + "+".join("1" * 2_000) + " AS ?x) {}",
        "VERSION '1.2' SELECT * { << ?s ?p ?o >> ?q ?r }",
    ],
)
def test_what_cannot_be_read_soon_gives_no_ground(query: str) -> None:
    assert patterns(query) == ()

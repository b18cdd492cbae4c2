"""What the engine answers, from memory and from disk."""

import csv
import io
import json

import pyoxigraph as ox
import pytest
import rdflib

from claims.errors import QueryError, QueryRefused, QuerySyntaxError, StoreError
from graph.query import QueryEngine, formats
from ontology import terms

PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in terms.PREFIXES.items())


def count(engine: QueryEngine, query: str, **dataset: list[str]) -> int:
    rows = engine.execute(query, "csv", **dataset).read().decode().splitlines()  # type: ignore[arg-type]
    return int(rows[1])


def test_a_table_in_each_format(engine: QueryEngine) -> None:
    query = f"{PREFIXES}SELECT ?l {{ id:e1 rdfs:label ?l }}"
    body = {f.name: engine.execute(query, f).read() for f in formats.SOLUTIONS}
    assert json.loads(body["json"])["results"]["bindings"][0]["l"]["value"] == "Entity 1"
    assert b"<literal" in body["xml"]
    assert list(csv.reader(io.StringIO(body["csv"].decode()))) == [["l"], ["Entity 1"]]
    assert body["tsv"].decode() == '?l\n"Entity 1"@en\n'
    result = engine.execute(query, "csv")
    assert (result.kind, result.media_type) == ("select", "text/csv")


def test_yes_and_no_in_each_format(engine: QueryEngine) -> None:
    for item in formats.SOLUTIONS:
        assert b"true" in engine.execute("ASK { ?s ?p ?o }", item).read()
        assert b"false" in engine.execute("ASK { ?s ?s ?s }", item).read()


@pytest.mark.parametrize("chosen", formats.GRAPHS, ids=lambda item: item.name)
def test_a_graph_in_each_format(engine: QueryEngine, chosen: formats.Format) -> None:
    query = f"{PREFIXES}CONSTRUCT {{ id:e1 ?p ?o }} WHERE {{ id:e1 ?p ?o }}"
    result = engine.execute(query, chosen)
    assert result.kind == "graph"
    body = result.read()
    if chosen.name in ("trig", "nquads", "jsonld"):
        objects = [str(quad.object.value) for quad in ox.parse(body, formats.RDF[chosen.name])]
    else:
        names = {"ntriples": "nt", "rdfxml": "xml"}
        parsed = rdflib.Graph().parse(data=body, format=names.get(chosen.name, chosen.name))
        objects = [str(value) for value in parsed.objects()]
    assert objects == ["Entity 1"]


def test_triple_terms_only_where_they_were_asked_for(engine: QueryEngine) -> None:
    reifies = f"?claim <{terms.RDF}reifies> ?triple"
    query = f"CONSTRUCT {{ {reifies} }} WHERE {{ GRAPH ?g {{ {reifies} }} }}"
    for item in formats.GRAPHS:
        assert b"usesTool" not in engine.execute(query, item).read()
    for item in formats.RDF12:
        assert b"<<(" in engine.execute(query, item).read()


def test_the_format_must_suit_the_query(engine: QueryEngine) -> None:
    with pytest.raises(QueryError, match="Turtle cannot carry"):
        engine.execute("SELECT * {}", formats.TURTLE)


def test_a_request_names_the_dataset(engine: QueryEngine) -> None:
    published, qualified = terms.graph("published"), terms.graph("qualified")
    everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(engine, everything) == 51
    assert count(engine, everything, default_graphs=[qualified]) == 1
    assert count(engine, everything, named_graphs=[qualified]) == 0
    assert count(engine, named, named_graphs=[qualified]) == 1
    assert count(engine, named, default_graphs=[qualified]) == 0
    assert count(engine, f"SELECT (COUNT(*) AS ?n) FROM <{published}> {{ ?s ?p ?o }}") == 51
    over = everything.replace("{", f"FROM <{published}> {{", 1)
    assert count(engine, over, default_graphs=[qualified]) == 1


def test_a_triple_of_two_graphs_counts_once(engine: QueryEngine) -> None:
    published, qualified = terms.graph("published"), terms.graph("qualified")
    query = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
    assert count(engine, query % "", default_graphs=[published, qualified]) == 51
    assert count(engine, query % f"FROM <{published}> FROM <{qualified}>") == 51
    names = f"PREFIX g: <{terms.GRAPH}> " + query % "FROM g:published FROM g:qualified"
    assert count(engine, names) == 51
    both = query % f"FROM <{published}> FROM <{qualified}> FROM NAMED <{qualified}>"
    assert count(engine, both.replace("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }")) == 1


def test_own_queries_know_the_prefixes_and_take_terms(engine: QueryEngine) -> None:
    query = "SELECT ?label { ?x rdfs:label ?label }"
    rows = engine.select(query, {"x": ox.NamedNode(f"{terms.ID}e7")})
    assert rows == [{"label": ox.Literal("Entity 7", language="en")}]
    assert engine.ask("ASK { ?x ent:usesTool ?t }", {"x": ox.NamedNode(f"{terms.ID}e0")})
    assert not engine.ask("ASK { ?x ent:usesTool ?t }", {"x": ox.NamedNode(f"{terms.ID}e1")})
    triples = engine.construct("CONSTRUCT WHERE { ?s ent:usesTool ?o }")
    assert [triple.subject for triple in triples] == [ox.NamedNode(f"{terms.ID}e0")]


def test_unbound_variables_are_absent(engine: QueryEngine) -> None:
    query = "SELECT * { VALUES ?a { 1 } OPTIONAL { ?b ent:nothing ?a } }"
    assert [set(row) for row in engine.select(query)] == [{"a"}]


def test_terms_keep_their_types(engine: QueryEngine) -> None:
    query = 'SELECT * { VALUES (?a ?b ?c) { (1.50 "x"@en-GB true) } BIND(BNODE() AS ?d) }'
    (row,) = engine.select(query)
    assert row["b"] == ox.Literal("x", language="en-gb")
    assert row["a"].datatype.value == f"{terms.XSD}decimal"
    assert row["c"] == ox.Literal(True)
    assert isinstance(row["d"], ox.BlankNode)


@pytest.mark.parametrize(
    "expression",
    [
        "NOW()",
        "RAND()",
        "UUID()",
        "STRUUID()",
        "SHA256('a')",
        "TZ(NOW())",
        "REGEX('ä', 'Ä', 'i')",
        "STRDT('2014-01-01', xsd:date)",
        "LCASE('Ä')",
        "ENCODE_FOR_URI('ä')",
    ],
)
def test_functions_need_no_file(engine: QueryEngine, expression: str) -> None:
    assert engine.select(f"SELECT ({expression} AS ?x) {{}}")[0]["x"].value


def test_rows_stop_at_the_limit(engine: QueryEngine) -> None:
    table = engine.table("SELECT * { ?s ?p ?o }", limit=10)
    assert (len(table.rows), table.more) == (10, True)
    table = engine.table("SELECT * { ?s ?p ?o }", limit=51)
    assert (len(table.rows), table.more) == (51, False)
    assert engine.table("ASK {}", limit=1).answer is True
    assert engine.table("CONSTRUCT WHERE { ?s ?p ?o }", limit=1).names == (
        "subject",
        "predicate",
        "object",
    )


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("SELECT * {\n ?s ent:usesTool ?o }", 2, 5, f"PREFIX ent: <{terms.ENT}>"),
        ("SELECT * { ?s foo:bar ?o }", 1, 15, "PREFIX foo:"),
        ("SELECT * {\n ?s ?p }", 2, 8, "a subject, a predicate and an object"),
        ("SELECT * {\n ?s ?p ?o", 2, 10, "line 1, column 10 is not closed"),
        ("SELECT * { ?s ?p ?o }\n}", 2, 1, "closes nothing"),
        ('SELECT * { ?s ?p "abc }', 1, 18, "Close it"),
    ],
)
def test_syntax_errors_say_where_and_what_to_do(
    engine: QueryEngine, query: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.execute(query, "json")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert words in caught.value.hint


def test_service_is_refused(engine: QueryEngine) -> None:
    with pytest.raises(QueryRefused):
        engine.execute("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "json")


def test_a_missing_or_damaged_revision_is_named(tmp_path, make_revision) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StoreError, match=r"revision\.json"):
        QueryEngine(tmp_path)
    path = make_revision()
    for file in (path / "store").glob("MANIFEST*"):
        file.write_bytes(b"not a store")
    with pytest.raises(StoreError, match="cannot be read"):
        QueryEngine(path)


def test_shared_prefixes_leave_positions_as_they_are(engine: QueryEngine) -> None:
    query = "SELECT ?e { ?e ent:usesTool tool:joint-exercise }"
    answer = engine.execute(query, "csv", prefixes=True).read()
    assert answer.decode().split() == ["e", f"{terms.ID}e0"]
    with pytest.raises(QuerySyntaxError) as caught:
        engine.execute("SELECT ?e { ?e ent:usesTool ) }", "csv", prefixes=True)
    assert (caught.value.line, caught.value.column, caught.value.token) == (1, 29, ")")
    with pytest.raises(QuerySyntaxError, match="foo: is not declared"):
        engine.execute("SELECT ?e { ?e ent:usesTool foo:bar }", "csv", prefixes=True)

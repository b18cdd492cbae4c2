"""The SPARQL Protocol on ``/sparql``."""

import json
import shutil
import subprocess
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from ontology import terms

LABELS = f"SELECT ?l {{ <{terms.ID}e1> <{terms.RDFS_LABEL}> ?l }}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


def test_get_post_form_and_post_direct_answer_alike(server: Any) -> None:
    answers = [
        server.query(LABELS),
        server.request("POST", "/sparql", FORM, urlencode({"query": LABELS}).encode()),
        server.request("POST", "/sparql", DIRECT, LABELS.encode()),
        server.request(
            "POST",
            "/sparql",
            {"Content-Type": DIRECT["Content-Type"] + "; charset=utf-8"},
            LABELS.encode(),
        ),
    ]
    assert {answer.status for answer in answers} == {200}
    assert {answer.body for answer in answers} == {answers[0].body}
    (row,) = json.loads(answers[0].body)["results"]["bindings"]
    assert row["l"] == {"type": "literal", "value": "Entity 1", "xml:lang": "en"}


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
    ],
)
def test_the_table_comes_as_accepted(server: Any, accept: str, content_type: str) -> None:
    answer = server.query(LABELS, accept)
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert "Accept" in answer.headers["Vary"]
    assert "Entity 1" in answer.text


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("application/json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("application/n-quads", "application/n-quads"),
        ("application/trig", "application/trig"),
        ("text/turtle;version=1.2", "text/turtle;version=1.2; charset=utf-8"),
    ],
)
def test_the_graph_comes_as_accepted(server: Any, accept: str, content_type: str) -> None:
    answer = server.query(f"DESCRIBE <{terms.ID}e1>", accept)
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert "Entity 1" in answer.text


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0"])
def test_what_cannot_be_served_is_406_with_a_list(server: Any, accept: str) -> None:
    answer = server.query(LABELS, accept)
    assert answer.status == 406
    assert "text/csv" in answer.json()["available"]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"format": "nonsense", "query": LABELS}, 400, "format-unknown"),
        ({"format": "turtle", "query": LABELS}, 400, "format-unsuited"),
        ({"query": "SELECT * { ?s ?p }"}, 400, "query-syntax"),
        ({"query": "SELECT * { SERVICE <http://127.0.0.1/> {} }"}, 403, "query-refused"),
        ({"query": "INSERT DATA {}"}, 403, "query-refused"),
        ({"update": "INSERT DATA {}"}, 403, "update-refused"),
        ({"query": LABELS, "default-graph-uri": "relative"}, 400, "graph-not-an-iri"),
        ({"query": LABELS, "named-graph-uri": "a:b> <c"}, 400, "graph-not-an-iri"),
        ({"query": "SELECT * {" + "(" * 500 + "}"}, 413, "query-too-large"),
        ({"query": "ASK { " + "-" * 201_000 + "\n}"}, 413, "query-too-large"),
    ],
)
def test_errors_have_a_status_and_a_code(
    server: Any, fields: dict[str, str], status: int, code: str
) -> None:
    for answer in (
        server.get("/sparql?" + urlencode(fields)),
        server.request("POST", "/sparql", FORM, urlencode(fields).encode()),
    ):
        assert (answer.status, answer.json()["code"]) == (status, code)


def test_a_very_long_body_is_a_problem_too(server: Any) -> None:
    answer = server.request("POST", "/sparql", DIRECT, b"#" * 2_000_000)
    assert (answer.status, answer.json()["status"]) == (413, 413)


def test_a_syntax_error_has_line_column_and_advice(server: Any) -> None:
    body = server.query("SELECT * {\n  ?s rdfs:label ?o }").json()
    assert (body["line"], body["column"], body["token"]) == (2, 6, "rdfs:label")
    assert body["hint"].endswith(f"PREFIX rdfs: <{terms.RDFS}>")


def test_one_query_at_a_time(server: Any) -> None:
    twice = urlencode([("query", LABELS), ("query", LABELS)])
    assert server.get(f"/sparql?{twice}").json()["code"] == "query-twice"
    both = server.request("POST", f"/sparql?{urlencode({'query': LABELS})}", DIRECT, b"ASK {}")
    assert (both.status, both.json()["code"]) == (400, "query-twice")
    none = server.request("POST", "/sparql", FORM, b"format=csv")
    assert (none.status, none.json()["code"]) == (400, "query-missing")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 415),
        ("text/plain", 415),
        ("", 415),
        ("application/sparql-update", 403),
        ("application/sparql-query; charset=iso-8859-1", 415),
    ],
)
def test_other_bodies_are_refused(server: Any, content_type: str, status: int) -> None:
    answer = server.request("POST", "/sparql", {"Content-Type": content_type}, b"ASK {}")
    assert answer.status == status


def test_what_is_not_utf8_is_400(server: Any) -> None:
    assert server.get("/sparql?query=ASK%7B%FF%7D").json()["code"] == "not-utf-8"
    body = server.request("POST", "/sparql", DIRECT, b"ASK { ?s ?p '\xff' }")
    assert (body.status, body.json()["code"]) == (400, "not-utf-8")
    form = server.request("POST", "/sparql", FORM, b"query=ASK%7B%FF%7D")
    assert (form.status, form.json()["code"]) == (400, "not-utf-8")


def test_the_dataset_of_the_request_replaces_that_of_the_query(server: Any) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    from_it = f"SELECT (COUNT(*) AS ?n) FROM <{terms.graph('published')}> {{ ?s ?p ?o }}"
    nothing = {"default-graph-uri": "http://e.org/none"}
    assert server.query(count, "text/csv").body == b"n\r\n1201\r\n"
    assert server.query(from_it, "text/csv").body == b"n\r\n1201\r\n"
    assert server.query(from_it, "text/csv", **nothing).body == b"n\r\n0\r\n"


def test_an_answer_is_known_again_until_the_revision_changes(server: Any) -> None:
    first = server.query(LABELS, "text/csv")
    etag = first.headers["ETag"]
    address = "/sparql?" + urlencode({"query": "# another comment\n" + LABELS + "  "})
    again = server.get(address, "text/csv", If_None_Match=etag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    assert server.get("/sparql?query=nonsense", "text/csv", If_None_Match="*").status == 400
    assert server.get(address, "application/json", If_None_Match=etag).status == 200
    assert "ETag" not in server.query("SELECT (NOW() AS ?t) {}").headers


def test_the_service_describes_itself(server: Any) -> None:
    answer = server.get("/sparql")
    assert answer.headers["Content-Type"].startswith("text/turtle")
    triples = {tuple(map(str, quad))[:3] for quad in ox.parse(answer.body, ox.RdfFormat.TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    me = f"<{server.url}/sparql>"
    assert (me, f"<{sd}endpoint>", me) in triples
    assert (me, f"<{sd}supportedLanguage>", f"<{sd}SPARQL11Query>") in triples
    assert server.get("/sparql", "application/rdf+xml").text.startswith("<?xml")
    assert server.get("/sparql", "image/png").status == 406


def test_the_public_address_is_the_endpoint(make_server_on: Any) -> None:
    running = make_server_on(public_url="https://graph.example.org/")
    assert "<https://graph.example.org/sparql>" in running.get("/sparql").text


def test_curl_downloads(server: Any, tmp_path: Any) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    address = f"{server.url}/sparql?query={quote(LABELS)}&format=csv&download=1"
    done = subprocess.run(
        ["curl", "-sSOJ", address], cwd=tmp_path, capture_output=True, check=True, timeout=30
    )
    assert (tmp_path / "entente.csv").read_bytes() == b"l\r\nEntity 1\r\n", done.stderr

"""The SPARQL Protocol on ``/sparql``."""

import gzip
import json
import shutil
import subprocess
import threading
import time
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


def test_a_short_answer_has_a_strong_validator_for_each_coding(server: Any) -> None:
    many = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100"
    plain = server.query(many, "text/csv")
    address = "/sparql?" + urlencode({"query": many})
    packed = server.get(address, "text/csv", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.headers["Vary"]
    tags = plain.headers["ETag"], packed.headers["ETag"]
    assert tags[0] != tags[1]
    assert not any(tag.startswith("W/") for tag in tags)
    for tag, coding in zip(tags, ("identity", "gzip"), strict=True):
        headers = {"If_None_Match": tag, "Accept_Encoding": coding}
        again = server.get(address, "text/csv", **headers)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)


def test_a_long_answer_is_packed_as_it_comes(server: Any) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    address = "/sparql?" + urlencode({"query": many})
    packed = server.get(address, "text/csv", Accept_Encoding="gzip")
    assert packed.headers["Transfer-Encoding"] == "chunked"
    assert gzip.decompress(packed.body).count(b"\r\n") == 20_001
    assert packed.headers["ETag"].startswith("W/")
    again = server.get(
        address, "text/csv", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"]
    )
    assert again.status == 304


def test_answers_are_kept_for_one_revision_and_not_where_they_change(make_server_on: Any) -> None:
    server = make_server_on()
    server.publish(1, 10)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    engine = lambda: server.app.extensions["entente"].engine.stats()["queries_total"]  # noqa: E731
    assert server.query(count, "text/csv").body == b"n\r\n21\r\n"
    asked = engine()
    assert server.query(count + " # again", "text/csv").body == b"n\r\n21\r\n"
    assert engine() == asked
    server.query(count, "text/tab-separated-values")
    assert engine() == asked + 1
    server.publish(2, 20)
    assert server.query(count, "text/csv").body == b"n\r\n41\r\n"
    for expression in ("RAND()", "UUID()", "STRUUID()", "NOW()"):
        query = f"SELECT ({expression} AS ?x) {{}}"
        asked = engine()
        first, second = server.query(query, "text/csv"), server.query(query, "text/csv")
        assert engine() == asked + 2
        assert first.headers["Cache-Control"] == second.headers["Cache-Control"] == "no-store"


def test_no_cache_when_it_is_turned_off(make_server_on: Any) -> None:
    server = make_server_on(result_cache_mb=0)
    server.publish(1, 10)
    for total in (1, 2):
        assert server.query("ASK { ?s ?p ?o }").status == 200
        assert server.app.extensions["entente"].engine.stats()["queries_total"] == total


def test_a_client_may_lower_the_deadline(make_server_on: Any) -> None:
    server = make_server_on(query_timeout=20)
    server.publish(1, 600)
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answer = server.query(endless, timeout="0.3")
    assert (answer.status, answer.json()["code"]) == (503, "query-timeout")
    assert "0.3 seconds" in answer.json()["detail"]
    assert server.query("ASK {}", timeout="1e9").status == 200
    for wrong in ("", "soon", "-1", "0", "nan", "inf"):
        assert server.query("ASK {}", timeout=wrong).json()["code"] == "timeout-not-a-number"


def test_a_query_is_cancelled_by_its_id(make_server_on: Any) -> None:
    server = make_server_on(query_timeout=20)
    server.publish(1, 600)
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    address = "/sparql?" + urlencode({"query": endless})
    answers: list[Any] = []
    thread = threading.Thread(
        target=lambda: answers.append(server.get(address, X_Query_Id="my-query-1"))
    )
    thread.start()
    end = time.monotonic() + 10
    while server.get("/sparql/queries/my-query-1").status != 200:
        assert time.monotonic() < end, "the query did not begin"
        time.sleep(0.02)
    taken = server.get(address, X_Query_Id="my-query-1")
    assert (taken.status, taken.json()["code"]) == (409, "query-id-taken")
    assert server.request("DELETE", "/sparql/queries/my-query-1").status == 204
    thread.join(10)
    assert (answers[0].status, answers[0].json()["code"]) == (409, "query-cancelled")
    assert server.app.extensions["entente"].engine.stats()["queries_running"] == 0
    gone = server.request("DELETE", "/sparql/queries/my-query-1")
    assert (gone.status, gone.json()["code"]) == (404, "not-found")
    assert server.get(address, X_Query_Id="short").json()["code"] == "query-id"
    assert len(server.query("ASK { ?s ?p 5 }").headers["X-Query-Id"]) >= 8


def test_too_many_rows_are_an_error(make_server_on: Any) -> None:
    server = make_server_on(query_max_rows=10)
    server.publish(1, 20)
    answer = server.query("SELECT * { ?s ?p ?o }")
    assert (answer.status, answer.json()["code"]) == (413, "query-too-large")
    assert "10 rows" in answer.json()["detail"]
    assert server.query("SELECT * { ?s ?p ?o } LIMIT 10").status == 200


def test_a_mistyped_name_of_the_ontology_is_pointed_out(server: Any) -> None:
    for written in ("ent:actsInn", f"<{terms.ENT}actsInn>"):
        answer = server.query(f"PREFIX ent: <{terms.ENT}> SELECT * {{ ?a {written} ?c }}")
        assert answer.status == 200
        assert answer.headers["Entente-Hint"] == (
            "The ontology has no ent:actsInn: did you mean ent:actsIn?"
        )
    other = server.query(f"PREFIX e: <{terms.ENT}> ASK {{ ?a e:usestool ?c . ?c e:Zzzzz 1 }}")
    assert other.headers["Entente-Hint"] == (
        "The ontology has no ent:usestool: did you mean ent:usesTool? "
        "The ontology has no ent:Zzzzz."
    )
    assert "Entente-Hint" not in server.query(f"ASK {{ ?a <{terms.ENT}usesTool> ?c }}").headers


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("SELCT * {}", "Did you mean SELECT?"),
        ("SELECT * { ?s ?p ?o FLITER(?o > 1) }", "Did you mean FILTER instead of FLITER?"),
        (
            "SELECT * { ?s ?p ?o FILTER(CONTANS(?o, 'x')) }",
            "Did you mean CONTAINS instead of CONTANS?",
        ),
        (
            "SELECT * { ?s skso:broader ?o }",
            f"Did you mean skos:? Then add: PREFIX skos: <{terms.SKOS}>",
        ),
    ],
)
def test_a_mistyped_word_is_guessed(server: Any, query: str, hint: str) -> None:
    assert server.query(query).json()["hint"] == hint

"""Datasets beside the graph, over HTTP: queries, updates, graphs, and who may write."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from claims.errors import SettingError, StoreError
from server.app import create_app
from server.settings import Settings
from tests.server.conftest import running

UPDATE = {"Content-Type": "application/sparql-update"}
QUERY = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TURTLE = {"Content-Type": "text/turtle"}
ONE = b"INSERT DATA { <a> <b> 1 }"


@pytest.fixture
def server(make_server_on: Any, tmp_path: Path) -> Any:
    return make_server_on(dataset=[f"scratch={tmp_path / 'scratch'},writable"])


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with an empty dataset, for what changes nothing."""
    home = tmp_path_factory.mktemp("home")
    with running(home, dataset=[f"scratch={home / 'scratch'},writable"]) as server:
        yield server


def update(server: Any, text: bytes = ONE, **headers: str) -> Any:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.request("POST", "/datasets/scratch/update", UPDATE | given, text)


def rows(server: Any, query: str, name: str = "scratch") -> list[str]:
    answer = server.request(
        "POST", f"/datasets/{name}/sparql", QUERY | {"Accept": "text/csv"}, query.encode()
    )
    assert answer.status == 200, answer.text
    return list(answer.text.splitlines()[1:])


def test_an_update_is_seen_by_the_next_query(server: Any) -> None:
    for number in range(3):
        assert update(server, f"INSERT DATA {{ <a> <b> {number} }}".encode()).status == 204
        assert rows(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [str(number + 1)]
    # Relative IRIs are those of the endpoint.
    assert rows(server, "SELECT DISTINCT ?s { ?s ?p ?o }") == [f"{server.url}/datasets/scratch/a"]
    form = urlencode({"update": "CLEAR ALL"}).encode()
    assert server.request("POST", "/datasets/scratch/update", FORM, form).status == 204
    assert rows(server, "SELECT * { ?s ?p ?o }") == []


def test_the_default_graph_is_an_ordinary_one(server: Any) -> None:
    update(server, b"INSERT DATA { GRAPH <g> { <a> <b> 1 } }")
    assert rows(server, "SELECT * { ?s ?p ?o }") == []
    assert len(rows(server, "SELECT * { GRAPH ?g { ?s ?p ?o } }")) == 1


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "code"),
    [
        ("POST", "update", UPDATE, b"INSERT DATA { <a> <b> }", 400, "query-syntax"),
        ("POST", "update", UPDATE, b"", 400, "update-missing"),
        ("POST", "update", FORM, b"query=ASK%7B%7D", 400, "update-missing"),
        ("POST", "update", FORM, b"update=CLEAR+ALL&update=CLEAR+ALL", 400, "update-twice"),
        ("POST", "update?update=CLEAR+ALL", UPDATE, ONE, 400, "update-in-address"),
        ("POST", "update", QUERY, b"ASK {}", 415, "unsupported-media-type"),
        ("POST", "update", {}, ONE, 415, "unsupported-media-type"),
        ("POST", "update", UPDATE, b"INSERT DATA { <a> <b> '\xff' }", 400, "not-utf-8"),
        ("POST", "update", UPDATE, b"LOAD <http://127.0.0.1:1/>", 403, "query-refused"),
        ("POST", "update", UPDATE, b"DROP GRAPH <none>", 409, "update-failed"),
        ("POST", "update?timeout=soon", UPDATE, ONE, 400, "timeout-not-a-number"),
        ("POST", "update?using-graph-uri=a", UPDATE, ONE, 400, "graph-not-an-iri"),
        (
            "POST",
            "update?using-graph-uri=a:b",
            UPDATE,
            b"WITH <a:c> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }",
            400,
            "dataset-twice",
        ),
        ("GET", "update?update=CLEAR+ALL", {}, b"", 405, "method-not-allowed"),
        ("POST", "sparql", UPDATE, ONE, 403, "update-refused"),
        ("POST", "sparql", QUERY, ONE, 403, "query-refused"),
        ("GET", "sparql?query=ASK%7B%7D&format=nonsense", {}, b"", 400, "format-unknown"),
        ("PUT", "graphs", TURTLE, b"", 400, "graph-missing"),
        ("DELETE", "graphs", {}, b"", 400, "graph-missing"),
        ("DELETE", "graphs?graph=a:b", {}, b"", 404, "not-found"),
        ("GET", "graphs?graph=a:b", {}, b"", 404, "not-found"),
        ("GET", "graphs?graph=a:b&default", {}, b"", 400, "graph-twice"),
        ("GET", "graphs?graph=a:b%3Ec", {}, b"", 400, "graph-not-an-iri"),
        ("GET", "graphs?default&page=2", {}, b"", 400, "field-unknown"),
        ("PUT", "graphs?default", {}, b"<a:a> <a:b> 1 .", 415, "unsupported-media-type"),
        (
            "PUT",
            "graphs?default",
            {"Content-Type": "image/png"},
            b"",
            415,
            "unsupported-media-type",
        ),
        ("PUT", "graphs?default", TURTLE, b"<a:a> <a:b> .", 400, "content"),
        (
            "PUT",
            "graphs?default",
            {"Content-Type": "application/n-quads"},
            b"<a:a> <a:b> <a:c> <a:g> .",
            400,
            "content",
        ),
        ("PUT", "graphs?default", TURTLE | {"Content-Encoding": "br"}, b"", 415, None),
        ("PUT", "graphs?default", TURTLE | {"Content-Encoding": "gzip"}, b"x", 400, None),
        ("GET", "../../../etc/passwd", {}, b"", 404, "not-found"),
    ],
)
def test_what_is_wrong_is_said(
    untouched: Any, method: str, path: str, headers: Any, body: bytes, status: int, code: str | None
) -> None:
    answer = untouched.request(method, f"/datasets/scratch/{path}", headers, body)
    said = answer.json()
    assert (answer.status, said["status"]) == (status, status)
    assert code in (None, said["code"])
    assert said["detail"]
    assert rows(untouched, "SELECT * { ?s ?p ?o }") == []


def test_an_error_of_an_update_has_its_place(server: Any) -> None:
    said = update(server, b"INSERT DATA {\n  <a> rdfs:label 'x' }").json()
    assert (said["line"], said["column"], said["token"]) == (2, 7, "rdfs:label")
    assert "PREFIX rdfs:" in said["hint"]
    answer = server.request("PUT", "/datasets/scratch/graphs?default", TURTLE, b"<a:b> <a:c> .")
    assert (answer.json()["line"], answer.json()["column"]) == (1, 13)


def test_graphs_by_parameter_and_by_address(server: Any) -> None:
    direct = "/datasets/scratch/graphs/person/1.ttl"
    named = f"/datasets/scratch/graphs?graph={quote(server.url + direct, safe='')}"
    assert server.request("PUT", direct, TURTLE, b"<> <a:b> 1 .").status == 201
    assert server.request("PUT", named, TURTLE, b"<> <a:b> 2 .").status == 204
    assert server.request("POST", direct, TURTLE, b"<> <a:b> 3 .").status == 204
    for path in (direct, named):
        answer = server.get(path, "application/n-triples")
        assert answer.status == 200
        assert sorted(answer.text.split("\n")[:2]) == [
            f'<{server.url}{direct}> <a:b> "{number}"^^<http://www.w3.org/2001/XMLSchema#integer> .'
            for number in (2, 3)
        ]
        assert server.request("HEAD", path).status == 200
    assert server.request("DELETE", direct).status == 204
    assert server.request("HEAD", named).status == 404


def test_a_new_graph_gets_an_address(server: Any) -> None:
    answer = server.request("POST", "/datasets/scratch/graphs", TURTLE, b"<a:s> <a:b> 1 .")
    assert answer.status == 201
    path = answer.headers["Location"].removeprefix(server.url)
    assert path.startswith("/datasets/scratch/graphs/")
    assert b"a:s" in server.get(path, "text/turtle").body


def test_quads_come_and_go_as_a_whole(server: Any) -> None:
    quads = b"<a:s> <a:p> <a:o> <a:g> .\n<a:s> <a:p> <<( <a:x> <a:y> <a:z> )>> .\n"
    headers = {"Content-Type": "application/n-quads", "Content-Encoding": "gzip"}
    packed = gzip.compress(quads)
    assert server.request("POST", "/datasets/scratch/graphs", headers, packed).status == 204
    answer = server.get("/datasets/scratch/graphs", "application/n-quads")
    read = set(ox.parse(answer.body, ox.RdfFormat.N_QUADS))
    assert read == set(ox.parse(quads, ox.RdfFormat.N_QUADS))
    # A plain triple store keeps triple terms where the format knows them.
    assert "<<(" in server.get("/datasets/scratch/graphs?default", "text/turtle").text


def test_files_of_a_form_are_added_to_one_graph(server: Any) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n\r\n'
        b"<a:s> <a:p> 1 .\r\n"
        b'--x\r\nContent-Disposition: form-data; name="b"; filename="b.nt"\r\n'
        b"Content-Type: application/n-triples\r\n\r\n<a:s> <a:p> <a:o> .\r\n--x--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    path = "/datasets/scratch/graphs?graph=a:g"
    assert server.request("POST", path, headers, body).status == 201
    assert len(rows(server, "SELECT * { GRAPH <a:g> { ?s ?p ?o } }")) == 2


def test_a_graph_that_is_too_large_is_refused(make_server_on: Any, tmp_path: Path) -> None:
    server = make_server_on(dataset=[f"scratch={tmp_path / 's'},writable"], upload_max_mb=0.01)
    body = b"<a:s> <a:p> <a:o> .\n" * 1000
    for headers, sent in (
        (TURTLE, body),
        (TURTLE | {"Content-Encoding": "gzip"}, gzip.compress(body)),
    ):
        answer = server.request("PUT", "/datasets/scratch/graphs?default", headers, sent)
        assert (answer.status, answer.json()["status"]) == (413, 413)


def test_a_token_guards_what_can_be_written(make_server_on: Any, tmp_path: Path) -> None:
    server = make_server_on(
        dataset=[f"scratch={tmp_path / 's'},writable"], update_token="open sesame"
    )
    for answer in (
        update(server),
        update(server, Authorization="Bearer wrong"),
        update(server, Authorization="Basic open sesame"),
        server.request("PUT", "/datasets/scratch/graphs?default", TURTLE, b""),
        server.request("DELETE", "/datasets/scratch/graphs?default"),
    ):
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert update(server, Authorization="Bearer open sesame").status == 204
    assert len(rows(server, "SELECT * { ?s ?p ?o }")) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Host": "evil.example"},
    ],
    ids=str,
)
def test_a_page_of_another_site_may_not_write(server: Any, headers: dict[str, str]) -> None:
    assert update(server, **headers).status == 403
    own = server.url
    assert update(server, Origin=own, Sec_Fetch_Site="same-origin").status == 204


def test_nothing_is_writable_for_strangers_without_a_token(tmp_path: Path) -> None:
    declared = [f"scratch={tmp_path / 's'},writable"]
    settings = Settings.load({}, home=tmp_path, host="0.0.0.0", dataset=declared)
    with pytest.raises(SettingError, match="writable"):
        create_app(settings)


@pytest.mark.parametrize("text", ["scratch", "=x", "a=", "A B=x", "../x=y", "a=,writable"])
def test_a_dataset_declared_wrongly_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingError, match="NAME=PATH"):
        create_app(Settings.load({}, home=tmp_path, dataset=[text]))


def test_a_dataset_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no dataset"):
        create_app(Settings.load({}, home=tmp_path, dataset=[f"a={tmp_path / 'none'}"]))
    twice = Settings.load({"ENTENTE_DATASET": "a=x,writable; a=y"}, home=tmp_path)
    with pytest.raises(SettingError, match="twice"):
        create_app(twice)


def test_a_store_of_oxigraph_is_served_read_only(make_server_on: Any, tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "plain"))
    store.update("INSERT DATA { <a:s> <a:p> 1 }")
    store.flush()
    del store
    server = make_server_on(dataset=[f"plain={tmp_path / 'plain'}"])
    assert rows(server, "SELECT ?o { ?s ?p ?o }", "plain") == ["1"]
    answer = server.request("POST", "/datasets/plain/update", UPDATE, ONE)
    assert (answer.status, answer.json()["code"]) == (403, "update-refused")
    assert server.request("PUT", "/datasets/plain/graphs?default", TURTLE, b"").status == 403
    assert b"a:s" in server.get("/datasets/plain/graphs?default").body


def test_datasets_are_listed_and_describe_themselves(server: Any) -> None:
    (listed,) = json.loads(server.get("/datasets").body)["datasets"]
    assert listed["update"] == f"{server.url}/datasets/scratch/update"
    assert server.request("GET", "/datasets/scratch").status == 303
    assert server.get("/datasets/none/sparql").json()["hint"] == "There is scratch."
    query, change = (server.get(f"/datasets/scratch/{name}") for name in ("sparql", "update"))
    assert "sd:SPARQL11Query" in query.text
    assert "sd:SPARQL11Update" in change.text


def test_the_built_graph_is_read_by_the_graph_store_protocol(make_server_on: Any) -> None:
    server = make_server_on()
    server.publish(1, 3)
    published = "https://w3id.org/entente/graph/published"
    answers = [
        server.get(f"/graphs?graph={quote(published)}", "application/n-triples"),
        server.get("/graphs/published", "application/n-triples"),
        server.get("/graphs?default", "application/n-triples"),
    ]
    assert {answer.status for answer in answers} == {200}
    assert {answer.text.count("\n") for answer in answers} == {7}
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert server.get("/graphs?default&format=jsonld").text.startswith("[")
    assert server.request("HEAD", "/graphs/published").body == b""
    assert server.get("/graphs/nonsense").status == 404
    assert "published" in server.get("/graphs").json()["hint"]
    for method in ("PUT", "POST", "DELETE"):
        answer = server.request(method, "/graphs?default", TURTLE, b"")
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")

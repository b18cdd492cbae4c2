"""What holds for every response: headers, errors, methods, and the numbers for operators."""

from typing import Any

import pytest

PATHS = ["/sparql", "/nothing", "/health", "/metrics", "/sparql?query=nonsense", "/sparql?format=x"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_every_status_carries_the_headers(server: Any, method: str, path: str) -> None:
    answer = server.request(method, path)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Entente-Revision"] == "1-00000001"
    assert "Server" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_options_is_never_refused_nor_redirected(server: Any, path: str) -> None:
    headers = {"Origin": "https://e.org", "Access-Control-Request-Headers": "x-a"}
    answer = server.request("OPTIONS", path, headers)
    assert answer.status == 204
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "x-a"


@pytest.mark.parametrize("path", ["/sparql", "/nothing", "/health", "/sparql?query=ASK%7B%7D"])
def test_head_is_get_without_a_body(server: Any, path: str) -> None:
    get, head = server.request("GET", path), server.request("HEAD", path)
    assert (head.status, head.body) == (get.status, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == get.headers[name]


def test_an_error_is_a_problem(server: Any) -> None:
    answer = server.get("/nothing/here")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == 404
    assert body["instance"] == "/nothing/here"
    assert {"type", "title", "detail", "code"} <= body.keys()


def test_an_error_is_a_page_for_a_browser(server: Any) -> None:
    answer = server.get("/nothing<script>", "text/html,*/*;q=0.8")
    assert answer.status == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<h1>Not Found</h1>" in answer.text
    assert "<script>" not in answer.text
    assert "Accept" in answer.headers["Vary"]


def test_a_wrong_method_names_the_right_ones(server: Any) -> None:
    answer = server.request("DELETE", "/sparql")
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]


def test_a_mistake_of_ours_shows_no_traceback(server: Any) -> None:
    with server.app.test_request_context("/broken"):
        response = server.app.handle_user_exception(KeyError("a secret"))
    assert response.status_code == 500
    assert b"secret" not in response.data


def test_static_files_are_kept_by_their_hash(server: Any) -> None:
    page = server.get("/sparql", "text/html").text
    start = page.index("/static/entente.css?v=")
    answer = server.get(page[start : page.index('"', start)])
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert server.get("/static/entente.css", If_None_Match=answer.headers["ETag"]).status == 304


def test_pages_load_nothing_from_elsewhere(server: Any) -> None:
    page = server.get("/sparql", "text/html").text
    for attribute in ('src="http', "url(http", '<link rel="stylesheet" href="http', "<script>"):
        assert attribute not in page
    assert "style=" not in page


def test_health_and_metrics(server: Any) -> None:
    answer = server.get("/health")
    assert (answer.status, answer.json()) == (200, {"status": "ready", "revision": "1-00000001"})
    server.query("ASK {}")
    lines = server.get("/metrics").text.splitlines()
    numbers = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert int(numbers["entente_queries_total"]) >= 1
    assert numbers["entente_revision"] == "1"
    assert int(numbers['entente_responses_total{status="200"}']) >= 2


def test_before_the_first_build_it_says_what_to_do(make_server_on: Any) -> None:
    empty = make_server_on()
    assert empty.get("/health").status == 503
    answer = empty.query("ASK {}")
    assert answer.status == 503
    assert "entente build" in answer.json()["hint"]
    assert int(answer.headers["Retry-After"]) > 0
    assert "entente build" in empty.query("ASK {}", "text/html").text
    empty.publish(1, 3)
    assert empty.get("/health").status == 200
    assert empty.query("ASK { ?s ?p ?o }", "text/csv").body == b"boolean\r\ntrue\r\n"


def test_a_new_revision_is_taken_over(make_server_on: Any) -> None:
    running = make_server_on()
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for number in (1, 2):
        running.publish(number, number * 10)
        answer = running.query(count, "text/csv")
        assert answer.headers["Entente-Revision"] == f"{number}-{number:08x}"
        assert answer.body == f"n\r\n{number * 20 + 1}\r\n".encode()


def test_a_damaged_revision_leaves_the_old_one_in_force(make_server_on: Any) -> None:
    running = make_server_on()
    running.publish(1, 10)
    assert running.query("ASK {}").headers["Entente-Revision"] == "1-00000001"
    (running.home / "graph" / "current").unlink()
    (running.home / "graph" / "current").symlink_to("2-missing")
    for _ in range(2):
        answer = running.query("ASK {}")
        assert (answer.status, answer.headers["Entente-Revision"]) == (200, "1-00000001")


def test_a_damaged_graph_is_503_with_a_reason(make_server_on: Any) -> None:
    running = make_server_on()
    path = running.publish(1, 10)
    (path / "revision.json").write_text("{")
    answer = running.query("ASK {}")
    assert answer.status == 503
    assert "revision.json" in answer.json()["detail"]
    assert running.get("/health").status == 503

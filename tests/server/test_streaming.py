"""Long answers: whole, or visibly broken; a client that leaves frees its worker."""

import shutil
import socket
import subprocess
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

PAIRS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
TRIPLES = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def running(server: Any) -> int:
    return int(server.app.extensions["entente"].engine.stats()["queries_running"])


def wait_until_idle(server: Any) -> None:
    end = time.monotonic() + 8
    while running(server):
        assert time.monotonic() < end, "the worker is still busy"
        time.sleep(0.02)


def wait_until_busy(server: Any) -> None:
    end = time.monotonic() + 8
    while not running(server):
        assert time.monotonic() < end, "the query did not begin"
        time.sleep(0.01)


def hang_up(server: Any, query: str, read: int) -> None:
    """Send a query, read so many bytes of the answer, and leave."""
    host, port = urlsplit(server.url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        path = "/sparql?" + urlencode({"query": query, "format": "csv"})
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        if read:
            assert client.recv(read)
        else:
            wait_until_busy(server)


def test_a_long_answer_arrives_whole(server: Any) -> None:
    answer = server.query(PAIRS + " LIMIT 100000", "text/csv")
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.body.count(b"\r\n") == 100_001
    wait_until_idle(server)


def test_http_1_0_gets_a_long_answer_with_its_length(server: Any) -> None:
    host, port = urlsplit(server.url).netloc.split(":")
    path = "/sparql?" + urlencode({"query": PAIRS + " LIMIT 50000", "format": "csv"})
    with socket.create_connection((host, int(port)), timeout=30) as client:
        client.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        with client.makefile("rb") as file:
            head, _, body = file.read().partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert body.count(b"\r\n") == 50_001


def test_a_late_query_is_503(make_server_on: Any) -> None:
    server = make_server_on(query_timeout=0.5)
    server.publish(1, 600)
    answer = server.query(ENDLESS)
    assert (answer.status, answer.json()["code"]) == (503, "query-timeout")
    assert int(answer.headers["Retry-After"]) > 0
    wait_until_idle(server)


def test_an_answer_broken_off_makes_curl_fail(make_server_on: Any) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    server = make_server_on(query_timeout=1)
    server.publish(1, 600)
    path = "/sparql?" + urlencode({"query": TRIPLES, "format": "csv"})
    for version in ("--http1.1", "--http1.0"):
        done = subprocess.run(
            ["curl", "-sS", "--fail", version, "-o", "/dev/null", server.url + path],
            capture_output=True,
            check=False,
            timeout=30,
        )
        assert done.returncode != 0, version
        wait_until_idle(server)


def test_a_full_server_says_so_to_what_takes_long(make_server_on: Any) -> None:
    server = make_server_on(query_workers=1, query_queue=0)
    server.publish(1, 600)
    assert server.query("ASK {}").status == 200
    host, port = urlsplit(server.url).netloc.split(":")
    with socket.create_connection((host, int(port))) as client:
        path = "/sparql?" + urlencode({"query": ENDLESS})
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        wait_until_busy(server)
        time.sleep(0.5)
        answer = server.query(ENDLESS)
        assert (answer.status, answer.json()["code"]) == (503, "overloaded")
        assert int(answer.headers["Retry-After"]) > 0
        assert server.query("ASK { ?s ?p ?o }").status == 200
        assert server.get("/health").status == 200
    wait_until_idle(server)


@pytest.mark.parametrize("read", [0, 1000], ids=["before the first byte", "in the middle"])
def test_a_client_that_hangs_up_frees_its_worker(server: Any, read: int) -> None:
    hang_up(server, TRIPLES if read else ENDLESS, read)
    wait_until_idle(server)
    assert server.query("ASK {}").status == 200


def test_head_of_a_long_answer_frees_the_worker(server: Any) -> None:
    path = "/sparql?" + urlencode({"query": TRIPLES, "format": "csv"})
    answer = server.request("HEAD", path)
    assert (answer.status, answer.body) == (200, b"")
    wait_until_idle(server)

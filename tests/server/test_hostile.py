"""Requests that mean harm: each gets an error in time, and the server goes on answering.

`make test` runs them small; `make soak` runs them at full size.
"""

import http.client
import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from tests.server.conftest import running, write_revision

TIMEOUT = 2.0
#: Seconds beyond the deadline that a busy machine may take.
PATIENCE = 8.0

SMALL, LARGE = 1, 8
scales = pytest.mark.parametrize("scale", [SMALL, pytest.param(LARGE, marks=pytest.mark.soak)])

QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("home")
    write_revision(home, 1, 600)
    declared = [f"scratch={home / 'scratch'},writable"]
    with running(
        home, query_timeout=TIMEOUT, query_memory_mb=256, dataset=declared, answer_spool_mb=20
    ) as made:
        yield made


def lookup(server: Any) -> None:
    """Make sure that somebody else is answered."""
    number = random.randrange(600)
    query = f"SELECT ?l {{ <https://w3id.org/entente/id/e{number}> ?p ?l }} # {random.random()}"
    answer = server.query(query, "text/csv")
    assert answer.status == 200, answer.text
    assert f"Entity {number}\r\n" in answer.text


def idle(server: Any, seconds: float = PATIENCE) -> None:
    """Wait until no query runs."""
    site = server.app.extensions["entente"]
    engines = [site.engine, site.datasets.get("scratch").engine()]
    end = time.monotonic() + seconds
    while any(engine.stats()["queries_running"] for engine in engines):
        assert time.monotonic() < end, "a worker is still busy"
        time.sleep(0.02)


_SLOW = ("^(a+)+$", "^(a|aa)+$", "(.*)*b")


def put(server: Any, query: str) -> tuple[int, str]:
    """Return status and code of the answer; one that is broken off on its way has no status."""
    headers = QUERY | {"Accept": "text/csv"}
    try:
        answer = server.request("POST", "/sparql", headers, query.encode())
    except (http.client.IncompleteRead, ConnectionError):
        return 0, "broken off"
    return answer.status, "" if answer.status == 200 else str(answer.json()["code"])


def queries() -> dict[str, str]:
    deep = 3_200
    some = "SELECT * { VALUES ?x { %s } FILTER(%s) }"
    letters = "a" * 60
    path = "(<a:p>|!<a:q>)*" * 12
    return {
        "nested braces": "SELECT * " + "{" * deep + "}" * deep,
        "nested parentheses": "SELECT * { FILTER(" + "(" * deep + "1" + ")" * deep + ") }",
        "nested lists": "SELECT * { ?s ?p " + "(" * deep + ")" * deep + " }",
        "nested triple terms": "SELECT * { ?s ?p "
        + "<<( ?a ?b " * deep
        + "1"
        + " )>>" * deep
        + "}",
        "sum of 20,000 terms": "SELECT (" + "+".join(["1"] * 20_000) + " AS ?x) {}",
        "many negations": "SELECT (" + "!" * 20_000 + "true AS ?x) {}",
        "many optionals": "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 5_000 + "}",
        "many binds": "SELECT * { " + "".join(f"BIND(1 AS ?x{n}) " for n in range(9_000)) + "}",
        "many unions": "SELECT * { " + " UNION ".join(["{}"] * 9_000) + "}",
        "product in order": f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f",
        "distinct count": f"SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f), STR(?i))) AS ?n) "
        f"{{ {CROSS} }}",
        "distinct rows": f"SELECT DISTINCT ?c ?f ?i ?l {{ {CROSS} }}",
        "grouped rows": f"SELECT ?c ?f ?i (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?c ?f ?i",
        "paths": f"SELECT (COUNT(*) AS ?n) {{ ?s {path} ?o . ?o {path} ?q . ?q {path} ?r }}",
        "path of all": "SELECT (COUNT(*) AS ?n) { ?a (!<a:q>|^!<a:q>)* ?b . "
        "?c (!<a:q>|^!<a:q>)* ?d }",
        "regular expression": some
        % (f'"{letters}!"', " && ".join(f"REGEX(?x, '{slow}')" for slow in _SLOW)),
        "repeated expression": some % ("'a'", f"REGEX(?x, '{'(' * 5}a{'{1,99})' * 5}')"),
        "concat bomb": "SELECT (STRLEN(?z) AS ?n) { BIND('0123456789' AS ?x0) "
        + "".join(f"BIND(CONCAT({','.join([f'?x{n}'] * 10)}) AS ?x{n + 1}) " for n in range(9))
        + "BIND(CONCAT(?x9, ?x9) AS ?z) }",
        "replace bomb": "SELECT (STRLEN(?z) AS ?n) { BIND('aaaaaaaaaa' AS ?x0) "
        + "".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaa') AS ?x{n + 1}) " for n in range(9))
        + "BIND(?x9 AS ?z) }",
        "group concat bomb": f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?x) "
        f"{{ {CROSS} }}",
        "values bomb": "SELECT (COUNT(*) AS ?n) { "
        + "".join(f"VALUES ?v{n} {{ {' '.join('0123456789')} }} " for n in range(12))
        + "}",
        "exists in exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f "
        "FILTER NOT EXISTS { ?g ?h ?i FILTER(?c = ?f && ?f = ?i && ?i = 'none') } } }",
    }


@pytest.mark.parametrize("name", queries())
def test_a_hostile_query_ends_in_time(server: Any, name: str) -> None:
    started = time.monotonic()
    status, code = put(server, queries()[name])
    assert time.monotonic() - started < TIMEOUT + PATIENCE
    # What the engine takes in its stride may be answered; all else has a reason.
    assert status in (0, 200, 400, 413, 503), code
    assert code in ("", "query-syntax", "query-too-large", "query-timeout", "query", "broken off")
    idle(server)
    lookup(server)


@scales
def test_lookups_go_on_beside_hostile_queries(server: Any, scale: int) -> None:
    hostile = list(queries().values())
    chance = random.Random(scale)
    stop = time.monotonic() + 2 * TIMEOUT * scale
    seen: Counter[int] = Counter()

    def attack(own: random.Random) -> None:
        while time.monotonic() < stop:
            seen[put(server, own.choice(hostile))[0]] += 1

    threads = [
        threading.Thread(target=attack, args=(random.Random(chance.random()),)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    done = 0
    while time.monotonic() < stop:
        lookup(server)
        done += 1
    for thread in threads:
        thread.join(60)
    assert done > 5
    assert set(seen) <= {0, 200, 400, 413, 503}, seen
    idle(server)


@pytest.mark.parametrize(
    "path", ["/sparql", "/datasets/scratch/sparql", "/datasets/scratch/update"]
)
def test_what_is_too_long_or_no_text_is_refused(server: Any, path: str) -> None:
    kind = UPDATE if path.endswith("update") else QUERY
    verb = b"INSERT DATA { } #" if path.endswith("update") else b"ASK {} #"
    long = server.request("POST", path, kind, verb + b"x" * 10_000_000)
    assert (long.status, long.json()["status"]) == (413, 413)
    middle = server.request("POST", path, kind, verb + b"x" * 3_000_000)
    assert middle.status == 413
    for body in (b"\xff\xfe", b"ASK { ?s ?p '\xc3' }", b"\xed\xa0\x80"):
        assert server.request("POST", path, kind, body).status == 400
    lookup(server)


def raw(server: Any, data: bytes) -> bytes:
    """Send bytes as they are and return what comes back."""
    host, port = urlsplit(server.url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as client:
        try:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            with client.makefile("rb") as file:
                return file.read(2000)
        except OSError:
            return b""


def test_floods_of_headers_and_nonsense_are_refused(server: Any) -> None:
    floods = [
        b"GET /sparql?query=ASK{} HTTP/1.1\r\n" + b"X: y\r\n" * 300_000 + b"\r\n",
        b"GET /sparql HTTP/1.1\r\nX: " + b"y" * 3_000_000 + b"\r\n\r\n",
        b"GET /sparql?query=" + b"A" * 5_000_000 + b" HTTP/1.1\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"GET  HTTP/9.9\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nContent-Length: -5\r\n\r\nASK {}",
        b"POST /sparql HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nxyz",
        b"GET /sparql HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    ]
    for data in floods:
        first = raw(server, data).split(b"\r\n")[0]
        assert not first.startswith(b"HTTP/1.1 2") or b"Host: b" in data, first
        lookup(server)


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/static/../../pyproject.toml",
        "/static/..%2f..%2fpyproject.toml",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/data/..%2f..%2fpyproject.toml",
        "/graphs/../../etc/passwd",
        "/datasets/..%2f..%2fetc/sparql",
        "/datasets/scratch/graphs/..%2f..%2f..%2fetc%2fpasswd",
        "/id/%00",
        "//etc/passwd",
    ],
)
def test_no_path_leads_out(server: Any, path: str) -> None:
    answer = server.request("GET", path)
    assert answer.status in (400, 404, 308)
    assert b"root:" not in answer.body
    assert b"[project]" not in answer.body


@contextmanager
def canary() -> Iterator[tuple[str, int, list[str]]]:
    """Listen where nobody has business, and record who calls."""
    called: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    connection, address = listener.accept()
                except TimeoutError:
                    continue
                called.append(str(address))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield "127.0.0.1", listener.getsockname()[1], called
        finally:
            time.sleep(0.3)
            ended.set()
            thread.join()


def spellings(port: int) -> list[str]:
    hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"]
    hosts += ["[::ffff:127.0.0.1]", "user@127.0.0.1", "127.0.0.1.", "LOCALHOST"]
    return [f"http://{host}:{port}/x" for host in hosts]


def test_no_other_server_is_asked(server: Any) -> None:
    group = "{ ?s ?p ?o }"
    with canary() as (host, port, called):
        plain = f"http://{host}:{port}/x"
        escaped = "".join(f"\\u{ord(character):04x}" for character in plain)
        services = [f"SERVICE <{iri}> {group}" for iri in spellings(port)] + [
            f"SERVICE SILENT <{plain}> {group}",
            f"service<{plain}>{group}",
            f"\\u0053ERVICE <{plain}> {group}",
            f"SERVICE <{escaped}> {group}",
            f"SERVICE e:x {group}",
            f"SERVICE <x> {group}",
            f"VALUES ?e {{ <{plain}> }} SERVICE ?e {group}",
            f"BIND(<{plain}> AS ?e) SERVICE ?e {group}",
            f"OPTIONAL {{ {{ SERVICE SILENT <{plain}> {group} }} }}",
            f"FILTER EXISTS {{ SERVICE <{plain}> {group} }}",
            f"{{ SELECT * {{ SERVICE <{plain}> {group} }} }}",
            f"SERVICE <{plain}> {{ SERVICE <{plain}> {group} }}",
            f"?s ?p 1SERVICE<{plain}>{group}",
        ]
        loads = [f"LOAD <{iri}>" for iri in spellings(port)] + [
            f"LOAD SILENT <{plain}>",
            f"LOAD SILENT <{plain}> INTO GRAPH <a:g>",
            f"load<{plain}>",
            f"\\u004cOAD <{plain}>",
            f"LOAD <{escaped}>",
            "LOAD e:x",
            "LOAD <x>",
            f"CLEAR ALL;LOAD<{plain}>",
            f"INSERT DATA {{ <a:b> <a:c> 1 }} ; LOAD <{plain}> INTO GRAPH <a:g>",
        ]
        prologue = f"BASE <{plain}> PREFIX e: <http://{host}:{port}/> "
        for clause in services:
            for path in ("/sparql", "/datasets/scratch/sparql"):
                text = f"{prologue} SELECT * {{ {clause} }}"
                answer = server.request("POST", path, QUERY, text.encode())
                assert answer.status in (400, 403), (clause, answer.text)
        for text in [*loads, *(f"INSERT {{ ?s ?p ?o }} WHERE {{ {each} }}" for each in services)]:
            answer = server.request(
                "POST", "/datasets/scratch/update", UPDATE, (prologue + text).encode()
            )
            silent = "LOAD SILENT" in text
            assert answer.status in ((204,) if silent else (400, 403)), (text, answer.text)
    assert called == []
    lookup(server)


def test_a_server_on_the_list_is_asked(make_server_on: Any, tmp_path: Path) -> None:
    """What the canary hears when it may: the walls are what kept the others out."""
    with canary() as (host, port, called):
        declared = [f"scratch={tmp_path / 's'},writable"]
        server = make_server_on(fetch_hosts=[f"{host}:{port}"], dataset=declared)
        server.publish(1, 3)
        text = f"SELECT * {{ SERVICE <http://{host}:{port}/x> {{ ?s ?p ?o }} }}"
        server.request("POST", "/sparql", QUERY, text.encode())
        assert len(called) == 1
        load = f"LOAD <http://{host}:{port}/x>"
        server.request("POST", "/datasets/scratch/update", UPDATE, load.encode())
        assert len(called) == 2
        other = f"SELECT * {{ SERVICE <http://localhost:{port}/x> {{ ?s ?p ?o }} }}"
        assert server.request("POST", "/sparql", QUERY, other.encode()).status == 403
    assert len(called) == 2


@scales
def test_slow_senders_keep_nobody_waiting(server: Any, scale: int) -> None:
    host, port = urlsplit(server.url).netloc.split(":")
    with ExitStack() as open_:
        senders = [
            open_.enter_context(socket.create_connection((host, int(port))))
            for _ in range(50 * scale)
        ]
        for number, sender in enumerate(senders):
            verb = b"POST /sparql HTTP/1.1\r\nContent-Length: 100\r\n" if number % 2 else b"GET /"
            sender.sendall(verb)
        for _ in range(5):
            for sender in senders:
                sender.sendall(b"x")
            lookup(server)


@scales
def test_slow_readers_keep_nobody_waiting(server: Any, scale: int) -> None:
    host, port = urlsplit(server.url).netloc.split(":")
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 40000"
    path = "/sparql?" + urlencode({"query": query, "format": "csv"})
    with ExitStack() as open_:
        readers = []
        for _ in range(25 * scale):
            reader = socket.socket()
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect((host, int(port)))
            open_.enter_context(reader)
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            readers.append(reader)
        for _ in range(10):
            lookup(server)
            time.sleep(0.1)
        for reader in readers:
            reader.settimeout(20)
            assert reader.recv(1)
    idle(server, 2 * PATIENCE)
    whole = server.query(query, "text/csv")
    assert whole.body.count(b"\r\n") == 40_001


@scales
def test_clients_that_hang_up_free_their_workers(server: Any, scale: int) -> None:
    host, port = urlsplit(server.url).netloc.split(":")
    path = "/sparql?" + urlencode({"query": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"})
    for _ in range(scale):
        with ExitStack() as open_:
            for _ in range(48):
                client = open_.enter_context(socket.create_connection((host, int(port))))
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            time.sleep(0.5)
        idle(server)
        lookup(server)


@scales
def test_a_process_that_is_killed_costs_one_answer_at_most(server: Any, scale: int) -> None:
    chance = random.Random(scale)
    site = server.app.extensions["entente"]
    for _ in range(4 * scale):
        nursery = site.engine.snapshot.nursery._process.pid
        below = [nursery, *children(nursery)]
        os.kill(chance.choice(below), 9)
        answers = [server.query(f"ASK {{ ?s ?p 'never' }} # {n}", "text/csv") for n in range(4)]
        refused = [answer for answer in answers if answer.status != 200]
        assert len(refused) <= 1
        assert {answer.body for answer in answers if answer.status == 200} <= {
            b"boolean\r\nfalse\r\n"
        }
        assert {answer.status for answer in refused} <= {503}
        text = f"INSERT DATA {{ <a:b> <a:c> {chance.random()} }}".encode()
        writer = site.datasets.get("scratch").store._writer._process
        if writer is not None:
            os.kill(writer.pid, 9)
        statuses = [
            server.request("POST", "/datasets/scratch/update", UPDATE, text).status
            for _ in range(3)
        ]
        assert statuses.count(204) >= 2
    lookup(server)


def children(pid: int) -> list[int]:
    """Return the processes that this one started (Linux)."""
    found: list[int] = []
    for file in Path("/proc", str(pid), "task").glob("*/children"):
        found += map(int, file.read_text().split())
    return found


@scales
def test_anonymous_updates_and_bombs_leave_the_dataset_as_it_is(server: Any, scale: int) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    ask = f"/datasets/scratch/sparql?query={quote(count)}&format=csv"
    server.request("POST", "/datasets/scratch/update", UPDATE, b"CLEAR ALL")
    filled = " . ".join(f"<a:s{n}> <a:p{n % 5}> {n}" for n in range(300)).encode()
    server.request("POST", "/datasets/scratch/update", UPDATE, b"INSERT DATA {" + filled + b"}")
    bombs = [text for text in queries().values() if text.startswith("SELECT * {")]
    for text in bombs[: 4 * scale]:
        update = text.replace("SELECT * {", "INSERT { ?x ?y ?z } WHERE {", 1)
        answer = server.request("POST", "/datasets/scratch/update", UPDATE, update.encode())
        assert answer.status in (204, 400, 413, 503)
        assert server.get(ask).body == b"n\r\n300\r\n"
    refused = server.request("POST", "/sparql", UPDATE, b"CLEAR ALL")
    assert refused.status == 403
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    connection.request("DELETE", "/graphs?default")
    assert connection.getresponse().status == 405
    connection.close()

"""What others notice of hostile clients: lookups beside them, and workers that they leave.

    python -m bench.hostile --quads 100000

Four clients send queries that never end, bombs and nonsense without a pause, while one client
looks up entities; then 200 clients read long answers slowly; then 48 clients hang up in the middle
of a query. Deadline 5 seconds, result cache off.
"""

import argparse
import http.client
import itertools
import random
import re
import socket
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from bench.sparql import PREFIXES, SHAPES, Server, entente, graph, request_line, write

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HOSTILE = (
    f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f",
    f"SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f))) AS ?n) {{ {CROSS} }}",
    f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?x) {{ {CROSS} }}",
    "SELECT (COUNT(*) AS ?n) { ?a (!<a:q>|^!<a:q>)* ?b . ?c (!<a:q>|^!<a:q>)* ?d }",
    f"SELECT * {{ {CROSS} }}",
    "SELECT * " + "{" * 3200 + "}" * 3200,
    "SELECT (" + "+".join(["1"] * 20_000) + " AS ?x) {}",
    "SELECT (STRLEN(?x8) AS ?n) { BIND('0123456789' AS ?x0) "
    + "".join(f"BIND(CONCAT({','.join([f'?x{n}'] * 10)}) AS ?x{n + 1}) " for n in range(8))
    + "}",
)


def post(server: Server, query: str) -> None:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    try:
        connection.request("POST", server.path, (PREFIXES + query).encode(), headers)
        response = connection.getresponse()
        while response.read(1 << 20):
            pass
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()


def lookups(server: Server, what: str, events: int, until: float) -> None:
    """Print how long lookups took until a moment came."""
    chance = random.Random(3)
    spent = []
    while time.monotonic() < until:
        spent.append(server.ask(SHAPES[0].query(chance.randrange(events)))[0])
    spent.sort()
    middle, late = spent[len(spent) // 2], spent[len(spent) * 99 // 100]
    print(f"{len(spent):,} lookups {what}: median {middle:.1f} ms, 99th percentile {late:.1f} ms")


def running(server: Server) -> int:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    match = re.search(r"^entente_queries_running (\d+)$", text, re.MULTILINE)
    assert match is not None
    return int(match[1])


def idle(server: Server) -> float:
    """Return the seconds until no query runs."""
    begin = time.monotonic()
    while running(server):
        time.sleep(0.01)
    return time.monotonic() - begin


def attack(server: Server, number: int, until: float) -> None:
    for query in itertools.islice(itertools.cycle(HOSTILE), number, None):
        if time.monotonic() > until:
            return
        post(server, query)


def slow_readers(server: Server, open_: ExitStack) -> None:
    request = request_line(server, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000")
    for _ in range(200):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect((server.host, server.port))
        open_.enter_context(reader)
        reader.sendall(request)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    events = options.quads // 10
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_:
        home = Path(folder) / "home"
        triples = Path(folder) / "graph.nt"
        with triples.open("w") as stream:
            stream.writelines(f"{line}\n" for line in graph(options.quads))
        write(home, triples)
        server = open_.enter_context(entente(home, timeout=5))
        lookups(server, "alone", events, time.monotonic() + options.seconds / 3)
        until = time.monotonic() + options.seconds
        hostile = [
            threading.Thread(target=attack, args=(server, number * 2, until)) for number in range(4)
        ]
        for thread in hostile:
            thread.start()
        lookups(server, "beside four hostile clients", events, until)
        for thread in hostile:
            thread.join()
        idle(server)
        with ExitStack() as readers:
            slow_readers(server, readers)
            lookups(server, "while 200 slow readers come", events, time.monotonic() + 5)
            lookups(server, "while 200 slow readers stay", events, time.monotonic() + 10)
        idle(server)
        request = request_line(server, HOSTILE[0])
        with ExitStack() as clients:
            for _ in range(48):
                client = socket.create_connection((server.host, server.port))
                clients.enter_context(client)
                client.sendall(request)
            time.sleep(1)
        print(f"48 clients hung up: all workers free after {idle(server):.2f} s")


if __name__ == "__main__":
    main()

"""Speed of the SPARQL endpoint, beside Oxigraph's own server and rdflib-endpoint.

    python -m bench.sparql --quads 1000000
    python -m bench.sparql --quads 100000 --oxigraph oxigraph --rdflib-endpoint rdflib-endpoint

All servers hold the same generated graph and answer the same queries in turn, one at a time, the
result cache off. A peer takes part where its command is named. Times are medians in milliseconds
of whole answers over a connection that is kept open; the queries of one shape differ in their
constants.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from bench import load

E = "http://example.org/"
PREFIXES = f"PREFIX e: <{E}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
YEARS, PLACES, KINDS = 50, 400, 30

SERVE = """
import sys
from pathlib import Path
from server.serve import serve
from server.settings import Settings
settings = Settings.load(
    {}, home=Path(sys.argv[1]), port=0, result_cache_mb=float(sys.argv[2]),
    query_in_memory_mb=float(sys.argv[3]), query_timeout=float(sys.argv[4]),
)
serve(settings, ready=lambda url: print(url, flush=True))
"""


def graph(quads: int) -> Iterator[str]:
    """Yield about so many triples as N-Triples: events with places, years, kinds and actors."""
    chance = random.Random(7)
    label, a = (
        "<http://www.w3.org/2000/01/rdf-schema#label>",
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
    )
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    for place in range(PLACES):
        yield f'<{E}place{place}> {label} "Place {place}"@en .'
        if place:
            yield f"<{E}place{place}> <{E}within> <{E}place{(place - 1) // 3}> ."
    events = quads // 10
    for event in range(events):
        me = f"<{E}event{event}>"
        yield f"{me} {a} <{E}Kind{chance.randrange(KINDS)}> ."
        yield f'{me} {label} "Event number {event} of {chance.randrange(9999)}"@en .'
        yield f'{me} <{E}year> "{1970 + chance.randrange(YEARS)}"^^{integer} .'
        yield f"{me} <{E}place> <{E}place{chance.randrange(PLACES)}> ."
        yield f"{me} <{E}follows> <{E}event{chance.randrange(events)}> ."
        for _ in range(4):
            yield f"{me} <{E}actor> <{E}actor{int(events / 5 * chance.random() ** 2)}> ."
        if event % 3 == 0:
            yield f'{me} <{E}note> "{chance.choice("abcdefgh") * 3} {chance.random()}" .'


@dataclass(frozen=True)
class Shape:
    """A shape of query: its name, and the query with numbers from a range put in."""

    name: str
    query: Callable[[int], str]


SHAPES = (
    Shape("entity lookup", lambda n: f"SELECT ?p ?o {{ e:event{n} ?p ?o }}"),
    Shape("who points here", lambda n: f"SELECT ?s ?p {{ ?s ?p e:actor{n % 500} }} LIMIT 200"),
    Shape(
        "star",
        lambda n: (
            f"SELECT ?e ?l ?y {{ ?e e:place e:place{n % PLACES} ; rdfs:label ?l ; "
            f"e:year ?y ; a e:Kind{n % KINDS} }}"
        ),
    ),
    Shape(
        "chain of three",
        lambda n: f"SELECT ?c {{ e:event{n} e:follows ?a . ?a e:follows ?b . ?b e:actor ?c }}",
    ),
    Shape(
        "two hops back",
        lambda n: f"SELECT DISTINCT ?other {{ ?e e:actor e:actor{n % 2000} , ?other }} LIMIT 500",
    ),
    Shape(
        "range",
        lambda n: (
            f"SELECT ?e ?y {{ ?e a e:Kind{n % KINDS} ; e:year ?y "
            f"FILTER(?y > {2000 + n % 10}) }} LIMIT 1000"
        ),
    ),
    Shape(
        "text",
        lambda n: (
            f"SELECT ?e ?l {{ ?e a e:Kind{n % KINDS} ; rdfs:label ?l "
            f'FILTER(CONTAINS(?l, "of {n % 1000}")) }}'
        ),
    ),
    Shape(
        "optional",
        lambda n: f"SELECT ?e ?n {{ ?e e:place e:place{n % PLACES} OPTIONAL {{ ?e e:note ?n }} }}",
    ),
    Shape(
        "group and count",
        lambda n: (
            f"SELECT ?y (COUNT(*) AS ?n) {{ ?e a e:Kind{n % KINDS} ; e:year ?y }} GROUP BY ?y"
        ),
    ),
    Shape(
        "count distinct",
        lambda n: f"SELECT (COUNT(DISTINCT ?a) AS ?n) {{ ?e a e:Kind{n % KINDS} ; e:actor ?a }}",
    ),
    Shape(
        "order and limit",
        lambda n: (
            f"SELECT ?e ?y ?l {{ ?e a e:Kind{n % KINDS} ; e:year ?y ; rdfs:label ?l }} "
            "ORDER BY DESC(?y) ?l LIMIT 20"
        ),
    ),
    Shape(
        "path",
        lambda n: (
            f"SELECT ?e {{ ?e e:place/e:within* e:place{n % 40} ; a e:Kind{n % KINDS} }} LIMIT 500"
        ),
    ),
    Shape(
        "construct",
        lambda n: f"CONSTRUCT {{ ?e ?p ?o }} WHERE {{ ?e e:place e:place{n % PLACES} ; ?p ?o }}",
    ),
)


@dataclass
class Server:
    """A server that runs, and the path of its endpoint."""

    name: str
    host: str
    port: int
    path: str
    process: subprocess.Popen[str]

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=600)

    def ask(self, query: str) -> tuple[float, bytes]:
        """Return the milliseconds of the whole answer, and the answer."""
        accept = "text/turtle" if "CONSTRUCT" in query else "application/sparql-results+json"
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        begin = time.perf_counter()
        self.connection.request("POST", self.path, (PREFIXES + query).encode(), headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{self.name}: {response.status} {body[:300]!r}")
        return (time.perf_counter() - begin) * 1000, body


def write(home: Path, triples: Path) -> Path:
    """Write the graph as a published revision and return the folder of its store."""
    path = home / "graph" / "1-00000001"
    path.mkdir(parents=True)
    store = ox.Store(str(path / "store"))
    store.bulk_load(path=str(triples), format=ox.RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()
    counts = {"documents": 0, "claims": 0, "triples": len(store)}
    record = {"number": 1, "digest": "0" * 64, "counts": counts}
    (path / "revision.json").write_text(json.dumps(record))
    (home / "graph" / "current").symlink_to(path.name)
    return path / "store"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def process(command: list[str], **options: object) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if "ENTENTE" not in name}
    started = subprocess.Popen(command, text=True, env=environment, **options)  # type: ignore[call-overload]
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


@contextmanager
def entente(
    home: Path, *, cache_mb: float = 0, memory_mb: float = 100_000, timeout: float = 120
) -> Iterator[Server]:
    given = [str(value) for value in (home, cache_mb, memory_mb, timeout)]
    command = [sys.executable, "-c", SERVE, *given]
    with process(command, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        url = started.stdout.readline().strip()
        port = int(url.rstrip("/").rpartition(":")[2])
        server = Server("Entente", "127.0.0.1", port, "/sparql", started)
        settle(server)
        if memory_mb:
            wait_for_memory(server)
        yield server


@contextmanager
def peer(name: str, command: list[str], port: int, path: str) -> Iterator[Server]:
    with process(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        server = Server(name, "127.0.0.1", port, path, started)
        settle(server)
        yield server


def settle(server: Server) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + 900
    while True:
        try:
            server.ask("ASK { ?s ?p ?o }")
            return
        except (OSError, RuntimeError, http.client.HTTPException):
            server.connection.close()
            if time.monotonic() > end or server.process.poll() is not None:
                raise
            time.sleep(0.2)


def wait_for_memory(server: Server) -> None:
    """Wait until the graph is read into memory."""
    while True:
        server.connection.request("GET", "/metrics")
        if b"entente_graph_in_memory 1" in server.connection.getresponse().read():
            return
        time.sleep(0.5)


def shapes(servers: list[Server], events: int, rounds: int) -> None:
    chance = random.Random(1)
    head = " | ".join(server.name for server in servers)
    ratios = " | ".join(f"{server.name} / Entente" for server in servers[1:])
    print(f"| shape | {head} | {ratios} |" if ratios else f"| shape | {head} |")
    print("|---|" + "---|" * (2 * len(servers) - 1))
    for shape in SHAPES:
        times: dict[str, list[float]] = {server.name: [] for server in servers}
        for number in range(rounds + 2):
            query = shape.query(chance.randrange(events))
            for server in servers[number % len(servers) :] + servers[: number % len(servers)]:
                spent, _ = server.ask(query)
                if number >= 2:
                    times[server.name].append(spent)
        medians = [statistics.median(times[server.name]) for server in servers]
        cells = [f"{value:.2f}" for value in medians]
        cells += [f"{value / medians[0]:.1f}" for value in medians[1:]]
        print(f"| {shape.name} | {' | '.join(cells)} |", flush=True)


def request_line(server: Server, query: str) -> bytes:
    path = f"{server.path}?query={quote(PREFIXES + query)}"
    accept = "application/sparql-results+json"
    return (
        f"GET {path} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nAccept: {accept}\r\n\r\n"
    ).encode()


def throughput(server: Server, what: str, queries: list[str], seconds: float) -> None:
    requests = [request_line(server, query) for query in queries]
    done = load.run((server.host, server.port), requests, 16, seconds)
    print(
        f"{server.name}, {what}, 16 clients: {done.rate:,.0f} per second, median "
        f"{done.median * 1000:.1f} ms, 99th percentile {done.p99 * 1000:.1f} ms, "
        f"{done.failures} failures",
        flush=True,
    )


def first_byte(server: Server) -> None:
    request = request_line(server, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000")
    spent = []
    for _ in range(7):
        with socket.create_connection((server.host, server.port)) as client:
            begin = time.perf_counter()
            client.sendall(request)
            client.recv(1)
            spent.append((time.perf_counter() - begin) * 1000)
            time.sleep(0.3)
    print(f"{server.name}, first byte of 100,000 rows: {statistics.median(spent):.1f} ms")


def publish(server: Server, home: Path, store: Path) -> None:
    """Say how long it takes from the link to a new revision until an answer comes from it."""
    spent = []
    for number in range(2, 6):
        path = home / "graph" / f"{number}-{number:08x}"
        path.mkdir()
        shutil.copytree(store, path / "store", copy_function=os.link)
        record = json.loads((home / "graph/1-00000001/revision.json").read_text())
        (path / "revision.json").write_text(json.dumps(record | {"number": number}))
        link = home / "graph" / "next"
        link.symlink_to(path.name)
        begin = time.perf_counter()
        link.replace(home / "graph" / "current")
        while True:
            server.connection.request("GET", f"/sparql?query={quote(f'ASK {{ ?s ?p {number} }}')}")
            response = server.connection.getresponse()
            response.read()
            if str(response.headers["Entente-Revision"]).startswith(f"{number}-"):
                break
        spent.append((time.perf_counter() - begin) * 1000)
        time.sleep(3)
    print(f"{server.name}, publish to visible: {statistics.median(spent):.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--disk", action="store_true", help="keep the graph on disk")
    parser.add_argument("--oxigraph", help="command of Oxigraph's server")
    parser.add_argument("--rdflib-endpoint", help="command of rdflib-endpoint")
    options = parser.parse_args()
    events = options.quads // 10
    memory_mb = 0 if options.disk else 100_000
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        home = Path(folder) / "home"
        triples = Path(folder) / "graph.nt"
        with triples.open("w") as stream:
            stream.writelines(f"{line}\n" for line in graph(options.quads))
        store = write(home, triples)
        servers = [running.enter_context(entente(home, memory_mb=memory_mb))]
        if options.oxigraph:
            copy = Path(folder) / "oxigraph"
            shutil.copytree(store, copy)
            port = free_port()
            command = [options.oxigraph, "serve-read-only", "--location", str(copy)]
            command += ["--bind", f"127.0.0.1:{port}"]
            servers.append(running.enter_context(peer("Oxigraph", command, port, "/query")))
        if options.rdflib_endpoint:
            port = free_port()
            command = [options.rdflib_endpoint, "serve", str(triples)]
            command += ["--host", "127.0.0.1", "--port", str(port)]
            servers.append(running.enter_context(peer("rdflib-endpoint", command, port, "/")))
        held = "on disk" if options.disk else "in memory"
        print(f"{options.quads:,} quads, Entente {held}, {options.rounds} rounds\n")
        shapes(servers, events, options.rounds)
        print()
        chance = random.Random(2)
        lookups = [SHAPES[0].query(chance.randrange(events)) for _ in range(20_000)]
        for server in servers[:2]:
            throughput(server, "distinct lookups", lookups, options.seconds)
        for server in servers[:2]:
            first_byte(server)
        publish(servers[0], home, home / "graph/1-00000001/store")
        running.close()
        with entente(home, cache_mb=64, memory_mb=memory_mb) as server:
            throughput(server, "repeated lookups from the cache", lookups[:50], options.seconds)
            again = [SHAPES[9].query(3)]
            throughput(server, "one repeated aggregate from the cache", again, options.seconds)


if __name__ == "__main__":
    main()

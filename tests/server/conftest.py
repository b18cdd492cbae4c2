"""A real server on a loopback port, over a small revision built by hand."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import pytest
from flask import Flask

from graph.search import build
from ontology import terms
from server.app import create_app
from server.serve import address, make_server
from server.settings import Settings

#: Enough entities that all pairs of them are a long answer.
SIZE = 600


def triples(size: int) -> Iterator[ox.Triple]:
    label, uses = ox.NamedNode(terms.RDFS_LABEL), ox.NamedNode(terms.ent("usesTool"))
    tool = ox.NamedNode(terms.concept("tool", "joint-exercise"))
    yield ox.Triple(tool, label, ox.Literal("joint exercise", language="en"))
    for number in range(size):
        entity = ox.NamedNode(f"{terms.ID}e{number}")
        yield ox.Triple(entity, label, ox.Literal(f"Entity {number}", language="en"))
        yield ox.Triple(entity, uses, tool)


def write_revision(home: Path, number: int, size: int) -> Path:
    """Write a revision, make it the current one, and return its folder."""
    path = home / "graph" / f"{number}-{number:08x}"
    path.mkdir(parents=True)
    store = ox.Store(str(path / "store"))
    graphs = (ox.DefaultGraph(), ox.NamedNode(terms.graph("published")))
    store.bulk_extend(ox.Quad(*triple, graph) for triple in triples(size) for graph in graphs)
    store.flush()
    build(path / "search.sqlite", {"published": set(triples(size))})
    counts = {"documents": 2, "claims": 3, "triples": 2 * size + 1, "graph/published": 2 * size + 1}
    record = {"number": number, "digest": f"{number:08x}" * 8, "counts": counts}
    (path / "revision.json").write_text(json.dumps(record))
    link = home / "graph" / "next"
    link.symlink_to(path.name)
    link.replace(home / "graph" / "current")
    return path


@dataclass(frozen=True)
class Answer:
    """A response, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> dict[str, object]:
        parsed = json.loads(self.body)
        assert isinstance(parsed, dict)
        return parsed


@dataclass(frozen=True)
class Running:
    """A server that runs in a thread of the test."""

    url: str
    home: Path
    app: Flask

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str | None = None, **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, given | ({"Accept": accept} if accept else {}))

    def query(self, query: str, accept: str | None = None, **fields: str) -> Answer:
        return self.get("/sparql?" + urlencode({"query": query, **fields}), accept)

    def publish(self, number: int, size: int) -> Path:
        return write_revision(self.home, number, size)


MakeServer = Callable[..., Running]


@contextmanager
def running(home: Path, **options: object) -> Iterator[Running]:
    """Run a server with these settings over what is in ``home``."""
    settings = Settings.load({}, home=home, port=0, **options)
    app = create_app(settings)
    server = make_server(app, settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Running(address(server, settings).rstrip("/"), home, app)
    finally:
        server.close()
        app.extensions["entente"].close()
        thread.join(10)


@pytest.fixture
def make_server_on(tmp_path: Path) -> Iterator[MakeServer]:
    """Return a function that starts a server with these settings, over no graph of its own."""
    with ExitStack() as started:
        yield lambda **options: started.enter_context(running(tmp_path, **options))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server over a small graph, shared by the tests of a module that only read."""
    home = tmp_path_factory.mktemp("home")
    write_revision(home, 1, SIZE)
    with running(home, query_timeout=10) as made:
        yield made

"""One server with one writable dataset, asked over one connection that is kept open."""

import http.client
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest

from server.app import create_app
from server.serve import address, make_server
from server.settings import Settings


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip()


class Client:
    """A client of one dataset."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url.rstrip("/")
        self.path = f"/datasets/{name}"
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.loaded: set[Any] | None = None

    def close(self) -> None:
        self._connection.close()

    def request(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        self._connection.request(method, path, body or None, dict(headers or {}))
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def query(self, text: bytes, accept: str) -> Answer:
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.request("POST", f"{self.path}/sparql", headers, text)

    def update(self, text: bytes) -> Answer:
        self.loaded = None
        headers = {"Content-Type": "application/sparql-update"}
        return self.request("POST", f"{self.path}/update", headers, text)

    def load(self, quads: set[ox.Quad]) -> None:
        """Make the dataset hold these quads and nothing else."""
        if self.loaded == quads:
            return
        assert self.update(b"DROP ALL").status == 204
        body = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        if body:
            headers = {"Content-Type": "application/n-quads"}
            answer = self.request("POST", f"{self.path}/graphs", headers, body)
            assert answer.status == 204, answer.body
        self.loaded = quads

    def quads(self) -> set[ox.Quad]:
        answer = self.request("GET", f"{self.path}/graphs", {"Accept": "application/n-quads"})
        assert answer.status == 200, answer.body
        return set(ox.parse(answer.body, ox.RdfFormat.N_QUADS))

    def graphs(self, path: str) -> str:
        return f"{self.path}/graphs{quote(path, safe='/?=&%')}"


@pytest.fixture(scope="session")
def suites(root: Path) -> Path:
    """The folder with the W3C test suites, which lies beside the checkout."""
    folder = root.parent / "shared" / "rdf-tests" / "sparql"
    if not folder.is_dir():
        pytest.skip("needs the W3C suites in ../shared/rdf-tests, which are not of this project")
    return folder


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    # In memory where the system has such a folder: the suites change the dataset all the time.
    memory = Path("/dev/shm")
    home = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    settings = Settings.load(
        {}, home=home, port=0, dataset=[f"w3c={home / 'w3c'},writable"], result_cache_mb=0
    )
    app = create_app(settings)
    server = make_server(app, settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    made = Client(address(server, settings), "w3c")
    yield made
    made.close()
    app.extensions["entente"].close()
    server.close()
    thread.join(10)
    shutil.rmtree(home, ignore_errors=True)

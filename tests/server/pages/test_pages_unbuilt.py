"""What a server without a graph, or with a graph of little, answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from claims.ledger import Ledger
from claims.policy import Policy
from graph.publish import publish
from server.app import create_app
from server.building import ledger_path
from server.settings import Settings


@pytest.fixture
def unbuilt(tmp_path: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings.load({}, home=tmp_path))
    yield app.test_client()
    app.extensions["entente"].close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A graph of no documents: the ontology alone."""
    home = tmp_path_factory.mktemp("empty")
    with Ledger.open(ledger_path(home)) as ledger:
        publish(ledger.state(set()), Policy(0.5), home)
    app = create_app(Settings.load({}, home=home))
    yield app.test_client()
    app.extensions["entente"].close()


def test_the_first_page_says_how_to_begin(unbuilt: FlaskClient) -> None:
    answer = unbuilt.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "entente build" in answer.text


def test_the_ontology_needs_no_graph(unbuilt: FlaskClient) -> None:
    assert unbuilt.get("/ontology", headers={"Accept": "text/html"}).status_code == 200
    assert unbuilt.get("/ontology?format=ttl").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/claims",
        "/entities",
        "/documents",
        "/void",
        "/id/nato",
        "/page/id/nato",
        "/data/id/nato.ttl",
    ],
)
def test_what_needs_a_graph_says_so(unbuilt: FlaskClient, path: str) -> None:
    answer = unbuilt.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.get_json()["hint"] == "Run: entente build"


@pytest.mark.parametrize(
    "path",
    ["/", "/claims", "/entities", "/entities?q=x", "/documents", "/void", "/concept/tool",
     "/page/concept/tool", "/page/concept/tool/joint-exercise", "/page/graph/claims"],
)  # fmt: skip
def test_a_graph_of_no_documents_has_all_pages(empty: FlaskClient, path: str) -> None:
    answer = empty.get(path, headers={"Accept": "text/html"})
    assert answer.status_code in (200, 303), answer.text

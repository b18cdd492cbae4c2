"""A small published revision, built by hand."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.query import QueryEngine
from ontology import terms

LABEL = ox.NamedNode(terms.RDFS_LABEL)
USES = ox.NamedNode(terms.ent("usesTool"))
REIFIES = ox.NamedNode(f"{terms.RDF}reifies")


def entity(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{terms.ID}e{number}")


def quads(size: int) -> Iterator[ox.Quad]:
    """Entities with a label each in the default graph and in ``published``, one fact twice."""
    published, qualified = (ox.NamedNode(terms.graph(n)) for n in ("published", "qualified"))
    tool = ox.NamedNode(terms.concept("tool", "joint-exercise"))
    for number in range(size):
        label = ox.Literal(f"Entity {number}", language="en")
        for graph in (ox.DefaultGraph(), published):
            yield ox.Quad(entity(number), LABEL, label, graph)
    fact = ox.Triple(entity(0), USES, tool)
    for graph in (ox.DefaultGraph(), published, qualified):
        yield ox.Quad(*fact, graph)
    claim = ox.NamedNode(f"{terms.ID}claim/c1")
    yield ox.Quad(claim, REIFIES, fact, ox.NamedNode(terms.graph("claims")))


MakeRevision = Callable[..., Path]


@pytest.fixture
def make_revision(tmp_path: Path) -> MakeRevision:
    """Return a function that writes a revision and returns its folder."""

    def make(number: int = 1, size: int = 50) -> Path:
        path = tmp_path / "graph" / f"{number}-{number:08x}"
        path.mkdir(parents=True)
        store = ox.Store(str(path / "store"))
        store.bulk_extend(quads(size))
        store.flush()
        record = {"number": number, "digest": f"{number:08x}", "counts": {"triples": size + 1}}
        (path / "revision.json").write_text(json.dumps(record))
        return path

    return make


@pytest.fixture(params=["memory", "disk"])
def engine(request: pytest.FixtureRequest, make_revision: MakeRevision) -> Iterator[QueryEngine]:
    """An engine on a small revision, held in memory and on disk in turn."""
    in_memory_bytes = 1 << 30 if request.param == "memory" else 0
    with QueryEngine(make_revision(), in_memory_bytes=in_memory_bytes, memory_mb=256) as made:
        assert made.mode == request.param
        yield made

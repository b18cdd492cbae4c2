"""The manifests of the W3C test suites, read into tests."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

#: The suites are read as if they lay here, so that no address is one of this machine.
BASE = "http://w3c.example/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
}


class Graph:
    """The triples of a manifest, asked by subject and predicate."""

    def __init__(self, text: bytes, base: str) -> None:
        self._values: dict[tuple[Any, str], list[Any]] = defaultdict(list)
        for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=base):
            self._values[quad.subject, quad.predicate.value].append(quad.object)

    def all(self, subject: Any, predicate: str) -> list[Any]:
        return self._values.get((subject, predicate), [])

    def one(self, subject: Any, predicate: str) -> Any:
        found = self.all(subject, predicate)
        return found[0] if found else None

    def items(self, node: Any) -> list[Any]:
        items = []
        while node is not None and node.value != f"{RDF}nil":
            items.append(self.one(node, f"{RDF}first"))
            node = self.one(node, f"{RDF}rest")
        return items

    def subjects(self, predicate: str) -> list[Any]:
        return [subject for subject, name in list(self._values) if name == predicate]


@dataclass(frozen=True)
class Test:
    """One test: its name within the suite, its kind, and the parts of its manifest."""

    __test__ = False

    name: str
    kind: str
    node: Any
    graph: Graph = field(repr=False)
    folder: Path = field(repr=False)

    @property
    def label(self) -> str:
        return str(getattr(self.graph.one(self.node, f"{MF}name"), "value", ""))

    @cached_property
    def action(self) -> Any:
        return self.graph.one(self.node, f"{MF}action")

    @cached_property
    def result(self) -> Any:
        return self.graph.one(self.node, f"{MF}result")

    @property
    def text(self) -> bytes:
        """The query or update."""
        node = (
            self.graph.one(self.action, f"{QT}query")
            or self.graph.one(self.action, f"{UT}request")
            or self.action
        )
        return self.path(node.value).read_bytes()

    @property
    def base(self) -> str:
        node = self.graph.one(self.action, f"{QT}query") or self.graph.one(
            self.action, f"{UT}request"
        )
        return str((node or self.action).value)

    def data(self, node: Any, vocabulary: str) -> Iterator[tuple[str | None, str]]:
        """Yield the graphs of an action or a result: name (None: the default), address."""
        for item in self.graph.all(node, f"{vocabulary}data"):
            yield None, item.value
        for item in self.graph.all(node, f"{vocabulary}graphData"):
            inner = self.graph.one(item, f"{UT}graph") or self.graph.one(item, f"{QT}graph")
            label = self.graph.one(item, f"{RDFS}label")
            source = (inner or item).value
            yield (label.value if label is not None else source), source

    def path(self, address: str) -> Path:
        root = self.folder.parents[1]
        return root / address.removeprefix(BASE)

    def quads(self, graphs: Iterator[tuple[str | None, str]]) -> set[ox.Quad]:
        """Return what is in the files of these graphs."""
        found: set[ox.Quad] = set()
        for number, (name, address) in enumerate(graphs):
            path = self.path(address)
            parsed = ox.parse(
                path.read_bytes(),
                FORMATS[path.suffix],
                base_iri=address,
                without_named_graphs=False,
            )
            for quad in parsed:
                graph = ox.NamedNode(name) if name is not None else quad.graph_name
                triple = (apart(quad.subject, number), quad.predicate, apart(quad.object, number))
                found.add(ox.Quad(*triple, graph))
        return found


def apart(term: Any, number: int) -> Any:
    """Return a term whose blank nodes are those of one file only."""
    if isinstance(term, ox.BlankNode):
        return ox.BlankNode(f"f{number}{term.value}")
    if isinstance(term, ox.Triple):
        return ox.Triple(apart(term.subject, number), term.predicate, apart(term.object, number))
    return term


def read(folder: Path, name: str = "manifest.ttl", *, unlisted: bool = False) -> list[Test]:
    """Return the tests of one folder of a suite in their order, and those its list leaves out."""
    address = f"{BASE}{folder.parent.name}/{folder.name}/"
    graph = Graph((folder / name).read_bytes(), address + name)
    listed = [
        node
        for subject in graph.subjects(f"{MF}entries")
        for node in graph.items(graph.one(subject, f"{MF}entries"))
    ]
    typed = graph.subjects(f"{MF}action") if unlisted else []
    typed = [node for node in typed if node not in listed]
    tests = []
    for node in [*listed, *typed]:
        kinds = [item.value for item in graph.all(node, f"{RDF}type")]
        kind = next(item.partition("#")[2] for item in kinds if item.startswith(MF))
        short = node.value.partition("#")[2] or node.value.rpartition("/")[2]
        tests.append(Test(f"{folder.name}/{short}", kind, node, graph, folder))
    return tests

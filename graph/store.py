"""Where the triples of a published revision are kept."""

import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple
from pyoxigraph import Store as Oxigraph

from claims.errors import StoreError

#: How many quads are loaded at once: more take more memory, fewer make more files to compact.
_BATCH = 100_000

#: What to do about a damaged graph.
MENDED = "Run `entente build`: it mends the graph, and the ledger keeps all facts."


class Store(Protocol):
    """A set of quads that is filled once and then read."""

    def load(self, graphs: Iterable[tuple[str | None, Iterable[Triple]]]) -> None:
        """Add triples to graphs, each named by its IRI, the default graph by None."""

    def finish(self) -> None:
        """Make what was loaded durable and quick to read."""

    def triples(self, graph: str | None) -> Iterator[Triple]:
        """Yield the triples of the graph with this IRI, of the default graph for None."""


class DiskStore:
    """A store in a folder, kept by Oxigraph on RocksDB. One process may write to it at a time."""

    def __init__(self, oxigraph: Oxigraph, path: Path) -> None:
        self.oxigraph = oxigraph
        self.path = path

    @classmethod
    def create(cls, path: Path) -> "DiskStore":
        """Return a new, empty store; raises StoreError when the folder cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return cls(Oxigraph(str(path)), path)
        except (OSError, RuntimeError) as error:
            raise failure("made", path, error) from error

    @classmethod
    def read_only(cls, path: Path) -> "DiskStore":
        """Return a finished store; raises StoreError when it is missing or damaged."""
        if not path.is_dir():
            raise StoreError(f"There is no graph in {path}.", hint="Build it first: entente build.")
        try:
            return cls(Oxigraph.read_only(str(path)), path)
        except (OSError, RuntimeError) as error:
            raise failure("read", path, error) from error

    def __len__(self) -> int:
        """Return the number of quads; raises StoreError when the store is damaged."""
        try:
            return len(self.oxigraph)
        except (OSError, RuntimeError) as error:
            raise failure("read", self.path, error) from error

    def load(self, graphs: Iterable[tuple[str | None, Iterable[Triple]]]) -> None:
        """Add triples to graphs; raises StoreError when the disk does not take them."""
        anonymous: list[Quad] = []
        waiting = _lines(graphs, anonymous)
        try:
            # Parsing text is more than twice as fast as taking terms from Python one by one.
            while batch := "".join(islice(waiting, _BATCH)):
                self.oxigraph.bulk_load(batch.encode(), RdfFormat.N_QUADS)
            self.oxigraph.bulk_extend(anonymous)
        except (OSError, RuntimeError) as error:
            raise failure("written", self.path, error) from error

    def finish(self) -> None:
        """Compact the store and write all of it to disk; raises StoreError when that fails."""
        try:
            self.oxigraph.optimize()
            self.oxigraph.flush()
        except (OSError, RuntimeError) as error:
            raise failure("written", self.path, error) from error

    def triples(self, graph: str | None) -> Iterator[Triple]:
        """Yield the triples of a graph; raises StoreError when the store is damaged."""
        name = DefaultGraph() if graph is None else NamedNode(graph)
        try:
            for quad in self.oxigraph.quads_for_pattern(None, None, None, name):
                yield quad.triple
        except (OSError, RuntimeError) as error:
            raise failure("read", self.path, error) from error


def _lines(
    graphs: Iterable[tuple[str | None, Iterable[Triple]]], anonymous: list[Quad]
) -> Iterator[str]:
    """Yield the triples as N-Quads, but for those with blank nodes, which are added to the list.

    A blank node gets another name with every text that is loaded, and its triples would part.
    """
    for graph, triples in graphs:
        end = " .\n" if graph is None else f" <{graph}> .\n"
        name = DefaultGraph() if graph is None else NamedNode(graph)
        for triple in triples:
            line = f"{triple}{end}"
            if "_:" in line and BlankNode in (type(triple.subject), type(triple.object)):
                anonymous.append(Quad(triple.subject, triple.predicate, triple.object, name))
            else:
                yield line


def failure(what: str, path: Path, error: OSError | RuntimeError) -> StoreError:
    """Return the error for a store that cannot be ``what``: made, written, read."""
    # RocksDB's complaint of damaged files arrives as either of the two.
    if "Corruption" in str(error):
        return StoreError(f"The graph in {path} is damaged: {error}.", hint=MENDED)
    try:
        free = shutil.disk_usage(path.parent if path.parent.exists() else Path.cwd()).free
    except OSError:
        free = None
    hint = "Check that the folder can be written."
    if free is not None and free < 50_000_000:
        hint = f"The disk is full, or nearly ({free // 1_000_000} MB): make room and build again."
    return StoreError(f"The graph in {path} cannot be {what}: {error}.", hint=hint)

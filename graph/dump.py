"""Whole graphs as compressed files, the same bytes for the same graph.

    python -m graph.dump STORE FILE [GRAPH ...]

Run as a process of its own: sorting a large graph takes memory that a server wants back.
"""

import gzip
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from graph.store import DiskStore
from ontology import terms

#: File ending to media type.
FORMATS = {kind.file_extension: kind.media_type for kind in (RdfFormat.N_QUADS, RdfFormat.TRIG)}


def write(store: DiskStore, path: Path, graphs: Sequence[str]) -> None:
    """Write the named graphs, by IRI, to a .nq.gz or .trig.gz file that appears when whole.

    Raises StoreError for a store that cannot be read, OSError when the disk fails.
    """
    kind = path.name.removesuffix(".gz").rpartition(".")[2]
    unfinished = path.with_name(f".{path.name}.partial")
    try:
        with (
            unfinished.open("wb") as raw,
            # Neither a time nor a name goes into the file: its checksum is that of the graph.
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
        ):
            if kind == "nq":
                for graph in sorted(graphs):
                    packed.writelines(line.encode() for line in _lines(store, graph))
            else:
                _trig(store, sorted(graphs), packed)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _lines(store: DiskStore, graph: str) -> Iterator[str]:
    yield from sorted(f"{triple} <{graph}> .\n" for triple in store.triples(graph))


def _trig(store: DiskStore, graphs: Sequence[str], out: gzip.GzipFile) -> None:
    quads = (
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
        for graph in graphs
        for triple in sorted(store.triples(graph), key=str)
    )
    serialize(quads, cast(IO[bytes], out), format=RdfFormat.TRIG, prefixes=terms.PREFIXES)


def main(arguments: Sequence[str]) -> int:
    """Write the dump that the arguments name; returns the exit status."""
    store, path, *graphs = arguments
    os.nice(5)
    write(DiskStore.read_only(Path(store)), Path(path), graphs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

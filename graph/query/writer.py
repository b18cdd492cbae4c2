"""The writer: the one process that changes a writable store.

It is started as ``python -m graph.query.writer CONTROL STORE MEMORY_MB HOSTS``, CONTROL being the
number of an open socket and HOSTS those that LOAD may ask, with commas between them. Each request
is JSON, some with a body after it; each answer is one frame. What it commits is on the disk before
it answers. It may be killed at any time: a change is in the store as a whole or not at all.
"""

import contextlib
import faulthandler
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from claims.errors import ContentError, QueryError, QueryRefused
from graph.query import explain, guard, sandbox, using, wire
from graph.query.formats import RDF

#: Seconds that the kernel waits beyond the deadline, in case the server is gone.
GRACE: Final = 2.0


def main(arguments: list[str]) -> int:
    """Serve until the control socket closes; returns the exit status."""
    descriptor, folder, memory_mb, listed = arguments
    channel = socket.socket(fileno=int(descriptor))
    path = Path(folder)
    hosts = frozenset(filter(None, listed.split(",")))
    faulthandler.enable(file=2)
    sandbox.no_core()
    walled = not hosts and sandbox.no_network()
    try:
        store = ox.Store(str(path))
    except (OSError, RuntimeError) as error:
        _refuse(channel, "store", str(error))
        return 1
    sandbox.limit_memory(int(memory_mb))
    wire.FrameSender(channel).send(wire.HEADER, last=True)
    while True:
        try:
            request = wire.receive_request(channel)
            body = wire.receive(channel, request.get("length", 0))
        except (EOFError, ConnectionError):
            return 0
        # The default action of the alarm ends the process, also inside of the engine.
        signal.setitimer(signal.ITIMER_REAL, request["timeout"] + GRACE)
        _answer(channel, store, path, request, body, hosts if not walled else None)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(
    channel: socket.socket,
    store: ox.Store,
    path: Path,
    request: dict[str, Any],
    body: bytes,
    hosts: frozenset[str] | None,
) -> None:
    """Do what is asked, and say what came of it; no ``hosts`` means that there is no network."""
    try:
        match request["do"]:
            case "update":
                said = _update(store, request, hosts)
            case "snapshot":
                store.backup(request["path"])
                said = {}
            case "put" | "post":
                said = _load(store, request, body)
            case "delete":
                said = _delete(store, request)
        if request["do"] != "snapshot":
            _sync(path)
    except QueryError as error:
        known = {
            name: value
            for name in ("line", "column", "token")
            if (value := getattr(error, name, None)) is not None
        }
        _refuse(channel, error.code, error.message, hint=error.hint, **known)
    except MemoryError:
        _refuse(channel, "memory", "")
    except SyntaxError as error:
        _refuse(channel, "content", error.msg, line=error.lineno, column=error.offset)
    except (ValueError, RuntimeError) as error:
        _refuse(channel, "failed", str(error).rstrip("."))
    except OSError as error:
        # A LOAD that fails is an error of input and output too.
        code = "failed" if hosts else "disk"
        _refuse(channel, code, str(error))
    else:
        wire.FrameSender(channel).send(wire.DATA, json.dumps(said).encode(), last=True)


def _update(
    store: ox.Store, request: dict[str, Any], hosts: frozenset[str] | None
) -> dict[str, Any]:
    text, base = request["text"], request["base"]
    try:
        text = guard.check_update(text, max_bytes=request["max_bytes"], hosts=hosts or ())
        text = using.with_dataset(text, request["default_graphs"], request["named_graphs"])
        store.update(text, base_iri=base)
    except QueryRefused:
        if hosts is None:
            _parse(text, base)
        raise
    except SyntaxError as error:
        raise explain.syntax_error(text, str(error), update=True) from error
    return {}


def _parse(text: str, base: str) -> None:
    """Raise QuerySyntaxError where a refused update does not parse, and run it on nothing."""
    try:
        # Where it parses and asks another server, that fails at the wall.
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            ox.Store().update(text, base_iri=base)
    except SyntaxError as error:
        raise explain.syntax_error(text, str(error), update=True) from error


def _load(store: ox.Store, request: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Put a graph in the place of another, or add to it; tell whether it is new."""
    source = RDF[request["format"]]
    if request["graph"] is None and request["quads"]:
        store.load(body, source, base_iri=request["base"])
        return {"created": False}
    name = _graph(request["graph"])
    created = isinstance(name, ox.NamedNode) and not store.contains_named_graph(name)
    if request["do"] == "post" and not source.supports_datasets:
        store.load(body, source, base_iri=request["base"], to_graph=name)
        if isinstance(name, ox.NamedNode):
            store.add_graph(name)
        return {"created": created}
    triples = ox.serialize(_triples(body, source, request["base"]), format=ox.RdfFormat.N_TRIPLES)
    assert triples is not None
    if request["do"] == "post":
        store.load(triples, ox.RdfFormat.N_TRIPLES, to_graph=name)
        return {"created": created}
    # One update is one transaction: a reader finds the old graph or the new one.
    if isinstance(name, ox.NamedNode):
        opening = f"DROP SILENT GRAPH {name} ; CREATE GRAPH {name} ; INSERT DATA {{ GRAPH {name} {{"
        store.update(f"{opening}\n{triples.decode()}}} }}")
    else:
        store.update(f"CLEAR DEFAULT ; INSERT DATA {{\n{triples.decode()}}}")
    return {"created": created}


def _triples(body: bytes, source: ox.RdfFormat, base: str) -> Iterator[ox.Triple]:
    for quad in ox.parse(body, source, base_iri=base):
        if quad.graph_name != ox.DefaultGraph():
            raise ContentError(
                f"The content names the graph {quad.graph_name}, and goes into one graph.",
                hint="Send triples, or post quads to the graph store itself.",
            )
        yield quad.triple


def _delete(store: ox.Store, request: dict[str, Any]) -> dict[str, Any]:
    name = _graph(request["graph"])
    found = isinstance(name, ox.DefaultGraph) or store.contains_named_graph(name)
    if found:
        store.remove_graph(name)
    return {"found": found}


def _graph(iri: str | None) -> ox.NamedNode | ox.DefaultGraph:
    return ox.DefaultGraph() if iri is None else ox.NamedNode(iri)


def _sync(path: Path) -> None:
    """Have the log of the store on the disk: RocksDB hands it to the system only."""
    logs = sorted(path.glob("*.log"))
    for file in (*logs[-1:], path):
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refuse(channel: socket.socket, code: str, message: str, **members: Any) -> None:
    body = {"code": code, "message": message, **members}
    said = json.dumps(body).encode("utf-8", "replace")
    wire.FrameSender(channel).send(wire.ERROR, said, last=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

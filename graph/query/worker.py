"""A worker: runs one query after the other on one store, until its channel closes.

It runs in a process of its own, so that a query can be killed, may fill its own memory only,
and overflows no stack but its own.
"""

import contextlib
import faulthandler
import io
import json
import resource
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from claims.errors import ReasoningError
from graph import proofs
from graph.query import counting, sandbox, wire
from graph.query.formats import BY_NAME, RDF, RESULTS, Format
from ontology import terms

#: Seconds that the kernel waits beyond the deadline, in case the server is gone.
GRACE: Final = 2.0


def run(
    channel: socket.socket, store: ox.Store | Path, memory_mb: int, *, network: bool = False
) -> None:
    """Answer requests from ``channel``; ``store`` is in memory already, or the path of one.

    ``network`` is for a query whose SERVICE clauses are all allowed.
    """
    # A fault of the engine, such as a stack that overflows, is told from a kill by its last words.
    faulthandler.enable(file=2)
    walled = not network and sandbox.no_network()
    held = store
    if isinstance(store, Path):
        store = ox.Store.read_only(str(store))
        sandbox.limit_memory(memory_mb)
    else:
        sandbox.limit_memory(memory_mb)
        if not network:
            # A store in memory needs no file, and no file means no socket either.
            resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    sandbox.no_core()
    sender = wire.FrameSender(channel)
    sender.send(wire.HEADER, last=True)
    # Memory that a query took is not always given back: beyond a quarter of what one query may
    # take, a new worker is the better one.
    enough = _peak_kb() + memory_mb * 1024 // 4
    while True:
        try:
            request = wire.receive_request(channel)
        except EOFError:
            return
        # The default action of the alarm ends the process, also inside of the engine.
        signal.setitimer(signal.ITIMER_REAL, request["timeout"] + GRACE)
        if _answer(sender, store, request, walled=walled or not isinstance(held, Path)):
            sender.send(wire.END, wire.SPENT if _peak_kb() > enough else b"", last=True)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _peak_kb() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def _answer(
    sender: wire.FrameSender, store: ox.Store, request: dict[str, Any], *, walled: bool
) -> bool:
    """Send the answer or what went wrong; tell whether it was an answer.

    ``walled`` says that this process can open no socket, whatever the query asks for.
    """
    try:
        if request["refusal"]:
            if walled:
                _parse(request)
            _send_error(sender, "refused", "")
            return False
        if request["format"] == "why":
            _send_json(sender, "why", proofs.answer(store, request["why"]))
            return True
        if not request["query"]:
            _send_all(sender, store, request)
            return True
        results = _query(store, request)
        if request["format"] == "rows":
            _send_rows(sender, results, request["limit"])
        else:
            _send_format(sender, results, BY_NAME[request["format"]], request)
    except counting.OverLimit as error:
        _send_error(sender, "limit", str(error))
    except SyntaxError as error:
        _send_error(sender, "syntax", str(error))
    except MemoryError:
        _send_error(sender, "memory", "")
    except ReasoningError as error:
        _send_error(sender, "reasoning", str(error))
    except (ValueError, RuntimeError, OSError) as error:
        if isinstance(error, ConnectionError):
            raise SystemExit(0) from error
        _send_error(sender, "failed", str(error))
    else:
        return True
    return False


def _parse(request: dict[str, Any]) -> None:
    """Raise SyntaxError where the query does not parse, and run it on nothing."""
    prefixes = terms.PREFIXES if request["prefixes"] else None
    # Where it parses and asks another server, that fails at the wall.
    with contextlib.suppress(OSError, RuntimeError, ValueError):
        ox.Store().query(request["query"], base_iri=request["base"], prefixes=prefixes)


def _query(
    store: ox.Store, request: dict[str, Any]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
    named: list[ox.NamedNode | ox.BlankNode]
    default = [ox.NamedNode(iri) for iri in request["default_graphs"]]
    named = [ox.NamedNode(iri) for iri in request["named_graphs"]]
    prefixes = terms.PREFIXES if request["prefixes"] else None
    if not default and not named:
        return store.query(request["query"], base_iri=request["base"], prefixes=prefixes)
    if len(default) > 1:
        # The engine would find a triple once in every graph that holds it.
        store, default = _merged(store, (*request["default_graphs"],), named), [ox.DefaultGraph()]
    # A dataset in the request replaces the one in the query, also where one half is empty.
    return store.query(
        request["query"],
        base_iri=request["base"],
        prefixes=prefixes,
        default_graph=default,
        named_graphs=named,
    )


_merges: dict[tuple[str, ...], ox.Store] = {}


def _merged(
    store: ox.Store, default: tuple[str, ...], named: Iterable[ox.NamedNode | ox.BlankNode]
) -> ox.Store:
    """Return a store whose default graph is the merge of these; the last one is kept."""
    key = (*default, "", *(node.value for node in named))
    if key not in _merges:
        _merges.clear()
        merged = ox.Store()
        for iri in default:
            quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
            merged.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        for node in named:
            merged.bulk_extend(store.quads_for_pattern(None, None, None, node))
        _merges[key] = merged
    return _merges[key]


def _send_format(
    sender: wire.FrameSender, results: Any, chosen: Format, request: dict[str, Any]
) -> None:
    limits = counting.Limits(request["max_rows"], request["max_answer_bytes"])
    frames = wire.FrameWriter(sender, limits.meter(chosen.name))
    output = io.BufferedWriter(frames, wire.CHUNK)
    if isinstance(results, ox.QueryTriples):
        _send_header(sender, "graph")
        triples = results if chosen.rdf12 else _rdf11(results)
        ox.serialize(
            limits.triples(triples),
            output,
            RDF[chosen.name.removesuffix("-1.2")],
            prefixes=request["declared"],
        )
    elif isinstance(results, ox.QueryBoolean):
        _send_header(sender, "ask")
        if chosen.name == "csv":
            output.write(b"boolean\r\n" + (b"true" if results else b"false") + b"\r\n")
        elif chosen.name == "tsv":
            output.write(b"?boolean\n" + (b"true" if results else b"false") + b"\n")
        else:
            results.serialize(output, RESULTS[chosen.name])
    else:
        _send_header(sender, "select")
        results.serialize(output, RESULTS[chosen.name])
    output.flush()


def _send_all(sender: wire.FrameSender, store: ox.Store, request: dict[str, Any]) -> None:
    limits = counting.Limits(0, request["max_answer_bytes"])
    _send_header(sender, "graph")
    frames = wire.FrameWriter(sender, limits.meter(request["format"]))
    output = io.BufferedWriter(frames, wire.CHUNK)
    store.dump(output, RDF[request["format"]], prefixes=request["declared"])
    output.flush()


def _rdf11(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    return (triple for triple in triples if not isinstance(triple.object, ox.Triple))


def _send_rows(sender: wire.FrameSender, results: Any, limit: int | None) -> None:
    """Send up to ``limit`` rows as one JSON object, and whether there are more."""
    rows: list[list[Any]] = []
    names: list[str] = []
    kind = "select"
    if isinstance(results, ox.QueryBoolean):
        kind = "ask"
        rows = [[bool(results)]]
    elif isinstance(results, ox.QueryTriples):
        kind, names = "graph", ["subject", "predicate", "object"]
        rows = [[_term(part) for part in triple] for triple in islice(results, _more(limit))]
    else:
        names = [variable.value for variable in results.variables]
        rows = [[_term(value) for value in row] for row in islice(results, _more(limit))]
    more = limit is not None and len(rows) > limit
    body = {"names": names, "rows": rows[:limit] if more else rows, "more": more}
    _send_json(sender, kind, body)


def _send_json(sender: wire.FrameSender, kind: str, body: dict[str, Any]) -> None:
    _send_header(sender, kind)
    with io.BufferedWriter(wire.FrameWriter(sender), wire.CHUNK) as output:
        output.write(json.dumps(body, ensure_ascii=False).encode())


def _more(limit: int | None) -> int | None:
    return None if limit is None else limit + 1


def _term(term: Any) -> Any:
    """Return a term as a list: its kind, its value, datatype and language of a literal."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return ["iri", term.value]
    if isinstance(term, ox.BlankNode):
        return ["blank", term.value]
    if isinstance(term, ox.Literal):
        return ["literal", term.value, term.datatype.value, term.language]
    return ["triple", [_term(part) for part in term]]


def _send_header(sender: wire.FrameSender, kind: str) -> None:
    sender.send(wire.HEADER, json.dumps({"kind": kind}).encode())


def _send_error(sender: wire.FrameSender, code: str, message: str) -> None:
    body = json.dumps({"code": code, "message": message}).encode("utf-8", "replace")
    sender.send(wire.ERROR, body, last=True)

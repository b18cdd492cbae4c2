"""Queries on a published revision: bounded, isolated in workers, streamed."""

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import pyoxigraph as ox

from claims.errors import (
    GraphError,
    Overloaded,
    QueryError,
    QueryTimeout,
    QueryTooLarge,
    ReasoningError,
    StoreError,
)
from graph import proofs, revisions
from graph.query import dataset, explain, formats, guard, lexer, wire
from graph.query.formats import Format
from graph.query.pool import Cancelled, Lane, Nursery, Worker
from graph.revisions import Revision
from ontology import terms

log = logging.getLogger(__name__)

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

#: A store of at most so many bytes on disk is held in memory; a small one from the start, a
#: larger one as soon as it is read.
IN_MEMORY_BYTES: Final = 256 * 1024 * 1024
QUICK_BYTES: Final = 8 * 1024 * 1024

#: Workers that only the pages' own queries use, and how many of those may wait.
PAGE_WORKERS: Final = 2
PAGE_QUEUE: Final = 64


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a query: kind (select, ask, graph), column names, terms; whether rows were left."""

    kind: str
    names: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool
    revision: Revision
    answer: bool | None = None


class Stream:
    """The bytes of one answer, in chunks; closing it early ends the query.

    Iterating raises QueryError when the query fails on the way: what was read is then not the
    whole answer.
    """

    def __init__(
        self,
        engine: "QueryEngine",
        lane: Lane,
        request: dict[str, Any],
        seconds: float,
        deadline: float,
        cancelled: Cancelled | None,
    ) -> None:
        self._engine = engine
        self._request = request
        self._lane: Lane | None = lane
        self._worker: Worker | None = None
        self._seconds = seconds
        self._deadline = deadline
        self._cancelled = cancelled
        self._guard = threading.Lock()

    def start(self, nursery: Nursery) -> str:
        """Send the request and return the kind of the answer; the place is freed on failure."""
        assert self._lane is not None
        try:
            self._worker = self._lane.take(nursery)
            try:
                self._worker.send(self._request)
            except OSError as error:
                raise StoreError("A worker ended while it had nothing to do.") from error
            kind, body = self._frame()
        except BaseException:
            self.close()
            raise
        assert kind == wire.HEADER, kind
        return str(json.loads(body)["kind"])

    def _frame(self) -> tuple[bytes, bytes]:
        assert self._worker is not None
        try:
            kind, body = self._worker.frame(self._deadline, self._cancelled)
        except TimeoutError:
            raise self._late() from None
        except EOFError:
            raise self._death(self._worker) from None
        if kind == wire.ERROR:
            self._finish()
            raise self._engine.failure(self._request, **json.loads(body))
        return kind, body

    def _late(self) -> QueryTimeout:
        return QueryTimeout(
            f"The query did not end before its deadline of {self._seconds:g} seconds."
        )

    def _death(self, worker: Worker) -> GraphError:
        """Return the error for a worker that ended in the middle of a query."""
        words = worker.last_words()
        if time.monotonic() >= self._deadline:
            return self._late()
        if "memory allocation" in words or "MemoryError" in words:
            return self._engine.out_of_memory()
        if not worker.nursery.alive:
            return StoreError("The process that holds the graph ended.", hint="Try again.")
        if "Fatal Python error" in words:
            return QueryTooLarge(
                "The engine broke down over this query.",
                hint="It is too deeply nested or too long: write it flatter.",
            )
        # What is killed says nothing.
        return Overloaded(
            "The process that ran the query was ended from outside.",
            hint="Try again; the machine may be short of memory.",
        )

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._worker is None:
            raise StopIteration
        try:
            kind, body = self._frame()
        except BaseException:
            self.close()
            raise
        if kind == wire.DATA:
            return body
        self._finish(again=body != wire.SPENT)
        raise StopIteration

    def _finish(self, *, again: bool = True) -> None:
        """Give the worker back, or let it go when it shall not answer again."""
        with self._guard:
            worker, self._worker = self._worker, None
            lane, self._lane = self._lane, None
        if lane is not None:
            if worker is not None:
                lane.give_back(worker, self._engine.nursery if again else None)
            lane.leave()

    def close(self) -> None:
        """End the query, if it still runs, and free its place."""
        with self._guard:
            worker, self._worker = self._worker, None
            lane, self._lane = self._lane, None
        if worker is not None:
            worker.kill()
        if lane is not None:
            lane.leave()

    def __del__(self) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Result:
    """An answer under way: its kind (select, ask, graph), its type and its bytes."""

    kind: str
    media_type: str
    chunks: Stream
    revision: Revision

    def read(self) -> bytes:
        """Return the whole answer; raises QueryError when it fails on the way."""
        return b"".join(self.chunks)


@dataclass
class _Counts:
    queries_total: int = 0
    query_failures_total: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class QueryEngine:
    """Answers queries on the revision in ``revision_path``; safe to use from many threads.

    ``timeout`` is in seconds and holds until the last byte is taken; ``memory_mb`` is what one
    query may take on top of the graph; ``queue`` is how many queries may wait for a worker.
    Raises StoreError when there is no revision there.
    """

    def __init__(
        self,
        revision_path: Path,
        *,
        workers: int = 2,
        timeout: float = 30.0,
        memory_mb: int = 1024,
        queue: int = 16,
        max_bytes: int = guard.MAX_BYTES,
        in_memory_bytes: int = IN_MEMORY_BYTES,
    ) -> None:
        self.timeout = timeout
        self.memory_mb = memory_mb
        self.max_bytes = max_bytes
        self._in_memory_bytes = in_memory_bytes
        self._lane = Lane(workers, queue)
        self._pages = Lane(PAGE_WORKERS, PAGE_QUEUE)
        self._switching = threading.Lock()
        self._retired: dict[Nursery, threading.Timer] = {}
        self._counts = _Counts()
        self._closed = False
        self._warming: Nursery | None = None
        # Held so that a graph read into memory meanwhile finds the nursery that it replaces.
        with self._switching:
            self.nursery = self._open(revisions.read(revision_path))

    def _open(self, info: Revision) -> Nursery:
        """Return a nursery that answers soon: reading a large graph into memory takes a while."""
        size = info.size
        if QUICK_BYTES < size <= self._in_memory_bytes:
            nursery = Nursery(info, memory_mb=self.memory_mb, in_memory=False).ready()
            self._warming = Nursery(info, memory_mb=self.memory_mb, in_memory=True)
            threading.Thread(target=self._warm, args=[self._warming], daemon=True).start()
            return nursery
        in_memory = size <= self._in_memory_bytes
        return Nursery(info, memory_mb=self.memory_mb, in_memory=in_memory).ready()

    def _warm(self, nursery: Nursery) -> None:
        """Answer from this nursery as soon as it is ready, if its graph is still in force."""
        try:
            nursery.ready()
        except StoreError as error:
            if not self._closed:
                log.warning("the graph stays on disk: %s", error)
            return
        with self._switching:
            if not self._closed and self._warming is nursery:
                self._warming = None
                nursery, self.nursery = self.nursery, nursery
                self._retire(nursery)
                return
        nursery.close()

    @property
    def revision(self) -> Revision:
        """Return the revision that answers the next query."""
        return self.nursery.revision

    @property
    def mode(self) -> str:
        """Return ``memory`` or ``disk``: where the graph is held."""
        return self.nursery.mode

    def check(self, query: str) -> guard.Checked:
        """Return the query with its kind; raises as :func:`graph.query.guard.check`."""
        return guard.check(query, max_bytes=self.max_bytes)

    def execute(
        self,
        query: str,
        accept: Format | str,
        *,
        timeout: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        cancelled: Cancelled | None = None,
        prefixes: bool = False,
    ) -> Result:
        """Return the answer to a query in a format that suits its kind.

        ``prefixes`` declares the shared prefixes beforehand. ``cancelled`` is asked now and then
        whether the client has left. Raises QueryError, one of its kinds, or StoreError; failures
        after the first chunk are raised by the chunks.
        """
        chosen = formats.BY_NAME[accept] if isinstance(accept, str) else accept
        checked = self.check(query)
        if (checked.kind == "graph") != chosen.graph:
            raise QueryError(
                f"{chosen.title} cannot carry the answer of this query.",
                hint="SELECT and ASK answer with JSON, XML, CSV or TSV, others with RDF.",
            )
        stream, kind, nursery = self._start(
            self._lane,
            query,
            chosen.name,
            timeout=timeout,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            cancelled=cancelled,
            prefixes=prefixes,
        )
        return Result(kind, chosen.media_type, stream, nursery.revision)

    def table(
        self,
        query: str,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        cancelled: Cancelled | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        prefixes: bool = False,
        pages: bool = False,
    ) -> Table:
        """Return up to ``limit`` rows; ``pages`` queries do not wait behind those of users."""
        self.check(query)
        stream, kind, nursery = self._start(
            self._pages if pages else self._lane,
            query,
            "rows",
            timeout=timeout,
            cancelled=cancelled,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            prefixes=prefixes,
            limit=limit,
        )
        body = json.loads(b"".join(stream))
        rows = body["rows"]
        if kind == "ask":
            return Table(kind, (), (), False, nursery.revision, answer=bool(rows[0][0]))
        return Table(
            kind,
            tuple(body["names"]),
            tuple(tuple(_term(value) for value in row) for row in rows),
            bool(body["more"]),
            nursery.revision,
        )

    def why(
        self, triple: tuple[proofs.Term, proofs.Term, proofs.Term], *, number: int = 5
    ) -> dict[str, Any]:
        """Return why a triple holds, or what it lacks (see ``graph.proofs.answer``).

        Raises QueryError as ``execute`` does, and ReasoningError when a proof is too large.
        """
        names = ("subject", "predicate", "object")
        request = {name: proofs.json_of(term) for name, term in zip(names, triple, strict=True)}
        stream, _, nursery = self._start(
            self._pages,
            "",
            "why",
            timeout=None,
            default_graphs=(),
            named_graphs=(),
            cancelled=None,
            why={**request, "proofs": number},
        )
        body: dict[str, Any] = json.loads(b"".join(stream))
        return {**body, "revision": nursery.revision.name}

    def select(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        *,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Return the solutions of one of our own queries, with terms of pyoxigraph.

        The shared prefixes are declared; ``bindings`` puts terms in place of variables, which
        the query then cannot project. An unbound variable is absent from its row.
        """
        table = self._own(query, bindings, limit)
        return [
            {name: value for name, value in zip(table.names, row, strict=True) if value is not None}
            for row in table.rows
        ]

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer to one of our own ASK queries."""
        return bool(self._own(query, bindings, None).answer)

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> list[ox.Triple]:
        """Return the triples of one of our own CONSTRUCT or DESCRIBE queries."""
        rows = self._own(query, bindings, None).rows
        return [ox.Triple(*row) for row in rows]  # type: ignore[arg-type]

    def _own(self, query: str, bindings: Mapping[str, Term] | None, limit: int | None) -> Table:
        if bindings:
            values = {name: _written(term) for name, term in bindings.items()}
            query = lexer.substitute(query, values)
        return self.table(query, limit=limit, prefixes=True, pages=True)

    def _start(
        self,
        lane: Lane,
        query: str,
        chosen: str,
        *,
        timeout: float | None,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
        cancelled: Cancelled | None,
        prefixes: bool = False,
        limit: int | None = None,
        why: dict[str, Any] | None = None,
    ) -> tuple[Stream, str, Nursery]:
        given = dataset.Dataset(tuple(default_graphs), tuple(named_graphs))
        if given == dataset.Dataset():
            given = dataset.of_query(query, terms.PREFIXES if prefixes else {})
        seconds = self.timeout if timeout is None else min(timeout, self.timeout)
        deadline = time.monotonic() + seconds
        with self._counts.lock:
            self._counts.queries_total += 1
        try:
            lane.enter(deadline, cancelled)
            left = max(deadline - time.monotonic(), 0.001)
            request = {
                "query": query,
                "format": chosen,
                "timeout": left,
                "default_graphs": given.default,
                "named_graphs": given.named,
                "prefixes": prefixes,
                "limit": limit,
                "why": why,
            }
            stream = Stream(self, lane, request, seconds, deadline, cancelled)
            nursery = self.nursery
            try:
                return stream, stream.start(nursery), nursery
            except StoreError:
                # The nursery is gone, or was closed by a switch in this very moment.
                self._revive(nursery)
                lane.enter(deadline, cancelled)
                stream = Stream(self, lane, request, seconds, deadline, cancelled)
                return stream, stream.start(self.nursery), self.nursery
        except GraphError:
            with self._counts.lock:
                self._counts.query_failures_total += 1
            raise

    def failure(self, request: dict[str, Any], *, code: str, message: str) -> GraphError:
        """Return the error for what a worker says of a query that failed."""
        if code == "syntax":
            declared = terms.PREFIXES if request["prefixes"] else ()
            return explain.syntax_error(request["query"], message, declared)
        if code == "memory":
            return self.out_of_memory()
        if code == "reasoning":
            return ReasoningError(message)
        return QueryError(f"The query cannot be answered: {message}.")

    def out_of_memory(self) -> QueryTooLarge:
        """Return the error for a query that needed more memory than it may have."""
        return QueryTooLarge(
            f"The query needs more than {self.memory_mb} MB of memory.",
            hint="Ask for less at a time, with fewer rows to sort or group.",
        )

    def switch(self, revision_path: Path) -> Revision:
        """Let the revision in ``revision_path`` answer from now on; queries under way go on.

        Raises StoreError, and keeps the present revision, when the new one cannot be read.
        """
        with self._switching:
            self._warming = None
            nursery = self._open(revisions.read(revision_path))
            retired, self.nursery = self.nursery, nursery
            self._retire(retired)
            return nursery.revision

    def _revive(self, dead: Nursery) -> None:
        """Start the nursery again if it ended by itself."""
        with self._switching:
            if self.nursery is dead and not dead.alive and not self._closed:
                self._warming = None
                self.nursery = self._open(dead.revision)
                dead.close()

    def _retire(self, nursery: Nursery) -> None:
        self._lane.clear()
        self._pages.clear()
        # A query lasts no longer than its deadline, and then its nursery is needed no more.
        timer = threading.Timer(self.timeout + 5.0, self._dismiss, [nursery])
        timer.daemon = True
        self._retired[nursery] = timer
        timer.start()

    def _dismiss(self, nursery: Nursery) -> None:
        with self._switching:
            self._retired.pop(nursery, None)
        nursery.close()

    def stats(self) -> dict[str, int]:
        """Return numbers for the metrics page."""
        return {
            "queries_total": self._counts.queries_total,
            "query_failures_total": self._counts.query_failures_total,
            "queries_running": self._lane.busy,
            "queries_waiting": self._lane.waiting,
        }

    def close(self) -> None:
        """End all workers; queries under way fail."""
        with self._switching:
            self._closed = True
            retired, self._retired = self._retired, {}
            if self._warming is not None:
                self._warming.abort()
        self._lane.clear()
        self._pages.clear()
        for nursery, timer in retired.items():
            timer.cancel()
            nursery.close()
        self.nursery.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _term(value: Any) -> Term | None:
    """Return the term that a worker wrote as a list."""
    if value is None:
        return None
    kind, text = value[0], value[1]
    if kind == "iri":
        return ox.NamedNode(text)
    if kind == "blank":
        return ox.BlankNode(text)
    if kind == "literal":
        if value[3]:
            return ox.Literal(text, language=value[3])
        return ox.Literal(text, datatype=ox.NamedNode(value[2]))
    return ox.Triple(*(_term(part) for part in text))  # type: ignore[arg-type]


def _written(term: Term) -> str:
    """Return a term as SPARQL writes it; a blank node would be a variable there."""
    if isinstance(term, ox.BlankNode):
        raise ValueError("a blank node cannot stand for a variable")
    return str(term)

"""Queries on a published revision: bounded, isolated in workers, streamed."""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import pyoxigraph as ox

from claims.errors import (
    GraphError,
    QueryError,
    QueryRefused,
    QueryTooLarge,
    ReasoningError,
    StoreError,
)
from graph import proofs
from graph.query import dataset, explain, formats, guard, lexer
from graph.query.formats import Format
from graph.query.keeper import IN_MEMORY_BYTES, Keeper
from graph.query.lanes import Lane
from graph.query.pool import Cancelled, Snapshot
from graph.query.stream import Result, Stream
from graph.query.table import Table, Term, written
from graph.revisions import Revision
from ontology import terms

#: Queries that run at the same time as long as they are quick.
QUICK_PLACES: Final = 4

#: Workers that only the pages' own queries use, and how many of those may wait.
PAGE_WORKERS: Final = 2
PAGE_QUEUE: Final = 64


@dataclass
class _Counts:
    queries_total: int = 0
    query_failures_total: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class QueryEngine:
    """Answers queries on the revision in ``revision``; safe to use from many threads.

    ``timeout`` is in seconds and holds until the last byte is taken; ``memory_mb`` is what one
    query may take on top of the graph; ``queue`` is how many queries may wait for a worker;
    ``max_bytes`` is the length of a query, ``max_rows`` and ``max_answer_bytes`` what an answer
    may have (0: any number); ``hosts`` are those that SERVICE may ask. ``base`` resolves the
    relative IRIs of queries, ``declared`` are the prefixes that graphs are written with.
    ``unused`` is told of each revision that no query will read any more.
    Raises StoreError when there is no revision there.
    """

    def __init__(
        self,
        revision: Revision | Path,
        *,
        workers: int = 2,
        timeout: float = 30.0,
        memory_mb: int = 1024,
        queue: int = 16,
        max_bytes: int = guard.MAX_BYTES,
        max_rows: int = 0,
        max_answer_bytes: int = 0,
        in_memory_bytes: int = IN_MEMORY_BYTES,
        hosts: frozenset[str] = frozenset(),
        base: str = terms.BASE,
        declared: Mapping[str, str] = terms.PREFIXES,
        unused: Callable[[Revision], None] | None = None,
    ) -> None:
        self.timeout = timeout
        self.memory_mb = memory_mb
        self.max_bytes = max_bytes
        self.hosts = hosts
        self.base = base
        self._settled = {
            "max_rows": max_rows,
            "max_answer_bytes": max_answer_bytes,
        }
        self._declared = dict(declared)
        self._lane = Lane(workers, queue, QUICK_PLACES)
        self._pages = Lane(PAGE_WORKERS, PAGE_QUEUE)
        self._counts = _Counts()
        self._keeper = Keeper(
            revision,
            memory_mb=memory_mb,
            in_memory_bytes=in_memory_bytes,
            replaced=self._let_workers_go,
            unused=unused,
        )

    @property
    def snapshot(self) -> Snapshot:
        """Return what answers the next query."""
        return self._keeper.snapshot

    def _let_workers_go(self) -> None:
        self._lane.clear()
        self._pages.clear()

    def switch(self, revision: Revision | Path) -> Revision:
        """Let this revision answer from now on; queries under way go on.

        Raises StoreError, and keeps the present revision, when the new one cannot be read.
        """
        return self._keeper.switch(revision)

    @property
    def revision(self) -> Revision:
        """Return the revision that answers the next query."""
        return self.snapshot.revision

    @property
    def mode(self) -> str:
        """Return ``memory`` or ``disk``: where the graph is held."""
        return self.snapshot.nursery.mode

    def check(self, query: str) -> guard.Checked:
        """Return the query with its kind; raises as :func:`graph.query.guard.check`."""
        return guard.check(query, max_bytes=self.max_bytes, hosts=self.hosts)

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
        base: str | None = None,
    ) -> Result:
        """Return the answer to a query in a format that suits its kind.

        ``prefixes`` declares the shared prefixes beforehand; ``base`` resolves relative IRIs.
        ``cancelled`` is asked now and then whether the client has left. Raises QueryError, one
        of its kinds, or StoreError; failures after the first chunk are raised by the chunks.
        """
        chosen = formats.BY_NAME[accept] if isinstance(accept, str) else accept
        checked = self.check(query)
        if (checked.kind == "graph") != chosen.graph:
            raise QueryError(
                f"{chosen.title} cannot carry the answer of this query.",
                hint="SELECT and ASK answer with JSON, XML, CSV or TSV, others with RDF.",
            )
        stream, kind, snapshot = self._start(
            self._lane,
            checked,
            chosen.name,
            timeout=timeout,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            cancelled=cancelled,
            prefixes=prefixes,
            base=base,
        )
        return Result(kind, chosen.media_type, stream, snapshot.revision)

    def dump(
        self,
        chosen: Format,
        *,
        timeout: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> Result:
        """Return all quads in a format that names graphs."""
        stream, kind, snapshot = self._start(
            self._lane,
            guard.Checked("", "graph"),
            chosen.name,
            timeout=timeout,
            default_graphs=(),
            named_graphs=(),
            cancelled=cancelled,
        )
        return Result(kind, chosen.media_type, stream, snapshot.revision)

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
        stream, kind, snapshot = self._start(
            self._pages if pages else self._lane,
            self.check(query),
            "rows",
            timeout=timeout,
            cancelled=cancelled,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            prefixes=prefixes,
            limit=limit,
        )
        return Table.read(kind, b"".join(stream), snapshot.revision)

    def why(
        self, triple: tuple[proofs.Term, proofs.Term, proofs.Term], *, number: int = 5
    ) -> dict[str, Any]:
        """Return why a triple holds, or what it lacks (see ``graph.proofs.answer``).

        Raises QueryError as ``execute`` does, and ReasoningError when a proof is too large.
        """
        names = ("subject", "predicate", "object")
        request = {name: proofs.json_of(term) for name, term in zip(names, triple, strict=True)}
        stream, _, snapshot = self._start(
            self._pages,
            self.check("ASK {}"),  # what is asked is in the request, and no query
            "why",
            timeout=None,
            default_graphs=(),
            named_graphs=(),
            cancelled=None,
            why={**request, "proofs": number},
        )
        body: dict[str, Any] = json.loads(b"".join(stream))
        return {**body, "revision": snapshot.revision.name}

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
            values = {name: written(term) for name, term in bindings.items()}
            query = lexer.substitute(query, values)
        return self.table(query, limit=limit, prefixes=True, pages=True)

    def _start(
        self,
        lane: Lane,
        checked: guard.Checked,
        chosen: str,
        *,
        timeout: float | None,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
        cancelled: Cancelled | None,
        prefixes: bool = False,
        limit: int | None = None,
        why: dict[str, Any] | None = None,
        base: str | None = None,
    ) -> tuple[Stream, str, Snapshot]:
        given = dataset.Dataset(tuple(default_graphs), tuple(named_graphs))
        if given == dataset.Dataset():
            given = dataset.of_query(
                checked.text, terms.PREFIXES if prefixes else {}, base or self.base
            )
        seconds = self.timeout if timeout is None else min(timeout, self.timeout)
        deadline = time.monotonic() + seconds
        with self._counts.lock:
            self._counts.queries_total += 1
        try:
            request = {
                "query": checked.text,
                "format": chosen,
                "default_graphs": given.default,
                "named_graphs": given.named,
                "prefixes": prefixes,
                "limit": limit,
                "why": why,
                "network": checked.fetches,
                "refusal": _said(checked.refusal),
                "base": base or self.base,
                "declared": self._declared if checked.kind == "graph" else {},
                **self._settled,
            }
            snapshot = self._keeper.hold()
            stream = Stream(self, lane, snapshot, request, seconds, deadline, cancelled)
            try:
                return stream, stream.start(), snapshot
            except StoreError:
                # The nursery is gone.
                self._keeper.revive(snapshot)
                snapshot = self._keeper.hold()
                stream = Stream(self, lane, snapshot, request, seconds, deadline, cancelled)
                return stream, stream.start(), snapshot
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
        if code == "refused":
            return QueryRefused(request["refusal"][0], hint=request["refusal"][1])
        if code == "limit":
            return QueryTooLarge(
                f"The answer has more than {message}.",
                hint="Ask for it in parts, with ORDER BY, LIMIT and OFFSET, or count instead.",
            )
        return QueryError(f"The query cannot be answered: {message}.")

    def out_of_memory(self) -> QueryTooLarge:
        """Return the error for a query that needed more memory than it may have."""
        return QueryTooLarge(
            f"The query needs more than {self.memory_mb} MB of memory.",
            hint="Ask for less at a time, with fewer rows to sort or group.",
        )

    def stats(self) -> dict[str, int]:
        """Return numbers for the metrics page."""
        return {
            "queries_total": self._counts.queries_total,
            "query_failures_total": self._counts.query_failures_total,
            "queries_running": self._lane.busy,
            "queries_waiting": self._lane.waiting,
            "graph_in_memory": int(self.mode == "memory"),
        }

    def close(self) -> None:
        """End all workers; queries under way fail."""
        self._let_workers_go()
        self._keeper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _said(refusal: QueryRefused | None) -> list[str] | None:
    return None if refusal is None else [refusal.message, refusal.hint]

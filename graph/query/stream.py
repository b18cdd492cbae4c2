"""An answer under way: from a worker, chunk by chunk, with a deadline."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.errors import GraphError, Overloaded, QueryTimeout, QueryTooLarge, StoreError
from graph.query import wire
from graph.query.pool import Cancelled, Lane, Snapshot, Worker
from graph.revisions import Revision

if TYPE_CHECKING:
    from graph.query.engine import QueryEngine


class Stream:
    """The bytes of one answer, in chunks; closing it early ends the query.

    Iterating raises QueryError when the query fails on the way: what was read is then not the
    whole answer.
    """

    def __init__(
        self,
        engine: "QueryEngine",
        lane: Lane,
        snapshot: Snapshot,
        request: dict[str, Any],
        seconds: float,
        deadline: float,
        cancelled: Cancelled | None,
    ) -> None:
        self._engine = engine
        self._request = request
        self._lane: Lane | None = lane
        self._snapshot = snapshot
        self._worker: Worker | None = None
        self._seconds = seconds
        self._deadline = deadline
        self._cancelled = cancelled
        self._guard = threading.Lock()

    def start(self) -> str:
        """Send the request and return the kind of the answer; the place is freed on failure."""
        assert self._lane is not None
        try:
            self._worker = self._lane.take(self._snapshot, network=self._request["network"])
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
        if not worker.snapshot.nursery.alive:
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
                lane.give_back(worker, self._engine.snapshot if again else None)
            lane.leave()
            self._snapshot.release()

    def close(self) -> None:
        """End the query, if it still runs, and free its place."""
        with self._guard:
            worker, self._worker = self._worker, None
            lane, self._lane = self._lane, None
        if worker is not None:
            worker.kill()
        if lane is not None:
            lane.leave()
            self._snapshot.release()

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

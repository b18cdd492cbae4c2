"""An answer under way: from a worker, chunk by chunk, with a deadline."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.errors import GraphError, Overloaded, QueryTimeout, QueryTooLarge, StoreError
from graph.query import wire
from graph.query.lanes import PATIENCE, Lane
from graph.query.pool import Cancelled, Snapshot, Worker
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
        self._lane = lane
        self._place: str | None = None
        self._snapshot = snapshot
        self._worker: Worker | None = None
        self._seconds = seconds
        self._deadline = deadline
        self._quick_until = self._patient_until = deadline
        self._used_before = 0.0
        self._kind = ""
        self._flowing = False
        self._cancelled = cancelled
        self._released = False
        self._guard = threading.Lock()

    def start(self) -> str:
        """Wait for a place, run the query and return the kind of the answer."""
        try:
            self._place = self._lane.enter(self._deadline, self._cancelled)
            if self._place == "quick":
                seconds = self._lane.quick_seconds()
                self._quick_until = time.monotonic() + seconds
                self._patient_until = time.monotonic() + PATIENCE * seconds
            self._begin()
            kind, body = self._frame()
        except BaseException:
            self.close()
            raise
        assert kind == wire.HEADER, kind
        self._kind = str(json.loads(body)["kind"])
        return self._kind

    def _begin(self) -> Worker:
        left = max(self._deadline - time.monotonic(), 0.001)
        worker = self._lane.take(self._snapshot, network=self._request["network"])
        self._worker = worker
        self._used_before = worker.used() or 0.0
        try:
            worker.send({**self._request, "timeout": left})
        except OSError as error:
            raise StoreError("A worker ended while it had nothing to do.") from error
        return worker

    def _frame(self) -> tuple[bytes, bytes]:
        """Return the next frame; a query that takes long moves to a long place meanwhile."""
        while True:
            assert self._worker is not None
            until = self._quick_until if self._place == "quick" else self._deadline
            try:
                kind, body = self._worker.frame(until, self._deadline, self._cancelled)
            except TimeoutError:
                if time.monotonic() >= self._deadline:
                    raise self._late() from None
                if not self._still_quick():
                    self._lengthen()
                continue
            except EOFError:
                raise self._death(self._worker) from None
            if kind == wire.ERROR:
                self._finish()
                raise self._engine.failure(self._request, **json.loads(body))
            if kind == wire.HEADER and self._kind:
                # The query was begun anew, and its kind is known.
                continue
            self._flowing = kind == wire.DATA
            return kind, body

    def _still_quick(self) -> bool:
        """Tell whether the worker has had too little of the processor yet, and give it more."""
        assert self._worker is not None
        used = self._worker.used()
        left = 0.0 if used is None else self._lane.quick_seconds() - (used - self._used_before)
        now = time.monotonic()
        if left <= 0 or now >= self._patient_until:
            return False
        self._quick_until = min(now + left, self._patient_until)
        return True

    def _lengthen(self) -> None:
        """Move to a long place; where none is free, wait for one and begin the query anew.

        An answer of which something was sent cannot begin anew: its worker waits instead, since
        nobody takes what it writes.
        """
        worker = self._worker
        assert worker is not None
        if not self._lane.lengthen():
            if not self._flowing:
                self._worker = None
                worker.kill()
            self._place = None
            self._lane.await_long(self._deadline, self._cancelled)
        self._place = "long"
        if self._worker is None:
            worker = self._begin()
        worker.slow_down()

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
            place, self._place = self._place, None
            self._release()
        if worker is not None:
            self._lane.give_back(worker, self._engine.snapshot if again else None)
        if place is not None:
            self._lane.leave(place)

    def close(self) -> None:
        """End the query, if it still runs, and free its place."""
        with self._guard:
            worker, self._worker = self._worker, None
            place, self._place = self._place, None
            self._release()
        if worker is not None:
            worker.kill()
        if place is not None:
            self._lane.leave(place)

    def _release(self) -> None:
        if not self._released:
            self._released = True
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

"""Places for queries that run at the same time, and the bounded queues in front of them.

A query begins in a quick place. One that takes longer than a moment needs a long place, of which
there are few, and gives its quick one to the next: so that long queries never keep short ones
waiting.
"""

import threading
import time
from typing import Final

from claims.errors import Overloaded, QueryTimeout
from graph.query.pool import LOOK_EVERY, Cancelled, Snapshot, Worker

#: Queries after which a worker is replaced, so that no memory is held for ever.
QUERIES_PER_WORKER: Final = 500

#: Seconds of a processor that a query may use in a quick place.
QUICK_SECONDS: Final = 0.1

#: How many times as long it may be there: on a busy machine it has to wait for its turn.
PATIENCE: Final = 5

#: Seconds of a processor that a query may use in a quick place however many wait for it.
LEAST_SECONDS: Final = 0.02

#: How many more queries may wait for a quick place than for a long one.
QUICK_QUEUE: Final = 64

_LATER: Final = "Try again in a few seconds."


class Lane:
    """``size`` long places and ``quick`` quick ones; ``queue`` queries may wait for a long one.

    Many more may wait for a quick one, which is soon free. Without quick places a query begins
    in a long one.
    """

    def __init__(self, size: int, queue: int, quick: int = 0) -> None:
        self.size = size
        self.queue = queue
        self.quick = quick
        self._held = {"quick": 0, "long": 0}
        self._waiting = {"quick": 0, "long": 0}
        self._idle: list[Worker] = []
        self._changed = threading.Condition()

    @property
    def busy(self) -> int:
        """Return how many queries run."""
        return sum(self._held.values())

    @property
    def waiting(self) -> int:
        """Return how many queries wait."""
        return sum(self._waiting.values())

    def enter(self, deadline: float, cancelled: Cancelled | None) -> str:
        """Wait for a place and return its kind, quick or long.

        Raises Overloaded when the queue is full or the deadline passes, QueryTimeout when the
        client leaves.
        """
        kind = "quick" if self.quick else "long"
        with self._changed:
            self._wait(kind, deadline, cancelled)
        return kind

    def quick_seconds(self) -> float:
        """Return the seconds of processor for a query in a quick place: less where many wait."""
        crowd = 1 + self._waiting["quick"] / max(self.quick, 1)
        return max(QUICK_SECONDS / crowd, LEAST_SECONDS)

    def lengthen(self) -> bool:
        """Put a quick place in for a long one, if one is free, and tell whether it was."""
        with self._changed:
            if self._held["long"] >= self.size:
                return False
            self._held["long"] += 1
            self._free("quick")
            return True

    def await_long(self, deadline: float, cancelled: Cancelled | None) -> None:
        """Give up a quick place and wait for a long one; raises as :meth:`enter`.

        Whatever is raised, the quick place is given up.
        """
        with self._changed:
            self._free("quick")
            self._wait("long", deadline, cancelled)

    def leave(self, kind: str) -> None:
        """Free a place for the next in the queue."""
        with self._changed:
            self._free(kind)

    def _free(self, kind: str) -> None:
        self._held[kind] -= 1
        self._changed.notify_all()

    def _wait(self, kind: str, deadline: float, cancelled: Cancelled | None) -> None:
        size, queue = (
            (self.size, self.queue) if kind == "long" else (self.quick, self.queue + QUICK_QUEUE)
        )
        if self._held[kind] >= size and self._waiting[kind] >= queue:
            raise Overloaded(
                f"{self._held[kind]} queries run and {self._waiting[kind]} wait.", hint=_LATER
            )
        self._waiting[kind] += 1
        try:
            while self._held[kind] >= size:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise Overloaded("No worker was free in time.", hint=_LATER)
                self._changed.wait(left if cancelled is None else min(left, LOOK_EVERY))
                if cancelled is not None and cancelled():
                    raise QueryTimeout("The client left before the query began.")
            self._held[kind] += 1
        finally:
            self._waiting[kind] -= 1

    def take(self, snapshot: Snapshot, *, network: bool = False) -> Worker:
        """Return an idle worker on this snapshot or a new one; for the holder of a place.

        One that may open sockets is made for one query.
        """
        if network:
            return snapshot.fork(network=True)
        while True:
            with self._changed:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return snapshot.fork()
            if worker.snapshot is snapshot:
                return worker
            worker.close()

    def give_back(self, worker: Worker, snapshot: Snapshot | None) -> None:
        """Keep a worker on the snapshot in force that can answer again, or let it go."""
        worker.answered += 1
        spent = worker.network or worker.slowed or worker.answered >= QUERIES_PER_WORKER
        if spent or worker.snapshot is not snapshot:
            worker.close()
            return
        with self._changed:
            self._idle.append(worker)

    def clear(self) -> None:
        """Let all idle workers go."""
        with self._changed:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

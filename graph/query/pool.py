"""The server's side of the workers: starting a nursery, taking workers from it, killing them."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final, Self

from claims.errors import Overloaded, QueryTimeout, StoreError
from graph.query import wire
from graph.query.nursery_protocol import FORK, KILL, PID
from graph.revisions import Revision

#: Seconds that a nursery may take to read a store, and to fork.
LOAD_TIMEOUT: Final = 300.0
FORK_TIMEOUT: Final = 10.0

#: Queries after which a worker is replaced, so that no memory is held for ever.
QUERIES_PER_WORKER: Final = 500

#: Seconds between two looks at whether the client is still there.
LOOK_EVERY: Final = 0.1

Cancelled = Callable[[], bool]


class Nursery:
    """A process that holds one revision and forks workers from it."""

    def __init__(self, revision: Revision, *, memory_mb: int, in_memory: bool) -> None:
        """Start the process; it forks workers once it is :meth:`ready`."""
        self.revision = revision
        self.mode = "memory" if in_memory else "disk"
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "graph.query.nursery",
                    str(theirs.fileno()),
                    str(revision.store),
                    str(memory_mb),
                    self.mode,
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # The child finds our packages where this process finds them.
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                # Ctrl-C is for the server, which then closes the nursery.
                start_new_session=True,
            )

    def ready(self) -> Self:
        """Wait until the store is read; raises StoreError when it cannot be."""
        line = b""
        try:
            self._control.settimeout(LOAD_TIMEOUT)
            while not line.endswith(b"\n"):
                part = self._control.recv(4096)
                if not part:
                    break
                line += part
            self._control.settimeout(FORK_TIMEOUT)
            answer = json.loads(line or b'{"error": "the process ended"}')
        except TimeoutError:
            answer = {"error": f"it took more than {LOAD_TIMEOUT:g} seconds"}
        except OSError as error:
            answer = {"error": str(error)}
        if "error" in answer:
            self.abort()
            raise StoreError(
                f"The graph in {self.revision.store} cannot be read: {answer['error']}.",
                hint="Run: entente build",
            )
        return self

    def fork(self) -> "Worker":
        """Return a new worker; raises StoreError when the nursery is gone."""
        ours, theirs = socket.socketpair()
        read_errors, write_errors = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._control, [FORK], [theirs.fileno(), write_errors])
                (pid,) = PID.unpack(wire.receive(self._control, PID.size))
        except (OSError, EOFError) as error:
            ours.close()
            os.close(read_errors)
            raise StoreError("The process that holds the graph ended.") from error
        finally:
            theirs.close()
            os.close(write_errors)
        return Worker(self, pid, ours, read_errors)

    def kill(self, pid: int) -> None:
        """End a worker; only its parent can know that the number is still its own."""
        with self._lock, contextlib.suppress(OSError):
            self._control.sendall(KILL + PID.pack(pid))

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self._process.poll() is None

    def abort(self) -> None:
        """End a process that has no workers yet, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._control.close()

    def close(self) -> None:
        """End the process and all its workers."""
        self._control.close()
        try:
            self._process.wait(FORK_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Worker:
    """One worker process, for one query at a time and one thread at a time."""

    def __init__(self, nursery: Nursery, pid: int, channel: socket.socket, errors: int) -> None:
        self.nursery = nursery
        self.pid = pid
        self.answered = 0
        self._channel = channel
        self._errors = errors
        self._greeted = False

    def send(self, request: dict[str, Any]) -> None:
        """Send a request; raises OSError when the worker is gone."""
        self._channel.settimeout(FORK_TIMEOUT)
        if not self._greeted:
            self._greet()
        wire.send_request(self._channel, request)

    def _greet(self) -> None:
        try:
            wire.receive_frame(self._channel)
        except EOFError as error:
            raise StoreError(
                f"A worker cannot open the graph: {self.last_words() or 'it ended'}.",
                hint="Run: entente build",
            ) from error
        self._greeted = True

    def frame(self, deadline: float, cancelled: Cancelled | None) -> tuple[bytes, bytes]:
        """Return the next frame.

        Raises TimeoutError at the deadline, QueryTimeout when the client has left, EOFError when
        the worker is gone.
        """
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if cancelled is not None:
                if cancelled():
                    raise QueryTimeout("The client left before the query ended.")
                left = min(left, LOOK_EVERY)
            ready, _, _ = select.select([self._channel], [], [], left)
            if ready:
                break
        self._channel.settimeout(max(deadline - time.monotonic(), 0.05))
        try:
            return wire.receive_frame(self._channel)
        except ConnectionError as error:
            raise EOFError from error

    def last_words(self) -> str:
        """Return what a worker that ended wrote to its standard error."""
        ready, _, _ = select.select([self._errors], [], [], 1.0)
        return os.read(self._errors, 4096).decode("utf-8", "replace").strip() if ready else ""

    def kill(self) -> None:
        """End the worker whatever it does."""
        self.nursery.kill(self.pid)
        self.close()

    def close(self) -> None:
        """Let the worker go: it ends when it next looks at its channel."""
        self._channel.close()
        os.close(self._errors)


class Lane:
    """A number of workers with a bounded queue in front of them."""

    def __init__(self, size: int, queue: int) -> None:
        self.size = size
        self.queue = queue
        self.busy = 0
        self.waiting = 0
        self._idle: list[Worker] = []
        self._changed = threading.Condition()

    def enter(self, deadline: float, cancelled: Cancelled | None) -> None:
        """Wait for a place; raises Overloaded when the queue is full or the deadline passes."""
        with self._changed:
            if self.busy >= self.size and self.waiting >= self.queue:
                raise Overloaded(
                    f"{self.busy} queries run and {self.waiting} wait.",
                    hint="Try again in a few seconds.",
                )
            self.waiting += 1
            try:
                while self.busy >= self.size:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise Overloaded(
                            "No worker was free in time.", hint="Try again in a few seconds."
                        )
                    self._changed.wait(left if cancelled is None else min(left, LOOK_EVERY))
                    if cancelled is not None and cancelled():
                        raise QueryTimeout("The client left before the query began.")
                self.busy += 1
            finally:
                self.waiting -= 1

    def leave(self) -> None:
        """Free the place for the next in the queue."""
        with self._changed:
            self.busy -= 1
            self._changed.notify()

    def take(self, nursery: Nursery) -> Worker:
        """Return an idle worker of this nursery or a new one; for the holder of a place."""
        while True:
            with self._changed:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return nursery.fork()
            if worker.nursery is nursery:
                return worker
            worker.close()

    def give_back(self, worker: Worker, nursery: Nursery | None) -> None:
        """Keep a worker of the nursery in force that can answer again, or let it go."""
        worker.answered += 1
        if worker.nursery is not nursery or worker.answered >= QUERIES_PER_WORKER:
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

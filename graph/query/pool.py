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
from pathlib import Path
from typing import Any, Final, Self

from claims.errors import QueryTimeout, StoreError
from graph.query import wire
from graph.query.nursery_protocol import FORK, FORK_HEADER, KILL, PID
from graph.revisions import Revision

#: Seconds that a nursery may take to read a store, and to fork.
LOAD_TIMEOUT: Final = 300.0
FORK_TIMEOUT: Final = 10.0

#: Seconds between two looks at whether the client is still there.
LOOK_EVERY: Final = 0.1

#: How much a worker gives way once its query takes long.
_NICE: Final = 10

Cancelled = Callable[[], bool]


def environment() -> dict[str, str]:
    """Return an environment in which a child finds our packages where this process finds them."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class Nursery:
    """A process that forks workers, from a store that it holds in memory or on stores on disk."""

    def __init__(self, *, memory_mb: int, store: Path | None = None) -> None:
        """Start the process; it forks workers once it is :meth:`ready`.

        ``store`` is the folder to read into memory.
        """
        self.mode = "disk" if store is None else "memory"
        self.is_ready = False
        self._store = store
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        arguments = [str(theirs.fileno()), str(memory_mb), *([str(store)] if store else [])]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "graph.query.nursery", *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=environment(),
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
            what = f"graph in {self._store}" if self._store else "process that forks workers"
            raise StoreError(
                f"The {what} cannot be read: {answer['error']}.",
                hint="Run: entente build",
            )
        self.is_ready = True
        return self

    def fork(self, store: Path, *, network: bool = False) -> tuple[int, socket.socket, int]:
        """Return the number, the channel and the standard error of a new worker on a store.

        Raises StoreError when the nursery is gone.
        """
        path = b"" if self._store else os.fsencode(store)
        ours, theirs = socket.socketpair()
        read_errors, write_errors = os.pipe()
        try:
            with self._lock:
                socket.send_fds(self._control, [FORK], [theirs.fileno(), write_errors])
                self._control.sendall(FORK_HEADER.pack(network, len(path)) + path)
                (pid,) = PID.unpack(wire.receive(self._control, PID.size))
        except (OSError, EOFError) as error:
            ours.close()
            os.close(read_errors)
            raise StoreError("The process that holds the graph ended.") from error
        finally:
            theirs.close()
            os.close(write_errors)
        return pid, ours, read_errors

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


class Snapshot:
    """One revision as a nursery serves it, in use until it is retired and its last query ended."""

    def __init__(
        self, nursery: Nursery, revision: Revision, unused: "Callable[[Snapshot], None]"
    ) -> None:
        """``unused`` is called once, when nobody will read the revision any more."""
        self.nursery = nursery
        self.revision = revision
        self._unused = unused
        self._held = 0
        self._retired = False
        self._lock = threading.Lock()

    def hold(self) -> bool:
        """Keep the revision readable until :meth:`release`; False when it is retired."""
        with self._lock:
            if not self._retired:
                self._held += 1
            return not self._retired

    def release(self) -> None:
        """End what :meth:`hold` began."""
        with self._lock:
            self._held -= 1
            last = self._retired and not self._held
        if last:
            self._unused(self)

    def retire(self) -> None:
        """Let no further query begin."""
        with self._lock:
            last = not self._retired and not self._held
            self._retired = True
        if last:
            self._unused(self)

    def fork(self, *, network: bool = False) -> "Worker":
        """Return a new worker; raises StoreError when the nursery is gone."""
        made = self.nursery.fork(self.revision.store, network=network)
        return Worker(self, *made, network=network)


class Worker:
    """One worker process, for one query at a time and one thread at a time."""

    def __init__(
        self, snapshot: Snapshot, pid: int, channel: socket.socket, errors: int, *, network: bool
    ) -> None:
        self.snapshot = snapshot
        self.pid = pid
        self.network = network
        self.slowed = False
        self.answered = 0
        self._channel = channel
        self._errors = errors
        self._frames = wire.FrameReader(channel)
        self._greeted = False

    def send(self, request: dict[str, Any]) -> None:
        """Send a request; raises OSError when the worker is gone."""
        self._channel.settimeout(FORK_TIMEOUT)
        if not self._greeted:
            self._greet()
        wire.send_request(self._channel, request)

    def _greet(self) -> None:
        try:
            self._frames.next()
        except EOFError as error:
            raise StoreError(
                f"A worker cannot open the graph: {self.last_words() or 'it ended'}.",
                hint="Run: entente build",
            ) from error
        self._greeted = True

    def frame(
        self, until: float, deadline: float, cancelled: Cancelled | None
    ) -> tuple[bytes, bytes]:
        """Return the next frame, which may take until ``deadline`` once it has begun.

        Raises TimeoutError when none has begun at ``until`` or at the deadline, QueryTimeout when
        the client has left, EOFError when the worker is gone.
        """
        while True:
            left = min(until, deadline) - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if cancelled is not None:
                if cancelled():
                    raise QueryTimeout("The client left before the query ended.")
                left = min(left, LOOK_EVERY)
            if self._frames.ready:
                return self._frames.next()
            ready, _, _ = select.select([self._channel], [], [], left)
            if ready:
                break
        self._channel.settimeout(max(deadline - time.monotonic(), 0.05))
        try:
            return self._frames.next()
        except ConnectionError as error:
            raise EOFError from error

    def last_words(self) -> str:
        """Return what a worker that ended wrote to its standard error."""
        ready, _, _ = select.select([self._errors], [], [], 1.0)
        return os.read(self._errors, 4096).decode("utf-8", "replace").strip() if ready else ""

    def used(self) -> float | None:
        """Return the seconds of processor that the worker has used, None where it is not known."""
        if sys.platform != "linux":
            return None
        try:
            # How clock_getcpuclockid(3) names the clock of another process.
            return time.clock_gettime((~self.pid << 3) | 2)
        except OSError:
            return None

    def slow_down(self) -> None:
        """Let the worker give way to others where the machine is busy; it cannot be undone."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)
        self.slowed = True

    def kill(self) -> None:
        """End the worker whatever it does."""
        self.snapshot.nursery.kill(self.pid)
        self.close()

    def close(self) -> None:
        """Let the worker go: it ends when it next looks at its channel."""
        self._channel.close()
        os.close(self._errors)

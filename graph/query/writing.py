"""The server's side of the writer: starting it, asking it, and what it means when it ends."""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from claims.errors import (
    ContentError,
    DatasetTwice,
    GraphError,
    Overloaded,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreError,
    UpdateFailed,
)
from graph.query import pool, wire
from graph.query.pool import LOOK_EVERY, Cancelled

#: Seconds that the writer may take to open the store.
OPEN_TIMEOUT: Final = 300.0


class Writer:
    """The process that writes to the store in ``path``; for one thread at a time.

    ``hosts`` are those that LOAD and SERVICE may ask.
    """

    def __init__(self, path: Path, *, memory_mb: int, hosts: frozenset[str]) -> None:
        self.path = path
        self.memory_mb = memory_mb
        self._hosts = hosts
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self._errors = -1

    def ask(
        self, request: dict[str, Any], body: bytes, deadline: float, cancelled: Cancelled | None
    ) -> dict[str, Any]:
        """Return what the writer says; raises TimeoutError, EOFError when it ended, QueryError."""
        if self._process is None or self._process.poll() is not None:
            self.start()
        assert self._channel is not None
        left = max(deadline - time.monotonic(), 0.05)
        self._channel.settimeout(left)
        try:
            wire.send_request(self._channel, {**request, "length": len(body), "timeout": left})
            self._channel.sendall(body)
            kind, said = self._frame(deadline, cancelled)
        except (BrokenPipeError, ConnectionError) as error:
            raise EOFError from error
        found = json.loads(said)
        assert isinstance(found, dict)
        if kind == wire.ERROR:
            raise self._failure(**found)
        return found

    def _frame(self, deadline: float, cancelled: Cancelled | None) -> tuple[bytes, bytes]:
        assert self._channel is not None
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                if cancelled is not None and cancelled():
                    raise QueryTimeout("The client left before the update ended.")
            except QueryError:
                self.stop()
                raise
            ready, _, _ = select.select([self._channel], [], [], min(left, LOOK_EVERY))
            if ready:
                return wire.FrameReader(self._channel).next()

    def _failure(self, *, code: str, message: str, hint: str = "", **where: Any) -> GraphError:
        match code:
            case "query-syntax":
                return QuerySyntaxError(message, hint=hint, **where)
            case "query-refused":
                return QueryRefused(message, hint=hint)
            case "query-too-large":
                return QueryTooLarge(message, hint=hint)
            case "dataset-twice":
                return DatasetTwice(message, hint=hint)
            case "memory":
                return self._out_of_memory()
            case "content":
                if message.startswith("Parser error"):
                    place = message.removeprefix("Parser error at ")
                    message = f"The content does not parse: {place}."
                return ContentError(message, hint=hint, **where)
            case "store":
                return StoreError(
                    f"The dataset in {self.path.parent} cannot be opened: {message}.",
                    hint="Only one server may have a writable dataset open.",
                )
            case "disk":
                return StoreError(
                    f"The dataset in {self.path.parent} cannot be written: {message}."
                )
            case _:
                return UpdateFailed(f"The update cannot be made: {message}.", hint=hint)

    def _out_of_memory(self) -> QueryTooLarge:
        return QueryTooLarge(
            f"The update needs more than {self.memory_mb} MB of memory.",
            hint="Change less at a time.",
        )

    def death(self) -> GraphError:
        """Return the error for a writer that ended by itself; the next change starts another."""
        ready, _, _ = select.select([self._errors], [], [], 1.0)
        words = os.read(self._errors, 4096).decode("utf-8", "replace") if ready else ""
        self.stop()
        if "memory allocation" in words or "MemoryError" in words or "std::bad_alloc" in words:
            return self._out_of_memory()
        if "Fatal Python error" in words:
            return QueryTooLarge(
                "The engine broke down over this update.",
                hint="It is too deeply nested or too long: write it flatter.",
            )
        return Overloaded("The process that ran the update was ended.", hint="Try again.")

    def start(self) -> None:
        """Start the writer and wait until it has the store open."""
        self.stop()
        self._channel, theirs = socket.socketpair()
        self._errors, write_errors = os.pipe()
        hosts = ",".join(sorted(self._hosts))
        given = [str(self.path), str(self.memory_mb), hosts]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "graph.query.writer", str(theirs.fileno()), *given],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stderr=write_errors,
                env=pool.environment(),
                start_new_session=True,
            )
        os.close(write_errors)
        self._channel.settimeout(OPEN_TIMEOUT)
        try:
            kind, said = wire.FrameReader(self._channel).next()
        except (EOFError, OSError) as error:
            self.stop()
            raise StoreError(f"The dataset in {self.path.parent} cannot be opened.") from error
        if kind == wire.ERROR:
            self.stop()
            raise self._failure(**json.loads(said))

    def stop(self) -> None:
        """End the writer, whatever it does; what it has not committed is lost."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._errors >= 0:
            with contextlib.suppress(OSError):
                os.close(self._errors)
            self._errors = -1

"""A store that takes updates: one writer, and readers that see what was last committed.

The folder holds the store itself (``store``) and the snapshots that readers have open
(``snapshots``), which are hard links to its files and made when a reader first needs one.
"""

import secrets
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from claims.errors import Overloaded, QueryTimeout, StoreError
from graph.query.engine import QueryEngine
from graph.query.pool import LOOK_EVERY, Cancelled
from graph.query.writing import OPEN_TIMEOUT, Writer
from graph.revisions import Revision

#: Length of the longest update, in bytes.
MAX_UPDATE_BYTES: Final = 2_000_000


class WritableStore:
    """A store in a folder that takes updates; safe to use from many threads.

    ``timeout`` is in seconds and holds for each change; ``queue`` is how many changes may wait.
    ``limits`` go to the :class:`QueryEngine` that reads. Raises StoreError when the folder cannot
    be used, for example because another server has it open.
    """

    def __init__(
        self,
        path: Path,
        *,
        timeout: float = 30.0,
        memory_mb: int = 1024,
        queue: int = 16,
        max_update_bytes: int = MAX_UPDATE_BYTES,
        hosts: frozenset[str] = frozenset(),
        **limits: Any,
    ) -> None:
        self.path = path
        self.timeout = timeout
        self.max_update_bytes = max_update_bytes
        self._queue = queue
        self._instance = secrets.token_hex(4)
        self._number = 0
        self._fresh = False
        self._busy = False
        self._waiting = 0
        self._closed = False
        self._turn = threading.Condition()
        self._writer = Writer(path / "store", memory_mb=memory_mb, hosts=hosts)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"The folder {path} cannot be used: {error}.") from error
        self._writer.start()
        # From here on the folder is ours alone: what lies there is of a server that was killed.
        shutil.rmtree(self._snapshots, ignore_errors=True)
        try:
            self._snapshots.mkdir()
            self._engine = QueryEngine(
                self._snapshot(time.monotonic() + OPEN_TIMEOUT),
                timeout=timeout,
                memory_mb=memory_mb,
                queue=queue,
                hosts=hosts,
                in_memory_bytes=-1,
                declared={},
                unused=_remove,
                **limits,
            )
        except OSError as error:
            self._writer.stop()
            raise StoreError(f"The folder {path} cannot be used: {error}.") from error
        except BaseException:
            self._writer.stop()
            raise

    @property
    def _snapshots(self) -> Path:
        return self.path / "snapshots"

    def engine(self, cancelled: Cancelled | None = None) -> QueryEngine:
        """Return an engine that answers from everything committed so far."""
        deadline = time.monotonic() + self.timeout
        with self._turn:
            while self._busy and not self._fresh:
                self._wait(deadline, cancelled)
            if self._fresh:
                return self._engine
            self._busy = True
        try:
            self._renew(deadline)
        finally:
            self._leave()
        return self._engine

    def update(
        self,
        text: str,
        *,
        base: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        timeout: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> None:
        """Run an update, all of it or nothing; the graphs are those of USING and USING NAMED.

        Raises QueryError, one of its kinds, or StoreError.
        """
        request = {
            "do": "update",
            "text": text,
            "base": base,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "max_bytes": self.max_update_bytes,
        }
        self._change(request, b"", timeout, cancelled)

    def put(self, graph: str | None, body: bytes, source: str, *, base: str) -> bool:
        """Put the triples of ``body`` in the place of a graph and tell whether it is new.

        ``source`` names the format; the default graph is None. Raises as :meth:`update`, and
        ContentError.
        """
        request = {"do": "put", "graph": graph, "format": source, "base": base, "quads": False}
        return bool(self._change(request, body)["created"])

    def post(
        self, graph: str | None, body: bytes, source: str, *, base: str, quads: bool = False
    ) -> bool:
        """Add the triples of ``body`` to a graph and tell whether it is new; raises as put.

        ``quads`` says that the body names the graphs itself.
        """
        request = {"do": "post", "graph": graph, "format": source, "base": base, "quads": quads}
        return bool(self._change(request, body)["created"])

    def delete(self, graph: str | None) -> bool:
        """Delete a graph, and tell whether it was there."""
        return bool(self._change({"do": "delete", "graph": graph}, b"")["found"])

    def close(self) -> None:
        """End the writer and all queries; a change under way is not made."""
        self._closed = True
        self._engine.close()
        self._writer.stop()
        shutil.rmtree(self._snapshots, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _change(
        self,
        request: dict[str, Any],
        body: bytes,
        timeout: float | None = None,
        cancelled: Cancelled | None = None,
    ) -> dict[str, Any]:
        seconds = self.timeout if timeout is None else min(timeout, self.timeout)
        deadline = time.monotonic() + seconds
        with self._change_turn(deadline, cancelled):
            # Queries go on from here while the change is made.
            self._renew(deadline)
            try:
                return self._writer.ask(request, body, deadline, cancelled)
            except TimeoutError:
                self._writer.stop()
                raise QueryTimeout(
                    f"The update did not end before its deadline of {seconds:g} seconds."
                ) from None
            except EOFError:
                raise self._writer.death() from None
            finally:
                self._fresh = False

    @contextmanager
    def _change_turn(self, deadline: float, cancelled: Cancelled | None) -> Iterator[None]:
        with self._turn:
            if self._waiting >= self._queue:
                raise Overloaded(
                    f"{self._waiting} updates wait.", hint="Try again in a few seconds."
                )
            self._waiting += 1
            try:
                while self._busy:
                    self._wait(deadline, cancelled)
                self._busy = True
            finally:
                self._waiting -= 1
        try:
            yield
        finally:
            self._leave()

    def _wait(self, deadline: float, cancelled: Cancelled | None) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise Overloaded(
                "The writer was busy for too long.", hint="Try again in a few seconds."
            )
        self._turn.wait(min(left, LOOK_EVERY))
        if cancelled is not None and cancelled():
            raise QueryTimeout("The client left before its turn came.")

    def _leave(self) -> None:
        with self._turn:
            self._busy = False
            self._turn.notify_all()

    def _renew(self, deadline: float) -> None:
        """Let queries see what is committed; for the one whose turn it is."""
        if self._closed:
            raise StoreError(f"The dataset in {self.path} is closed.")
        if self._fresh:
            return
        try:
            self._engine.switch(self._snapshot(deadline))
        except TimeoutError:
            self._writer.stop()
            raise QueryTimeout("The dataset could not be read in time.") from None
        except EOFError:
            raise self._writer.death() from None
        with self._turn:
            self._fresh = True
            self._turn.notify_all()

    def _snapshot(self, deadline: float) -> Revision:
        self._number += 1
        folder = self._snapshots / f"{self._number}"
        folder.mkdir()
        revision = Revision(self._number, self._instance, folder, {})
        self._writer.ask({"do": "snapshot", "path": str(revision.store)}, b"", deadline, None)
        return revision


def _remove(revision: Revision) -> None:
    shutil.rmtree(revision.path, ignore_errors=True)

"""Which revision answers, and from where: the processes that hold it, and how one replaces another.

A small graph is held in memory from the start, a larger one as soon as it is read, a very large one
stays on disk.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from claims.errors import StoreError
from graph import revisions
from graph.query.pool import Nursery, Snapshot
from graph.revisions import Revision

log = logging.getLogger(__name__)

#: A store of at most so many bytes on disk is held in memory; a small one from the start, a
#: larger one as soon as it is read.
IN_MEMORY_BYTES: Final = 256 * 1024 * 1024
QUICK_BYTES: Final = 8 * 1024 * 1024

#: Seconds after which a graph on disk is read into memory.
WARM_AFTER: Final = 0.5


class Keeper:
    """Keeps the snapshot in force; safe to use from many threads.

    ``replaced`` is called when another one comes into force, ``unused`` with each revision that
    no query will read any more. Raises StoreError when there is no revision there.
    """

    def __init__(
        self,
        revision: Revision | Path,
        *,
        memory_mb: int,
        in_memory_bytes: int,
        replaced: Callable[[], None],
        unused: Callable[[Revision], None] | None,
    ) -> None:
        self._memory_mb = memory_mb
        self._in_memory_bytes = in_memory_bytes
        self._replaced = replaced
        self._unused = unused
        self._switching = threading.RLock()
        self._nurseries: set[Nursery] = set()
        self._closed = False
        self._ended = threading.Event()
        self._warming: Revision | None = None
        # Held so that a graph read into memory meanwhile finds the snapshot that it replaces.
        with self._switching:
            self.snapshot = self._open(_revision(revision))

    def hold(self) -> Snapshot:
        """Return the snapshot in force, readable until it is released."""
        while not (snapshot := self.snapshot).hold():
            pass
        return snapshot

    def switch(self, revision: Revision | Path) -> Revision:
        """Let this revision answer from now on; queries under way go on.

        Raises StoreError, and keeps the present revision, when the new one cannot be read.
        """
        with self._switching:
            self._warming = None
            snapshot = self._open(_revision(revision))
            self._replace(snapshot)
            return snapshot.revision

    def revive(self, dead: Snapshot) -> None:
        """Start the nursery again if it ended by itself."""
        with self._switching:
            if self.snapshot is dead and not dead.nursery.alive and not self._closed:
                self._nurseries.discard(dead.nursery)
                dead.nursery.close()
                self._warming = None
                self._replace(self._open(dead.revision))

    def close(self) -> None:
        """End all processes; queries under way fail."""
        with self._switching:
            self._closed = True
            self._ended.set()
            nurseries, self._nurseries = self._nurseries, set()
        for nursery in nurseries:
            if nursery.is_ready:
                nursery.close()
            else:
                nursery.abort()

    def _open(self, info: Revision) -> Snapshot:
        """Return a snapshot that answers soon: reading a large graph into memory takes a while."""
        size = info.size
        if QUICK_BYTES < size <= self._in_memory_bytes:
            self._warming = info
            threading.Thread(target=self._warm, args=[info], daemon=True).start()
        elif size <= self._in_memory_bytes:
            return self._snapshot(self._start_nursery(info.store).ready(), info)
        return self._snapshot(self._on_disk(), info)

    def _on_disk(self) -> Nursery:
        """Return the nursery that forks workers on stores on disk, of any revision."""
        for nursery in self._nurseries:
            if nursery.mode == "disk" and nursery.alive:
                return nursery
        return self._start_nursery(None).ready()

    def _start_nursery(self, store: Path | None) -> Nursery:
        nursery = Nursery(memory_mb=self._memory_mb, store=store)
        self._nurseries.add(nursery)
        return nursery

    def _snapshot(self, nursery: Nursery, info: Revision) -> Snapshot:
        return Snapshot(nursery, info, self._let_go)

    def _let_go(self, snapshot: Snapshot) -> None:
        """Close what served a snapshot that no query reads any more."""
        nursery = snapshot.nursery
        if nursery.mode == "memory":
            with self._switching:
                self._nurseries.discard(nursery)
            # The process takes a while to free a large graph.
            threading.Thread(target=nursery.close, daemon=True).start()
        if self._unused is not None and snapshot.revision != self.snapshot.revision:
            self._unused(snapshot.revision)

    def _warm(self, info: Revision) -> None:
        """Read a graph into memory, and answer from there if it is still in force."""
        # The first queries go before: reading takes all of a processor.
        self._ended.wait(WARM_AFTER)
        with self._switching:
            if self._closed or self._warming is not info:
                return
            nursery = self._start_nursery(info.store)
        try:
            nursery.ready()
        except StoreError as error:
            if not self._closed:
                log.warning("the graph stays on disk: %s", error)
            return
        with self._switching:
            if not self._closed and self._warming is info:
                self._warming = None
                self._replace(self._snapshot(nursery, info))
                return
            self._nurseries.discard(nursery)
        nursery.close()

    def _replace(self, snapshot: Snapshot) -> None:
        retired, self.snapshot = self.snapshot, snapshot
        self._replaced()
        retired.retire()


def _revision(found: Revision | Path) -> Revision:
    return revisions.read(found) if isinstance(found, Path) else found

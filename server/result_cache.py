"""Answers kept for the next who asks the same: bounded, and each for one revision only."""

import gzip
import threading
from collections import OrderedDict
from dataclasses import dataclass

#: What one entry takes besides its bytes.
_OVERHEAD = 500


@dataclass(slots=True)
class Kept:
    """A whole answer and its strong validator; compressed once somebody wants it so."""

    body: bytes
    etag: str
    revision: str
    packed: bytes | None = None

    def compressed(self) -> bytes:
        """Return the body as gzip."""
        if self.packed is None:
            self.packed = gzip.compress(self.body, 6, mtime=0)
        return self.packed


class ResultCache:
    """Keeps the answers used last, up to ``size`` bytes; safe to use from many threads."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.hits = 0
        self.misses = 0
        self._held = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Kept | None:
        """Return the answer kept under a key."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                self.misses += 1
            else:
                self.hits += 1
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer, and let go of those that were not used for longest."""
        # A compressed body is counted beforehand: it is smaller than the other.
        cost = 2 * len(kept.body) + _OVERHEAD
        if cost > self.size:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = kept
            self._held += cost
            while self._held > self.size:
                _, gone = self._kept.popitem(last=False)
                self._held -= 2 * len(gone.body) + _OVERHEAD

"""Limits on rows and bytes of an answer: over one of them it ends with an error, never cut.

The engine writes rows itself, far faster than Python could, so rows are counted in what it wrote.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

Meter = Callable[[bytes], None]
_Counter = Callable[[bytes], int]

#: Between two rows of JSON. In a string the quotation mark would follow a backslash, or end it.
_JSON_ROW: Final = re.compile(rb'\},\{"[^"\\]*":')
_JSON_KEPT: Final = 4096


class OverLimit(Exception):
    """An answer is over a limit; says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows and bytes that one answer may have; 0 means any number."""

    rows: int = 0
    size: int = 0

    def meter(self, name: str) -> Meter:
        """Return a function for the chunks of an answer in the format called ``name``.

        It raises OverLimit at the chunk that is over a limit. Triples are counted by
        :meth:`triples` instead.
        """
        counter = _COUNTERS[name]() if self.rows and name in _COUNTERS else None
        rows = size = 0

        def look(chunk: bytes) -> None:
            nonlocal rows, size
            size += len(chunk)
            if self.size and size > self.size:
                raise OverLimit(f"{self.size // 1_000_000:,} MB")
            if counter is not None:
                rows += counter(chunk)
                if rows > self.rows:
                    raise OverLimit(f"{self.rows:,} rows")

        return look

    def triples(self, triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
        """Yield the triples; raises OverLimit after the last one allowed."""
        return self._counted(triples) if self.rows else triples

    def _counted(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
        for number, triple in enumerate(triples, 1):
            if number > self.rows:
                raise OverLimit(f"{self.rows:,} triples")
            yield triple


def _lines() -> _Counter:
    """Count the lines of TSV, the header left out: line ends in values are escaped there."""
    header = 1

    def count(chunk: bytes) -> int:
        nonlocal header
        found = chunk.count(b"\n")
        own = min(header, found)
        header -= own
        return found - own

    return count


def _records() -> _Counter:
    """Count the records of CSV: a line end between quotation marks belongs to a value."""
    outside = _lines()
    quoted = False

    def count(chunk: bytes) -> int:
        nonlocal quoted
        found = 0
        for number, part in enumerate(chunk.split(b'"')):
            if number:
                quoted = not quoted
            if not quoted:
                found += outside(part)
        return found

    return count


def _results() -> _Counter:
    """Count the rows of XML, where the sign that opens a tag is escaped in values."""
    tag = b"</result>"
    rest = b""

    def count(chunk: bytes) -> int:
        nonlocal rest
        text = rest + chunk
        rest = text[max(0, len(text) - len(tag) + 1) :]
        return text.count(tag)

    return count


def _objects() -> _Counter:
    """Count the rows of JSON that bind a variable."""
    rest, first = b"", 1

    def count(chunk: bytes) -> int:
        nonlocal rest, first
        text = rest + chunk
        end = found = 0
        for match in _JSON_ROW.finditer(text):
            found += 1
            end = match.end()
        # A row that begins at the end of the chunk is seen whole with the next one.
        rest = text[max(end, len(text) - _JSON_KEPT) :]
        own, first = first, 0
        return found + own

    return count


_COUNTERS: Final[dict[str, Callable[[], _Counter]]] = {
    "json": _objects,
    "xml": _results,
    "csv": _records,
    "tsv": _lines,
}

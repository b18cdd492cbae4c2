"""The text of a document for reading: its blocks, with the passages that claims rest on."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from claims.ledger import Ledger
from claims.model import Block, BlockKind, Document
from server.building import ledger_path
from server.evidence import Found

#: Documents kept in memory; a version never changes.
_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that evidence quotes; overlapping quotes are one passage."""

    start: int
    end: int
    evidence: tuple[Found, ...]

    @property
    def anchor(self) -> str:
        """Return the name of its place on the page."""
        return f"p{self.start}"

    @property
    def notes(self) -> str:
        """Return the name of the list of its claims on the page."""
        return f"n{self.start}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a block: plain, or part of a passage, and then with what it is.

    ``roles`` are focus (the quote that was asked for), subject and object; ``first`` tells the
    stretch that begins its passage.
    """

    text: str
    passage: Passage | None = None
    roles: tuple[str, ...] = ()
    first: bool = False
    last: bool = False
    target: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the document as a page shows it, with the passages that begin in it."""

    kind: str
    level: int
    stretches: tuple[Stretch, ...]
    passages: tuple[Passage, ...] = ()

    @property
    def text(self) -> str:
        """Return the text of the block."""
        return "".join(stretch.text for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of reference data: its place in the text and its cells."""

    start: int
    end: int
    cells: tuple[str, ...]
    focus: bool = False


@dataclass(frozen=True)
class Table:
    """Reference data: the names of its columns and its rows."""

    names: tuple[str, ...] = ()
    rows: tuple[Row, ...] = field(default=())


def document(home: Path, slug: str, version: str) -> Document | None:
    """Return a version of a document from the ledger, None where the ledger has none.

    Raises LedgerError when the ledger cannot be read.
    """
    path = ledger_path(home)
    return _document(path, slug, version) if path.is_file() else None


@lru_cache(maxsize=_KEPT)
def _document(path: Path, slug: str, version: str) -> Document | None:
    with Ledger.open(path) as ledger:
        return ledger.document(slug, version)


def passages(found: Iterable[Found]) -> list[Passage]:
    """Return the passages that pieces of evidence quote, in order, none overlapping another."""
    ordered = sorted(found, key=lambda item: (item.start, item.end, item.iri))
    made: list[Passage] = []
    for item in ordered:
        if made and item.start < made[-1].end:
            last = made[-1]
            made[-1] = Passage(last.start, max(last.end, item.end), (*last.evidence, item))
        else:
            made.append(Passage(item.start, item.end, (item,)))
    return made


def parts(
    text: Document, marked: Sequence[Passage], focus: Found | None = None
) -> tuple[Part, ...]:
    """Return the blocks of a document with the passages marked.

    The stretches of a block, joined, are its text. ``focus`` is evidence to point at, with its
    subject and object.
    """
    return tuple(_part(text, block, marked, focus) for block in text.blocks)


def _part(text: Document, block: Block, marked: Sequence[Passage], focus: Found | None) -> Part:
    inside = [item for item in marked if item.start < block.end and block.start < item.end]
    spans = _focus_spans(focus)
    edges = {block.start, block.end}
    for left, right in (*((item.start, item.end) for item in inside), *spans.values()):
        edges |= {edge for edge in (left, right) if block.start < edge < block.end}
    ordered = sorted(edges)
    stretches = []
    pointed = False
    for left, right in itertools.pairwise(ordered):
        passage = next((p for p in inside if p.start <= left and right <= p.end), None)
        roles = tuple(name for name, span in spans.items() if span[0] <= left and right <= span[1])
        target = "focus" in roles and not pointed and spans["focus"][0] >= block.start
        pointed = pointed or target
        stretches.append(
            Stretch(
                text.text[left:right],
                passage,
                roles,
                first=passage is not None and left == max(passage.start, block.start),
                last=passage is not None and right == min(passage.end, block.end),
                target=target,
            )
        )
    begun = tuple(p for p in inside if p.start >= block.start)
    return Part(str(block.kind), block.level, tuple(stretches), begun)


def _focus_spans(focus: Found | None) -> dict[str, tuple[int, int]]:
    if focus is None:
        return {}
    spans = {"focus": (focus.start, focus.end)}
    for name, span in (("subject", focus.subject), ("object", focus.object)):
        # What is said of something named in another sentence is not underlined here.
        if span is not None and focus.start <= span[0] and span[1] <= focus.end:
            spans[name] = span
    return spans


def table(text: Document, focus: Found | None = None) -> Table:
    """Return reference data as a table; its first row has the names of the columns."""
    rows = [block for block in text.blocks if block.kind is BlockKind.TABLE_ROW]
    if not rows:
        return Table()
    names = tuple(text.text[rows[0].start : rows[0].end].split("\t"))
    made = []
    for block in rows[1:]:
        cells = text.text[block.start : block.end].split("\t")
        cells += [""] * (len(names) - len(cells))
        at = focus is not None and focus.start < block.end and block.start < focus.end
        made.append(Row(block.start, block.end, tuple(cells), at))
    return Table(names, tuple(made))

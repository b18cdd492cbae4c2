"""A tab-separated file as rows of cells, each with its place in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.errors import ReferenceRowError
from claims.model import Block, BlockKind, Document

COMMENT = "#"
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a row: its text without surrounding blanks, and its offsets in the file."""

    text: str
    start: int
    end: int

    def parts(self) -> tuple["Cell", ...]:
        """Return the values of a cell that holds several; an empty cell has none.

        A value between two separators that is not there comes back empty, for the caller to refuse.
        """
        if not self.text:
            return ()
        return tuple(_cells(self.text, self.start, SEPARATOR))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: number from 1, text without its line end, offset, cells by column."""

    path: Path
    line: int
    text: str
    start: int
    cells: dict[str, Cell]

    @property
    def end(self) -> int:
        """Offset after the last code point of the row."""
        return self.start + len(self.text)

    @property
    def place(self) -> str:
        """The name of the file and the number of the line."""
        return f"{self.path.name}:{self.line}"

    def problem(self, message: str, hint: str = "") -> ReferenceRowError:
        """Return an error that names the file and the line of this row."""
        return ReferenceRowError(message, path=self.path, line=self.line, hint=hint)


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its document, its columns, its well-formed rows and what is wrong with the others."""

    path: Path
    document: Document
    columns: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    problems: tuple[ReferenceRowError, ...]


def read(path: Path, text: str) -> Table:
    """Return the table in ``text``, the content of the file ``path``; nothing is raised.

    The first line that is neither blank nor a comment names the columns.
    """
    columns: tuple[str, ...] = ()
    header_line = 1
    rows: list[Row] = []
    blocks: list[Block] = []
    problems: list[ReferenceRowError] = []
    for number, start, line in _lines(text):
        if line.startswith(COMMENT):
            blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(line)))
            continue
        blocks.append(Block(BlockKind.TABLE_ROW, start, start + len(line)))
        cells = list(_cells(line, start, "\t"))
        if not columns:
            columns = tuple(cell.text for cell in cells)
            header_line = number
            continue
        row = Row(path, number, line, start, dict(zip(columns, cells, strict=False)))
        if len(cells) != len(columns):
            problems.append(
                row.problem(
                    f"The row has {len(cells)} columns, the header has {len(columns)}.",
                    "Separate the cells by single tabs and leave none out, empty ones included.",
                )
            )
            continue
        rows.append(row)
    document = Document(
        slug=f"reference-{path.stem}",
        path=f"reference/{path.name}",
        text=text,
        blocks=tuple(blocks),
        title=f"Reference data: {path.stem.replace('-', ' ')}",
        media_type="text/tab-separated-values",
        kind="reference",
    )
    return Table(path, document, columns, header_line, tuple(rows), tuple(problems))


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield number, offset and text of each line that is not blank."""
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        kept = line.removesuffix("\r")
        if kept.strip():
            yield number, start, kept
        start += len(line) + 1


def _cells(text: str, start: int, separator: str) -> Iterator[Cell]:
    for raw in text.split(separator):
        kept = raw.strip()
        offset = start + (raw.index(kept[0]) if kept else 0)
        yield Cell(kept, offset, offset + len(kept))
        start += len(raw) + 1

"""Rows of the tables of a gold folder, and the names in them; what is wrong is named by line."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.errors import InputError
from ontology import terms

_NAME = re.compile(r"(?:https?|[a-z]+):[^\s;]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, its cells by the name of the column."""

    path: Path
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def get(self, column: str) -> str:
        """Return a cell, empty where the table has no such column."""
        return self.cells.get(column) or ""

    def error(self, message: str, hint: str = "") -> InputError:
        """Return what is wrong with this line."""
        return InputError(message, path=self.path, line=self.line, hint=hint)

    def name(self, column: str) -> str:
        """Return the IRI that a cell names, or its value where it names none.

        Raises InputError when the prefix is unknown.
        """
        return self._expand(self[column].strip())

    def names(self, column: str) -> tuple[str, ...]:
        """Return the IRIs of a cell with ``;`` between several."""
        return tuple(self._expand(part.strip()) for part in self[column].split(";") if part.strip())

    def number(self, column: str) -> int:
        """Return a cell as a number; raises InputError when it is none."""
        try:
            return int(self[column])
        except ValueError:
            raise self.error(f"The {column} {self[column]!r} is no number.") from None

    def _expand(self, name: str) -> str:
        if name.startswith('"'):
            return name.strip('"')
        if not _NAME.fullmatch(name):
            return name
        try:
            return terms.expand(name)
        except KeyError:
            raise self.error(
                f"The prefix of {name!r} is unknown.", hint=f"Known: {', '.join(terms.PREFIXES)}."
            ) from None


def read(path: Path) -> str:
    """Return the text of a file; raises InputError when there is none, or it is not UTF-8."""
    if not path.is_file():
        raise InputError("The gold folder lacks this file.", path=path, hint="Name another folder.")
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("The file is not UTF-8 text.", path=path, line=line) from error


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a table whose first line names its columns.

    Raises InputError when the file, a wanted column, or a cell is missing, or a cell is too much.
    """
    reader = csv.DictReader(
        io.StringIO(read(path), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
        message = f"The first line does not name the columns {', '.join(missing)}."
        raise InputError(message, path=path, line=1)
    for cells in reader:
        row = Row(path, reader.line_num, cells)
        if short := [name for name, cell in cells.items() if cell is None]:
            raise row.error(f"The row lacks {', '.join(short)}.")
        if None in cells:
            raise row.error("The row has more cells than the first line has names.")
        yield row

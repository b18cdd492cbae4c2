"""Rows of the tables of a gold folder, and the names in them; what is wrong is named by line."""

import csv
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


def present(path: Path) -> Path:
    """Return the path; raises InputError when there is no such file."""
    if not path.is_file():
        raise InputError("The gold folder lacks this file.", path=path, hint="Name another folder.")
    return path


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a table whose first line names its columns.

    Raises InputError when the file, or a cell of the wanted columns, is missing.
    """
    with present(path).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, cells in enumerate(reader, 2):
            row = Row(path, number, cells)
            if missing := [name for name in columns if cells.get(name) is None]:
                raise row.error(f"The row lacks {', '.join(missing)}.")
            yield row

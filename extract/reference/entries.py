"""A row of the reference data as an entry: checked on its own, before others are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from claims.errors import ReferenceRowError
from claims.model import Literal
from extract.reference.table import Cell, Row
from extract.reference.vocabulary import CODES, FIXED, SLUG, Column
from ontology import terms
from ontology.schema import Schema


@dataclass(frozen=True)
class Value:
    """What one value of a cell stands for. A link is a slug until all rows are known."""

    column: Column
    cell: Cell
    object: str | Literal
    slug: str | None = None


@dataclass(frozen=True)
class Entry:
    """A row that is right as far as it can be seen alone."""

    row: Row
    slug: str
    cls: str
    label: Cell
    alt_labels: tuple[Cell, ...]
    demonyms: tuple[Cell, ...]
    values: tuple[Value, ...]

    @cached_property
    def iri(self) -> str:
        """IRI of the entity the row declares."""
        return terms.ID + self.slug

    @property
    def links(self) -> tuple[Value, ...]:
        """The values that name other rows."""
        return tuple(value for value in self.values if value.slug is not None)


def entry(row: Row, columns: Mapping[str, Column], schema: Schema) -> Entry:
    """Return the entry of a row; raises ReferenceRowError for the first thing that is wrong."""
    cells = row.cells
    for name in ("slug", "class", "label", "source"):
        if not cells[name].text:
            raise row.problem(f"The column {name} is empty.", "Every row needs one.")
    slug = cells["slug"].text
    if not SLUG.fullmatch(slug):
        raise row.problem(
            f"The slug {slug!r} is not lower-case letters and digits joined by single hyphens.",
            f"Write {terms.slugify(slug) or 'a slug'!r} instead.",
        )
    if slug in terms.RESERVED_SLUGS:
        raise row.problem(f"The slug {slug!r} is reserved for addresses.", "Choose another.")
    cls = schema.current(cells["class"].text)
    if cls not in schema.classes:
        raise row.problem(
            f"The ontology has no class {cls!r}.", "Use the local name of one it has."
        )
    values = []
    for name, column in columns.items():
        parts = _parts(row, name)
        if column.functional and len(parts) > 1:
            raise row.problem(f"The column {name} admits one value, not {len(parts)}.")
        values += [_value(row, column, part, cls, schema) for part in parts]
    return Entry(
        row,
        slug,
        cls,
        cells["label"],
        _parts(row, "alt_labels"),
        _parts(row, "demonyms"),
        tuple(values),
    )


def _parts(row: Row, name: str) -> tuple[Cell, ...]:
    cell = row.cells.get(name)
    parts = cell.parts() if cell else ()
    if any(not part.text for part in parts):
        raise row.problem(f"The column {name} has an empty value between two bars.")
    if len({part.text for part in parts}) != len(parts):
        raise row.problem(f"The column {name} says the same value twice.")
    return parts


def _value(row: Row, column: Column, cell: Cell, cls: str, schema: Schema) -> Value:
    if column.datatype is not None:
        literal = column.literal(cell.text)
        if literal is None:
            raise row.problem(f"{column.name} has {cell.text!r}, which is not {column.form_words}.")
        if column.name not in CODES and not schema.allows(column.name, cls, None):
            raise _misfit(row, column, cls)
        return Value(column, cell, literal)
    if ":" in cell.text:
        try:
            iri = schema.current(terms.expand(cell.text))
        except KeyError:
            message = f"{column.name} has {cell.text!r}, whose prefix is unknown."
            raise row.problem(message) from None
        concept = schema.concepts.get(iri)
        if concept is None:
            raise row.problem(
                f"{column.name} names the concept {cell.text!r}, which the ontology lacks."
            )
        if not schema.allows(column.name, cls, concept.cls):
            raise _misfit(row, column, cls, concept.cls, cell.text)
        return Value(column, cell, iri)
    return Value(column, cell, terms.ID + cell.text, slug=cell.text)


def _misfit(
    row: Row, column: Column, cls: str, other: str = "", text: str = ""
) -> ReferenceRowError:
    about = f" {text!r}, a {other}," if text else ""
    return row.problem(f"{column.name}{about} does not fit a row of class {cls}.")


def misfit(entry_: Entry, value: Value, target: Entry, schema: Schema) -> ReferenceRowError | None:
    """Return what is wrong with a link to another row, or None."""
    name = value.column.name
    if schema.allows(name, entry_.cls, target.cls):
        return None
    return _misfit(entry_.row, value.column, entry_.cls, target.cls, value.cell.text)


def unknown_columns(names: tuple[str, ...], known: Mapping[str, Column]) -> list[str]:
    """Return the columns that are neither fixed nor properties."""
    return [name for name in names if name not in FIXED and name not in known]

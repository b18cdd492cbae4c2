"""A row of the reference data as an entry: checked on its own, before others are looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from claims.errors import ReferenceRowError
from claims.model import Literal
from extract.reference import iso
from extract.reference.table import Cell, Row
from extract.reference.vocabulary import DEMONYMS, IDENTIFIERS, ISO3, LABELS, SLUG, YEARS, Column
from ontology import terms
from ontology.schema import Schema


@dataclass(frozen=True, slots=True)
class Value:
    """What one value of a cell stands for. A link is a slug until all rows are known."""

    column: Column
    cell: Cell
    object: str | Literal
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a row beside its label; see ``KnownEntity``."""

    alt_labels: tuple[Cell, ...] = ()
    shared_labels: tuple[Cell, ...] = ()
    demonyms: tuple[Cell, ...] = ()
    shared_demonyms: tuple[Cell, ...] = ()

    @property
    def labels(self) -> tuple[Cell, ...]:
        """The names that are no demonyms."""
        return (*self.alt_labels, *self.shared_labels)


@dataclass(frozen=True)
class Entry:
    """A row that declares an entity and is right as far as it can be seen alone."""

    row: Row
    slug: str
    cls: str
    label: Cell
    names: Names
    values: tuple[Value, ...]

    @cached_property
    def iri(self) -> str:
        """IRI of the entity the row declares."""
        return terms.ID + self.slug

    @property
    def links(self) -> Iterator[Value]:
        """The values that name other rows."""
        return (value for value in self.values if value.slug is not None)


@dataclass(frozen=True, slots=True)
class Addition:
    """A row that says the same of one or several entities that other rows declare."""

    row: Row
    subjects: tuple[Cell, ...]
    names: Names
    values: tuple[Value, ...]


def entry(row: Row, columns: Mapping[str, Column], schema: Schema) -> Entry:
    """Return the entry of a row; raises ReferenceRowError for the first thing that is wrong."""
    _filled(row, "slug", "class", "label", "source")
    cells = row.cells
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
    return Entry(row, slug, cls, cells["label"], _names(row), _values(row, columns, schema))


def addition(row: Row, columns: Mapping[str, Column], schema: Schema) -> Addition:
    """Return what a row adds; raises ReferenceRowError for the first thing that is wrong."""
    _filled(row, "subject", "source")
    return Addition(row, _parts(row, "subject"), _names(row), _values(row, columns, schema))


def misfit(
    row: Row, value: Value, cls: str, target: str | None, schema: Schema
) -> ReferenceRowError | None:
    """Return what is wrong with a value of an entity of class ``cls``, or None.

    ``target`` is the class of the entity that the value names, if it names one.
    """
    name = value.column.name
    concept = schema.concepts.get(value.object) if isinstance(value.object, str) else None
    target = concept.cls if concept is not None else target
    if name in IDENTIFIERS or schema.allows(name, cls, target):
        return None
    about = f" {value.cell.text!r}, a {target}," if target is not None else ""
    return row.problem(f"{name}{about} does not fit a row of class {cls}.")


def _filled(row: Row, *names: str) -> None:
    for name in names:
        if not row.cells[name].text:
            raise row.problem(f"The column {name} is empty.", "Every row needs one.")


def _names(row: Row) -> Names:
    return Names(*(_parts(row, name) for name in (*LABELS, *DEMONYMS)))


def _parts(row: Row, name: str) -> tuple[Cell, ...]:
    cell = row.cells.get(name)
    parts = cell.parts() if cell else ()
    if any(not part.text for part in parts):
        raise row.problem(f"The column {name} has an empty value between two bars.")
    if len({part.text for part in parts}) != len(parts):
        raise row.problem(f"The column {name} says the same value twice.")
    return parts


def _values(row: Row, columns: Mapping[str, Column], schema: Schema) -> tuple[Value, ...]:
    values: list[Value] = []
    for name, column in columns.items():
        parts = _parts(row, name)
        if column.functional and len(parts) > 1:
            raise row.problem(f"The column {name} admits one value, not {len(parts)}.")
        values += [_value(row, column, part, schema) for part in parts]
    _ordered(row, values)
    return tuple(values)


def _value(row: Row, column: Column, cell: Cell, schema: Schema) -> Value:
    if column.datatype is not None:
        said = column.value(cell.text)
        if said is None:
            raise row.problem(f"{column.name} has {cell.text!r}, which is not {column.form_words}.")
        if column is ISO3 and cell.text not in iso.rows():
            raise row.problem(
                f"{column.name} has {cell.text!r}, which ISO 3166-1 does not list.",
                "Leave the cell empty for what has no code.",
            )
        return Value(column, cell, said)
    if ":" in cell.text:
        try:
            iri = schema.current(terms.expand(cell.text))
        except KeyError:
            message = f"{column.name} has {cell.text!r}, whose prefix is unknown."
            raise row.problem(message) from None
        if iri not in schema.concepts:
            raise row.problem(
                f"{column.name} names the concept {cell.text!r}, which the ontology lacks."
            )
        return Value(column, cell, iri)
    return Value(column, cell, terms.ID + cell.text, slug=cell.text)


def _ordered(row: Row, values: list[Value]) -> None:
    """Raise ReferenceRowError when something ends before it begins."""
    years = {v.column.name: int(v.cell.text) for v in values if v.column.name in YEARS}
    if len(years) == len(YEARS) and years["endYear"] < years["year"]:
        raise row.problem(f"It ends in {years['endYear']}, before it begins in {years['year']}.")

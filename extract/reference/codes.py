"""What ISO 3166-1 adds to the entries that a file gives a three-letter code."""

from collections.abc import Iterator
from dataclasses import replace

from claims.model import Literal
from extract.reference import iso
from extract.reference.entries import Addition, Entry, Names, Value
from extract.reference.joining import Added, Joined
from extract.reference.table import Cell, Row
from extract.reference.vocabulary import CODES, ISO3

_ARTICLE = "the "


def additions(joined: Joined) -> Iterator[Added]:
    """Yield what the standard adds to every entry with a three-letter code.

    A name that another entity has is left to the files, as is one that is turned round for an
    alphabetical list.
    """
    for entry in joined.entries.values():
        code = next((v.cell.text for v in entry.values if v.column is ISO3), "")
        if code in iso.rows():
            row = iso.rows()[code]
            names = Names(tuple(_names(row, entry, joined)))
            subject = row.cells["name"]
            yield Added(Addition(row, (subject,), names, tuple(_codes(row))), subject, entry)


def _codes(row: Row) -> Iterator[Value]:
    for name, column in CODES.items():
        cell = row.cells[name]
        yield Value(column, cell, Literal(cell.text))


def _names(row: Row, entry: Entry, joined: Joined) -> Iterator[Cell]:
    known = {cell.text for cell in (entry.label, *entry.names.labels)}
    for cell in (row.cells[name] for name in iso.NAMES):
        if cell.text.startswith(_ARTICLE):
            cell = replace(cell, text=cell.text[len(_ARTICLE) :], start=cell.start + len(_ARTICLE))
        turned = "," in cell.text or "(" in cell.text
        if cell.text and not turned and cell.text not in known:
            known.add(cell.text)
            if joined.owners.free(entry.slug, cell.text):
                yield cell

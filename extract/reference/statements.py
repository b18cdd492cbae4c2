"""What the rows say as claims, each with its row as evidence, and as known entities."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from claims.model import Claim, Evidence, Extraction, Literal, Modality, Span
from extract.reference.entries import Entry, Names, Value
from extract.reference.joining import Joined
from extract.reference.model import KnownEntity
from extract.reference.table import Cell, Row, Table
from extract.reference.vocabulary import english
from ontology import terms

RULE = "reference-row"
#: A row is checked against its source by hand; what is left is the chance of a slip.
CONFIDENCE = 0.99


_Statement = tuple[str, str | Literal, Cell]


def extractions(tables: Sequence[Table], joined: Joined) -> tuple[Extraction, ...]:
    """Return the document of every table with what its rows say."""
    said: dict[Path, list[Evidence]] = {table.path: [] for table in tables}
    sources = {table.path: (table.document.slug, table.document.version) for table in tables}

    def say(row: Row, entry: Entry, subject: Cell, found: Iterable[_Statement]) -> None:
        document, version = sources[row.path]
        said[row.path] += [
            Evidence(
                claim=Claim(entry.iri, predicate, value),
                document=document,
                version=version,
                sentence=row.text,
                start=row.start,
                end=row.end,
                occurrence=0,
                modality=Modality.ASSERTED,
                confidence=CONFIDENCE,
                rule=RULE,
                subject_span=Span(subject.start, subject.end),
                object_span=Span(cell.start, cell.end),
            )
            for predicate, value, cell in found
        ]

    for entry in joined.entries.values():
        say(entry.row, entry, entry.label, _declared(entry))
        say(entry.row, entry, entry.label, _stated(entry.names, entry.values))
    for added in joined.added:
        found = _stated(added.addition.names, added.addition.values)
        say(added.addition.row, added.entry, added.subject, found)
    return tuple(Extraction(t.document, evidence=tuple(said[t.path])) for t in tables)


def entities(joined: Joined) -> tuple[KnownEntity, ...]:
    """Return every entity with all that its row and the additions say."""
    names = {slug: [entry.names] for slug, entry in joined.entries.items()}
    values = {slug: [*entry.values] for slug, entry in joined.entries.items()}
    for added in joined.added:
        names[added.entry.slug].append(added.addition.names)
        values[added.entry.slug] += added.addition.values
    return tuple(
        _entity(entry, names[slug], values[slug]) for slug, entry in joined.entries.items()
    )


def _declared(entry: Entry) -> Iterator[_Statement]:
    yield terms.RDF_TYPE, terms.ent(entry.cls), entry.row.cells["class"]
    yield terms.RDFS_LABEL, english(entry.label.text), entry.label


def _stated(names: Names, values: Iterable[Value]) -> Iterator[_Statement]:
    for cell in names.labels:
        yield terms.SKOS_ALT_LABEL, english(cell.text), cell
    for value in values:
        yield value.column.iri, value.object, value.cell


def _entity(entry: Entry, names: list[Names], values: list[Value]) -> KnownEntity:
    facts: dict[str, list[str]] = {}
    for value in values:
        said = value.object if isinstance(value.object, str) else value.object.value
        known = facts.setdefault(value.column.name, [])
        if said not in known:
            known.append(said)

    def texts(kind: str) -> tuple[str, ...]:
        found = (cell.text for one in names for cell in getattr(one, kind))
        return tuple(dict.fromkeys(found))

    return KnownEntity(
        entry.iri,
        entry.cls,
        entry.label.text,
        alt_labels=texts("alt_labels"),
        shared_labels=texts("shared_labels"),
        demonyms=texts("demonyms"),
        shared_demonyms=texts("shared_demonyms"),
        facts={name: tuple(said) for name, said in facts.items()},
    )

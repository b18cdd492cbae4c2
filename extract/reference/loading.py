"""Load a folder of reference data: every good row becomes claims, every bad one a problem."""

from collections.abc import Iterable
from pathlib import Path

from claims import identity
from claims.errors import InputError, ReferenceRowError
from claims.model import Claim, Evidence, Extraction, Literal, Modality, Span
from extract.reference.entries import Entry, entry, misfit, unknown_columns
from extract.reference.model import KnownEntity, Reference
from extract.reference.table import Cell, Table, read
from extract.reference.vocabulary import FIXED, REQUIRED, Column, column, english
from ontology import load as ontology
from ontology import terms
from ontology.schema import Schema

RULE = "reference-row"
#: A row is checked against its source by hand; what is left is the chance of a slip.
CONFIDENCE = 0.99


def load(folder: Path, schema: Schema | None = None) -> Reference:
    """Return what the .tsv files of a folder say, in the order of their names.

    A row that breaks a rule is left out and named in ``problems``. ``schema`` is the ontology's
    own unless given. Raises InputError when the folder is missing or unreadable.
    """
    schema = schema or ontology.schema()
    problems: list[ReferenceRowError] = []
    tables = []
    digests = []
    for path, data in _files(folder):
        digests.append(f"{path.name}:{identity.digest(data.decode('latin-1'))}")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            problems.append(
                ReferenceRowError(
                    "The file is not UTF-8.", path=path, line=line, hint="Save it as UTF-8."
                )
            )
            continue
        tables.append(read(path, text))
    entries = []
    for table in tables:
        problems += table.problems
        found, wrong = _entries(table, schema)
        entries += found
        problems += wrong
    good, wrong = _connected(entries, schema)
    problems += wrong
    by_document: dict[Path, list[Entry]] = {}
    for item in good:
        by_document.setdefault(item.row.path, []).append(item)
    return Reference(
        documents=tuple(_extraction(t, by_document.get(t.path, [])) for t in tables),
        entities=tuple(_entity(item) for item in good),
        problems=tuple(sorted(problems, key=lambda p: (p.path, p.line or 0))),
        digest=identity.digest("reference", *digests),
    )


def _files(folder: Path) -> list[tuple[Path, bytes]]:
    try:
        paths = sorted(p for p in folder.iterdir() if p.suffix == ".tsv" and p.is_file())
        return [(path, path.read_bytes()) for path in paths]
    except OSError as error:
        raise InputError(
            f"The reference data cannot be read: {error.strerror}.",
            path=error.filename or folder,
            hint="Name a folder of .tsv files that you may read.",
        ) from error


def _entries(table: Table, schema: Schema) -> tuple[list[Entry], list[ReferenceRowError]]:
    """Return the rows of one file that are right by themselves, and what is wrong with others."""

    def wrong_header(message: str, hint: str = "") -> ReferenceRowError:
        return ReferenceRowError(message, path=table.path, line=table.header_line, hint=hint)

    missing = [name for name in REQUIRED if name not in table.columns]
    if missing:
        return [], [wrong_header(f"The header lacks the columns {', '.join(missing)}.")]
    if len(set(table.columns)) != len(table.columns):
        return [], [wrong_header("The header names a column twice.")]
    columns: dict[str, Column] = {}
    for name in table.columns:
        known = None if name in FIXED else column(name, schema)
        if known is not None:
            columns[name] = known
    problems = [
        wrong_header(
            f"The ontology has no property {name!r}; the column is left out.",
            "Use the local name of a property, or its prefixed name.",
        )
        for name in unknown_columns(table.columns, columns)
    ]
    entries = []
    for row in table.rows:
        try:
            entries.append(entry(row, columns, schema))
        except ReferenceRowError as problem:
            problems.append(problem)
    return entries, problems


def _connected(entries: list[Entry], schema: Schema) -> tuple[list[Entry], list[ReferenceRowError]]:
    """Return the entries whose links all lead somewhere, and what is wrong with the others."""
    known: dict[str, Entry] = {}
    problems: list[ReferenceRowError] = []
    for item in entries:
        first = known.setdefault(item.slug, item)
        if first is not item:
            where = f"{first.row.path.name}:{first.row.line}"
            problems.append(item.row.problem(f"The slug {item.slug!r} is taken by {where}."))
    # Nobody can tell which row of a cycle is the wrong one, so all of them are named.
    for item in [i for i in known.values() if i.slug in _containers(i.slug, known)]:
        problems.append(
            item.row.problem(f"{item.slug!r} is located in a place that is located in it.")
        )
        del known[item.slug]
    changed = True
    while changed:
        changed = False
        for item in list(known.values()):
            problem = _broken_link(item, known, schema)
            if problem is not None:
                problems.append(problem)
                del known[item.slug]
                changed = True
    return list(known.values()), problems


def _containers(slug: str, known: dict[str, Entry]) -> set[str]:
    """Return the slugs of all places that a place lies in, itself too where there is a cycle."""
    found: set[str] = set()
    open_ = [slug]
    while open_:
        item = known.get(open_.pop())
        links = item.links if item else ()
        new = {v.slug for v in links if v.column.name == "locatedIn" and v.slug} - found
        found |= new
        open_ += new
    return found


def _broken_link(item: Entry, known: dict[str, Entry], schema: Schema) -> ReferenceRowError | None:
    for value in item.links:
        target = known.get(value.slug or "")
        if target is None:
            return item.row.problem(
                f"{value.column.name} names {value.slug!r}, which no valid row declares.",
                "Add the row, or mend it.",
            )
        problem = misfit(item, value, target, schema)
        if problem is not None:
            return problem
    return None


def _extraction(table: Table, entries: Iterable[Entry]) -> Extraction:
    document = table.document
    version = document.version
    evidence = tuple(
        Evidence(
            claim=Claim(item.iri, predicate, value),
            document=document.slug,
            version=version,
            sentence=item.row.text,
            start=item.row.start,
            end=item.row.end,
            occurrence=0,
            modality=Modality.ASSERTED,
            confidence=CONFIDENCE,
            rule=RULE,
            subject_span=Span(item.label.start, item.label.end),
            object_span=Span(cell.start, cell.end),
        )
        for item in entries
        for predicate, value, cell in _statements(item)
    )
    return Extraction(document, evidence=evidence)


def _statements(item: Entry) -> Iterable[tuple[str, str | Literal, Cell]]:
    yield terms.RDF_TYPE, terms.ent(item.cls), item.row.cells["class"]
    yield terms.RDFS_LABEL, english(item.label.text), item.label
    for cell in item.alt_labels:
        yield terms.SKOS_ALT_LABEL, english(cell.text), cell
    for value in item.values:
        yield value.column.iri, value.object, value.cell


def _entity(item: Entry) -> KnownEntity:
    facts: dict[str, tuple[str, ...]] = {}
    for value in item.values:
        plain = value.object if isinstance(value.object, str) else value.object.value
        facts[value.column.name] = (*facts.get(value.column.name, ()), plain)
    return KnownEntity(
        item.iri,
        item.cls,
        item.label.text,
        tuple(cell.text for cell in item.alt_labels),
        tuple(cell.text for cell in item.demonyms),
        facts,
    )

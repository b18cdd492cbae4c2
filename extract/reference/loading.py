"""Load a folder of reference data: every good row becomes claims, every bad one a problem."""

from dataclasses import dataclass, field
from pathlib import Path

from claims import identity
from claims.errors import InputError, ReferenceRowError
from extract.reference import codes, iso, statements
from extract.reference.entries import Addition, Entry, addition, entry
from extract.reference.joining import join
from extract.reference.model import Reference
from extract.reference.table import Table, read
from extract.reference.vocabulary import ADDING, DECLARING, FIXED, Column, column
from ontology import load as ontology
from ontology.schema import Schema


@dataclass(slots=True)
class _Rows:
    """The rows of all files that are right by themselves, and what is wrong with the others."""

    entries: list[Entry] = field(default_factory=list)
    additions: list[Addition] = field(default_factory=list)
    problems: list[ReferenceRowError] = field(default_factory=list)


def load(folder: Path, schema: Schema | None = None) -> Reference:
    """Return what the .tsv files of a folder say, in the order of their names.

    A row that breaks a rule is left out and named in ``problems``. ``schema`` is the ontology's
    own unless given. Raises InputError when the folder is missing or unreadable.
    """
    schema = schema or ontology.schema()
    rows = _Rows()
    tables = []
    digests = []
    for path, data in _files(folder):
        if path.name == iso.FILE:
            rows.problems.append(
                ReferenceRowError(
                    "The name of this file is that of the table of ISO 3166-1.",
                    path=path,
                    hint="Choose another.",
                )
            )
            continue
        digests.append(f"{path.name}:{identity.digest(data.decode('latin-1'))}")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            rows.problems.append(
                ReferenceRowError(
                    "The file is not UTF-8.", path=path, line=line, hint="Save it as UTF-8."
                )
            )
            continue
        table = read(path, text)
        tables.append(table)
        _read(table, schema, rows)
    joined = join(rows.entries, rows.additions, schema)
    from_iso = list(codes.additions(joined))
    if from_iso:
        joined.added += from_iso
        tables.append(iso.table())
        digests.append(iso.table().document.version)
    return Reference(
        documents=statements.extractions(tables, joined),
        entities=statements.entities(joined),
        problems=tuple(
            sorted((*rows.problems, *joined.problems), key=lambda p: (p.path, p.line or 0))
        ),
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


def _read(table: Table, schema: Schema, rows: _Rows) -> None:
    """Add the rows of one file that are right by themselves, and what is wrong with others."""
    rows.problems += table.problems

    def wrong_header(message: str, hint: str = "") -> None:
        rows.problems.append(
            ReferenceRowError(message, path=table.path, line=table.header_line, hint=hint)
        )

    adding = "subject" in table.columns
    missing = [n for n in (ADDING if adding else DECLARING) if n not in table.columns]
    if missing:
        wrong_header(f"The header lacks the columns {', '.join(missing)}.")
        return
    if len(set(table.columns)) != len(table.columns):
        wrong_header("The header names a column twice.")
        return
    columns: dict[str, Column] = {}
    for name in table.columns:
        if name in FIXED:
            continue
        known = column(name, schema)
        if known is not None:
            columns[name] = known
        else:
            wrong_header(
                f"The ontology has no property {name!r}; the column is left out.",
                "Use the local name of a property, or its prefixed name.",
            )
    for row in table.rows:
        try:
            if adding:
                rows.additions.append(addition(row, columns, schema))
            else:
                rows.entries.append(entry(row, columns, schema))
        except ReferenceRowError as problem:
            rows.problems.append(problem)

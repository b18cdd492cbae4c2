"""The ledger: the only state of record. Rows are added and never changed."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from claims import rows, schema
from claims.database import Database
from claims.decisions import in_effect
from claims.errors import LedgerError
from claims.model import Action, Claim, Decision, Document, Extraction, Run
from claims.state import (
    CHUNK,
    State,
    latest_presence,
    read,
    read_claims,
    read_decisions,
)


class Ledger:
    """Documents, what runs found in them, and decisions, in one database.

    Every method raises LedgerError when the database cannot do it. Each writing method is one
    transaction: it has happened whole and durably when it returns, or not at all.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, where: str | Path, *, patience: float = 10.0) -> Self:
        """Return the ledger at a path (SQLite) or URL (SQLite, PostgreSQL), made when missing.

        An older ledger is migrated. ``patience`` is how many seconds to wait for another
        writer. Raises LedgerError when it is newer than this program, or no ledger.
        """
        return cls(Database(where, patience=patience))

    def close(self) -> None:
        """Give back the connections."""
        self.database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # Documents and what was found in them

    def has_extraction(self, document_version: str, slug: str, run_id: str) -> bool:
        """Return whether this run has already read this version of the document."""
        with self.database.reading() as connection:
            return _extraction(connection, slug, document_version, run_id) is not None

    def record(self, extraction: Extraction, run: Run) -> None:
        """Keep what the run found in the document, which becomes current under its slug.

        What is there already is not written again. Raises LedgerError when the evidence does
        not quote the document, or when the same run has found something else before.
        """
        _check(extraction)
        document, version = extraction.document, extraction.document.version
        evidence, mentions = rows.of_findings(extraction.evidence, extraction.mentions)
        digest = rows.digest(evidence + mentions)
        with self.database.writing() as connection:
            earlier = _extraction(connection, document.slug, version, run.id)
            if earlier is None:
                _add_document(connection, document, version)
                _add_missing(connection, schema.runs, [rows.of_run(run)])
                claims = {item.claim for item in extraction.evidence}
                _add_missing(
                    connection, schema.claims, [rows.of_claim(claim, claim.id) for claim in claims]
                )
                number = connection.scalar(
                    sa.insert(schema.extractions)
                    .values(slug=document.slug, version=version, run=run.id, digest=digest)
                    .returning(schema.extractions.c.number)
                )
                _add(connection, schema.evidence, evidence, extraction=number)
                _add(connection, schema.mentions, mentions, extraction=number)
            elif earlier != digest:
                raise LedgerError(
                    f"Run {run.id} finds something else in {document.path} than it did before.",
                    hint="An extractor that changes needs a new version.",
                )
            _appear(connection, document.slug, version, document.path)

    def set_current(self, document: Document) -> None:
        """Make a version current again that the ledger holds; LedgerError when it does not."""
        version = document.version
        with self.database.writing() as connection:
            if not _has_document(connection, document.slug, version):
                raise LedgerError(
                    f"The ledger holds no version {version} of {document.slug}.",
                    hint="Record what was found in it first.",
                )
            _appear(connection, document.slug, version, document.path)

    def withdraw(self, slugs: Iterable[str]) -> None:
        """Note that the documents are gone; those that are not there stay so."""
        with self.database.writing() as connection:
            present = _current(connection)
            gone = [
                {"slug": slug, "version": None, "path": ""}
                for slug in sorted(set(slugs) & present.keys())
            ]
            _add(connection, schema.presence, gone)

    def current(self) -> dict[str, str]:
        """Return the version of each document that is present, by slug."""
        with self.database.reading() as connection:
            return _current(connection)

    def current_paths(self) -> dict[str, str]:
        """Return where each document that is present was last seen, by slug."""
        with self.database.reading() as connection:
            now = latest_presence().subquery()
            query = sa.select(now.c.slug, now.c.path).where(now.c.version.is_not(None))
            return {row.slug: row.path for row in connection.execute(query)}

    # Decisions

    def decide(self, decision: Decision) -> Decision:
        """Keep a decision, and return it with its sequence number.

        ``target`` is the id of a claim, or for an undo the sequence number of a decision in
        effect; an undo can be undone. Raises LedgerError for another target, and for a
        decision without an author or without a time zone.
        """
        if not decision.author.strip():
            raise LedgerError("A decision needs an author.")
        if decision.time.utcoffset() is None:
            raise LedgerError("The time of a decision needs a time zone.", hint="Give it in UTC.")
        with self.database.writing() as connection:
            last = connection.scalar(sa.select(sa.func.max(schema.decisions.c.sequence))) or 0
            if decision.action is Action.UNDO:
                _check_undo(connection, decision.target)
            elif not read_claims(connection, [decision.target]):
                raise LedgerError(f"The ledger holds no claim {decision.target!r}.")
            kept = replace(decision, sequence=last + 1)
            _add(connection, schema.decisions, [rows.of_decision(kept)])
        return kept

    def decisions(self) -> list[Decision]:
        """Return all decisions, undone ones too, in their order."""
        with self.database.reading() as connection:
            return read_decisions(connection)

    # Reading

    def state(self, run_ids: Collection[str]) -> State:
        """Return the state, with the runs of ``run_ids`` as those of the present extractor.

        Of each current document, the findings of one of these runs count; where there are
        none, those of the highest extractor version, ties broken by the run's hash.
        """
        with self.database.reading() as connection:
            return read(connection, run_ids)

    def claim(self, claim_id: str) -> Claim | None:
        """Return a claim that was ever found, whatever has become of it, or None."""
        with self.database.reading() as connection:
            return read_claims(connection, [claim_id]).get(claim_id)

    def document(self, slug: str, version: str) -> Document | None:
        """Return a version of a document, current or not, or None.

        Its path is the one it was last seen at.
        """
        table, presence = schema.documents, schema.presence
        with self.database.reading() as connection:
            row = connection.execute(
                sa.select(table, presence.c.path)
                .join(
                    presence,
                    (table.c.slug == presence.c.slug) & (table.c.version == presence.c.version),
                )
                .where(table.c.slug == slug, table.c.version == version)
                .order_by(presence.c.sequence.desc())
                .limit(1)
            ).first()
            return None if row is None else rows.to_document(row, row.path)


def _check(extraction: Extraction) -> None:
    """Raise LedgerError unless everything that was found is in the document."""
    document, version = extraction.document, extraction.document.version
    for item in extraction.evidence:
        where = f"Evidence of rule {item.rule!r} at {item.start} to {item.end} of {document.path}"
        if (item.document, item.version) != (document.slug, version):
            raise LedgerError(f"{where} names another document or version.")
        if item.start < 0 or document.text[item.start : item.end] != item.sentence:
            raise LedgerError(f"{where} does not quote the text.")
        if not 0.0 <= item.confidence <= 1.0:
            raise LedgerError(f"{where} has the confidence {item.confidence}.")
    for mention in extraction.mentions:
        place = f"The mention at {mention.start} to {mention.end} of {document.path}"
        if mention.document != document.slug:
            raise LedgerError(f"{place} names another document.")
        if not 0 <= mention.start <= mention.end <= len(document.text):
            raise LedgerError(f"{place} is outside the text.")


def _extraction(connection: sa.Connection, slug: str, version: str, run: str) -> str | None:
    """Return the digest of what the run found in the version, or None when it never read it."""
    table = schema.extractions
    return connection.scalar(
        sa.select(table.c.digest).where(
            table.c.slug == slug, table.c.version == version, table.c.run == run
        )
    )


def _has_document(connection: sa.Connection, slug: str, version: str) -> bool:
    table = schema.documents
    query = sa.select(table.c.slug).where(table.c.slug == slug, table.c.version == version)
    return connection.scalar(query) is not None


def _add_document(connection: sa.Connection, document: Document, version: str) -> None:
    if not _has_document(connection, document.slug, version):
        _add(connection, schema.documents, [rows.of_document(document, version)])


def _current(connection: sa.Connection) -> dict[str, str]:
    now = latest_presence().subquery()
    query = sa.select(now.c.slug, now.c.version).where(now.c.version.is_not(None))
    return {row.slug: row.version for row in connection.execute(query)}


def _appear(connection: sa.Connection, slug: str, version: str, path: str) -> None:
    """Note the presence of a version at a path, unless the latest note says the same."""
    table = schema.presence
    latest = connection.execute(
        sa.select(table.c.version, table.c.path)
        .where(table.c.slug == slug)
        .order_by(table.c.sequence.desc())
        .limit(1)
    ).first()
    if latest is None or tuple(latest) != (version, path):
        _add(connection, table, [{"slug": slug, "version": version, "path": path}])


def _check_undo(connection: sa.Connection, target: str) -> None:
    decisions = {str(item.sequence): item for item in read_decisions(connection)}
    if target not in decisions:
        raise LedgerError(f"There is no decision {target!r} to undo.")
    if decisions[target] not in in_effect(decisions.values()):
        raise LedgerError(f"Decision {target} is undone already.")


def _add(
    connection: sa.Connection, table: sa.Table, values: list[dict[str, Any]], **common: Any
) -> None:
    if values:
        connection.execute(sa.insert(table), [row | common for row in values])


def _add_missing(connection: sa.Connection, table: sa.Table, values: list[dict[str, Any]]) -> None:
    """Add the rows whose id the table lacks; only one process writes at a time."""
    ids = sorted(row["id"] for row in values)
    known: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        query = sa.select(table.c.id).where(table.c.id.in_(ids[start : start + CHUNK]))
        known.update(connection.scalars(query))
    _add(connection, table, [row for row in values if row["id"] not in known])

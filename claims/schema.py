"""The tables of the ledger. Rows are added and never changed: ``docs/ledger.md`` tells each one.

The migrations in ``claims/migrations`` make these tables; a test compares the two.
"""

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

#: The migration that leads to these tables.
REVISION: Final = "0002"

metadata = sa.MetaData()


class UtcTime(sa.TypeDecorator[datetime]):
    """A moment as ISO 8601 text in UTC: the same on every database, and sorted by its text."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Return the text to store; the moment must know its time zone."""
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        """Return the moment, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


documents = sa.Table(
    "documents",
    metadata,
    sa.Column("slug", sa.String, primary_key=True),
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("metadata", sa.JSON, nullable=False),
    sa.Column("blocks", sa.JSON, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

presence = sa.Table(
    "presence",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("slug", sa.String, nullable=False),
    sa.Column("version", sa.String),
    sa.Column("path", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(["slug", "version"], ["documents.slug", "documents.version"]),
    sa.Index("presence_by_slug", "slug", "sequence"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("extractor", sa.String, nullable=False),
    sa.Column("pipeline", sa.String, nullable=False),
    sa.Column("knowledge", sa.String, nullable=False),
)

extractions = sa.Table(
    "extractions",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("slug", sa.String, nullable=False),
    sa.Column("version", sa.String, nullable=False),
    sa.Column("run", sa.String, sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.ForeignKeyConstraint(["slug", "version"], ["documents.slug", "documents.version"]),
    sa.UniqueConstraint("slug", "version", "run", name="extractions_once"),
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("predicate", sa.Text, nullable=False),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("datatype", sa.Text),
    sa.Column("language", sa.String),
)

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("extraction", sa.Integer, sa.ForeignKey("extractions.number"), primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("claim", sa.String, sa.ForeignKey("claims.id"), nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("occurrence", sa.Integer, nullable=False),
    sa.Column("modality", sa.String, nullable=False),
    sa.Column("confidence", sa.Double, nullable=False),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("subject_start", sa.Integer),
    sa.Column("subject_end", sa.Integer),
    sa.Column("object_start", sa.Integer),
    sa.Column("object_end", sa.Integer),
    sa.Column("during", sa.Text),
    sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name="evidence_confidence"),
    sa.Index("evidence_by_claim", "claim"),
)

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("extraction", sa.Integer, sa.ForeignKey("extractions.number"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("iri", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("confidence", sa.Double, nullable=False, server_default="1"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("target", sa.String, nullable=False),
    sa.Column("author", sa.String, nullable=False),
    sa.Column("time", UtcTime, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("seen", sa.JSON, nullable=False),
    sa.Column("batch", sa.String, nullable=False),
    sa.Index("decisions_by_target", "target"),
)

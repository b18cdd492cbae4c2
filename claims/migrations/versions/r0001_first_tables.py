"""The first tables: documents and their presence, runs, claims, evidence, mentions, decisions."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from claims.migrations import guard

revision: Final = "0001"
down_revision: Final = None


def upgrade() -> None:
    """Make the tables, and make them append-only."""
    op.create_table(
        "documents",
        sa.Column("slug", sa.String, primary_key=True),
        sa.Column("version", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("metadata", sa.JSON, nullable=False),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "presence",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("version", sa.String),
        sa.Column("path", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["slug", "version"], ["documents.slug", "documents.version"]),
    )
    op.create_index("presence_by_slug", "presence", ["slug", "sequence"])
    op.create_table(
        "runs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("extractor", sa.String, nullable=False),
        sa.Column("pipeline", sa.String, nullable=False),
        sa.Column("knowledge", sa.String, nullable=False),
    )
    op.create_table(
        "extractions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("run", sa.String, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["slug", "version"], ["documents.slug", "documents.version"]),
        sa.UniqueConstraint("slug", "version", "run", name="extractions_once"),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("predicate", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("datatype", sa.Text),
        sa.Column("language", sa.String),
    )
    op.create_table(
        "evidence",
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
    )
    op.create_index("evidence_by_claim", "evidence", ["claim"])
    op.create_table(
        "mentions",
        sa.Column("extraction", sa.Integer, sa.ForeignKey("extractions.number"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("type", sa.String, nullable=False),
        sa.Column("iri", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("time", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("seen", sa.JSON, nullable=False),
        sa.Column("batch", sa.String, nullable=False),
    )
    op.create_index("decisions_by_target", "decisions", ["target"])
    for table in (
        "documents",
        "presence",
        "runs",
        "extractions",
        "claims",
        "evidence",
        "mentions",
        "decisions",
    ):
        guard.protect(table)

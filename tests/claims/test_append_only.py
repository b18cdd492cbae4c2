"""Nothing in the ledger changes, whoever asks."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from claims import schema
from claims.model import Action, Decision


@pytest.fixture
def full(ledger, tiny):
    """A ledger with a row in every table."""
    ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
    claim_id = tiny.claim("mali uses training").id
    ledger.decide(Decision(Action.ACCEPT, claim_id, "ana", datetime(2026, 5, 1, tzinfo=UTC)))
    return ledger


def content(ledger, table: sa.Table) -> list:
    with ledger.database.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(table))]


@pytest.mark.parametrize("name", sorted(schema.metadata.tables))
def test_rows_are_neither_changed_nor_deleted(full, name):
    table = schema.metadata.tables[name]
    before = content(full, table)
    assert len(before) == 1
    statements = [sa.delete(table), sa.update(table).values({column: column for column in table.c})]
    if full.database.engine.dialect.name == "postgresql":
        statements.append(sa.text(f"TRUNCATE {name} CASCADE"))
    else:
        everything = ", ".join(f'"{column.name}"' for column in table.c)
        statements.append(sa.text(f"INSERT OR REPLACE INTO {name} SELECT {everything} FROM {name}"))
    for statement in statements:
        with (
            pytest.raises(DBAPIError, match="append-only"),
            full.database.engine.begin() as connection,
        ):
            connection.execute(statement)
    assert content(full, table) == before

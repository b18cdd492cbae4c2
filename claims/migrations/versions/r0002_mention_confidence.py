"""How sure it is that the words of a mention name what they are linked to."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    """Add the confidence of mentions; those recorded before were taken for certain."""
    op.add_column(
        "mentions", sa.Column("confidence", sa.Double, nullable=False, server_default="1")
    )

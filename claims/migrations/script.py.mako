"""${message}."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from claims.migrations import guard

revision: Final = ${repr(up_revision)}
down_revision: Final = ${repr(down_revision)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}

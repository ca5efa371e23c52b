"""Hand-overs of shifts."""

import sqlalchemy as sa
from alembic import op

from storage.moments import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
    )
    op.create_index("ix_handovers_ends_at", "handovers", ["ends_at"])

"""Orders that people give, at their place in the inbox; and counts by hour, against which a rise is judged."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("other", sa.String),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_orders_event_id", "orders", ["event_id"])
    op.create_index("ix_orders_other", "orders", ["other"])
    op.create_table(
        "hour_counts",
        sa.Column("stream", sa.String, nullable=False),
        sa.Column("hour", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("stream", "hour"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hour_counts_hour", "hour_counts", ["hour"])

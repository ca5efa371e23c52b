"""Which response tells of which order; events are found by what they were merged into."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "order_responses",
        sa.Column("order_sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("audit_sequence", BIG, nullable=False),
        sa.ForeignKeyConstraint(["order_sequence"], ["orders.sequence"]),
        sa.ForeignKeyConstraint(["audit_sequence"], ["responses.audit_sequence"]),
        sa.PrimaryKeyConstraint("order_sequence"),
    )
    op.create_index("ix_order_responses_audit_sequence", "order_responses", ["audit_sequence"])
    op.create_index("ix_events_merged_into", "events", ["merged_into"])

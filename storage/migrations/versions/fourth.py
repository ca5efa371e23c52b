"""Versions of rules: who proposed, approved and activated which, from when."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "version_acts",
        sa.Column("audit_sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("config_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["audit_sequence"], ["audit.sequence"]),
        sa.ForeignKeyConstraint(["config_id"], ["rules.config_id"]),
        sa.PrimaryKeyConstraint("audit_sequence"),
    )

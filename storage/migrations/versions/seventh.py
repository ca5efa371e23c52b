"""Alerts are found by what they are about: whoever acts on an event stops what follows it."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

PART = 1000


def upgrade() -> None:
    op.add_column("alerts", sa.Column("subject_id", sa.String, nullable=False, server_default=""))
    op.create_index("ix_alerts_subject_id", "alerts", ["subject_id"])
    alerts = sa.table("alerts", sa.column("id"), sa.column("body"), sa.column("subject_id"))
    connection = op.get_bind()
    told = sa.update(alerts).where(alerts.c.id == sa.bindparam("which")).values(subject_id=sa.bindparam("about"))
    for rows in connection.execute(sa.select(alerts.c.id, alerts.c.body)).partitions(PART):
        connection.execute(told, [{"which": row.id, "about": json.loads(row.body)["subject_id"]} for row in rows])

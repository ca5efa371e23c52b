"""The outbox's part of the schema: alerts, how often each was decided once more, and the attempts to deliver them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from storage.moments import Moment
from storage.tables import metadata

alerts = Table(
    "alerts", metadata,
    Column("id", String, primary_key=True),
    Column("decided_at", Moment, nullable=False),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Column("subject_id", String, nullable=False, server_default="", index=True),
    Index("ix_alerts_decided_at", "decided_at", "id"),
    Index("ix_alerts_status", "status", "not_before"),
)  # fmt: skip

repeated_alerts = Table(
    "repeated_alerts", metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("count", Integer, nullable=False),
)  # fmt: skip

deliveries = Table(
    "deliveries", metadata,
    Column("alert_id", ForeignKey("alerts.id"), primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)  # fmt: skip

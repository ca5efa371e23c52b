"""The first schema: what is collected, what is found in it, who was told, and what staff did."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger
"""Microseconds since 1970."""
FTS5 = """CREATE VIRTUAL TABLE search USING fts5(tokens, tokenize="ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\\]^_`{|}~'")"""


def upgrade() -> None:
    _collection()
    _processing()
    _search()
    _telling()
    _people()
    op.execute("INSERT INTO progress (id, inbox_sequence, cursor_sequence) VALUES (1, 0, 0)")


def _search() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.get_bind().exec_driver_sql(FTS5)
        return
    op.execute("CREATE TABLE search (sequence BIGINT PRIMARY KEY REFERENCES documents, tokens tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_search_tokens ON search USING gin (tokens) WITH (gin_pending_list_limit = 512)")


def _collection() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "polls",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("source_id"),
    )
    op.create_table(
        "hosts",
        sa.Column("host", sa.String, nullable=False),
        sa.Column("last_request_at", MOMENT),
        sa.Column("blocked_until", MOMENT),
        sa.PrimaryKeyConstraint("host"),
    )
    op.create_table(
        "entries",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("document_id", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("source_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source_doors",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("door", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("source_id", "day", "door", "reason"),
    )
    op.create_table(
        "source_loads",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("requests", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("source_id", "day"),
    )
    op.create_table(
        "documents",
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("outlet", sa.String, nullable=False),
        sa.Column("platform", sa.String, nullable=False),
        sa.Column("tier", sa.String, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("first_collected_at", MOMENT, nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("collected_at", MOMENT, nullable=False),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.Column("duplicate_group", sa.String, nullable=False),
        sa.Column("reposts", sa.BigInteger),
        sa.Column("comments", sa.BigInteger),
        sa.Column("likes", sa.BigInteger),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"]),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_documents_collected_at", "documents", ["collected_at"])
    op.create_index("ix_documents_happened_at", "documents", ["happened_at"])
    op.create_index("ix_documents_source_id", "documents", ["source_id", "sequence"])
    op.create_table(
        "document_texts",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("month", "document_id", "revision"),
        postgresql_partition_by="LIST (month)",
    )
    op.create_table(
        "inbox",
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("document_sequence", BIG, nullable=False),
        sa.Column("recount", sa.Boolean, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("collected_at", MOMENT, nullable=False),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.Column("duplicate_group", sa.String, nullable=False),
        sa.Column("reposts", sa.BigInteger),
        sa.Column("comments", sa.BigInteger),
        sa.Column("likes", sa.BigInteger),
        sa.ForeignKeyConstraint(["document_sequence"], ["documents.sequence"]),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_inbox_document_sequence", "inbox", ["document_sequence", "sequence"])
    op.create_table(
        "progress",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("inbox_sequence", sa.BigInteger, nullable=False),
        sa.Column("inbox_at", MOMENT),
        sa.Column("cursor_sequence", sa.BigInteger, nullable=False),
        sa.Column("evaluated_at", MOMENT),
        sa.PrimaryKeyConstraint("id"),
    )


def _processing() -> None:
    op.create_table(
        "labels",
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("duplicate_group", sa.String, nullable=False),
        sa.Column("tone", sa.String),
        sa.Column("severity", sa.Float, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["documents.sequence"]),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_labels_tone", "labels", ["tone", "sequence"])
    op.create_table(
        "document_topics",
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["documents.sequence"]),
        sa.PrimaryKeyConstraint("topic", "sequence"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_document_topics_sequence", "document_topics", ["sequence"])
    op.create_table(
        "events",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("title_document", sa.String, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.Column("merged_into", sa.String),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_events_last_seen", "events", ["last_seen"])
    op.create_index("ix_events_touched_at", "events", ["touched_at"])
    op.create_table(
        "event_topics",
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"]),
        sa.PrimaryKeyConstraint("event_id", "topic"),
    )
    op.create_table(
        "members",
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("duplicate_of", sa.String),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"]),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"]),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index("ix_members_event_id", "members", ["event_id", "sequence"])
    op.create_table(
        "assessments",
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("scope_id", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("index_value", sa.Float, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"]),
        sa.PrimaryKeyConstraint("event_id", "scope_id", "at"),
    )
    op.create_index("ix_assessments_at", "assessments", ["at"])
    op.create_table(
        "memories",
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("scope_id", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"]),
        sa.PrimaryKeyConstraint("event_id", "scope_id"),
    )
    op.create_table(
        "states",
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("scope_id", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"]),
        sa.PrimaryKeyConstraint("event_id", "scope_id"),
    )


def _telling() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alerts_decided_at", "alerts", ["decided_at", "id"])
    op.create_index("ix_alerts_status", "alerts", ["status", "not_before"])
    op.create_table(
        "deliveries",
        sa.Column("alert_id", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"]),
        sa.PrimaryKeyConstraint("alert_id", "attempt"),
    )


def _people() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_table(
        "responses",
        sa.Column("audit_sequence", BIG, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["audit_sequence"], ["audit.sequence"]),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"]),
        sa.PrimaryKeyConstraint("audit_sequence"),
    )
    op.create_index("ix_responses_event_id", "responses", ["event_id"])
    op.create_table(
        "users",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "rules",
        sa.Column("config_id", sa.String, nullable=False),
        sa.Column("canonical", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("config_id"),
    )

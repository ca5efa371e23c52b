"""The schema. Text of documents stands in `document_texts` and `search` alone, and nobody's name but staff's anywhere.

`documents.sequence` is the inbox sequence of the first revision: the key that other tables, export and paging use.
Collection writes `documents`, `document_texts`, `inbox` and `entries`; processing writes `labels`, `search` and events.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)  # fmt: skip

from storage.moments import Moment

BIG = BigInteger().with_variant(Integer, "sqlite")
"""SQLite's row id must be spelt INTEGER."""

NAMES = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s",
         "pk": "pk_%(table_name)s"}  # fmt: skip
"""Every constraint has a name, so that a later revision can speak of it in both engines."""

metadata = MetaData(naming_convention=NAMES)

sources = Table(
    "sources", metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip

polls = Table(
    "polls", metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("body", Text, nullable=False),
)  # fmt: skip

hosts = Table(
    "hosts", metadata,
    Column("host", String, primary_key=True),
    Column("last_request_at", Moment),
    Column("blocked_until", Moment),
)  # fmt: skip

entries = Table(
    "entries", metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("document_id", String, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

source_doors = Table(
    "source_doors", metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("day", String, primary_key=True),
    Column("door", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("count", BigInteger, nullable=False),
)  # fmt: skip

source_loads = Table(
    "source_loads", metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("day", String, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)  # fmt: skip

documents = Table(
    "documents", metadata,
    Column("sequence", BIG, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False, unique=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("outlet", String, nullable=False),
    Column("platform", String, nullable=False),
    Column("tier", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("first_collected_at", Moment, nullable=False),
    Column("happened_at", Moment, nullable=False, index=True),
    Column("month", String(7), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("published_at", Moment),
    Column("collected_at", Moment, nullable=False, index=True),
    Column("content_hash", String, nullable=False),
    Column("duplicate_group", String, nullable=False),
    Column("reposts", BigInteger),
    Column("comments", BigInteger),
    Column("likes", BigInteger),
    Index("ix_documents_source_id", "source_id", "sequence"),
)  # fmt: skip

document_texts = Table(
    "document_texts", metadata,
    Column("month", String(7), primary_key=True),
    Column("document_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    postgresql_partition_by="LIST (month)",
)  # fmt: skip

inbox = Table(
    "inbox", metadata,
    Column("sequence", BIG, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("document_sequence", ForeignKey("documents.sequence"), nullable=False),
    Column("recount", Boolean, nullable=False),
    Column("month", String(7), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("published_at", Moment),
    Column("collected_at", Moment, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("duplicate_group", String, nullable=False),
    Column("reposts", BigInteger),
    Column("comments", BigInteger),
    Column("likes", BigInteger),
    Index("ix_inbox_document_sequence", "document_sequence", "sequence"),
)  # fmt: skip

orders = Table(
    "orders", metadata,
    Column("sequence", BIG, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("event_id", String, nullable=False, index=True),
    Column("other", String, index=True),
    Column("outcome", String, nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip

hour_counts = Table(
    "hour_counts", metadata,
    Column("stream", String, primary_key=True),
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
    Index("ix_hour_counts_hour", "hour"),
    sqlite_with_rowid=False,
)  # fmt: skip

progress = Table(
    "progress", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("inbox_sequence", BigInteger, nullable=False),
    Column("inbox_at", Moment),
    Column("cursor_sequence", BigInteger, nullable=False),
    Column("evaluated_at", Moment),
)  # fmt: skip

labels = Table(
    "labels", metadata,
    Column("sequence", BIG, ForeignKey("documents.sequence"), primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("duplicate_group", String, nullable=False),
    Column("tone", String),
    Column("severity", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("body", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("terms", Text, nullable=False),
    Index("ix_labels_tone", "tone", "sequence"),
)  # fmt: skip

document_topics = Table(
    "document_topics", metadata,
    Column("topic", String, primary_key=True),
    Column("sequence", BIG, ForeignKey("documents.sequence"), primary_key=True, autoincrement=False),
    Column("confidence", Float, nullable=False),
    Index("ix_document_topics_sequence", "sequence"),
    sqlite_with_rowid=False,
)  # fmt: skip

events = Table(
    "events", metadata,
    Column("id", String, primary_key=True),
    Column("title_document", String, nullable=False),
    Column("name", Text),
    Column("last_seen", Moment, nullable=False, index=True),
    Column("touched_at", Moment, nullable=False, index=True),
    Column("merged_into", String, index=True),
    Column("body", Text, nullable=False),
)  # fmt: skip

event_topics = Table(
    "event_topics", metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("topic", String, primary_key=True),
)  # fmt: skip

members = Table(
    "members", metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("event_id", ForeignKey("events.id"), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("duplicate_of", String),
    Index("ix_members_event_id", "event_id", "sequence"),
)  # fmt: skip

assessments = Table(
    "assessments", metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("scope_id", String, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("index_value", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_assessments_at", "at"),
)  # fmt: skip

memories = Table(
    "memories", metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("scope_id", String, primary_key=True),
    Column("level", Integer, nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip

states = Table(
    "states", metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("scope_id", String, primary_key=True),
    Column("state", String, nullable=False),
)  # fmt: skip

responses = Table(
    "responses", metadata,
    Column("audit_sequence", BIG, ForeignKey("audit.sequence"), primary_key=True, autoincrement=False),
    Column("event_id", ForeignKey("events.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
)  # fmt: skip

order_responses = Table(
    "order_responses", metadata,
    Column("order_sequence", BIG, ForeignKey("orders.sequence"), primary_key=True, autoincrement=False),
    Column("audit_sequence", ForeignKey("responses.audit_sequence"), nullable=False, index=True),
)  # fmt: skip

users = Table(
    "users", metadata,
    Column("name", String, primary_key=True),
    Column("body", Text, nullable=False),
)  # fmt: skip

rules = Table(
    "rules", metadata,
    Column("config_id", String, primary_key=True),
    Column("canonical", LargeBinary, nullable=False),
)  # fmt: skip

version_acts = Table(
    "version_acts", metadata,
    Column("audit_sequence", BIG, ForeignKey("audit.sequence"), primary_key=True, autoincrement=False),
    Column("config_id", ForeignKey("rules.config_id"), nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip

handovers = Table(
    "handovers", metadata,
    Column("id", String, primary_key=True),
    Column("ends_at", Moment, nullable=False, index=True),
    Column("body", Text, nullable=False),
)  # fmt: skip

feedback = Table(
    "feedback", metadata,
    Column("document_id", ForeignKey("documents.id"), primary_key=True),
    Column("task", String, primary_key=True),
    Column("body", Text, nullable=False),
)  # fmt: skip

audit = Table(
    "audit", metadata,
    Column("sequence", BIG, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)  # fmt: skip

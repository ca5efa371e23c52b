"""Making and changing the schema: the whole at once where there is none, else the revisions that are missing."""

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, select

import storage.outbox_tables  # noqa: F401  its tables belong to the schema
from storage.search import create_index
from storage.tables import metadata, progress

NEWEST = "0008"
"""The last revision."""

revised = Table(
    "alembic_version", MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)  # fmt: skip
"""Where Alembic keeps which revision a database has, as Alembic makes it."""


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision; StorageError where a newer Wanglou has been here."""
    if not inspect(connection).has_table(revised.name):
        create(connection)
        revised.create(connection)
        connection.execute(insert(revised), {"version_num": NEWEST})
    elif connection.scalar(select(revised)) != NEWEST:
        from storage.revisions import run_revisions  # noqa: PLC0415  Alembic loads for .3 s; few stores are old

        run_revisions(connection)


def create(connection: Connection) -> None:
    """The whole schema as the tables say; a test compares it with what the revisions make."""
    metadata.create_all(connection, checkfirst=False)
    create_index(connection)
    connection.execute(insert(progress), {"id": 1, "inbox_sequence": 0, "cursor_sequence": 0})

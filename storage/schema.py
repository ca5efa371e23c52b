"""Making and changing the schema: Alembic's revisions, run from the program; the whole at once for comparison."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, insert

import storage.outbox_tables  # noqa: F401  its tables belong to the schema
from domain.errors import StorageError
from storage.search import create_index
from storage.tables import metadata, progress


def upgrade(connection: Connection) -> None:
    """Bring the schema to the newest revision; StorageError where a newer Wanglou has been here."""
    config = Config()
    config.set_main_option("script_location", str(files("storage").joinpath("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError("storage.newer_schema") from error


def create(connection: Connection) -> None:
    """The whole schema at once, as the tables say; a test compares it with what the revisions make."""
    metadata.create_all(connection)
    create_index(connection)
    connection.execute(insert(progress), {"id": 1, "inbox_sequence": 0, "cursor_sequence": 0})

"""Alembic's revisions, run from the program on a connection, within its transaction."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from domain.errors import StorageError


def run_revisions(connection: Connection, until: str = "head") -> None:
    """Run those that are missing; StorageError where a newer Wanglou has been here."""
    config = Config()
    config.set_main_option("script_location", str(files("storage").joinpath("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, until)
    except CommandError as error:
        raise StorageError("storage.newer_schema") from error

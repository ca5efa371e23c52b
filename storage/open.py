"""Opening a store by its address."""

from datetime import timedelta

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from domain.errors import BadUse, StorageError
from storage.base import Storage
from storage.database import Database
from storage.sql import SqlStorage

PATIENCE = timedelta(seconds=10)
"""How long a writer waits for another before it says `storage.locked`."""


def open_storage(url: str, patience: timedelta = PATIENCE, *, scratch: bool = False) -> Storage:
    """The store at `sqlite:///FILE` or `postgresql+psycopg://...`; the schema is left as it is (see `upgrade`).
    `scratch`: it is computed from something else and can be made again, so it need not survive the loss of power.

    BadUse `storage.unknown_url` for any other address, StorageError `storage.unreachable` where nothing answers.
    """
    address = _address(url)
    database = Database(address, patience, scratch=scratch)
    try:
        with database.reading():
            pass
    except StorageError as error:
        database.close()
        if error.code != "storage.unreachable":
            raise
        raise StorageError("storage.unreachable", url=shown(address), detail=error.params.get("detail", "")) from None
    return SqlStorage(database)


def shown(url: URL) -> str:
    """The address without its password."""
    return url.render_as_string(hide_password=True)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise BadUse("storage.unknown_url", url=url.split(":", 1)[0]) from None
    is_file = address.drivername == "sqlite" and address.database not in (None, "", ":memory:")
    if not is_file and address.drivername != "postgresql+psycopg":
        raise BadUse("storage.unknown_url", url=shown(address))
    return address

"""The schema: revisions make what the tables say, in both engines, and there is no place for who wrote something."""

import re
from importlib.resources import files

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, make_url, text

from domain.errors import StorageError
from storage import schema
from storage.database import Database
from storage.partitions import partition_name
from storage.revisions import run_revisions
from storage.tables import metadata
from tests.storage.conftest import PATIENCE, opened

STAFF = {"users", "audit", "responses"}
WHO = re.compile(r"author|byline|handle|writer|account|profile|nick|user|person|actor|poster|screen", re.IGNORECASE)


def described(connection: Connection) -> list[tuple[object, ...]]:
    """The schema as the engine itself tells it."""
    if connection.dialect.name == "sqlite":
        told = connection.execute(
            text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%' ORDER BY 1, 2")
        )
        return [(kind, name, _clauses(sql or "")) for kind, name, sql in told]
    columns = """SELECT table_name, column_name, data_type, is_nullable, character_maximum_length FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name NOT LIKE 'alembic%' ORDER BY 1, 2"""
    rest = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'alembic%' ORDER BY 1, 2"""
    indexes = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%' ORDER BY 1, 2"
    parts = "SELECT relname, pg_get_partkeydef(oid) FROM pg_class WHERE relkind = 'p' ORDER BY 1"
    return [tuple(row) for question in (columns, rest, indexes, parts) for row in connection.execute(text(question))]


def _clauses(sql: str) -> list[str]:
    """The parts of a CREATE statement, whatever the order in which constraints were written; SQLite puts a column that was
    added later into the line of the one before."""
    return sorted(part.strip().rstrip(",") for part in re.split(r"\n|, (?=[a-z_]+ [A-Z]+)", sql))


def test_schema_from_scratch_is_the_migrated_one(empty_url: str) -> None:
    database = Database(make_url(empty_url), PATIENCE)
    with database.writing() as connection:
        schema.create(connection)
        scratch = described(connection)
        connection.rollback()
    with database.writing() as connection:
        assert described(connection) == []
        run_revisions(connection)
        assert described(connection) == scratch
        ignored = {"search", "search_config", "search_content", "search_data", "search_docsize", "search_idx"}
        options = {"include_object": lambda _object, name, kind, *_: not (kind == "table" and name in ignored)}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    database.close()


@pytest.mark.parametrize("older", ["0001", "0006", "0007"])
def test_an_older_schema_gets_what_is_missing(empty_url: str, older: str) -> None:
    database = Database(make_url(empty_url), PATIENCE)
    with database.writing() as connection:
        schema.create(connection)
        whole = described(connection)
        connection.rollback()
    with database.writing() as connection:
        run_revisions(connection, older)
        assert described(connection) != whole
        schema.upgrade(connection)
        assert described(connection) == whole
    database.close()


def test_a_schema_made_at_once_stands_at_the_last_revision(empty_url: str) -> None:
    database = Database(make_url(empty_url), PATIENCE)
    with database.writing() as connection:
        schema.upgrade(connection)
        made = revision_table(connection)
        assert ScriptDirectory(str(files("storage") / "migrations")).get_heads() == [schema.NEWEST]
        assert MigrationContext.configure(connection).get_current_heads() == (schema.NEWEST,)
        connection.rollback()
    with database.writing() as connection:
        run_revisions(connection)
        assert revision_table(connection) == made
    database.close()


def revision_table(connection: Connection) -> tuple[object, ...]:
    """The table in which Alembic keeps the revision, as the engine tells it."""
    told = inspect(connection)
    name = "alembic_version"
    columns = [(one["name"], repr(one["type"]), one["nullable"]) for one in told.get_columns(name)]
    return columns, told.get_pk_constraint(name)


def test_upgrading_twice_is_harmless(empty_url: str) -> None:
    with opened(empty_url) as store:
        store.upgrade()
        assert store.cursor().sequence == 0


def test_the_schema_of_a_newer_version_is_left_alone(empty_url: str) -> None:
    database = Database(make_url(empty_url), PATIENCE)
    with database.writing() as connection:
        schema.upgrade(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="newer_schema"), database.writing() as connection:
        schema.upgrade(connection)
    database.close()


def test_no_column_holds_who_wrote_something() -> None:
    named = [f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns
             if table.name not in STAFF and WHO.search(column.name)]  # fmt: skip
    assert named == []


def test_nothing_joins_staff_to_documents() -> None:
    joined = {key.column.table.name for name in STAFF for key in metadata.tables[name].foreign_keys}
    assert joined <= {"audit", "events"}


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x'; DROP TABLE users; --"])
def test_a_partition_is_named_by_a_month(month: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        partition_name(month)

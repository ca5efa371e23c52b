"""The index over given tokens: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Both see tokens, never text.

The tokens come cut and separated by spaces, and neither engine cuts them again (see `tokens`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from storage.statements import chunks
from storage.tokens import TOKENIZER, fts5_query, phrases, split, tsquery, tsvector
from storage.values import Terms

fts5 = sa.table("search", sa.column("rowid", sa.Integer), sa.column("tokens", sa.Text), sa.column("search", sa.Text))
"""SQLite: the row id is the document's sequence; the column of the table's own name takes a MATCH."""
vectors = sa.table("search", sa.column("sequence", sa.BigInteger), sa.column("tokens", TSVECTOR))
"""PostgreSQL."""


def create_index(connection: Connection) -> None:
    """The part of the schema that has another form in each engine."""
    if not _is_postgresql(connection):
        quoted = TOKENIZER.replace('"', '""')
        connection.exec_driver_sql(f'CREATE VIRTUAL TABLE search USING fts5(tokens, tokenize="{quoted}")')
        return
    columns = "sequence BIGINT PRIMARY KEY REFERENCES documents, tokens tsvector NOT NULL"
    connection.exec_driver_sql(f"CREATE TABLE search ({columns})")
    # With the usual 4 MB of pending entries the planner holds the index for dear and reads every vector instead.
    connection.exec_driver_sql(
        "CREATE INDEX ix_search_tokens ON search USING gin (tokens) WITH (gin_pending_list_limit = 512)"
    )


def index_documents(connection: Connection, tokens: Mapping[int, str]) -> None:
    """Replace the index rows of documents, given by sequence; one without tokens has none: nothing would find it."""
    index, key, add = (
        (vectors, vectors.c.sequence, _add_vectors) if _is_postgresql(connection) else (fts5, fts5.c.rowid, _add_tokens)
    )
    for part in chunks(sorted(tokens)):
        connection.execute(sa.delete(index).where(key.in_(part)))
    found = {sequence: words for sequence, given in tokens.items() if (words := split(given))}
    if found:
        add(connection, found)


def _add_tokens(connection: Connection, found: Mapping[int, Sequence[str]]) -> None:
    rows = [{"rowid": sequence, "tokens": " ".join(words)} for sequence, words in found.items()]
    connection.execute(sa.insert(fts5), rows)


def _add_vectors(connection: Connection, found: Mapping[int, Sequence[str]]) -> None:
    added = sa.text("INSERT INTO search (sequence, tokens) VALUES (:sequence, CAST(:tokens AS tsvector))")
    connection.execute(added, [{"sequence": sequence, "tokens": tsvector(words)} for sequence, words in found.items()])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The index rows that match, to be joined with `documents` by `sequence`. `rank`: the least is the best."""

    sequence: ColumnElement[int]
    condition: ColumnElement[bool]
    rank: ColumnElement[float]


def matches(connection: Connection, terms: Terms) -> Hits | None:
    """What matches all phrases; None where nothing is asked."""
    wanted = phrases(terms)
    if not wanted:
        return None
    if _is_postgresql(connection):
        query = sa.cast(tsquery(wanted), TSQUERY)
        rank = -sa.func.ts_rank(vectors.c.tokens, query)
        return Hits(sequence=vectors.c.sequence, condition=vectors.c.tokens.bool_op("@@")(query), rank=rank)
    asked = fts5.c.search.bool_op("MATCH")(fts5_query(wanted))
    return Hits(sequence=fts5.c.rowid, condition=asked, rank=sa.literal_column("rank", sa.Float))


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"

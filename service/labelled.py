"""Labelled rows from files that a person names: CSV or JSONL, gzipped or not. Nothing is skipped without a word."""

import csv
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from domain.errors import BadUse
from domain.models import DataFile

LARGEST_FIELD = 10_000_000
"""Characters of one field of a CSV file."""
MOST_ROWS = 2_000_000
Row = tuple[str, str]
"""Text and label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns, or keys, hold the text and the label."""

    text: str = "text"
    label: str = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The rows of a file, and what a model's card says of it."""

    file: DataFile
    rows: tuple[Row, ...]


def read_labelled(path: Path, columns: Columns) -> Labelled:
    """(text, label) of every row of a .csv, .csv.gz, .jsonl or .jsonl.gz file.

    BadUse where it cannot be read, a column is missing, or a row has no label: with the number of its line.
    """
    try:
        with path.open("rb") as raw:
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
        rows = tuple(_rows(path, columns))
    except (OSError, EOFError, zlib.error) as error:
        raise BadUse("model.unreadable", path=path, reason=getattr(error, "strerror", None) or str(error)) from error
    except UnicodeDecodeError as error:
        raise BadUse("model.not_utf8", file=path) from error
    except csv.Error as error:
        raise BadUse("model.not_csv", file=path, reason=error) from error
    if not rows:
        raise BadUse("model.no_rows", file=path)
    return Labelled(file=DataFile(name=path.name, sha256=sha256, rows=len(rows)), rows=rows)


def _rows(path: Path, columns: Columns) -> Iterator[Row]:
    with _opened(path) as file:
        lines = _json_lines(path, file) if ".jsonl" in path.suffixes else _csv_lines(path, file, columns)
        for number, row in lines:
            text, label = row.get(columns.text), row.get(columns.label)
            if text is None or label is None or not str(label).strip():
                lacks = columns.text if text is None else columns.label
                raise BadUse("model.row_without", file=path, line=number, column=lacks)
            if number > MOST_ROWS:
                raise BadUse("model.too_many_rows", file=path, limit=MOST_ROWS)
            yield str(text), str(label).strip()


def _opened(path: Path) -> IO[str]:
    """The file as text, unpacked where its first bytes say that it is packed."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    if packed:
        return TextIOWrapper(gzip.open(path), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _csv_lines(path: Path, file: IO[str], columns: Columns) -> Iterator[tuple[int, Mapping[str, Any]]]:
    csv.field_size_limit(LARGEST_FIELD)
    reader = csv.DictReader(file)
    names = reader.fieldnames or ()
    for wanted in (columns.text, columns.label):
        if wanted not in names:
            raise BadUse("model.no_column", file=path, column=wanted, known=", ".join(names)[:200] or "-")
    for row in reader:
        yield reader.line_num, row


def _json_lines(path: Path, file: IO[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadUse("model.bad_line", file=path, line=number) from error
        if not isinstance(row, dict):
            raise BadUse("model.bad_line", file=path, line=number)
        yield number, row

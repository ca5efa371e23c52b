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
"""Characters of one field of a CSV file, or of one line of JSON."""
MOST_ROWS = 2_000_000
MOST_CHARACTERS = 1_000_000_000
"""Of all rows of a file once unpacked: they are held in memory."""
LONGEST_LABEL = 100
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

    BadUse where it cannot be read, a column is missing, or a row is no text with a label: with the number of its line.
    """
    if path.exists() and not path.is_file():
        raise BadUse("model.no_file", file=path)
    try:
        with path.open("rb") as raw:
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
        rows = _all_rows(path, columns)
    except (OSError, EOFError, zlib.error) as error:
        raise BadUse("model.unreadable", path=path, reason=getattr(error, "strerror", None) or str(error)) from error
    except UnicodeDecodeError as error:
        raise BadUse("model.not_utf8", file=path) from error
    except csv.Error as error:
        raise BadUse("model.not_csv", file=path, reason=error) from error
    if not rows:
        raise BadUse("model.no_rows", file=path)
    return Labelled(file=DataFile(name=path.name, sha256=sha256, rows=len(rows)), rows=rows)


def _all_rows(path: Path, columns: Columns) -> tuple[Row, ...]:
    """All rows, read under a field limit that is put back: it is the whole process's."""
    before = csv.field_size_limit(LARGEST_FIELD)
    try:
        return tuple(_rows(path, columns))
    finally:
        csv.field_size_limit(before)


def _rows(path: Path, columns: Columns) -> Iterator[Row]:
    size = 0
    with _opened(path) as file:
        lines = _json_lines(path, file) if ".jsonl" in path.suffixes else _csv_lines(path, file, columns)
        for count, (number, row) in enumerate(lines, 1):
            text, label = (_value(path, number, row, column) for column in (columns.text, columns.label))
            size += len(text)
            if count > MOST_ROWS:
                raise BadUse("model.too_many_rows", file=path, limit=MOST_ROWS)
            if size > MOST_CHARACTERS:
                raise BadUse("model.too_much_text", file=path, limit=MOST_CHARACTERS)
            yield text, _label(path, number, label, columns.label)


def _value(path: Path, number: int, row: Mapping[str, Any], column: str) -> str:
    """What stands in a column; a whole number does as well, as labels often are."""
    given = row.get(column)
    if given is None:
        raise BadUse("model.row_without", file=path, line=number, column=column)
    if isinstance(given, bool) or not isinstance(given, (str, int)):
        raise BadUse("model.not_text", file=path, line=number, column=column)
    return str(given)


def _label(path: Path, number: int, given: str, column: str) -> str:
    """A label goes into cards and onto screens: it is one line of characters that can be shown."""
    label = given.strip()
    if not label:
        raise BadUse("model.row_without", file=path, line=number, column=column)
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise BadUse("model.bad_label", file=path, line=number, limit=LONGEST_LABEL)
    return label


def _opened(path: Path) -> IO[str]:
    """The file as text, unpacked where its first bytes say that it is packed."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    if packed:
        return TextIOWrapper(gzip.open(path), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _csv_lines(path: Path, file: IO[str], columns: Columns) -> Iterator[tuple[int, Mapping[str, Any]]]:
    # Strict: else a quote that nobody closed would make one text of the rest of the file.
    reader = csv.DictReader(file, strict=True)
    names = reader.fieldnames or ()
    for wanted in (columns.text, columns.label):
        if names.count(wanted) != 1:
            code = "model.column_twice" if wanted in names else "model.no_column"
            raise BadUse(code, file=path, column=wanted, known=", ".join(names)[:200] or "-")
    for row in reader:
        if None in row:  # a comma in a text without quotes: its label would be the text's second half
            raise BadUse("model.row_too_long", file=path, line=reader.line_num, columns=len(names))
        yield reader.line_num, row


def _json_lines(path: Path, file: IO[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    number = 0
    while line := file.readline(LARGEST_FIELD + 1):
        number += 1
        if len(line) > LARGEST_FIELD:
            raise BadUse("model.line_too_long", file=path, line=number, limit=LARGEST_FIELD)
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadUse("model.bad_line", file=path, line=number) from error
        if not isinstance(row, dict):
            raise BadUse("model.bad_line", file=path, line=number)
        yield number, row

"""Rows as files: JSON lines, CSV that a spreadsheet opens without harm, XLSX."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TextIO

FORMATS = ("jsonl", "csv", "xlsx")
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""A cell that begins so would be run by a spreadsheet, full-width signs by some; it is written with an apostrophe before it."""


def write_rows(rows: Iterable[Mapping[str, Any]], file_format: str, output: Path | None) -> int:
    """Write rows to a file, or to standard output; returns how many. Columns are those of the first row."""
    if file_format == "xlsx" and output is not None:
        return _write_xlsx(rows, output)
    with _opened(output) as stream:
        return _write_jsonl(rows, stream) if file_format == "jsonl" else _write_csv(rows, stream)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole or not at all."""
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        yield stream
    part.replace(output)


def _write_jsonl(rows: Iterable[Mapping[str, Any]], stream: TextIO) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007  the last number is the count
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def _write_csv(rows: Iterable[Mapping[str, Any]], stream: TextIO) -> int:
    writer, count = csv.writer(stream), 0
    for count, row in enumerate(rows, 1):
        if count == 1:
            writer.writerow(row)
        writer.writerow([_harmless(_flat(cell)) for cell in row.values()])
    return count


def _write_xlsx(rows: Iterable[Mapping[str, Any]], output: Path) -> int:
    from openpyxl import Workbook  # noqa: PLC0415  .2 s: only where chosen
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    book, count = Workbook(write_only=True), 0
    sheet = book.create_sheet()
    cell_of = partial(WriteOnlyCell, sheet)
    for count, row in enumerate(rows, 1):
        if count == 1:
            sheet.append(list(row))
        sheet.append([_cell(cell_of, _flat(value)) for value in row.values()])
    book.save(output)
    return count


def _cell(cell_of: Callable[..., Any], value: Any) -> Any:
    """Text is written as text, never as a formula, and without the control characters that XLSX cannot hold."""
    if not isinstance(value, str):
        return value
    cell = cell_of(value="".join(char for char in value if char >= " " or char in "\n\t")[:32767])
    cell.data_type = "s"
    return cell


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _harmless(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value

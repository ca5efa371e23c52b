"""Tables that people edit in a spreadsheet: CSV and XLSX, written as text and read back exactly.

CSV is written in UTF-8 with a mark, so that spreadsheets show Chinese; read also in GB18030, as they save it. A text that a
spreadsheet would run as a formula is written with an apostrophe before it, which reading takes away again.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from domain.errors import BadUse, Problem
from reports.files import FORMULA
from reports.parts import unpacked

LARGEST = 20_000_000
"""Bytes of a file."""
MOST_ROWS = 200_000
MOST_COLUMNS = 64
MOST_CELLS = 4_000_000
"""Of a sheet, empty ones before the last of a row included."""
LONGEST_CELL = 32_767
"""Characters that a cell of XLSX holds."""
SUFFIXES = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of texts. Row numbers are the spreadsheet's, from 1."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """(number, cells); empty rows are left out."""
    problems: tuple[Problem, ...] = ()
    """Cells that are no text or number, each with its place."""
    encoding: str = "utf-8"


def write_sheet(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows to a .csv or .xlsx file, whole or not at all. BadUse where a cell cannot hold its text."""
    kept = [_fitting(row) for row in rows]
    part = path.with_name(path.name + ".part")
    if _suffix(path) == ".csv":
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([_armed(cell) for cell in row] for row in kept)
    else:
        _write_xlsx(part, kept)
    part.replace(path)


def read_sheet(path: Path) -> Sheet:
    """The rows of a .csv or .xlsx file, of the latter the first sheet. BadUse where it cannot be read or is beyond a bound."""
    suffix = _suffix(path)
    if path.stat().st_size > LARGEST:
        raise BadUse("sheet.too_large", file=path.name, limit=LARGEST)
    return _read_csv(path) if suffix == ".csv" else _read_xlsx(path)


def _suffix(path: Path) -> str:
    if path.suffix.lower() not in SUFFIXES:
        raise BadUse("sheet.unknown", file=path.name, known=", ".join(SUFFIXES))
    return path.suffix.lower()


def _fitting(row: Sequence[str]) -> Sequence[str]:
    for cell in row:
        if len(cell) > LONGEST_CELL:
            raise BadUse("sheet.long_cell", text=cell[:20], limit=LONGEST_CELL)
    return row


def _write_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415  .2 s: only where chosen
    from openpyxl.utils.exceptions import IllegalCharacterError  # noqa: PLC0415

    book = Workbook()
    sheet = book.active or book.create_sheet()
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            try:
                cell.value = text or None
            except IllegalCharacterError as error:
                raise BadUse("sheet.control", text=repr(text)[:40]) from error
            if text:
                cell.data_type, cell.number_format = "s", "@"  # text, whatever it looks like
    sheet.freeze_panes = "A2"
    book.save(path)


def _read_csv(path: Path) -> Sheet:
    text, encoding = _decoded(path)
    try:
        rows = tuple(_bounded(path, (list(map(_disarmed, row)) for row in csv.reader(StringIO(text, newline="")))))
    except csv.Error as error:
        raise BadUse("sheet.not_csv", file=path.name, reason=error) from error
    return Sheet(name=path.name, rows=rows, encoding=encoding)


def _decoded(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise BadUse("sheet.not_text", file=path.name)


def _read_xlsx(path: Path) -> Sheet:
    from openpyxl import load_workbook  # noqa: PLC0415  .2 s: only where chosen
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    problems: list[Problem] = []
    try:
        book = load_workbook(unpacked(path), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its size need not be true
        rows = tuple(_bounded(path, _texts(path, sheet, problems)))
        book.close()
    except (
        BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        EOFError,
    ) as error:
        raise BadUse("sheet.not_xlsx", file=path.name, reason=type(error).__name__) from error
    return Sheet(name=path.name, rows=rows, problems=tuple(problems))


def _texts(path: Path, sheet: Any, problems: list[Problem]) -> Iterator[Sequence[str]]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield [_text(cell, path.name, number, problems) for cell in row]


def _text(cell: Any, file: str, number: int, problems: list[Problem]) -> str:
    """A cell's text. A formula, a date or an error is none: the spreadsheet has made it of something else."""
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind == "f" or not isinstance(value, (str, int, float)) or kind == "e":
        problems.append(Problem(path=f"{file}:{number} {cell.column_letter}", code="sheet.no_text"))
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _bounded(path: Path, rows: Iterable[Sequence[str]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows that hold something, with their numbers. BadUse at the first bound that is passed: nothing is cut off."""
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > MOST_ROWS:
            raise BadUse("sheet.too_many", file=path.name, limit=MOST_ROWS)
        if cells > MOST_CELLS:
            raise BadUse("sheet.too_many_cells", file=path.name, limit=MOST_CELLS, row=number)
        if any(row[MOST_COLUMNS:]):
            raise BadUse("sheet.too_wide", file=path.name, limit=MOST_COLUMNS, row=number)
        if any(row):
            yield number, tuple(_fitting(row[:MOST_COLUMNS]))


def _is_dangerous(text: str) -> bool:
    """A spreadsheet would run it, or it looks like what is written in such a text's place."""
    return text.lstrip("'").startswith(FORMULA)


def _armed(text: str) -> str:
    return f"'{text}" if _is_dangerous(text) else text


def _disarmed(text: str) -> str:
    return text[1:] if text.startswith("'") and _is_dangerous(text) else text

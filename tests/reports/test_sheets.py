"""Tables that were made to do harm: each ends at its bound, in one line that says which."""

import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.errors import BadUse
from domain.messages import load_catalogue
from reports.sheets import read_sheet

CATALOGUES = [load_catalogue("en"), load_catalogue("zh")]
SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def plain() -> bytes:
    """A small table."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["topic", "word"])
    sheet.append(["park", "草坪"])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def parts() -> dict[str, bytes]:
    with ZipFile(BytesIO(plain())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return stream.getvalue()


def sheet_of(rows: str, before: str = "") -> bytes:
    """A book whose sheet says this."""
    text = f'<worksheet xmlns="{SPACE}">{before}<sheetData>{rows}</sheetData></worksheet>'
    return packed({**parts(), SHEET: text.encode()})


def cell(place: str, text: str = "") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' if text else f'<c r="{place}"/>'


def lying(size: int, said: int) -> bytes:
    """A part that unpacks to more than the archive's directory says."""
    whole = packed({**parts(), "xl/media/a.xml": b" " * size})
    return whole.replace(struct.pack("<L", size), struct.pack("<L", said))


def encrypted() -> bytes:
    whole = bytearray(plain())
    at = 0
    while (at := whole.find(b"PK\x01\x02", at)) >= 0:
        whole[at + 8] |= 1
        at += 4
    return bytes(whole)


DOCTYPE = '<!DOCTYPE a [<!ENTITY b "{}">]><worksheet>{}</worksheet>'.format("x" * 1000, "&b;" * 1000)
NOISE = Random(1).randbytes(200_000)
"""Packs badly, so that what stands beside it is no matter of the ratio."""
BOOKS: list[tuple[str, Callable[[], bytes], str]] = [
    ("a part that unpacks a thousandfold", lambda: packed({**parts(), SHEET: b" " * 50_000_000}), "unpacks_large"),
    ("a part that says it is small", lambda: lying(50_000_000, 1000), "not_xlsx"),
    ("many parts that are large together",
     lambda: packed({**parts(), **{f"xl/{n}.xml": b" " * 300_000 for n in range(50)}}), "unpacks_large"),
    ("more parts than a book has", lambda: packed({**parts(), **{f"xl/{n}.xml": b"" for n in range(1000)}}), "too_many_parts"),
    ("elements without end", lambda: packed({**parts(), "a.bin": NOISE, SHEET: b"<c/>" * 2_000_001}), "too_many_marks"),
    ("a way of packing that cannot be taken in pieces", lambda: packed(parts(), ZIP_BZIP2), "not_xlsx"),
    ("a password", encrypted, "encrypted"),
    ("entities that grow", lambda: packed({**parts(), SHEET: DOCTYPE.encode()}), "not_xlsx"),
    ("entities that grow, in another encoding", lambda: packed({**parts(), SHEET: DOCTYPE.encode("utf-16")}), "not_xlsx"),
    ("a row far below", lambda: sheet_of(f'<row r="1048576">{cell("A1048576", "x")}</row>'), "too_many"),
    ("something far to the right", lambda: sheet_of(f'<row r="1">{cell("XFD1", "x")}</row>'), "too_wide"),
    ("many wide rows of nothing",
     lambda: sheet_of("".join(f'<row r="{n}">{cell(f"XFD{n}")}</row>' for n in range(1, 400))), "too_many_cells"),
    ("a cell of a novel", lambda: sheet_of(f'<row r="1">{cell("A1", "x" * 32_768)}</row>'), "long_cell"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "book", "code"), BOOKS, ids=[row[0] for row in BOOKS])
def test_a_book_that_does_harm(tmp_path: Path, name: str, book: Callable[[], bytes], code: str) -> None:
    refused(tmp_path / "t.xlsx", book(), code)


TABLES = [
    ("more rows than can be", b"a\n" * 200_001, "too_many"),
    ("empty rows", b"\n" * 200_001, "too_many"),
    ("a row of commas", b"," * 4_000_000, "too_many_cells"),
    ("something far to the right", b"," * 64 + b"x", "too_wide"),
    ("a cell of a novel", b"a," + b"x" * 32_768, "long_cell"),
    ("a file of commas", b"," * 20_000_001, "too_large"),
]


@pytest.mark.parametrize(("name", "content", "code"), TABLES, ids=[row[0] for row in TABLES])
def test_a_text_table_that_does_harm(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    refused(tmp_path / "t.csv", content, code)


def refused(path: Path, content: bytes, code: str) -> None:
    path.write_bytes(content)
    with pytest.raises(BadUse, match=rf"^sheet\.{code}") as caught:
        read_sheet(path)
    lines = [one.text(caught.value.code, **dict(caught.value.params)) for one in CATALOGUES]
    assert all(line and "\n" not in line and "{" not in line for line in lines)


@pytest.mark.parametrize(
    "before", ['<dimension ref="A1:XFD1048576"/>', '<dimension ref="A1"/>', '<dimension ref="C9:D9"/>']
)
def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path, before: str) -> None:
    rows = f'<row r="1">{cell("A1", "topic")}{cell("B1", "word")}</row><row r="3">{cell("B3", "草")}</row>'
    (tmp_path / "t.xlsx").write_bytes(sheet_of(rows, before))
    assert read_sheet(tmp_path / "t.xlsx").rows == ((1, ("topic", "word")), (3, ("", "草")))


def test_empty_cells_far_to_the_right_are_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a,b" + b"," * 500 + b"\n")
    ((number, row),) = read_sheet(tmp_path / "t.csv").rows
    assert (number, row[:2], any(row[2:])) == (1, ("a", "b"), False)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(plain()) - 1), st.binary(min_size=1, max_size=4), st.booleans())
def test_no_damage_does_anything_else(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: bytes, is_cut: bool
) -> None:
    whole = plain()
    path = tmp_path_factory.mktemp("sheet") / "t.xlsx"
    path.write_bytes(whole[:at] if is_cut else whole[:at] + put + whole[at + len(put) :])
    with suppress(BadUse):
        read_sheet(path)

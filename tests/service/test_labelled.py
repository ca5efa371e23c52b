"""Labelled rows from files: what is read, and what is said of a file that does not do."""

import csv
import gzip
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest

from domain.errors import BadUse
from service import labelled
from service.labelled import Columns, read_labelled

ROWS = (("河水发黑", "pollution"), ('他说:"停电了",\n又来了', "outage"))
CSV = 'label,text\npollution,河水发黑\noutage,"他说:""停电了"",\n又来了"\n'
COLUMNS = Columns()


def test_every_form_gives_the_same_rows(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": text, "label": label}) + "\n\n" for text, label in ROWS)
    for name, content in (("rows.csv", CSV), ("rows.jsonl", lines), ("bom.csv", "\ufeff" + CSV)):
        plain, packed = tmp_path / name, tmp_path / f"{name}.gz"
        plain.write_text(content, encoding="utf-8")
        packed.write_bytes(gzip.compress(content.encode()))
        assert read_labelled(plain, COLUMNS).rows == read_labelled(packed, COLUMNS).rows == ROWS
    assert read_labelled(plain, COLUMNS).file.rows == 2


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"label,words\nx,y\n", "model.no_column"),
        ("a.csv", b"label,text\n,y\n", "model.row_without"),
        ("a.csv", b"label,text\nx\n", "model.row_without"),
        ("a.csv", b"label,text\n", "model.no_rows"),
        ("a.csv", b"", "model.no_column"),
        ("a.csv", "label,text\nx,停电\n".encode("gb18030"), "model.not_utf8"),
        ("a.csv.gz", gzip.compress(CSV.encode(), mtime=0)[:20], "model.unreadable"),
        ("a.jsonl", b'{"text": "y"}\n', "model.row_without"),
        ("a.jsonl", b"[1]\n", "model.bad_line"),
        ("a.jsonl", b"{\n", "model.bad_line"),
        ("a.jsonl", b"[" * 100_000, "model.bad_line"),
        ("a.jsonl", b'{"text": ["y"], "label": "x"}', "model.not_text"),
        ("a.jsonl", b'{"text": "y", "label": true}', "model.not_text"),
        ("a.jsonl", b'{"text": "y", "label": "\\ud800"}', "model.bad_label"),
        ("a.csv", b'label,text\n"x\ny",z\n', "model.bad_label"),
        ("a.csv", b"label,text\n\x1b[31mx,z\n", "model.bad_label"),
        ("a.csv", b"label,text\n" + b"x" * 101 + b",z\n", "model.bad_label"),
        ("a.csv", b'label,text\nx,"y\nx,z\n', "model.not_csv"),
        ("a.csv", b"label,text\nx,y,z\n", "model.row_too_long"),
        ("a.csv", b"label,text,label\nx,y,z\n", "model.column_twice"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadUse) as caught:
        read_labelled(file, COLUMNS)
    assert caught.value.code == code


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadUse, match=r"model\.unreadable"):
        read_labelled(tmp_path / "absent.csv", COLUMNS)


def test_whole_numbers_are_labels(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "y", "label": 1}\n{"text": "z", "label": "-1"}\n', encoding="utf-8")
    assert read_labelled(file, COLUMNS).rows == (("y", "1"), ("z", "-1"))


def test_what_would_not_fit_into_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"text": "' + b"y" * 300 + b'", "label": 1}\n{"text": "y", "label": 1}'))
    for name, limit, code in (("LARGEST_FIELD", 200, "line_too_long"), ("MOST_CHARACTERS", 300, "too_much_text")):
        with monkeypatch.context() as changed:
            changed.setattr(labelled, name, limit)
            with pytest.raises(BadUse, match=rf"model\.{code}"):
                read_labelled(file, COLUMNS)


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(BadUse, match=r"model\.no_file"):
        read_labelled(tmp_path / "pipe.csv", COLUMNS)


def test_reading_leaves_the_limit_of_others_alone(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    for content in (CSV, "label,words\nx,y\n"):
        (tmp_path / "a.csv").write_text(content, encoding="utf-8")
        with suppress(BadUse):
            read_labelled(tmp_path / "a.csv", COLUMNS)
    assert csv.field_size_limit() == before

"""Rows in, rows out: import, drop folder, and that the import of an export is the identity."""

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.clock import VirtualClock
from domain.errors import BadUse
from domain.filters import DocumentFilter
from domain.labels import Labels, Mention, MentionKind, Where
from service.documents import read_row, read_source, to_row
from service.intake import DropFolder, take_file
from service.label_rows import place_names
from storage.base import Storage
from storage.open import open_storage

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROW = {
    "url": "http://news.linjiang.example/1.html?utm_source=x",
    "title": "城东停水通知",
    "text": "明日城东停水,咨询电话13800138000。",
    "published_at": "2026-03-01T08:00:00+08:00",
    "source": "临江晚报",
    "platform": "news",
    "tier": "local",
    "counters": {"comments": 3},
}


def written(path: Path, *lines: Any) -> Path:
    path.write_text(
        "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in lines), "utf-8"
    )
    return path


def exported(store: Storage) -> list[dict[str, Any]]:
    return [to_row(record) for record in store.documents(DocumentFilter())]


def test_a_row_is_masked_canonical_and_dated(store: Storage, tmp_path: Path) -> None:
    take_file(store, written(tmp_path / "a.jsonl", ROW), NOW)
    (row,) = exported(store)
    assert row["url"] == "http://news.linjiang.example/1.html"
    assert "13800138000" not in row["text"]
    assert row["published_at"] == "2026-03-01T00:00:00+00:00"
    assert (row["source_name"], row["outlet"], row["tier"], row["counters"]["comments"]) == (
        "临江晚报",
        "临江晚报",
        "local",
        3,
    )


def test_the_same_file_again_changes_nothing(store: Storage, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", ROW)
    assert dict(take_file(store, path, NOW).doors) == {"new": 1}
    before = exported(store)
    assert dict(take_file(store, path, NOW).doors) == {"unchanged": 1}
    assert exported(store) == before


def test_the_import_of_an_export_is_the_identity(store: Storage, tmp_path: Path) -> None:
    rows = [{**ROW, "url": f"http://news.linjiang.example/{n}", "title": f"第{n}条"} for n in range(20)]
    take_file(store, written(tmp_path / "a.jsonl", *rows), NOW)
    first = exported(store)
    other = open_storage(f"sqlite:///{tmp_path / 'other.db'}")
    other.upgrade()
    take_file(other, written(tmp_path / "b.jsonl", *first), datetime(2026, 4, 1, tzinfo=UTC))
    assert exported(other) == first
    other.close()


def test_a_bad_line_is_named_and_the_rest_taken(store: Storage, tmp_path: Path) -> None:
    lines = [
        "{not json",
        '"text"',
        {"title": "无地址"},
        {**ROW, "published_at": "2026-03-01 08:00"},
        {**ROW, "tier": "x"},
        ROW,
    ]
    taken = take_file(store, written(tmp_path / "a.jsonl", *lines), NOW)
    assert [(number, error.code) for number, error in taken.bad] == [
        (1, "import.not_json"), (2, "import.not_object"), (3, "import.no_document"), (4, "import.no_zone"),
        (5, "import.unknown_value"),
    ]  # fmt: skip
    assert dict(taken.doors) == {"new": 1, "failed(line)": 5}


def test_gzip_is_read_and_a_missing_file_is_one_clear_error(store: Storage, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(ROW).encode()))
    assert dict(take_file(store, path, NOW).doors) == {"new": 1}
    with pytest.raises(BadUse, match=r"import\.unreadable"):
        take_file(store, tmp_path / "absent.jsonl", NOW)


def test_an_id_number_of_a_child_rejects_the_item(store: Storage, tmp_path: Path) -> None:
    child = {**ROW, "text": "身份证号11010520150101001X。"}
    digits, weights = "11010520150101001", (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
    child["text"] = f"身份证号{digits}{check}。"
    assert dict(take_file(store, written(tmp_path / "a.jsonl", child), NOW).doors) == {"rejected(minor)": 1}
    assert exported(store) == []


def test_the_drop_folder_takes_a_file_once_it_has_stopped_growing(store: Storage, tmp_path: Path) -> None:
    folder = DropFolder(store, tmp_path, VirtualClock(NOW))
    written(tmp_path / "good.jsonl", ROW)
    written(tmp_path / "poor.jsonl", "{", {**ROW, "url": "http://x.example/2"})
    assert folder.turn() == []
    assert [(path.name, dict(taken.doors)) for path, taken in folder.turn()] == [
        ("good.jsonl", {"new": 1}), ("poor.jsonl", {"failed(line)": 1, "new": 1}),
    ]  # fmt: skip
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.jsonl")] == ["bad/poor.jsonl"]


def test_the_drop_folder_loses_no_bad_file_and_follows_no_link(store: Storage, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    written(tmp_path / "outside.jsonl", ROW)
    (drop / "link.jsonl").symlink_to(tmp_path / "outside.jsonl")
    (drop / "nowhere.jsonl").symlink_to(tmp_path / "absent")
    os.mkfifo(drop / "pipe.jsonl")
    folder = DropFolder(store, drop, VirtualClock(NOW))
    for _ in range(2):
        written(drop / "poor.jsonl", "{")
        folder.turn()
        assert [path.name for path, _ in folder.turn()] == ["poor.jsonl"]
    assert sorted(path.name for path in (drop / "bad").iterdir()) == ["1.poor.jsonl", "poor.jsonl"]
    assert exported(store) == []


def test_people_as_sources_stay_unnamed(store: Storage, tmp_path: Path) -> None:
    given = {**ROW, "source": "@liming", "outlet": "@liming", "source_id": "liming"}
    take_file(store, written(tmp_path / "a.jsonl", given), NOW)
    assert "liming" not in repr(store.sources()) + json.dumps(exported(store), ensure_ascii=False)


def test_a_future_date_is_no_date() -> None:
    row = {**ROW, "published_at": "2027-01-01T00:00:00+00:00"}
    collected = read_row(row, read_source(row), NOW)
    assert collected.document.published_at is None  # type: ignore[union-attr]


def test_the_places_of_a_row_are_those_named_in_its_text() -> None:
    kinds = (MentionKind.INSTITUTION, MentionKind.PLACE, MentionKind.REGION, MentionKind.SECTOR, MentionKind.ELSEWHERE)
    mentions = tuple(Mention(kind=kind, name=f"{kind}", where=Where.BODY) for kind in kinds)
    assert place_names(Labels(mentions=mentions, config_id="C", engine="e", model="m")) == [
        "elsewhere",
        "place",
        "region",
    ]

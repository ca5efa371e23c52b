"""What a file cannot do to the intake: end a pass, block the files after it, fill the memory, or take for ever."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.clock import VirtualClock
from domain.errors import BadUse
from domain.filters import DocumentFilter
from domain.items import Source
from service.intake import PART, SHOWN, DropFolder, take_file
from storage.base import Storage
from storage.values import Change
from tests.service.test_documents import ROW, written

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def damaged(path: Path) -> Path:
    """Good at first, then no deflate stream: zlib.error, which is no OSError."""
    packed = bytearray(gzip.compress(b"".join(json.dumps({**ROW, "url": f"http://x.example/{n}"}).encode() + b"\n"
                                              for n in range(3))))  # fmt: skip
    packed[10:14] = b"\xff\xff\xff\xff"
    path.write_bytes(packed)
    return path


def test_a_damaged_archive_is_one_clear_error(store: Storage, tmp_path: Path) -> None:
    with pytest.raises(BadUse, match=r"import\.unreadable"):
        take_file(store, damaged(tmp_path / "a.jsonl.gz"), NOW)


def test_what_stands_before_the_damage_is_stored(store: Storage, tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(ROW).encode() + b"\n") + gzip.compress(b"{}\n")[:-9]
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    with pytest.raises(BadUse, match=r"import\.unreadable"):
        take_file(store, tmp_path / "a.jsonl.gz", NOW)
    assert len(list(store.documents(DocumentFilter()))) == 1


def test_a_bad_file_goes_aside_and_the_others_go_on(store: Storage, tmp_path: Path) -> None:
    folder = DropFolder(store, tmp_path, VirtualClock(NOW))
    damaged(tmp_path / "a.jsonl.gz")
    written(tmp_path / "b.jsonl", ROW)
    folder.turn()
    assert [path.name for path, _ in folder.turn()] == ["a.jsonl.gz", "b.jsonl"]
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.jsonl*")] == ["bad/a.jsonl.gz"]


def test_what_cannot_be_put_away_is_left_alone_until_it_changes(store: Storage, tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("a file where a folder should be")
    folder = DropFolder(store, tmp_path, VirtualClock(NOW))
    written(tmp_path / "a.jsonl", "{")
    written(tmp_path / "b.jsonl", ROW)
    folder.turn()
    assert [path.name for path, _ in folder.turn()] == ["a.jsonl", "b.jsonl"]
    assert [folder.turn() for _ in range(3)] == [[], [], []]
    written(tmp_path / "a.jsonl", {**ROW, "url": "http://x.example/2"})
    folder.turn()
    assert [dict(taken.doors) for _, taken in folder.turn()] == [{"new": 1}]
    assert not (tmp_path / "a.jsonl").exists()


def test_of_many_bad_lines_the_first_are_kept_and_all_counted(store: Storage, tmp_path: Path) -> None:
    taken = take_file(store, written(tmp_path / "a.jsonl", *["{"] * (SHOWN + 7), ROW), NOW)
    assert [number for number, _ in taken.bad] == list(range(1, SHOWN + 1))
    assert (taken.bad_lines, dict(taken.doors)) == (SHOWN + 7, {"failed(line)": SHOWN + 7, "new": 1})


class Counting:
    """A real store that counts what the intake asks of it."""

    def __init__(self, store: Storage) -> None:
        self._store = store
        self.read = 0
        self.put: list[int] = []

    def sources(self) -> tuple[Source, ...]:
        self.read += 1
        return self._store.sources()

    def put_sources(self, sources: list[Source], change: Change) -> None:
        self.put.append(len(sources))
        self._store.put_sources(sources, change)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_sources_are_read_once_a_file_and_put_once_a_part(store: Storage, tmp_path: Path) -> None:
    count = PART + 20
    rows = [{**ROW, "url": f"http://x.example/{n}", "source": f"站点{n}"} for n in range(count)]
    counting = Counting(store)
    taken = take_file(counting, written(tmp_path / "a.jsonl", *rows), NOW)  # type: ignore[arg-type]
    assert (dict(taken.doors), counting.read, counting.put) == ({"new": count}, 1, [PART, 20])
    again = take_file(counting, tmp_path / "a.jsonl", NOW)  # type: ignore[arg-type]
    assert (dict(again.doors), counting.put) == ({"unchanged": count}, [PART, 20])


def test_rows_that_are_refused_count_towards_a_part(store: Storage, tmp_path: Path) -> None:
    rows = [{**ROW, "url": f"ftp://x.example/{n}", "source": f"站点{n}"} for n in range(PART + 1)]
    counting = Counting(store)
    taken = take_file(counting, written(tmp_path / "a.jsonl", *rows), NOW)  # type: ignore[arg-type]
    assert (dict(taken.doors), counting.put) == ({"rejected(address)": PART + 1}, [PART, 1])

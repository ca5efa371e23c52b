"""Looking for what must not be there: in every file of a folder, also inside databases' indexes and packed files."""

import gzip
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tests.acceptance.planted import MARK, NUMBERS, RARE

AROUND = 60
"""Bytes shown on either side of a find."""


def traces_in(folder: Path) -> list[str]:
    """A line for every trace in any file below `folder`: its name and what stands around."""
    found = []
    for path in sorted(folder.rglob("*")):
        found += [f"{path}: {path.name}" for _ in traces(path.name.encode())]
        if path.is_file():
            found += [f"{path.relative_to(folder)}: {one}" for content in _contents(path) for one in traces(content)]
    return found


def traces(content: bytes) -> list[str]:
    """Where one of the planted things stands in `content`, in whatever spelling."""
    return [repr(content[max(0, m.start() - AROUND) : m.end() + AROUND].decode("utf-8", "replace")) for m in _PATTERN.finditer(content)]  # fmt: skip


def words_of_index(database: Path) -> Iterator[str]:
    """Every token of the search index: on disk they are cut down to what differs from the one before."""
    connection = sqlite3.connect(database)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%fts5%'")]
    for name in tables:
        connection.execute(f"CREATE VIRTUAL TABLE temp.words_{name} USING fts5vocab(main, {name}, row)")
        yield from (term for (term,) in connection.execute(f"SELECT term FROM temp.words_{name}"))
    connection.close()


def _contents(path: Path) -> Iterator[bytes]:
    raw = path.read_bytes()
    yield raw
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif raw.startswith(b"PK") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())


def _spellings() -> Iterator[bytes]:
    """The mark and the numbers; of the rare characters two in a row, since three bytes may occur by chance."""
    yield re.escape(MARK.encode())
    yield from (re.escape(number.encode()) for number in NUMBERS)
    for spelt in (str.encode, lambda char: quote(char).encode(), lambda char: f"\\u{ord(char):04x}".encode()):
        rare = b"|".join(re.escape(spelt(char)) for char in RARE)
        yield b"(?:" + rare + b"){2}"


_PATTERN = re.compile(b"|".join(_spellings()), re.IGNORECASE)

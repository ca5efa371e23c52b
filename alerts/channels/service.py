"""How one service's robots are spoken to, as a value: each service is a file with one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alerts.channels.http import Request
from alerts.splitting import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One part as it is posted."""

    address: str
    secret: bytes | None
    text: str
    mentioned: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How one service's robots are spoken to."""

    name: str
    room: Callable[[tuple[str, ...]], int]
    """Bytes for a text that mentions these people."""
    size: Size
    windows: tuple[tuple[int, float], ...]
    """How many messages in how many minutes."""
    pause: float
    """Minutes of silence after the service says that it was too much."""
    request: Callable[[Post], Request]
    plain: Callable[[str], str]
    """A text in which nothing calls anybody."""
    calling: Callable[[tuple[str, ...]], str]
    """What has to stand in a text that mentions these people."""
    codes: tuple[str, ...]
    """Keys of the answer that hold the code, in order."""
    fast: frozenset[int]
    final: frozenset[int]


def json_size(text: str) -> int:
    """Bytes that a text takes inside a JSON string."""
    return len(as_json(text)) - 2


def as_json(value: object) -> bytes:
    """A body to post."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def well_formed(text: str) -> str:
    """Halves of surrogate pairs joined; a half alone becomes the replacement character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_mobile(address: str) -> bool:
    """A mobile number of the mainland, or one with its country's code; else it is a user id."""
    digits = address.removeprefix("+")
    return digits.isascii() and digits.isdigit() and (len(digits) == 11 or address != digits)

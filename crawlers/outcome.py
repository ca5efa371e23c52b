"""The lines between service and crawl child.

To the child: `CrawlSettings` once, then a `PollTask` a line. From it, a line each the moment it is known:
{"kind": "found" | "recount" | "report" | "host", "value": {...}}, and {"kind": "bye"} when it takes no more tasks.
"""

import json
from dataclasses import dataclass
from typing import BinaryIO

from domain.codec import from_plain, to_plain
from domain.crawl import Found, HostState, PollReport, Recount, Said

_KINDS: dict[str, type[Found] | type[Recount] | type[PollReport] | type[HostState]] = {
    "found": Found,
    "recount": Recount,
    "report": PollReport,
    "host": HostState,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Bye:
    """The child takes no more tasks; it finishes those it has and ends. Tasks without a report are still due."""


def to_line(outcome: Said | Bye) -> bytes:
    """One JSON line, ASCII only, so that no character of a page can break it."""
    if isinstance(outcome, Bye):
        return b'{"kind":"bye"}\n'
    line = json.dumps({"kind": _NAMES[type(outcome)], "value": to_plain(outcome)}, separators=(",", ":"))
    return line.encode("ascii") + b"\n"


def from_line(line: bytes) -> Said | Bye:
    """What a line of the child says; ValueError or TypeError where it is none of its lines."""
    plain = json.loads(line)
    if plain["kind"] == "bye":
        return Bye()
    return from_plain(_KINDS[plain["kind"]], plain["value"])


class Emitter:
    """Writes outcomes to the parent; waits where the parent does not read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __call__(self, outcome: Said | Bye) -> None:
        self._stream.write(to_line(outcome))
        self._stream.flush()

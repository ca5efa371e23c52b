"""The events of an iCalendar file, each as its own text with the line it begins at.

Everything else is left out before the library sees it: zones by their own rules, alarms, tasks, and whatever a hostile file
puts inside something else. Zones are known by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.recurrence import UnreadableEvent

LARGEST = 1 << 20
"""Bytes of a file; a year of three turns a day has 0.3 MB."""
MOST = 5000
"""Events of a file."""
LARGEST_EVENT = 1 << 16
"""Characters of one event."""
CALENDAR, EVENT = "VCALENDAR", "VEVENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One event."""

    line: int
    text: str


def blocks_in(content: bytes) -> tuple[Block, ...]:
    """Events in the order of the file; one that has no end is left out. Raises UnreadableEvent where the file is none."""
    if len(content) > LARGEST:
        raise UnreadableEvent("calendar.too_large", limit=LARGEST)
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise UnreadableEvent("config.not_utf8") from error
    if not any(_marker(line) == ("BEGIN", CALENDAR) for line in lines):
        raise UnreadableEvent("calendar.none")
    blocks = tuple(_blocks(lines))
    if len(blocks) > MOST or any(len(block.text) > LARGEST_EVENT for block in blocks):
        raise UnreadableEvent("calendar.too_many", limit=MOST)
    return blocks


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Lines that stand in an event, and the event in a calendar, and in nothing else."""
    inside: list[str] = []
    kept: list[str] = []
    begins = 0
    for number, line in enumerate(lines, 1):
        word, name = _marker(line)
        if word == "BEGIN":
            inside.append(name)
            if inside == [CALENDAR, EVENT]:
                kept, begins = [], number
        if inside == [CALENDAR, EVENT]:
            kept.append(line.rstrip("\r"))
        if word == "END" and inside:
            if inside == [CALENDAR, EVENT]:
                yield Block(line=begins, text="\r\n".join(kept) + "\r\n")
            inside.pop()


def _marker(line: str) -> tuple[str, str]:
    """(BEGIN, VEVENT) of a line that opens or closes something; else nothing."""
    word, _, name = line.strip().upper().partition(":")
    return (word, name) if word in ("BEGIN", "END") and line[:1] not in " \t" else ("", "")

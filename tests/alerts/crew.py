"""A small fictional crew and its roster, for tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.roster import Contact, Hours, Override, Person, Roster, Rotation, Shift
from domain.workdays import Days, Holiday

ZONE = "Asia/Shanghai"
NAMES = {"zhou": "周小满", "wu": "吴谷雨", "zheng": "郑清和", "feng": "冯立冬", "chen": "陈白露"}
PEOPLE = tuple(
    Person(id=name, name=shown, contacts=(Contact(channel="mail", address=f"{name}@example.org"),))
    for name, shown in NAMES.items()
)
NATIONAL = Holiday(
    name="国庆节", first=date(2026, 10, 1), last=date(2026, 10, 7), worked=(date(2026, 9, 27), date(2026, 10, 10))
)
"""A Thursday to a Wednesday; a Sunday and a Saturday are worked for it."""


def local(text: str, zone: str = ZONE) -> datetime:
    """The instant at which the zone's clock shows `2026-03-01T08:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def rotation(
    *people: str, begins: str = "2026-03-02T08:00", hours: float = 12, window: Hours | None = None, **other: Any
) -> Rotation:
    """A rotation of the duty officers; the second of March 2026 is a Monday."""
    parts: dict[str, Any] = {
        "id": "main", "role": "duty", "people": people, "begins_at": local(begins), "length": timedelta(hours=hours), "hours": window, **other,
    }  # fmt: skip
    return Rotation(**parts)


def office(begins: float, ends: float) -> Hours:
    return Hours(begins=timedelta(hours=begins), ends=timedelta(hours=ends))


def shift(person: str, since: str, until: str, **other: Any) -> Shift:
    parts: dict[str, Any] = {
        "role": "duty",
        "person": person,
        "starts_at": local(since),
        "ends_at": local(until),
        **other,
    }
    return Shift(**parts)


def override(person: str, since: str, until: str, **other: Any) -> Override:
    parts: dict[str, Any] = {
        "role": "duty", "person": person, "starts_at": local(since), "ends_at": local(until), "reason": "换班", **other,
    }  # fmt: skip
    return Override(**parts)


def roster(*entries: Rotation | Shift | Override, holidays: Iterable[Holiday] = (), zone: str = ZONE) -> Roster:
    """A roster of the crew with these entries."""
    return Roster(
        people=PEOPLE,
        rotations=tuple(one for one in entries if isinstance(one, Rotation)),
        shifts=tuple(one for one in entries if isinstance(one, Shift)),
        overrides=tuple(one for one in entries if isinstance(one, Override)),
        holidays=tuple(holidays),
        time_zone=zone,
    )


WORKING, OFF = Days.WORKING, Days.OFF

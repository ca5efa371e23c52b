"""The roster as a calendar that phones show (RFC 5545): an event a turn.

Times are in UTC, which every calendar shows in its own zone. A UID follows from role, scope and beginning, so that a calendar
that has the turn already changes it. Names of persons stand in it, no contacts.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from icalendar import Calendar, Event

from alerts.roster import Turn
from domain.addresses import digest

SCOPE = "X-WANGLOU-SCOPE"
"""Property that names the desk or watch of a turn that is not for all."""


def calendar_of(turns: Iterable[Turn], title: Callable[[Turn], str], made_at: datetime) -> bytes:
    """A calendar with an event a turn, called by `title`; gaps are none. The same turns give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//wanglou//roster//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for turn in turns:
        if not turn.is_gap:
            calendar.add_component(_event(turn, title(turn), made_at))
    return bytes(calendar.to_ical())


def _event(turn: Turn, title: str, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{digest(turn.role, turn.scope or '', turn.starts_at.isoformat())}@wanglou")
    event.add("dtstamp", made_at)
    event.add("dtstart", turn.starts_at)
    event.add("dtend", turn.ends_at)
    event.add("summary", title)
    event.add("categories", [turn.role])
    event.add("transp", "TRANSPARENT")
    if turn.scope is not None:
        event.add(SCOPE, turn.scope)
    return event

"""The roster as a calendar and back; calendars that others keep; files that are none."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from alerts.bookings import Reading, Terms, read_calendar
from alerts.calendar import calendar_of
from alerts.calendar_blocks import LARGEST, MOST
from alerts.roster import Turn, on_duty, turns
from domain.messages import LANGUAGES, load_catalogue
from domain.roster import Roster, Shift
from tests.alerts.crew import NAMES, NATIONAL, PEOPLE, ZONE, local, office, override, roster, rotation, shift
from tests.alerts.test_roster import MOMENTS, SCOPES, rosters

ENGLISH = load_catalogue("en")
ROLES = {"duty": "duty", "值班员": "duty", "leader": "leader"}
SINCE, UNTIL = local("2026-03-01T00:00"), local("2026-04-01T00:00")
MADE = datetime(2026, 3, 1, tzinfo=UTC)


def terms(**other: object) -> Terms:
    parts: dict[str, object] = {
        "people": PEOPLE, "roles": ROLES, "zone": ZoneInfo(ZONE), "since": SINCE, "until": UNTIL, "role": "duty", **other,
    }  # fmt: skip
    return Terms(**parts)  # type: ignore[arg-type]


def title(turn: Turn) -> str:
    return f"{turn.role}: " + "、".join(person.name for person in turn.people)


def event(*lines: str) -> str:
    return "BEGIN:VEVENT\r\n" + "".join(f"{line}\r\n" for line in lines) + "END:VEVENT\r\n"


def calendar(*events: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def read(*events: str, **other: object) -> Reading:
    return read_calendar("c.ics", calendar(*events), terms(**other))


def told(reading: Reading) -> list[str]:
    """Bookings on Shanghai's clock."""
    shown = (f"{start:%d %H:%M}-{end:%d %H:%M}" for start, end in _times(reading))
    return [f"{when} {one.person} {one.role}" for when, one in zip(shown, reading.bookings, strict=True)]


def _times(reading: Reading) -> list[tuple[datetime, datetime]]:
    zone = ZoneInfo(ZONE)
    return [(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)) for one in reading.bookings]


def said(reading: Reading) -> list[str]:
    for language in LANGUAGES:
        assert all(load_catalogue(language).text(one.code, **dict(one.params)) for one in reading.problems)
    return [f"{one.path}: {ENGLISH.text(one.code, **dict(one.params))}" for one in reading.problems]


def test_an_event_a_turn_in_universal_time_without_contacts() -> None:
    crew = roster(rotation("zhou", "wu"), override("chen", "2026-03-03T08:00", "2026-03-03T20:00"))
    found = turns(crew, "duty", local("2026-03-02T08:00"), local("2026-03-03T20:00"), "storm")
    content = calendar_of(found, title, MADE)
    assert content == calendar_of(found, title, MADE)
    events: Any = Calendar.from_ical(content).walk("VEVENT")
    assert [(one.start, one.end, str(one["SUMMARY"])) for one in events] == [
        (local("2026-03-02T08:00"), local("2026-03-02T20:00"), "duty: 周小满"),
        (local("2026-03-02T20:00"), local("2026-03-03T08:00"), "duty: 吴谷雨"),
        (local("2026-03-03T08:00"), local("2026-03-03T20:00"), "duty: 陈白露"),
    ]
    assert b"example.org" not in content
    assert b"DTSTART:20260302T000000Z\r\n" in content
    assert b"X-WANGLOU-SCOPE:storm" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_turn_keeps_its_uid_whoever_has_it() -> None:
    plan = rotation("zhou", "wu")
    swapped = roster(plan, override("chen", "2026-03-02T20:00", "2026-03-03T08:00"))
    uids = [
        [str(one["UID"]) for one in Calendar.from_ical(calendar_of(turns(crew, "duty", plan.begins_at, local("2026-03-04T08:00")), title, MADE)).walk("VEVENT")]
        for crew in (roster(plan), swapped)
    ]  # fmt: skip
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 4


def test_gaps_are_no_events() -> None:
    crew = roster(rotation("zhou", hours=24, window=office(8, 18)))
    found = turns(crew, "duty", local("2026-03-02T00:00"), local("2026-03-04T00:00"))
    assert len(Calendar.from_ical(calendar_of(found, title, MADE)).walk("VEVENT")) == 2


@settings(max_examples=60, deadline=None)
@given(rosters(), MOMENTS, st.integers(1, 8 * 24 * 60), SCOPES, st.data())
def test_there_and_back_the_same_are_on_duty(
    crew: Roster, since: datetime, minutes: int, scope: str | None, data: st.DataObject
) -> None:
    since, until = since.replace(microsecond=0), since + timedelta(minutes=minutes)
    content = calendar_of(turns(crew, "duty", since, until, scope), title, MADE)
    reading = read_calendar("c.ics", content, terms(since=since, until=until, role=None))
    assert reading.problems == ()
    assert {one.scope for one in reading.bookings} <= {scope}
    again = roster(
        *(
            Shift(role=one.role, person=one.person, starts_at=one.starts_at, ends_at=one.ends_at)
            for one in reading.bookings
        )
    )
    inside = since + (until - since) * data.draw(st.floats(0, 0.999))
    assert on_duty(again, "duty", inside) == on_duty(crew, "duty", inside, scope)


EIGHT = "DTSTART:20260302T000000Z"
CASES: list[tuple[str, Sequence[str], Sequence[str]]] = [
    ("by name", [EIGHT, "DTEND:20260302T120000Z", "SUMMARY:值班 周小满"], ["02 08:00-02 20:00 zhou duty"]),
    ("by id, in any case", [EIGHT, "DURATION:PT1H", "SUMMARY:On call: Zhou"], ["02 08:00-02 09:00 zhou duty"]),
    ("two of them, in order", [EIGHT, "DURATION:PT1H", "SUMMARY:吴谷雨/周小满"], ["02 08:00-02 09:00 wu duty", "02 08:00-02 09:00 zhou duty"]),
    ("an attendee by address before the summary", [EIGHT, "DURATION:PT1H", "SUMMARY:周小满", "ATTENDEE:MAILTO:Wu@Example.org"], ["02 08:00-02 09:00 wu duty"]),
    ("an attendee by name", [EIGHT, "DURATION:PT1H", 'ATTENDEE;CN="郑清和":mailto:x@y.example'], ["02 08:00-02 09:00 zheng duty"]),
    ("who attends and is not of the roster", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "ATTENDEE:mailto:x@y.example"], ["02 08:00-02 09:00 zhou duty"]),
    ("a role by its category", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "CATEGORIES:Work,Leader"], ["02 08:00-02 09:00 zhou leader"]),
    ("a role in Chinese", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "CATEGORIES:值班员"], ["02 08:00-02 09:00 zhou duty"]),
    ("a time without a zone", ["DTSTART:20260302T080000", "DTEND:20260302T200000", "SUMMARY:zhou"], ["02 08:00-02 20:00 zhou duty"]),
    ("a zone by name", ["DTSTART;TZID=Europe/Berlin:20260302T010000", "DURATION:PT1H", "SUMMARY:zhou"], ["02 08:00-02 09:00 zhou duty"]),
    ("a zone as Windows calls it", ["DTSTART;TZID=China Standard Time:20260302T080000", "DURATION:PT1H", "SUMMARY:zhou"], ["02 08:00-02 09:00 zhou duty"]),
    ("whole days", ["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260304", "SUMMARY:zhou"], ["02 00:00-04 00:00 zhou duty"]),
    ("one whole day", ["DTSTART;VALUE=DATE:20260302", "SUMMARY:zhou"], ["02 00:00-03 00:00 zhou duty"]),
    ("a folded title", [EIGHT, "DURATION:PT1H", "SUMMARY:值班 周小", " 满"], ["02 08:00-02 09:00 zhou duty"]),
    ("every second day, thrice", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3"],
     ["02 08:00-02 09:00 zhou duty", "04 08:00-04 09:00 zhou duty", "06 08:00-06 09:00 zhou duty"]),
    ("weekly, the last day whole", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=WEEKLY;UNTIL=20260309"],
     ["02 08:00-02 09:00 zhou duty", "09 08:00-09 09:00 zhou duty"]),
    ("two weekdays, without one", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260312T000000Z", "EXDATE:20260304T000000Z"],
     ["02 08:00-02 09:00 zhou duty", "09 08:00-09 09:00 zhou duty", "11 08:00-11 09:00 zhou duty"]),
    ("and one more", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY;COUNT=1", "RDATE:20260310T000000Z"],
     ["02 08:00-02 09:00 zhou duty", "10 08:00-10 09:00 zhou duty"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "bookings"), CASES, ids=[row[0] for row in CASES])
def test_an_event(name: str, lines: Sequence[str], bookings: Sequence[str]) -> None:
    reading = read(event(*lines))
    assert (told(reading), reading.problems) == (bookings, ()), name


def test_a_rule_is_followed_in_the_span_and_what_is_outside_is_counted() -> None:
    reading = read(
        event("DTSTART;TZID=Asia/Shanghai:20260227T080000", "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY")
    )
    assert (len(reading.bookings), reading.outside) == (31, 0)
    assert read(event("DTSTART:20250302T000000Z", "DURATION:PT1H", "SUMMARY:nobody")) == Reading(outside=1)


def test_a_rule_keeps_the_time_of_day_when_clocks_change() -> None:
    reading = read(
        event(
            "DTSTART;TZID=Europe/Berlin:20260328T080000",
            "DTEND;TZID=Europe/Berlin:20260328T200000",
            "SUMMARY:zhou",
            "RRULE:FREQ=DAILY;COUNT=2",
        )
    )
    assert told(reading) == ["28 15:00-29 03:00 zhou duty", "29 14:00-30 02:00 zhou duty"]


def test_one_time_of_a_rule_may_be_another_s_or_nobody_s() -> None:
    weekly = event("UID:1", EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY;COUNT=4")
    other = event("UID:1", "RECURRENCE-ID:20260303T000000Z", "DTSTART:20260303T040000Z", "DURATION:PT1H", "SUMMARY:wu")
    none = event(
        "UID:1",
        "RECURRENCE-ID:20260304T000000Z",
        "DTSTART:20260304T000000Z",
        "DURATION:PT1H",
        "SUMMARY:zhou",
        "STATUS:CANCELLED",
    )
    reading = read(weekly, other, none)
    assert told(reading) == ["02 08:00-02 09:00 zhou duty", "03 12:00-03 13:00 wu duty", "05 08:00-05 09:00 zhou duty"]
    assert reading.cancelled == 1


def test_a_scope_is_given_or_the_event_s_own() -> None:
    one = event(EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "X-WANGLOU-SCOPE:storm")
    assert [booking.scope for booking in read(one).bookings] == ["storm"]
    assert [booking.scope for booking in read(one, scope="exam").bookings] == ["exam"]


BAD: list[tuple[str, Sequence[str], str]] = [
    ("nobody", [EIGHT, "DURATION:PT1H", "SUMMARY:张三"], "the event names nobody of the roster: 张三; a person's name or id in the title, or an attendee, does"),
    ("an id inside a word", [EIGHT, "DURATION:PT1H", "SUMMARY:zhoushan"], "the event names nobody of the roster: zhoushan; a person's name or id in the title, or an attendee, does"),
    ("no time", ["SUMMARY:zhou"], "an event without a time that can be used: No DTSTART given."),
    ("a time that is none", ["DTSTART:2026", "SUMMARY:zhou"], "DTSTART of the event cannot be read; correct it in the calendar that wrote it"),
    ("the end before the beginning", [EIGHT, "DTEND:20260301T000000Z", "SUMMARY:zhou"], "an event that does not end after it begins"),
    ("no end", [EIGHT, "SUMMARY:zhou"], "an event that does not end after it begins"),
    ("a zone that nobody knows", ["DTSTART;TZID=Nowhere/Else:20260302T080000", "DURATION:PT1H", "SUMMARY:zhou"], "the time zone Nowhere/Else is not known; give the event one such as Asia/Shanghai"),
    ("a date left out in such a zone", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "EXDATE;TZID=Nowhere/Else:20260302T080000"], "the time zone Nowhere/Else is not known; give the event one such as Asia/Shanghai"),
    ("every second", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=SECONDLY"], "a repetition that is not taken: FREQ=SECONDLY; by day, week, month or year, without hours, is"),
    ("many hours of a day", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY;BYHOUR=1,2"], "a repetition that is not taken: FREQ=DAILY;BYHOUR=1,2; by day, week, month or year, without hours, is"),
    ("no rule", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=NEVER"], "RRULE of the event cannot be read; correct it in the calendar that wrote it"),
    ("a rule without a frequency", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:COUNT=2"], "a repetition that is not taken: 'FREQ'; by day, week, month or year, without hours, is"),
    ("two rules", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"], "a repetition that is not taken: RRULE x2; by day, week, month or year, without hours, is"),
    ("all later ones", [EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T000000Z"], "a repetition that is not taken: RANGE=THISANDFUTURE; by day, week, month or year, without hours, is"),
    ("long ago", ["DTSTART:00010101T000000Z", "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY"], "an event without a time that can be used: 0001-01-01T00:00:00+00:00"),
    ("at the end of time", ["DTSTART:99991231T230000Z", "DTEND:99991231T235959Z", "SUMMARY:zhou"], "an event without a time that can be used: 9999-12-31T23:00:00+00:00"),
    ("without end", [EIGHT, "DURATION:P99999999999D", "SUMMARY:zhou"], "DURATION of the event cannot be read; correct it in the calendar that wrote it"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "message"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_event_is_one_line_and_the_next_is_read(name: str, lines: Sequence[str], message: str) -> None:
    reading = read(event(*lines), event(EIGHT, "DURATION:PT1H", "SUMMARY:wu"))
    (line,) = said(reading)
    assert line == f"c.ics:4: {message}", name
    assert told(reading) == ["02 08:00-02 09:00 wu duty"]


def test_an_event_without_a_role() -> None:
    reading = read(event(EIGHT, "DURATION:PT1H", "SUMMARY:zhou"), role=None)
    assert said(reading) == [
        "c.ics:4: the event says no role; give it the category duty, deputy or leader, or import with --role"
    ]


FILES = [
    ("nothing", b"", "no calendar: a file begins with BEGIN:VCALENDAR"),
    ("a picture", b"\x89PNG\r\n\x1a\n", "not UTF-8 text; save it as UTF-8"),
    ("another text", b"id,name\n1,zhou\n", "no calendar: a file begins with BEGIN:VCALENDAR"),
    ("too much", b"BEGIN:VCALENDAR\n" + b"X" * LARGEST, "the file is larger than 1048576 bytes; export less of the calendar"),
    ("too many events", calendar(event("X:1") * (MOST + 1)), "more than 5000 in one file or event; export less of the calendar"),
    ("too large an event", calendar(event("X:" + "1" * 70000)), "more than 5000 in one file or event; export less of the calendar"),
    ("too many rules", calendar(event(EIGHT, "DURATION:PT1H", "RRULE:FREQ=YEARLY") * 101), "more than 100 in one file or event; export less of the calendar"),
    ("too many times", calendar(event(EIGHT, "DURATION:PT1H", "SUMMARY:zhou", "RRULE:FREQ=DAILY") * 99), "more than 2000 in one file or event; export less of the calendar"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), FILES, ids=[row[0] for row in FILES])
def test_a_bad_file_is_one_line(name: str, content: bytes, message: str) -> None:
    reading = read_calendar("c.ics", content, terms())
    assert (said(reading), reading.bookings) == ([f"c.ics:1: {message}"], ()), name


def test_what_is_no_event_is_not_read() -> None:
    zone = "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nSUMMARY:wu\r\nEND:VALARM\r\n"
    inner = event(EIGHT, "DURATION:PT1H", "SUMMARY:zhou").replace("END:VEVENT", alarm + "END:VEVENT")
    deep = "BEGIN:X\r\n" * 20000 + event(EIGHT, "DURATION:PT1H", "SUMMARY:wu") + "END:X\r\n" * 20000
    assert told(read(zone, inner, deep)) == ["02 08:00-02 09:00 zhou duty"]


def test_a_name_inside_a_longer_one_and_one_of_two_persons() -> None:
    people = (
        *PEOPLE,
        *(type(PEOPLE[0])(id=f"x{number}", name=name) for number, name in enumerate(["周小满满", "同名", "同名"])),
    )
    found = [read(event(EIGHT, "DURATION:PT1H", f"SUMMARY:{text}"), people=people) for text in ("周小满满", "同名")]
    assert [[one.person for one in reading.bookings] for reading in found] == [["x0"], []]


RULES = st.sampled_from(["DAILY", "DAILY;INTERVAL=3", "WEEKLY;BYDAY=MO,FR", "MONTHLY;BYDAY=-1SU", "MONTHLY;BYMONTHDAY=31", "YEARLY;BYMONTH=2;BYMONTHDAY=29",
                         "YEARLY;BYWEEKNO=1,53;BYDAY=TH", "YEARLY;BYYEARDAY=-1", "DAILY;BYMONTH=3"])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2990, 1, 1)),  # noqa: DTZ001  drawn without, used in UTC
    RULES,
    st.integers(1, 700),
    st.integers(0, 2000),
    st.integers(0, 900),
)
def test_a_rule_followed_far_away_is_the_rule_itself(
    start: datetime, rule: str, days: int, before: int, after: int
) -> None:
    """Rules are followed where dates end; the library's own answer, from the start on, is the same."""
    start = start.replace(microsecond=0, tzinfo=UTC)
    until = start + timedelta(days=days)
    since = start + timedelta(days=after - before if start.year > 2010 else after)
    reading = read(
        event(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", "SUMMARY:zhou", f"RRULE:FREQ={rule}"),
        since=since,
        until=until,
    )
    own = rrulestr(f"FREQ={rule};UNTIL={until - timedelta(seconds=1):%Y%m%dT%H%M%SZ}", dtstart=start)
    assert [one.starts_at for one in reading.bookings] == [one for one in own if one > since - timedelta(hours=1)]


PIECES = st.sampled_from([
    "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "BEGIN:VALARM", EIGHT, "DTSTART:", "DTSTART;TZID=:1",
    "DTEND:20260302T010000Z", "DTSTART;VALUE=PERIOD:1/2", "DURATION:-P1D", "DURATION:P1W", "SUMMARY:zhou", "RRULE:", "RRULE:FREQ=DAILY;COUNT=-1",
    "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "RRULE:FREQ=DAILY;INTERVAL=0", "RRULE:FREQ=MONTHLY;BYSETPOS=400;BYDAY=+99XX", "RRULE:COUNT=2",
    "RRULE:FREQ=WEEKLY;UNTIL=x", "RRULE:FREQ=DAILY;UNTIL=20260305T000000", "RRULE:FREQ=DAILY;WKST=9;BYEASTER=1", "EXDATE:,,", "EXDATE;VALUE=DATE:20260302",
    "RDATE;VALUE=PERIOD:20260303T000000Z/PT1H", "RDATE:x", "RECURRENCE-ID:20260302T000000Z", "RECURRENCE-ID:", "ATTENDEE", "ATTENDEE;CN=:", "CATEGORIES:",
    "STATUS:CANCELLED", "UID:1", ":", ";", " ", "\x00", "X" * 200, "DTSTART;TZID=../../etc/passwd:20260302T000000", "DTSTART;TZID=/x/Asia/Shanghai:20260302T080000",
])  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=14), st.booleans())
def test_whatever_stands_in_a_file_it_is_read_or_told(lines: list[str], is_wrapped: bool) -> None:
    text = "\r\n".join(lines)
    content = calendar(event(text)) if is_wrapped else text.encode("utf-8", "replace")
    reading = read_calendar("c.ics", content, terms())
    assert all(one.starts_at < one.ends_at and one.person in NAMES for one in reading.bookings)
    assert len(said(reading)) <= 1 + text.count("BEGIN:VEVENT") + is_wrapped


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    read_calendar("c.ics", content, terms())


def test_a_national_holiday_there_and_back() -> None:
    crew = roster(
        rotation("zhou", "wu", hours=24, window=office(8.5, 18)),
        shift("feng", "2026-10-01T08:00", "2026-10-02T08:00"),
        holidays=[NATIONAL],
    )
    since, until = local("2026-09-28T00:00"), local("2026-10-12T00:00")
    reading = read_calendar(
        "c.ics", calendar_of(turns(crew, "duty", since, until), title, MADE), terms(since=since, until=until)
    )
    assert len(reading.bookings) == sum(not turn.is_gap for turn in turns(crew, "duty", since, until))

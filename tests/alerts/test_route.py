"""Who is told over what: a table of routes and channels, and what stands in for a way that nobody set up."""

from datetime import timedelta

import pytest

from alerts.route import Matter, addressed, reached, told_in
from domain.alerts import Alert, alert_id
from domain.quiet import Calendar
from domain.risk import Level
from domain.roster import Contact, Person, Roster, Rotation
from domain.routes import Channel, ChannelKind, Route
from tests.factories import an_alert, at

ZHOU = Person(id="zhou", name="周值", contacts=(Contact(channel="mail", address="zhou@desk.example"),))
LIN = Person(id="lin", name="林班", contacts=(Contact(channel="mail", address="lin@desk.example"),))
HE = Person(id="he", name="何副")
ROSTER = Roster(
    people=(ZHOU, LIN, HE),
    rotations=(
        Rotation(id="desk", role="duty", people=("zhou", "lin"), begins_at=at(0), length=timedelta(hours=12)),
        Rotation(id="deputies", role="deputy", people=("he",), begins_at=at(0), length=timedelta(days=1)),
    ),
)


CHANNELS = {
    "mail": Channel(id="mail", kind=ChannelKind.MAIL, target="smtp://mail.example"),
    "room": Channel(id="room", kind=ChannelKind.WEBHOOK, target="https://room.example/"),
}
ROWS = [
    ("a role in a room", "duty", "room", 0, ["duty"]),
    ("a role in person", "duty", "mail", 0, ["zhou"]),
    ("whose turn it is later", "duty", "mail", 13 * 60, ["lin"]),
    ("nobody with a contact", "deputy", "mail", 0, ["deputy"]),
    ("nobody on duty", "leader", "mail", 0, ["leader"]),
    ("a person", "lin", "mail", 0, ["lin"]),
    ("all in a room", "all", "room", 0, ["duty", "deputy", "leader"]),
    ("all in person", "all", "mail", 0, ["zhou", "deputy", "leader"]),
    ("a channel that is gone", "duty", "gone", 0, ["duty"]),
]


@pytest.mark.parametrize(
    ("recipient", "channel", "minute", "wanted"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_who_is_reached(recipient: str, channel: str, minute: int, wanted: list[str]) -> None:
    found = addressed([told(recipient, channel, minute)], ROSTER, CHANNELS)
    assert [alert.recipient for alert in found] == wanted
    assert [alert.id for alert in found] == [told(one, channel, minute).id for one in wanted]


def told(recipient: str, channel: str, minute: int = 0) -> Alert:
    one = an_alert(decided_at=at(minute), due_at=at(minute), recipient=recipient, channel=channel)
    number = alert_id(one.subject_id, one.scope_id, one.episode, one.occasion, recipient, channel)
    return an_alert(decided_at=at(minute), due_at=at(minute), recipient=recipient, channel=channel, id=number)


def test_nobody_is_told_twice_of_one_occasion_over_one_channel() -> None:
    both = addressed([told("duty", "mail"), told("zhou", "mail"), told("duty", "room")], ROSTER, CHANNELS)
    assert [(alert.recipient, alert.channel) for alert in both] == [("zhou", "mail"), ("duty", "room")]


ALL = (Level.I, Level.II, Level.III, Level.IV)
DUTY = Route(recipient="duty", channel="room", levels=ALL)
LEADER = Route(recipient="leader", channel="mail", levels=(Level.I, Level.II))
LADDER = [
    ("its own", (DUTY, LEADER), "leader", Level.II, [("leader", "mail")]),
    ("its own for other levels", (DUTY, LEADER), "leader", Level.III, [("leader", "mail")]),
    ("that of duty", (DUTY, LEADER), "deputy", Level.II, [("deputy", "room")]),
    ("all", (DUTY, LEADER), "all", Level.II, [("duty", "room"), ("deputy", "room"), ("leader", "mail")]),
    ("none where there is none", (), "leader", Level.II, []),
    ("a route to all", (Route(recipient="all", channel="room", levels=ALL),), "deputy", Level.II, [("all", "room")]),
]


@pytest.mark.parametrize(
    ("routes", "role", "level", "wanted"), [row[1:] for row in LADDER], ids=[row[0] for row in LADDER]
)
def test_no_rung_of_a_ladder_leads_nowhere(
    routes: tuple[Route, ...], role: str, level: Level, wanted: list[tuple[str, str]]
) -> None:
    ways = told_in(routes, role, Matter(levels=(level,), at=at(0)), Calendar())
    assert [(way.route.recipient, way.route.channel) for way in ways] == wanted


FOR = [
    ("a role", "duty", ["zhou"]),
    ("all", "all", ["zhou", "he"]),
    ("a person", "lin", ["lin"]),
    ("a name of old", "desk", []),
]


@pytest.mark.parametrize(("recipient", "wanted"), [row[1:] for row in FOR], ids=[row[0] for row in FOR])
def test_whom_an_alert_is_for(recipient: str, wanted: list[str]) -> None:
    assert [person.id for person in reached(told(recipient, "room"), ROSTER)] == wanted

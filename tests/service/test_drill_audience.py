"""Nobody gets a message of a drill who was not named before it began."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from alerts.route import About
from config.load import load_rules
from domain.risk import Level
from domain.roster import EVERYBODY, ROLES, Contact, Person, Roster, Rotation
from domain.routes import Channel, ChannelKind, Route
from domain.rules import Rules
from samples.drills import load_places
from service.drills.audience import audience
from service.drills.rules import rules_of_drill
from service.routing import described, steps_of

NOW = datetime(2026, 5, 4, 4, tzinfo=UTC)
LONGEST = timedelta(hours=12)
"""No scenario lasts longer."""
LEVELS = [level for level in Level if level]
TOPICS = st.frozensets(st.sampled_from(["outage", "pollution"]), max_size=2)
CHANNELS = (
    Channel(id="room", kind=ChannelKind.CONSOLE),
    Channel(id="mail", kind=ChannelKind.MAIL, target="smtp://mail.example.org", sender="desk@example.org"),
    Channel(id="push", kind=ChannelKind.APPRISE, target="json://push.example.org"),
)
PEOPLE = (
    Person(id="zhou", name="周小满", contacts=(Contact(channel="mail", address="zhou@example.org"),)),
    Person(id="wu", name="吴谷雨", contacts=(Contact(channel="push", address="wu"),)),
    Person(id="zheng", name="郑清和"),
)
ROUTES = st.builds(
    Route, recipient=st.sampled_from([*ROLES, EVERYBODY, "zhou"]), channel=st.sampled_from([one.id for one in CHANNELS]),
    levels=st.lists(st.sampled_from(LEVELS), min_size=1, max_size=4, unique=True).map(tuple), topics=TOPICS.map(sorted).map(tuple),
)  # fmt: skip
ROTATIONS = st.builds(
    Rotation, id=st.just("r"), role=st.sampled_from(ROLES), people=st.sampled_from([("zhou",), ("wu", "zheng"), ("zheng",)]),
    begins_at=st.just(NOW - timedelta(days=9)), length=st.just(timedelta(hours=12)),
)  # fmt: skip


@cache
def shipped() -> Rules:
    return load_rules(None)


@given(
    st.lists(ROUTES, min_size=1, max_size=5),
    st.lists(ROTATIONS, max_size=3),
    TOPICS,
    st.sampled_from(LEVELS),
    st.integers(-6, 6),
)
def test_whoever_is_told_was_announced(
    routes: list[Route], rotations: list[Rotation], topics: frozenset[str], level: Level, hours: int
) -> None:
    roster = Roster(people=PEOPLE, rotations=tuple(replace(one, id=f"r{n}") for n, one in enumerate(rotations)))
    scope = replace(shipped().scopes[0], routes=tuple(routes))
    rules = rules_of_drill(
        replace(shipped(), scopes=(scope,), channels=CHANNELS, roster=roster), load_places(), (), NOW
    )
    announced = {(one.recipient, channel) for one in audience(rules, NOW) for channel in one.channels}
    own, about, at = rules.scopes[0], About(topics=topics), NOW + timedelta(hours=hours)
    told = steps_of(described(level, own, rules, at, about), own, rules, about)
    assert {(step.recipient, step.channel) for step in told if step.at < NOW + LONGEST} <= announced

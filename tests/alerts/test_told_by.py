"""Which routes a matter takes, when they tell, and why: named cases, and laws over any routes and matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.route import About, Matter, Stands, Way, told_by, told_in
from domain.quiet import Calendar, Quiet, quiet_until
from domain.risk import Level
from domain.roster import DUTY, EVERYBODY, ROLES, Hours
from domain.routes import Route, routed_levels
from domain.workdays import Days

NONE, IV, III, II, I = Level  # noqa: E741  the numerals are the names of the levels
ALL = (I, II, III, IV)
NIGHT = Quiet(hours=Hours(begins=timedelta(hours=22), ends=timedelta(hours=31)))
CALENDAR = Calendar(zone="Asia/Shanghai")
EVENING = datetime(2026, 3, 2, 15, tzinfo=UTC)
"""23:00 of a Monday at the desk."""
MORNING = datetime(2026, 3, 2, 23, tzinfo=UTC)
FOOD = About(topics=frozenset({"food", "school"}), places=frozenset({"330106", "330100", "330000"}))


def route(recipient: str = DUTY, channel: str = "room", levels: tuple[Level, ...] = ALL, **other: object) -> Route:
    return Route(recipient=recipient, channel=channel, levels=levels, **other)  # type: ignore[arg-type]


def matter(*levels: Level, about: About = FOOD, at: datetime = EVENING) -> Matter:
    return Matter(levels=levels, about=about, at=at)


def taken(ways: tuple[Way, ...]) -> list[tuple[int, str]]:
    return [(way.number, way.route.recipient) for way in ways]


FITS = [
    ("any topic anywhere", {}, True),
    ("its topic", {"topics": ("food",)}, True),
    ("one of its topics", {"topics": ("fire", "school")}, True),
    ("another topic", {"topics": ("fire",)}, False),
    ("its place", {"places": ("330106",)}, True),
    ("the city around its place", {"places": ("330100",)}, True),
    ("the province, by two digits", {"places": ("33",)}, True),
    ("a street in its place, which nobody named", {"places": ("330106001",)}, False),
    ("another place", {"places": ("330205",)}, False),
    ("its topic in another place", {"topics": ("food",), "places": ("330205",)}, False),
    ("its topic in one of two places", {"topics": ("food",), "places": ("330205", "330106")}, True),
    ("its level", {"levels": (III,)}, True),
    ("another level", {"levels": (II,)}, False),
]


@pytest.mark.parametrize(("parts", "wanted"), [row[1:] for row in FITS], ids=[row[0] for row in FITS])
def test_what_a_route_is_taken_for(parts: dict[str, tuple[str, ...]], wanted: bool) -> None:
    assert bool(told_by([route(**parts)], matter(III), CALENDAR)) is wanted  # type: ignore[arg-type]


def test_an_event_of_which_nothing_is_known_takes_routes_that_ask_for_nothing() -> None:
    routes = [route(topics=("food",)), route(places=("330106",)), route()]
    assert taken(told_by(routes, matter(III, about=About()), CALENDAR)) == [(2, DUTY)]


WAITS = [
    ("IV", (IV,), MORNING),
    ("III", (III,), MORNING),
    ("II", (II,), EVENING),
    ("I", (I,), EVENING),
    ("proposed I", routed_levels(II, proposed=True), EVENING),
    ("the end of what was II", (III, II), EVENING),
]


@pytest.mark.parametrize(("levels", "due_at"), [row[1:] for row in WAITS], ids=[row[0] for row in WAITS])
def test_what_waits_in_quiet_hours(levels: tuple[Level, ...], due_at: datetime) -> None:
    (way,) = told_by([route(quiet=(NIGHT,))], matter(*levels), CALENDAR)
    assert way.due_at == due_at


def test_a_way_says_why_it_is_taken() -> None:
    routes = [route("leader", levels=(I,)), route(topics=("fire", "food"), places=("33", "44"), quiet=(NIGHT,))]
    (way,) = told_by(routes, matter(III), CALENDAR)
    assert (way.number, way.level, way.topics, way.places) == (1, III, ("food",), ("33",))
    assert (way.due_at, way.stands) == (MORNING, Stands.OWN)


def test_one_recipient_is_told_once_over_one_channel_as_early_as_any_route_lets_it() -> None:
    routes = [route(quiet=(NIGHT,)), route(topics=("food",)), route(channel="phone", quiet=(NIGHT,))]
    ways = told_by(routes, matter(III), CALENDAR)
    assert [(way.number, way.route.channel, way.due_at) for way in ways] == [
        (1, "room", EVENING), (2, "phone", MORNING),
    ]  # fmt: skip


LADDER = [
    ("its own for the topic", [route(), route("leader", "phone", topics=("food",))], "leader", [(1, "leader")]),
    ("its own is for another topic", [route(), route("leader", "phone", topics=("fire",))], "leader", [(0, "leader")]),
    ("its own is for another place", [route(), route("leader", "phone", places=("44",))], "leader", [(0, "leader")]),
    ("its own is for another level", [route(), route("leader", "phone", (I, II))], "leader", [(1, "leader")]),
    ("nobody's fits", [route(topics=("fire",))], "leader", []),
    ("all", [route(), route("leader", "phone", (I, II))], EVERYBODY, [(0, "duty"), (0, "deputy"), (1, "leader")]),
]


@pytest.mark.parametrize(("routes", "role", "wanted"), [row[1:] for row in LADDER], ids=[row[0] for row in LADDER])
def test_by_which_routes_a_role_is_told(routes: list[Route], role: str, wanted: list[tuple[int, str]]) -> None:
    assert taken(told_in(routes, role, matter(III), CALENDAR)) == wanted


def test_a_route_that_stands_in_says_so() -> None:
    routes = [route(), route("leader", "phone", (I, II))]
    assert [way.stands for way in told_in(routes, EVERYBODY, matter(III), CALENDAR)] == [
        Stands.OWN, Stands.FOR_DUTY, Stands.OTHER_LEVELS,
    ]  # fmt: skip


TOPICS, PLACES = st.sampled_from(("food", "fire", "school")), st.sampled_from(("33", "330100", "330106", "44"))
LEVELS = st.lists(st.sampled_from(ALL), min_size=1, unique=True).map(tuple)
SPANS = st.lists(
    st.sampled_from((NIGHT, Quiet(days=Days.OFF), Quiet(weekdays=(0, 2)), Quiet(days=Days.WORKING))), max_size=3
).map(tuple)
ROUTES = st.lists(
    st.builds(
        Route,
        recipient=st.sampled_from((*ROLES, EVERYBODY, "zhou")),
        channel=st.sampled_from(("room", "mail")),
        levels=LEVELS,
        topics=st.lists(TOPICS, unique=True, max_size=2).map(tuple),
        places=st.lists(PLACES, unique=True, max_size=2).map(tuple),
        quiet=SPANS,
    ),
    max_size=6,
)
MATTERS = st.builds(
    Matter,
    levels=st.lists(st.sampled_from(ALL), min_size=1, max_size=2, unique=True).map(tuple),
    about=st.builds(About, topics=st.frozensets(TOPICS), places=st.frozensets(PLACES)),
    at=st.integers(0, 365 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)
ROLE = st.sampled_from((*ROLES, EVERYBODY))


@given(ROUTES, MATTERS, ROLE)
def test_ii_and_i_are_never_delayed(routes: list[Route], one: Matter, role: str) -> None:
    grave = replace(one, levels=(*one.levels, II))
    for way in (*told_by(routes, grave, CALENDAR), *told_in(routes, role, grave, CALENDAR)):
        assert way.due_at == grave.at


@given(ROUTES, MATTERS)
def test_everything_is_told_by_the_end_of_its_quiet_hours(routes: list[Route], one: Matter) -> None:
    for way in told_by(routes, one, CALENDAR):
        assert one.at <= way.due_at <= quiet_until(way.route.quiet, one.at, CALENDAR)


@given(ROUTES, MATTERS, ROLE)
def test_nothing_is_routed_that_no_route_matches(routes: list[Route], one: Matter, role: str) -> None:
    for way in told_by(routes, one, CALENDAR):
        assert way.route == routes[way.number]
        assert {*way.route.levels} & {*one.levels}
    for way in (*told_by(routes, one, CALENDAR), *told_in(routes, role, one, CALENDAR)):
        own = routes[way.number]
        assert not own.topics or {*own.topics} & one.about.topics
        assert not own.places or any(
            code.startswith(place.rstrip("0")) for place in own.places for code in one.about.places
        )


@given(ROUTES, MATTERS)
def test_routes_without_conditions_are_as_they_always_were(routes: list[Route], one: Matter) -> None:
    plain = [Route(recipient=each.recipient, channel=each.channel, levels=each.levels) for each in routes]
    always = {(each.recipient, each.channel): None for each in plain if {*each.levels} & {*one.levels}}
    ways = told_by(plain, one, CALENDAR)
    assert [(way.route.recipient, way.route.channel) for way in ways] == list(always)
    assert {way.due_at for way in ways} <= {one.at}


@given(ROUTES, MATTERS)
def test_nobody_is_told_twice_over_one_channel(routes: list[Route], one: Matter) -> None:
    ways = [(way.route.recipient, way.route.channel) for way in told_by(routes, one, CALENDAR)]
    assert len(ways) == len(set(ways))


@given(ROUTES, MATTERS, ROLE)
def test_one_more_route_takes_nothing_away(routes: list[Route], one: Matter, role: str) -> None:
    more = [*routes, route()]
    before = {(way.route.recipient, way.route.channel): way.due_at for way in told_by(routes, one, CALENDAR)}
    after = {(way.route.recipient, way.route.channel): way.due_at for way in told_by(more, one, CALENDAR)}
    assert all(after[key] <= due_at for key, due_at in before.items())
    assert told_in(more, role, one, CALENDAR), "duty has a route for everything"

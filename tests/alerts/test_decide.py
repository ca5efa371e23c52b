"""Who is told of what, and when nobody is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.decide import decide
from alerts.occasion import Seen, seen
from domain.alerts import Alert, Reason
from domain.items import Platform, Tier
from domain.risk import Assessment, Level, LevelMemory
from domain.routes import Route
from scoring.levels import Standing, next_level
from tests.scoring.facts import RULES, fact

NONE, IV, III, II, I = Level  # noqa: E741  the numerals are the names of the levels
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALL = (Route(recipient="duty", channel="file", levels=tuple(Level)[1:]),)
NEWS = Seen(platforms=frozenset({Platform.NEWS}))
BOTH = Seen(platforms=frozenset({Platform.NEWS, Platform.FORUM}))
CENTRAL = replace(BOTH, central=True)


def memory(level: Level = NONE, **known: Any) -> LevelMemory:
    given = {"highest": level, "episode_started_at": NOW - HOUR if level else None} | known
    return LevelMemory(event_id="E1", scope_id="desk", level=level, **given)


def assessment(after: LevelMemory) -> Assessment:
    return Assessment(
        event_id="E1", scope_id="desk", at=NOW, index=50, base_index=50, level=after.level, raw_level=after.level,
        spread=0.5, harm=0.5, severity=0.7, negativity=0, gate=1, urgency=0, coverage=0.7, factors=(), contributions=(),
        documents=3, outlets=3, config_id="c", code_version="1",
    )  # fmt: skip


def told(
    before: LevelMemory,
    after: LevelMemory,
    was: Seen = NEWS,
    now: Seen = NEWS,
    routes: Sequence[Route] = ALL,
) -> tuple[Alert, ...]:
    return decide(before, after, assessment(after), routes, seen_before=was, seen=now, at=NOW)[0]


LOWERED = {"highest": III, "lowered_at": NOW - HOUR}
LONG_AGO = {"highest": III, "lowered_at": NOW - 7 * HOUR}
GONE = memory(NONE, highest=II, lowered_at=NOW - HOUR, episode_started_at=NOW - 3 * HOUR)

CASES: list[tuple[str, LevelMemory, LevelMemory, Seen, Seen, str | None]] = [
    ("nothing new", memory(III), memory(III), NEWS, NEWS, None),
    ("no level, much spread", memory(), memory(), NEWS, CENTRAL, None),
    ("first level", memory(), memory(III), NEWS, NEWS, "first:III"),
    ("first level proposed I", memory(), memory(II, proposed=True), NEWS, NEWS, "first:I"),
    ("first level of the next episode", memory(NONE, **LONG_AGO), memory(III, episode=2), NEWS, NEWS, "first:III"),
    ("first level says all the rest", memory(), memory(III), Seen(), CENTRAL, "first:III"),
    ("rise", memory(IV), memory(III), NEWS, NEWS, "rise:III"),
    ("rise says all the rest", memory(IV), memory(III), NEWS, CENTRAL, "rise:III"),
    ("proposal", memory(II), memory(II, proposed=True), NEWS, NEWS, "rise:I"),
    ("proposal stays", memory(II, proposed=True), memory(II, proposed=True), NEWS, NEWS, None),
    ("confirmed", memory(II, proposed=True), memory(I), NEWS, NEWS, "rise:I"),
    ("lowered", memory(III), memory(IV, **LOWERED), NEWS, NEWS, None),
    ("again within six hours", memory(IV, **LOWERED), memory(III, **LOWERED), NEWS, NEWS, None),
    ("again within six hours, at a new platform", memory(IV, **LOWERED), memory(III, **LOWERED), NEWS, BOTH, "platform:forum"),
    ("beyond the highest", memory(IV, **LOWERED), memory(II, lowered_at=NOW - HOUR), NEWS, NEWS, "rise:II"),
    ("again after six hours", memory(IV, **LONG_AGO), memory(III, **LONG_AGO), NEWS, NEWS, "rise:III@20250301T050000Z"),
    ("new platform", memory(IV), memory(IV), NEWS, BOTH, "platform:forum"),
    ("two new platforms", memory(IV), memory(IV), Seen(), BOTH, "platform:forum+news"),
    ("first central outlet", memory(IV), memory(IV), NEWS, CENTRAL, "central"),
    ("cleared", memory(II), memory(NONE, highest=II, lowered_at=NOW), NEWS, NEWS, "cleared"),
    ("still cleared", GONE, GONE, NEWS, CENTRAL, None),
    ("back at III after clearing", replace(GONE, highest=III), memory(III, lowered_at=NOW - HOUR), NEWS, NEWS, None),
    ("back at II after clearing", GONE, memory(II, lowered_at=NOW - HOUR), NEWS, NEWS, "return:II"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "before", "after", "was", "now", "occasion"), CASES, ids=[row[0] for row in CASES])
def test_occasions(
    case: str, before: LevelMemory, after: LevelMemory, was: Seen, now: Seen, occasion: str | None
) -> None:
    assert [alert.occasion for alert in told(before, after, was, now)] == ([occasion] if occasion else [])


def test_an_alert_carries_level_index_episode_and_time() -> None:
    (alert,) = told(memory(IV, episode=2), memory(II, episode=2, proposed=True))
    assert (alert.reason, alert.level, alert.proposed, alert.index) == (Reason.LEVEL_ROSE, II, True, 50)
    assert (alert.episode, alert.due_at, alert.decided_at) == (2, NOW, NOW)


def test_the_same_values_give_the_same_numbers() -> None:
    assert told(memory(), memory(III)) == told(memory(), memory(III))


ROUTES = (
    Route(recipient="duty", channel="file", levels=(IV, III, II)),
    Route(recipient="duty", channel="file", levels=(II,)),
    Route(recipient="deputy", channel="hook", levels=(II,)),
    Route(recipient="leader", channel="hook", levels=(I,)),
)


@pytest.mark.parametrize(
    ("before", "after", "recipients"),
    [
        (memory(), memory(III), ["duty"]),
        (memory(), memory(II), ["duty", "deputy"]),
        (memory(), memory(II, proposed=True), ["duty", "deputy", "leader"]),
        (memory(II, proposed=True), memory(NONE, highest=II), ["duty", "deputy", "leader"]),
        (memory(III, highest=II), memory(NONE, highest=II), ["duty", "deputy"]),
    ],
)
def test_routes(before: LevelMemory, after: LevelMemory, recipients: list[str]) -> None:
    alerts = told(before, after, routes=ROUTES)
    assert [alert.recipient for alert in alerts] == recipients
    assert len({alert.id for alert in alerts}) == len(alerts)


def test_a_level_without_a_route_tells_nobody() -> None:
    assert told(memory(), memory(III), routes=ROUTES[2:]) == ()


def test_seen_reads_platforms_and_tiers() -> None:
    assert seen([fact(0), fact(1, platform=Platform.FORUM, tier=Tier.CENTRAL)]) == CENTRAL


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([5, 20, 33, 47, 62, 90]), st.booleans(), st.integers(1, 60)), max_size=120))
def test_in_any_history_no_occasion_is_told_twice(steps: list[tuple[int, bool, int]]) -> None:
    """What may be decided again has the same number, so that the store keeps one: an episode's later clearings,
    returns and proposals after a clearing."""
    now, held = NOW, memory()
    alerts: list[Alert] = []
    for index, harmful, minutes in steps:
        now += timedelta(minutes=5 * minutes)
        standing = Standing(
            index=index, severity=0.63 if harmful else 0, harms=(), gate=1, coverage=0.7, outlets=3, central=False
        )
        after = next_level(standing, RULES, held, now=now).memory
        alerts += decide(held, after, assessment(after), ALL, seen_before=NEWS, seen=NEWS, at=now)[0]
        held = after
    often = {alert.occasion for alert, count in Counter(alerts_of(alerts)).items() if count > 1}
    assert often <= {"cleared", "return:II", "return:I", "rise:I"}


def alerts_of(alerts: list[Alert]) -> list[Alert]:
    """The alerts as the store knows them: by number."""
    first = {alert.id: alert for alert in reversed(alerts)}
    return [first[alert.id] for alert in alerts]

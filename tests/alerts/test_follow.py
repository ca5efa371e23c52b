"""Who is told next while nobody acts, and what stops it: as time lines one can read, and as laws."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.follow import Case, Due, Page, follow_ups, is_acknowledged, plan
from domain.alerts import Reason
from domain.risk import Level
from domain.routes import Duty

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def duty(level: Level, acknowledge: int, deputy: int, leader: int | None, check: int, answer: int) -> Duty:
    """Minutes, and hours for the answer."""
    return Duty(
        level=level, acknowledge=acknowledge * MINUTE, deputy_after=deputy * MINUTE,
        leader_after=None if leader is None else leader * MINUTE, fact_check=check * MINUTE, answer_target=answer * HOUR,
        answer_limit=2 * answer * HOUR,
    )  # fmt: skip


DUTIES = (
    duty(Level.I, 5, 5, 10, 15, 4),
    duty(Level.II, 10, 10, 20, 30, 4),
    duty(Level.III, 30, 30, None, 120, 24),
    duty(Level.IV, 240, 720, None, 1440, 48),
)


def page(level: Level, minute: int = 0, *, rung: int | None = None, occasion: str | None = None) -> Page:
    at = NOON + minute * MINUTE
    return Page(
        occasion=occasion or f"first:{level.name}", level=level, decided_at=at,
        rung_at=at if rung is None else NOON + rung * MINUTE,
    )  # fmt: skip


def case(*pages: Page, **known: object) -> Case:
    return Case(event_id="E1", scope_id="desk", episode=1, level=pages[-1].level, pages=pages, **known)  # type: ignore[arg-type]


def told(due: tuple[Due, ...]) -> list[str]:
    """Lines such as `+15 escalate:first:I:leader -> leader`."""
    return [f"+{(one.at - NOON) / MINUTE:.0f} {one.occasion} -> {' '.join(one.roles)}" for one in due]


def test_a_level_ii_that_nobody_acts_on() -> None:
    assert told(plan(case(page(Level.II)), DUTIES)) == [
        "+15 check:II:50 -> duty",
        "+20 escalate:first:II:deputy -> deputy",
        "+30 check:II:100 -> duty leader",
        "+30 escalate:first:II:leader -> leader",
        "+40 escalate:first:II:all -> all",
        "+120 answer:II:50 -> duty",
        "+240 answer:II:100 -> duty leader",
    ]


def test_a_level_iii_goes_to_the_deputy_and_its_clocks_remind_those_on_duty() -> None:
    assert told(plan(case(page(Level.III)), DUTIES)) == [
        "+60 check:III:50 -> duty",
        "+60 escalate:first:III:deputy -> deputy",
        "+120 check:III:100 -> duty",
        "+720 answer:III:50 -> duty",
        "+1440 answer:III:100 -> duty",
    ]


ACKNOWLEDGED = {"acknowledged": frozenset({"first:II"})}
STOPS = [
    ("acknowledged", ACKNOWLEDGED, {"check", "answer"}),
    ("acted on before this page", {"acknowledged": frozenset({"first:III"})}, {"escalate", "check", "answer"}),
    ("checked", {**ACKNOWLEDGED, "verified_at": NOON}, {"answer"}),
    ("answered", {**ACKNOWLEDGED, "answered_at": NOON}, set()),
    ("closed", {"closed_at": NOON}, set()),
]


@pytest.mark.parametrize(("known", "kinds"), [stop[1:] for stop in STOPS], ids=[stop[0] for stop in STOPS])
def test_what_a_person_does_stops_its_own(known: dict[str, object], kinds: set[str]) -> None:
    due = plan(case(page(Level.II, rung=5), **known), DUTIES)
    assert {one.occasion.split(":")[0] for one in due} == kinds


def test_a_rise_is_a_page_of_its_own_and_the_clocks_of_the_level_begin_with_it() -> None:
    rise = page(Level.II, 60, occasion="rise:II")
    risen = case(page(Level.III), rise, acknowledged=frozenset({"first:III"}))
    assert not is_acknowledged(risen)
    assert told(plan(risen, DUTIES))[:3] == [
        "+75 check:II:50 -> duty",
        "+80 escalate:rise:II:deputy -> deputy",
        "+90 check:II:100 -> duty leader",
    ]


def test_a_proposed_i_has_the_duties_of_ii_until_a_person_confirms_it() -> None:
    proposed = replace(case(page(Level.II, occasion="rise:I")), proposed=True)
    assert told(plan(proposed, DUTIES))[1] == "+20 escalate:rise:I:deputy -> deputy"
    confirmed = replace(proposed, level=Level.I, proposed=False)
    assert told(plan(confirmed, DUTIES))[1] == "+10 escalate:rise:I:deputy -> deputy"


def test_the_ladder_begins_with_delivery_and_the_clocks_with_the_level() -> None:
    assert told(plan(case(page(Level.II, rung=5)), DUTIES))[:2] == [
        "+15 check:II:50 -> duty",
        "+25 escalate:first:II:deputy -> deputy",
    ]


def test_of_a_deadline_that_has_passed_whole_only_the_end_is_told() -> None:
    late = follow_ups(case(page(Level.II)), DUTIES, NOON + 10 * HOUR)
    assert [one.occasion for one in late if one.reason is not Reason.ESCALATED] == ["check:II:100", "answer:II:100"]


def test_nothing_follows_without_a_level_a_page_or_duties() -> None:
    assert plan(replace(case(page(Level.II)), level=Level.NONE), DUTIES) == ()
    assert plan(replace(case(page(Level.II)), pages=()), DUTIES) == ()
    assert plan(case(page(Level.II)), ()) == ()


LEVELS = st.sampled_from([Level.IV, Level.III, Level.II])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.integers(-30, 600)), st.tuples(st.just("page"), LEVELS),
        st.tuples(st.sampled_from(["acknowledge", "verify", "answer"]), st.none()),
    ),
    max_size=40,
)  # fmt: skip


@dataclass
class Desk:
    """One event, a clock that may jump both ways, and everything that was ever told of it."""

    now: datetime = NOON
    case: Case | None = None
    told: list[tuple[datetime, Due]] = field(default_factory=list)

    def do(self, what: str, given: object) -> None:
        if what == "pass":
            self.now += given * MINUTE  # type: ignore[operator]
        elif what == "page":
            self.page(given)  # type: ignore[arg-type]
        elif self.case is not None:
            self.act(what)
        self.look()

    def act(self, what: str) -> None:
        assert self.case is not None
        known = replace(self.case, acknowledged=self.case.acknowledged | {self.case.pages[-1].occasion})
        if what == "verify":
            known = replace(known, verified_at=self.now)
        if what == "answer":
            known = replace(known, answered_at=self.now)
        self.case = known

    def page(self, level: Level) -> None:
        if self.case is None or level > self.case.level:
            before = self.case.pages if self.case else ()
            one = Page(occasion=f"rise:{level.name}", level=level, decided_at=self.now, rung_at=self.now)
            kept = self.case or Case(event_id="E1", scope_id="desk", episode=1, level=level)
            self.case = replace(kept, level=level, pages=(*before, one))

    def look(self) -> None:
        if self.case is None:
            return
        due = follow_ups(self.case, DUTIES, self.now)
        self.told += [(self.now, one) for one in due]
        self.case = replace(self.case, told=self.case.told | {one.occasion for one in due})


@given(STEPS)
def test_nobody_is_told_the_same_twice_and_nobody_of_what_is_acknowledged(steps: list[tuple[str, object]]) -> None:
    desk = Desk()
    for what, given_ in steps:
        before = desk.case
        known = len(desk.told)
        desk.do(what, given_)
        if before is not None and is_acknowledged(before) and what != "page":
            assert all(one.reason is not Reason.ESCALATED for _, one in desk.told[known:])
    occasions = [one.occasion for _, one in desk.told]
    assert len(occasions) == len(set(occasions))


@given(STEPS, LEVELS)
def test_what_nobody_acknowledges_is_escalated_to_all_that_its_level_names(
    steps: list[tuple[str, object]], level: Level
) -> None:
    desk = Desk()
    desk.do("page", level)
    for what, given_ in steps:
        if what in ("pass", "page"):
            desk.do(what, given_)
    desk.do("pass", 7 * 24 * 60)
    assert desk.case is not None
    last = desk.case.pages[-1]
    wanted = {"deputy", "leader", "all"} if last.level >= Level.II else {"deputy"}
    own = [one for _, one in desk.told if one.occasion.startswith(f"escalate:{last.occasion}:")]
    assert {role for one in own for role in one.roles} == wanted

"""Response times beside their targets, as a table of cases. Minutes; the level is II, decided at 0, delivered at 1."""

from datetime import timedelta

import pytest

from alerts.follow import Case, Page
from domain.duty import Response, ResponseKind
from domain.risk import Level
from domain.routes import Duty
from reports.drills import Measure, Timed, Verdict
from service.drills.measures import Handled, measures_of
from tests.factories import a_response, an_event, at

EVENT = an_event()
DUTIES = tuple(
    Duty(level=level, acknowledge=timedelta(minutes=ack), deputy_after=timedelta(minutes=10), fact_check=timedelta(minutes=check),
         answer_target=timedelta(minutes=answer), answer_limit=timedelta(minutes=limit))
    for level, ack, check, answer, limit in ((Level.II, 10, 30, 240, 300), (Level.III, 30, 120, 1440, 2880), (Level.IV, 240, 1440, 2880, 2880))
)  # fmt: skip
II = Page(occasion="first:II", level=Level.II, decided_at=at(0), rung_at=at(1))
ACK, CHECK, ANSWER, CLOSED = (
    ResponseKind.ACKNOWLEDGED, ResponseKind.VERIFIED, ResponseKind.ANSWERED, ResponseKind.CLOSED,
)  # fmt: skip


def done(kind: ResponseKind, minute: float, page: str = "first:II") -> Response:
    return a_response(EVENT, kind, at=at(minute), acknowledges=page, actor="zhou")


def timed(
    *responses: Response, until: float, pages: tuple[Page, ...] = (II,), first_seen: float = -20
) -> list[Measure]:
    closed = next((one.at for one in responses if one.kind is CLOSED), None)
    case = Case(event_id=EVENT.id, scope_id="desk", episode=1, level=Level.II, pages=pages, closed_at=closed)
    handled = Handled(
        case=case, responses=responses, first_seen=at(first_seen), delivered_at=at(1), until=closed or at(until)
    )
    return [*measures_of(handled, DUTIES)]


def verdicts(measures: list[Measure]) -> dict[str, str]:
    return {one.timed.value: one.verdict.value for one in measures}


@pytest.mark.parametrize(
    ("responses", "until", "expected"),
    [
        ((), 5, "open open open open"),
        ((), 11, "missed open open open"),
        ((), 31, "missed missed open open"),
        ((), 240, "missed missed missed open"),
        ((), 280, "missed missed missed missed"),
        ((done(ACK, 11),), 20, "met open open open"),
        ((done(ACK, 12),), 20, "late open open open"),
        ((done(CHECK, 30),), 40, "late met open open"),
        ((done(ACK, 2), done(CHECK, 31)), 40, "met late open open"),
        ((done(ACK, 2), done(CHECK, 9), done(ANSWER, 240)), 400, "met met met met"),
        ((done(ACK, 2), done(CHECK, 9), done(ANSWER, 281)), 400, "met met late late"),
        ((done(ACK, 2), done(CLOSED, 9)), 400, "met missed missed missed"),
    ],
    ids=["too soon", "nobody", "no check", "no answer", "past the limit", "acknowledged", "late", "the check says so, too", "late check",
         "all in time", "all too late", "closed without"],
)  # fmt: skip
def test_times_beside_their_targets(responses: tuple[Response, ...], until: float, expected: str) -> None:
    names = ("acknowledge", "check", "answer", "limit")
    found = verdicts(timed(*responses, until=until))
    assert found == {"warning": "met"} | dict(zip(names, expected.split(), strict=True))


def test_each_clock_starts_where_the_domain_says() -> None:
    since = {one.timed: (one.since, one.target) for one in timed(until=5)}
    assert since == {
        Timed.WARNING: (at(-20), timedelta(minutes=30)),
        Timed.ACKNOWLEDGE: (at(1), timedelta(minutes=10)),
        Timed.CHECK: (at(0), timedelta(minutes=30)),
        Timed.ANSWER: (at(0), timedelta(minutes=240)),
        Timed.LIMIT: (at(-20), timedelta(minutes=300)),
    }


def test_a_warning_long_after_the_first_report_is_late() -> None:
    assert verdicts(timed(until=5, first_seen=-40))["warning"] == Verdict.LATE


def test_a_graver_alert_takes_the_place_of_one_whose_time_was_not_up() -> None:
    third = Page(occasion="first:III", level=Level.III, decided_at=at(-15), rung_at=at(-14))
    found = [one for one in timed(until=20, pages=(third, II)) if one.timed is Timed.ACKNOWLEDGE]
    assert [(one.level, one.verdict) for one in found] == [(Level.II, Verdict.MISSED)]


def test_one_whose_time_was_up_is_judged() -> None:
    third = Page(occasion="first:III", level=Level.III, decided_at=at(-45), rung_at=at(-44))
    found = [one for one in timed(until=5, pages=(third, II)) if one.timed is Timed.ACKNOWLEDGE]
    assert [(one.level, one.verdict) for one in found] == [(Level.III, Verdict.MISSED), (Level.II, Verdict.OPEN)]


def test_nothing_is_timed_of_what_nobody_was_told_of() -> None:
    assert timed(until=500, pages=()) == []

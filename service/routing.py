"""Who would be told of an event, when, over what and why: by the functions that tell, asked before the time comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.follow import Case, Due, Page, plan
from domain.alerts import Reason
from domain.risk import Level, level_of_duties
from domain.routes import Route, routed_levels
from domain.rules import Rules, ScopeRules
from service.duties import tellings, ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One telling, past or to come."""

    at: datetime
    reason: Reason
    occasion: str
    recipient: str
    channel: str
    is_told: bool


def described(level: Level, scope: ScopeRules, at: datetime) -> Case:
    """An event that does not exist: it reaches a level at a time, and its alert arrives at once. I is proposed, as the machine
    never sets it."""
    held = level_of_duties(level, proposed=level is Level.I)
    page = Page(occasion=f"first:{level.name}", level=held, decided_at=at, rung_at=at)
    return Case(event_id="", scope_id=scope.scope.id, episode=1, level=held, proposed=level is Level.I, pages=(page,))


def steps_of(case: Case, scope: ScopeRules, rules: Rules) -> tuple[Step, ...]:
    """The last page of a case and everything that follows if nobody does anything more, by time."""
    return tuple(sorted(_steps(case, scope, rules), key=lambda step: step.at))


def _steps(case: Case, scope: ScopeRules, rules: Rules) -> Iterator[Step]:
    if case.pages:
        page = case.pages[-1]
        due = Due(at=page.decided_at, reason=Reason.FIRST, occasion=page.occasion, roles=())
        yield from _told(case, due, _paged(case, scope), rules, is_told=bool(case.event_id))
    for due in plan(case, scope.duties):
        yield from _told(case, due, ways(due, case, scope), rules, is_told=due.occasion in case.told)


def _paged(case: Case, scope: ScopeRules) -> tuple[Route, ...]:
    """Routes of the alert itself."""
    routed = {*routed_levels(case.level, proposed=case.proposed)}
    return tuple(route for route in scope.routes if routed & {*route.levels})


def _told(case: Case, due: Due, routes: Sequence[Route], rules: Rules, *, is_told: bool) -> Iterator[Step]:
    for alert in tellings(case, due, routes, rules, due.at):
        yield Step(
            at=due.at, reason=due.reason, occasion=due.occasion, recipient=alert.recipient, channel=alert.channel,
            is_told=is_told,
        )  # fmt: skip

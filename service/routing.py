"""Who would be told of an event, when, over what and why: by the functions that tell, asked before the time comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.follow import Case, Due, Page, plan
from alerts.route import About, Matter, Way, reached, told_by
from domain.alerts import Alert, Reason
from domain.held import outrun
from domain.risk import Level, level_of_duties
from domain.routes import routed_levels
from domain.rules import Rules, ScopeRules
from service.duties import tellings, ways
from service.matters import calendar_of

ANYTHING = About()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One telling, past or to come, and the route that leads to it."""

    at: datetime
    """When it is told: `decided_at`, or the end of quiet hours."""
    decided_at: datetime
    reason: Reason
    occasion: str
    recipient: str
    people: tuple[str, ...]
    """Names of those on duty then whom it is for; empty where nobody is."""
    channel: str
    is_told: bool
    """It is decided; one in quiet hours may wait still."""
    way: Way


def described(level: Level, scope: ScopeRules, rules: Rules, at: datetime, about: About = ANYTHING) -> Case:
    """An event that does not exist: it reaches a level at a time, and its alert arrives as soon as a route lets it. I is
    proposed, as the machine never sets it."""
    held = level_of_duties(level, proposed=level is Level.I)
    page = Page(occasion=f"first:{level.name}", level=held, decided_at=at, rung_at=at)
    case = Case(event_id="", scope_id=scope.scope.id, episode=1, level=held, proposed=level is Level.I, pages=(page,))
    rung_at = min((way.due_at for way in _paged(case, scope, rules, about)), default=at)
    return replace(case, pages=(replace(page, rung_at=rung_at),))


def steps_of(case: Case, scope: ScopeRules, rules: Rules, about: About = ANYTHING) -> tuple[Step, ...]:
    """The last page of a case and everything that follows if nobody does anything more, by time."""
    found = [pair for due, taken in _dues(case, scope, rules, about) for pair in _told(case, due, taken, rules)]
    alerts = [alert for alert, _ in found]
    left_out = frozenset(outrun([alert for alert in alerts if alert.is_held], alerts))
    return tuple(sorted((step for alert, step in found if alert.id not in left_out), key=lambda step: step.at))


def _dues(case: Case, scope: ScopeRules, rules: Rules, about: About) -> Iterator[tuple[Due, tuple[Way, ...]]]:
    if case.pages:
        page = case.pages[-1]
        due = Due(at=page.decided_at, reason=Reason.FIRST, occasion=page.occasion, roles=())
        yield due, _paged(case, scope, rules, about)
    for due in plan(case, scope.duties):
        matter = Matter(levels=(case.level,), about=about, at=due.at)
        yield due, ways(due, scope, matter, calendar_of(scope, rules))


def _paged(case: Case, scope: ScopeRules, rules: Rules, about: About) -> tuple[Way, ...]:
    """The ways of the alert itself."""
    levels = routed_levels(case.level, proposed=case.proposed)
    matter = Matter(levels=levels, about=about, at=case.pages[-1].decided_at)
    return told_by(scope.routes, matter, calendar_of(scope, rules))


def _told(case: Case, due: Due, taken: Sequence[Way], rules: Rules) -> Iterator[tuple[Alert, Step]]:
    """A step for each whom the ways reach, by the first of those that reach the same, as early."""
    is_told = due.occasion in case.told or (bool(case.event_id) and due.reason is Reason.FIRST)
    by = {alert: way for way in reversed(taken) for alert in tellings(case, due, [way], rules, due.at)}
    for alert in tellings(case, due, taken, rules, due.at):
        yield alert, Step(
            at=alert.due_at, decided_at=due.at, reason=due.reason, occasion=due.occasion, recipient=alert.recipient,
            people=tuple(person.name for person in reached(alert, rules.roster)), channel=alert.channel, is_told=is_told,
            way=by[alert],
        )  # fmt: skip

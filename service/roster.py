"""Who is on duty, as people ask for it: now and in the days to come, and where nobody will be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.roster import Turn, gaps, on_duty, turns
from config.load import Configuration
from domain.clock import require_utc
from domain.errors import BadUse, Problem
from domain.events import Scope
from domain.roster import ROLES, Override, Person, Roster, Rotation, Shift
from domain.rules import Rules
from domain.workdays import DAY

AHEAD = 28
"""Days in which a gap is warned of."""
LONGEST = 366
"""Days looked ahead at most."""
FIRST_YEAR, LAST_YEAR = 2000, 2999
FORM = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A role at a desk or watch: who is on duty at a moment, and who in the time after it."""

    role: str
    scope: str | None
    people: tuple[Person, ...]
    turns: tuple[Turn, ...]

    @property
    def gaps(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.is_gap)


def outlooks(roster: Roster, at: datetime, days: int, role: str | None = None) -> tuple[Outlook, ...]:
    """Of every role and scope that anybody was entered for, or of one role. BadUse where the span is out of bounds."""
    until = span_end(at, days)
    check_role(role)
    return tuple(
        Outlook(
            role=watch[0], scope=watch[1], people=on_duty(roster, watch[0], at, watch[1]),
            turns=turns(roster, watch[0], at, until, watch[1]),
        )
        for watch in roster.watches if role in (None, watch[0])
    )  # fmt: skip


def check_role(role: str | None) -> None:
    """BadUse where it is none of the roster's."""
    if role is not None and role not in ROLES:
        raise BadUse("duty.unknown_role", role=role, known=", ".join(ROLES))


def span_end(at: datetime, days: int) -> datetime:
    """So many days after a moment; BadUse where they are too many, or too far from now for any calendar."""
    if not 1 <= days <= LONGEST:
        raise BadUse("duty.bad_days", days=days, limit=LONGEST)
    if not FIRST_YEAR <= at.year < LAST_YEAR:
        raise BadUse("duty.far", at=at.date().isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
    return require_utc(at) + days * DAY


def gaps_ahead(configuration: Configuration, now: datetime) -> tuple[Problem, ...]:
    """A warning, with its place, of each role and scope that nobody will be on duty for at some time of the next days."""
    found = _gaps(configuration.rules, now, now + AHEAD * DAY)
    return tuple(configuration.places.located(problem) for problem in found)


def _gaps(rules: Rules, now: datetime, until: datetime) -> Iterator[Problem]:
    roster, scopes = rules.roster, {one.scope.id: one.scope for one in rules.scopes}
    for role, scope in roster.watches:
        since, end = _within(scopes.get(scope or ""), now, until)
        empty = [turn for turn in gaps(roster, role, since, end, scope) if _is_felt(turn)]
        if empty:
            yield _told(roster, role, scope, empty[0], len(empty))


def _is_felt(gap: Turn) -> bool:
    """What is shorter than a minute is nothing that a person could fill."""
    return gap.ends_at - gap.starts_at >= timedelta(minutes=1)


def _within(scope: Scope | None, now: datetime, until: datetime) -> tuple[datetime, datetime]:
    """The part of a span in which a watch runs."""
    since = max(now, scope.starts_at) if scope and scope.starts_at else now
    return since, min(until, scope.ends_at) if scope and scope.ends_at else until


def _told(roster: Roster, role: str, scope: str | None, first: Turn, count: int) -> Problem:
    zone = ZoneInfo(roster.time_zone)
    params = {
        "role": role, "since": f"{first.starts_at.astimezone(zone):{FORM}}",
        "until": f"{first.ends_at.astimezone(zone):{FORM}}", "days": str(AHEAD), "count": str(count),
    }  # fmt: skip
    path = _path(roster, role, scope)
    if scope is None:
        return Problem(path=path, code="config.duty_gap", params=tuple(params.items()))
    return Problem(path=path, code="config.duty_gap_scope", params=(*params.items(), ("scope", scope)))


def _path(roster: Roster, role: str, scope: str | None) -> str:
    """The first entry of a role and scope."""
    parts: dict[str, Sequence[Rotation | Shift | Override]] = {
        "rotations": roster.rotations, "shifts": roster.shifts, "overrides": roster.overrides,
    }  # fmt: skip
    for part, entries in parts.items():
        for number, entry in enumerate(entries):
            if (entry.role, entry.scope) == (role, scope):
                return f"roster.{part}[{number}]"
    return "roster.yaml"

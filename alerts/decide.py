"""What is told of an event after an evaluation, and to whom. Pure: the same values give the same alerts and ids.

At most one reason an evaluation, the gravest; its message names the rest anyway:

    FIRST          the first level of an episode                                         first:III
    LEVEL_ROSE     a graver level, or a proposed I                                       rise:II, rise:I
    FIRST_CENTRAL  an outlet of the central tier, where none was before                  central
    NEW_PLATFORM   a kind of platform that did not carry it before                       platform:forum
    CLEARED        no level any more                                                     cleared

A rise within 6 h of a lowering is silent unless it goes beyond the episode's highest. Two exceptions keep a silence from
misleading: whoever was told that an event is cleared is told once an episode that it is back at II, and a proposed I is
always told. A rise after more than 6 h names the lowering before it, so that it is an occasion of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.route import About, Matter, Way, told_by
from domain.alerts import Alert, Reason, event_alert
from domain.events import Fact
from domain.items import Platform, Tier
from domain.quiet import Calendar
from domain.risk import Assessment, Level, LevelMemory
from domain.routes import Route, routed_levels
from domain.weights import LevelRules

SILENT_AGAIN = LevelRules().silent_again
ANYTHING, EVERY_DAY = About(), Calendar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What kinds of platform carried an event up to a moment, and whether an outlet of the central tier did."""

    platforms: frozenset[Platform] = frozenset()
    central: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something worth telling, before it is addressed."""

    reason: Reason
    name: str
    episode: int
    routed: tuple[Level, ...]
    """Routes that list any of these levels are told."""


def seen(facts: Iterable[Fact]) -> Seen:
    """What these members show."""
    kept = tuple(facts)
    return Seen(
        platforms=frozenset(fact.platform for fact in kept), central=any(fact.tier is Tier.CENTRAL for fact in kept)
    )


def decide(
    before: LevelMemory,
    after: LevelMemory,
    assessment: Assessment,
    routes: Sequence[Route],
    *,
    seen_before: Seen,
    seen: Seen,
    at: datetime,
    silent_again: timedelta = SILENT_AGAIN,
    about: About = ANYTHING,
    calendar: Calendar = EVERY_DAY,
) -> tuple[Alert, ...]:
    """Alerts of one evaluation of one event in one scope, in the order of the routes. `about`: what routes may ask of it;
    `calendar`: that of the desk, for quiet hours."""
    occasion = occasion_of(before, after, seen_before=seen_before, seen=seen, at=at, silent_again=silent_again)
    if occasion is None:
        return ()
    ways = told_by(routes, Matter(levels=occasion.routed, about=about, at=at), calendar)
    return tuple(_alert(occasion, after, assessment, way, at) for way in ways)


def occasion_of(
    before: LevelMemory, after: LevelMemory, *, seen_before: Seen, seen: Seen, at: datetime, silent_again: timedelta
) -> Occasion | None:
    """The gravest thing to tell; None where there is nothing."""
    if after.level is Level.NONE:
        return _cleared(before)
    found = _rise(before, after, at, silent_again) or _spread(before, seen_before, seen)
    if found is None:
        return None
    reason, name = found
    routed = routed_levels(after.level, proposed=after.proposed)
    return Occasion(reason=reason, name=name, episode=after.episode, routed=routed)


def _cleared(before: LevelMemory) -> Occasion | None:
    """Those who were told of the level are told that it is over."""
    if before.level is Level.NONE:
        return None
    gravest = Level.I if before.proposed else max(before.level, before.highest)
    routed = tuple(Level(value) for value in range(before.level, gravest + 1))
    return Occasion(reason=Reason.CLEARED, name="cleared", episode=before.episode, routed=routed)


def _rise(before: LevelMemory, after: LevelMemory, at: datetime, silent_again: timedelta) -> tuple[Reason, str] | None:
    if _is_first(before, after):
        return Reason.FIRST, f"first:{_name(after)}"
    if after.proposed and not before.proposed:
        return Reason.LEVEL_ROSE, "rise:I"
    if after.level <= before.level:
        return None
    if after.level > before.highest:
        return Reason.LEVEL_ROSE, f"rise:{_name(after)}"
    lowered = before.lowered_at
    if lowered is None or at - lowered >= silent_again:
        return Reason.LEVEL_ROSE, f"rise:{_name(after)}" + (f"@{lowered:%Y%m%dT%H%M%SZ}" if lowered else "")
    is_back = before.level is Level.NONE and after.level >= Level.II
    return (Reason.LEVEL_ROSE, f"return:{_name(after)}") if is_back else None


def _is_first(before: LevelMemory, after: LevelMemory) -> bool:
    """The episode's first level. An episode that has ended and begun again in one evaluation has another number."""
    return before.level is Level.NONE and (after.episode != before.episode or before.highest is Level.NONE)


def _spread(before: LevelMemory, seen_before: Seen, seen: Seen) -> tuple[Reason, str] | None:
    """Where it has come to, while it had a level already."""
    if before.level is Level.NONE:
        return None
    if seen.central and not seen_before.central:
        return Reason.FIRST_CENTRAL, "central"
    fresh = sorted(seen.platforms - seen_before.platforms)
    return (Reason.NEW_PLATFORM, "platform:" + "+".join(fresh)) if fresh else None


def _name(memory: LevelMemory) -> str:
    return Level.I.name if memory.proposed else memory.level.name


def _alert(occasion: Occasion, after: LevelMemory, assessment: Assessment, way: Way, at: datetime) -> Alert:
    return event_alert(
        after.event_id, after.scope_id, occasion.episode, reason=occasion.reason, occasion=occasion.name,
        recipient=way.route.recipient, channel=way.route.channel, level=after.level, proposed=after.proposed, at=at,
        index=assessment.index, config_id=assessment.config_id, due_at=way.due_at,
    )  # fmt: skip

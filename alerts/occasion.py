"""What an evaluation gives to tell of an event. Pure: the same values give the same occasion.

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

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alerts import Reason
from domain.events import Fact
from domain.items import Platform, Tier
from domain.risk import Level, LevelMemory
from domain.routes import routed_levels


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
        return Reason.FIRST, f"first:{name_of(after)}"
    if after.proposed and not before.proposed:
        return Reason.LEVEL_ROSE, "rise:I"
    if after.level <= before.level:
        return None
    if after.level > before.highest:
        return Reason.LEVEL_ROSE, f"rise:{name_of(after)}"
    lowered = before.lowered_at
    if lowered is None or at - lowered >= silent_again:
        return Reason.LEVEL_ROSE, f"rise:{name_of(after)}" + (f"@{lowered:%Y%m%dT%H%M%SZ}" if lowered else "")
    is_back = before.level is Level.NONE and after.level >= Level.II
    return (Reason.LEVEL_ROSE, f"return:{name_of(after)}") if is_back else None


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


def name_of(memory: LevelMemory) -> str:
    """How occasions name the level; a proposed I is I."""
    return Level.I.name if memory.proposed else memory.level.name

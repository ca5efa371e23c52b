"""What is not told now although there is an occasion, and what is told of it afterwards.

    shelved          a person has put the event aside until a time, at most a day: what would be told until then
    inside another   it was split from an event that was told of, and is no graver: those told of the one know of the other.
                     As long as that event has its level, and at most for the span after which a rise is told anew (6 h)

II, I and what is proposed to be I are never held back, and end a shelf. Of what is held back only a first or a graver level is
remembered; once nothing holds it any more it is told, if the level still stands, else when it is reached again: nobody was
told of it. Of a shelf that ends and held nothing back that stands a reminder is told. An event whose first level was never told ends without a word, and is told as a first one if it
comes back.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.occasion import Occasion, name_of
from domain.alerts import PAGING, Reason
from domain.risk import Level, LevelMemory, is_grave
from domain.routes import routed_levels

FIRST = "first:"


def hold_back(
    occasion: Occasion | None, before: LevelMemory, after: LevelMemory, *, at: datetime, parent: LevelMemory | None,
    span: timedelta,
) -> tuple[Occasion | None, LevelMemory]:  # fmt: skip
    """What is told after all, and the memory of what is not."""
    if after.level is Level.NONE:
        untold = before.held.startswith(FIRST)
        return None if untold else occasion, replace(after, held=before.held, shelved_until=None)
    if _is_held(after, at, parent, span):
        name = _held(after, occasion)
        return None, after if name == after.held else replace(after, held=name)
    if not after.held and after.shelved_until is None:
        return occasion, after
    if occasion is not None and occasion.reason in PAGING and not after.held.startswith(FIRST):
        return occasion, replace(after, held="", shelved_until=None)
    told = _released(after)
    is_page = told is not None and told.reason in PAGING
    return told or occasion, replace(after, held="" if is_page else after.held, shelved_until=None)


def is_shelved(memory: LevelMemory, at: datetime) -> bool:
    """Whether a person has put the event aside at a time."""
    return memory.shelved_until is not None and at < memory.shelved_until


def _is_held(memory: LevelMemory, at: datetime, parent: LevelMemory | None, span: timedelta) -> bool:
    if is_grave(memory.level, proposed=memory.proposed):
        return False
    return is_shelved(memory, at) or (parent is not None and _covers(parent, memory, at, span))


def _covers(parent: LevelMemory, child: LevelMemory, at: datetime, span: timedelta) -> bool:
    """Whether those who were told of the event that this one was split from need not be told of this one."""
    begun = child.episode_started_at
    is_untold = begun == at or child.held.startswith(FIRST)
    is_known = parent.level >= child.level and not parent.held.startswith(FIRST)
    return is_untold and is_known and begun is not None and at - begun < span


def _held(memory: LevelMemory, occasion: Occasion | None) -> str:
    """The name of what is held back by now."""
    if occasion is None or occasion.reason not in PAGING:
        return memory.held
    return FIRST + name_of(memory) if memory.held.startswith(FIRST) else occasion.name


def _released(memory: LevelMemory) -> Occasion | None:
    """What was held back, if it still stands; a reminder, where a shelf ends under which nothing came."""
    routed = routed_levels(memory.level, proposed=memory.proposed)
    if memory.held.startswith(FIRST):
        return Occasion(reason=Reason.FIRST, name=FIRST + name_of(memory), episode=memory.episode, routed=routed)
    if memory.held and memory.level >= _level_in(memory.held):
        return Occasion(reason=Reason.LEVEL_ROSE, name=memory.held, episode=memory.episode, routed=routed)
    if memory.shelved_until is None:
        return None
    name = f"unshelved:{memory.shelved_until:%Y%m%dT%H%M%SZ}"
    return Occasion(reason=Reason.REMINDER, name=name, episode=memory.episode, routed=routed)


def _level_in(name: str) -> Level:
    """The level that an occasion such as `rise:III@20250301T050000Z` names."""
    return Level[name.partition(":")[2].partition("@")[0]]

"""Which alerts that quiet hours hold back have nothing left to say, so that the morning brings one message and not five.

a person did something with the event       all of it in the scope: somebody is on it
the level is over                           the same; and that it is over, to whom nothing else was told
another to the same recipient over the same channel tells no later
    a first or graver level                 what stood before it, and what came while it waited: a message is of what is
                                            known when it leaves
    the end of a deadline                   that half of it had passed
    a newer page to the next role, or kind of platform            the one before it
"""

from collections.abc import Iterable
from datetime import datetime

from domain.alerts import PAGING, Alert, Reason

Lane = tuple[str, str, str, str]
"""(event, scope, recipient, channel)."""
AGAIN = frozenset({Reason.ESCALATED, Reason.NEW_PLATFORM})
"""Reasons of which the newest says what there is to say."""


def outrun(held: Iterable[Alert], fresh: Iterable[Alert]) -> tuple[str, ...]:
    """Ids of held alerts that others of their lane say better: newer ones, or a page that waits, too."""
    waiting = list(held)
    lanes: dict[Lane, list[Alert]] = {}
    for one in {one.id: one for one in (*waiting, *fresh)}.values():
        lanes.setdefault(_lane(one), []).append(one)
    return tuple(one.id for one in waiting if any(_says_it(other, one) for other in lanes[_lane(one)]))


def over(held: Iterable[Alert], others: Iterable[Alert]) -> tuple[str, ...]:
    """Ids of the alerts of an event in a scope that need not leave, its level being over. `others`: what was told of it there,
    or will be."""
    waiting, left = list(held), list(others)
    ends = [one for one in (*waiting, *left) if one.reason is Reason.CLEARED]
    useless = [one for one in waiting if one.reason is not Reason.CLEARED]
    told = {(_lane(one), one.episode) for one in left if one.reason is not Reason.CLEARED}
    silent = {(_lane(one), one.episode) for one in useless} - told
    return tuple(one.id for one in (*useless, *(end for end in ends if (_lane(end), end.episode) in silent)))


def _says_it(other: Alert, held: Alert) -> bool:
    """Whether another alert tells no later what a held one would."""
    if other.id == held.id or other.due_at > held.due_at:
        return False
    return _holds(other, held) or (_order(other) > _order(held) and _replaces(other, held))


def _replaces(newer: Alert, held: Alert) -> bool:
    if newer.reason in PAGING:
        return True
    if newer.reason in AGAIN:
        return newer.reason is held.reason
    half = newer.reason is Reason.DEADLINE_PASSED and held.reason is Reason.DEADLINE_NEAR
    return half and newer.occasion.rpartition(":")[0] == held.occasion.rpartition(":")[0]


def _holds(page: Alert, held: Alert) -> bool:
    """A page that waited when the other was decided: its message is of what is known when it leaves."""
    waits = page.reason in PAGING and page.decided_at <= held.decided_at < page.due_at
    return waits and held.reason not in PAGING and held.reason is not Reason.CLEARED


def _order(alert: Alert) -> tuple[datetime, bool, str]:
    """Of two that were decided at one moment, as after a pause of the service, one is the newer."""
    return alert.decided_at, alert.reason is Reason.DEADLINE_PASSED, alert.id


def _lane(alert: Alert) -> Lane:
    return alert.subject_id, alert.scope_id, alert.recipient, alert.channel

"""Which alerts that quiet hours hold back have nothing left to say, so that the morning brings one message and not five.

a person did something with the event       all of it in the scope: somebody is on it
the level is over                           the same; and that it is over, to whom nothing else was told
something newer to the same recipient over the same channel, told no later
                                            what stands before a first or graver level; the half of a deadline before its
                                            end; a page to the next role before the one after it
"""

from collections.abc import Iterable

from domain.alerts import PAGING, Alert, Reason

Lane = tuple[str, str, str, str]
"""(event, scope, recipient, channel)."""


def outrun(held: Iterable[Alert], fresh: Iterable[Alert]) -> tuple[str, ...]:
    """Ids of held alerts that newer ones say better."""
    lanes: dict[Lane, list[Alert]] = {}
    for one in fresh:
        lanes.setdefault(_lane(one), []).append(one)
    return tuple(one.id for one in held if any(_outruns(newer, one) for newer in lanes.get(_lane(one), ())))


def over(held: Iterable[Alert], others: Iterable[Alert]) -> tuple[str, ...]:
    """Ids of the alerts of an event in a scope that need not leave, its level being over. `others`: what was told of it there,
    or will be."""
    waiting, left = list(held), list(others)
    ends = [one for one in (*waiting, *left) if one.reason is Reason.CLEARED]
    useless = [one for one in waiting if one.reason is not Reason.CLEARED]
    told = {(_lane(one), one.episode) for one in left if one.reason is not Reason.CLEARED}
    silent = {(_lane(one), one.episode) for one in useless} - told
    return tuple(one.id for one in (*useless, *(end for end in ends if (_lane(end), end.episode) in silent)))


def _outruns(newer: Alert, held: Alert) -> bool:
    if newer.id == held.id or newer.decided_at < held.decided_at or newer.due_at > held.due_at:
        return False
    if newer.reason in PAGING:
        return True
    same = {newer.reason, held.reason}
    if same == {Reason.ESCALATED}:
        return True
    half = newer.reason is Reason.DEADLINE_PASSED and held.reason is Reason.DEADLINE_NEAR
    return half and newer.occasion.rpartition(":")[0] == held.occasion.rpartition(":")[0]


def _lane(alert: Alert) -> Lane:
    return alert.subject_id, alert.scope_id, alert.recipient, alert.channel

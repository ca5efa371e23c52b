"""Which shift is handed over: the roster's, else twelve hours on the desk's own clock, or since a moment that was given."""

from dataclasses import replace
from datetime import datetime, timedelta

from alerts.shifts import shift_due
from domain.clock import require_utc
from domain.errors import BadUse
from domain.handover import ShiftSpan
from domain.rules import Rules
from service.roster import check_role
from service.shifts import boundaries

LATE = timedelta(hours=1)
"""So long after a shift has ended it is still the one that is handed over."""
LONGEST = timedelta(days=31)
"""Of a span without a roster."""


def shift_of(rules: Rules, role: str, scope_id: str, at: datetime, since: datetime | None = None) -> ShiftSpan:
    """The shift of a role in a scope to hand over at a moment. BadUse for an unknown role, or a beginning that is no shift's."""
    check_role(role)
    found = shift_due(rules.roster, role, scope_id, at, LATE) or _by_clock(rules, role, scope_id, at)
    if since is None:
        return found
    if not timedelta() < found.ends_at - since <= LONGEST or since > at:
        raise BadUse("handover.bad_since", days=LONGEST.days)
    return replace(found, starts_at=require_utc(since))


def _by_clock(rules: Rules, role: str, scope_id: str, at: datetime) -> ShiftSpan:
    """The shift of a desk without a roster for the role."""
    zone = rules.scopes[0].institution.time_zone
    earlier = at - LATE
    cuts = boundaries(earlier, at + timedelta(days=1), zone)
    starts = max(cut for cut in cuts if cut <= earlier)
    ends, after = [cut for cut in cuts if cut > starts][:2]
    return ShiftSpan(role=role, scope_id=scope_id, starts_at=starts, ends_at=ends, next_from=ends, next_until=after)

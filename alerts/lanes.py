"""In which order alerts leave: the gravest first, and what is told of one event to one recipient over one channel in turn.

A lane is as grave as the gravest alert that waits in it, so a rise to II takes the IV that was told before it along.
"""

from collections.abc import Sequence

from domain.alerts import Alert, OutboxItem
from domain.risk import Level

Lane = tuple[str, str, str, str]
"""(subject, scope, recipient, channel)."""


def lane_of(alert: Alert) -> Lane:
    """The lane that an alert keeps its order in."""
    return alert.subject_id, alert.scope_id, alert.recipient, alert.channel


def gravest_first(items: Sequence[OutboxItem]) -> list[OutboxItem]:
    """Lanes by their gravest alert, then in the order given; inside a lane as given."""
    gravity: dict[Lane, Level] = {}
    for item in items:
        lane = lane_of(item.alert)
        gravity[lane] = max(gravity.get(lane, Level.NONE), item.alert.level)
    return sorted(items, key=lambda item: -gravity[lane_of(item.alert)])

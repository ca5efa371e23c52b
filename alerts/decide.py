"""What is told of an event after an evaluation, and to whom: the occasion, unless it is held back, to those whom routes name.

Pure: the same values give the same alerts and ids.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.holding import hold_back
from alerts.occasion import Occasion, Seen, occasion_of
from alerts.route import About, Matter, Way, told_by
from domain.alerts import Alert, event_alert
from domain.quiet import Calendar
from domain.risk import Assessment, LevelMemory
from domain.routes import Route
from domain.weights import LevelRules

SILENT_AGAIN = LevelRules().silent_again
ANYTHING, EVERY_DAY = About(), Calendar()


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
    parent: LevelMemory | None = None,
) -> tuple[tuple[Alert, ...], LevelMemory]:
    """Alerts of one evaluation of one event in one scope, in the order of the routes, and the memory with what was held back.

    `about`: what routes may ask of it; `calendar`: that of the desk, for quiet hours; `parent`: the memory of the event that
    it was split from.
    """
    found = occasion_of(before, after, seen_before=seen_before, seen=seen, at=at, silent_again=silent_again)
    occasion, memory = hold_back(found, before, after, at=at, parent=parent, span=silent_again)
    if occasion is None:
        return (), memory
    ways = told_by(routes, Matter(levels=occasion.routed, about=about, at=at), calendar)
    return tuple(_alert(occasion, after, assessment, way, at) for way in ways), memory


def _alert(occasion: Occasion, after: LevelMemory, assessment: Assessment, way: Way, at: datetime) -> Alert:
    return event_alert(
        after.event_id, after.scope_id, occasion.episode, reason=occasion.reason, occasion=occasion.name,
        recipient=way.route.recipient, channel=way.route.channel, level=after.level, proposed=after.proposed, at=at,
        index=assessment.index, config_id=assessment.config_id, due_at=way.due_at,
    )  # fmt: skip

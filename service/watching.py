"""Jobs that watch the watch itself, beside the desk's own."""

from collections.abc import Callable

from domain.clock import Clock, RealClock
from domain.rules import Rules
from service.alarms import Alarms
from service.app import App
from service.run import Job

LOOK = 60.0
"""Real seconds between two looks for silences."""


def watching(app: App, desk: Clock, rules: Callable[[], Rules]) -> tuple[Job, ...]:
    """None where the desk's clock is not the real one: sources are polled by the real clock, and in a demonstration or drill
    nothing is silent that the world would wonder about."""
    if not isinstance(desk, RealClock):
        return ()
    alarms = Alarms(app.storage, app.settings.silence, desk.now())
    return (Job("silence", LOOK, lambda: alarms.turn(rules(), desk.now())),)

"""Jobs that watch the watch itself, beside the desk's own: silences, the daily test, the heartbeat."""

from collections.abc import Callable
from contextlib import ExitStack

from alerts.heartbeat import Monitor
from domain.clock import Clock, RealClock
from domain.rules import Rules
from service.alarms import Alarms
from service.app import App
from service.heartbeat import Heartbeat
from service.pulse import Pulse
from service.run import Job
from service.trial import DailyTest

LOOK = 60.0
"""Real seconds between two looks for silences."""


def watching(app: App, desk: Clock, rules: Callable[[], Rules], pulse: Pulse, stack: ExitStack) -> tuple[Job, ...]:
    """None where the desk's clock is not the real one: sources are polled by the real clock, and in a demonstration or drill
    nothing is silent that the world would wonder about."""
    if not isinstance(desk, RealClock):
        return ()
    alarms = Alarms(app.storage, app.settings.silence, desk.now())
    daily = DailyTest(app.storage, app.settings.daily_test.at)
    return (
        Job("silence", LOOK, lambda: alarms.turn(rules(), desk.now())),
        Job("daily test", LOOK, lambda: daily.turn(rules(), desk.now())),
        *_heartbeat(app, desk, pulse, alarms, stack),
    )


def _heartbeat(app: App, desk: Clock, pulse: Pulse, alarms: Alarms, stack: ExitStack) -> tuple[Job, ...]:
    """None where no monitor is set."""
    settings = app.settings.heartbeat
    if settings.url is None:
        return ()
    monitor = stack.enter_context(Monitor(settings.url.get_secret_value(), settings.method))
    heartbeat = Heartbeat(monitor, pulse, alarms.standing_still)
    return (Job("heartbeat", settings.interval.total_seconds(), lambda: heartbeat.turn(desk.now())),)

"""Beside processing: a silence becomes an alarm, once, and its end is told, once, through the outbox like everything else.

    look at what is stored  ->  hold it against the alarms that are open in the outbox  ->  tell what has begun and what is over

Nothing is judged in the first minutes of a run: whoever was down catches up first. A clock that was set back to before the run
begins them anew.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from alerts.route import Way, addressed
from alerts.silence import begun, ended, ending_of, level_of, role_of, silence_alert
from config.settings_watch import SilenceSettings
from domain.alerts import Alert, SubjectKind
from domain.rules import Rules
from domain.silence import COLLECTOR, DELIVERY, PROCESSING, Form, Silence
from service.matters import ways_within
from service.silences import Silences
from storage.base import Storage

SETTLES = timedelta(minutes=10)
"""Until then a service that was down has asked its sources, and sent and processed what was left."""


class Alarms:
    """Tells of silences. `began_at`: when this run did."""

    def __init__(self, storage: Storage, settings: SilenceSettings, began_at: datetime) -> None:
        self._storage = storage
        self._silences = Silences(storage, settings)
        self._began_at = began_at
        self._still: tuple[str, ...] = ()
        self._unheard: frozenset[str] = frozenset()
        """Subjects of silences of which nobody could be told, and the log knows."""

    def turn(self, rules: Rules, now: datetime) -> int:
        """Tell what has begun and what is over at `now`; the number of alerts put into the outbox."""
        self._began_at = min(self._began_at, now)
        if now < self._began_at + SETTLES:
            return 0
        look = self._silences.look(rules, now)
        self._still = tuple(one.subject_id for one in look.silences if one.subject_id in (COLLECTOR, PROCESSING))
        over = ended(look.silences, look.alarms)
        alerts = [alert for alarm in over for alert in ending_of(alarm, now, rules.config_id)]
        told = {one: tellings(one, look.silences, rules, now) for one in begun(look.silences, look.alarms)}
        self._log_unheard([one.subject_id for one, to in told.items() if not to])
        alerts += (alert for to in told.values() for alert in to)
        return self._storage.tell(alerts) if alerts else 0

    def standing_still(self) -> tuple[str, ...]:
        """What an outside monitor should know of, as of the last turn: collection or processing, and silences of which nobody
        can be told."""
        return (*self._still, *sorted(self._unheard))

    def _log_unheard(self, subjects: Sequence[str]) -> None:
        for one in sorted({*subjects} - self._unheard):
            structlog.get_logger("silence").error("nobody can be told", silent=one)
        self._unheard = frozenset(subjects)


def tellings(silence: Silence, silences: Sequence[Silence], rules: Rules, now: datetime) -> tuple[Alert, ...]:
    """The alerts of a silence. That a channel delivers nothing is told over the others.

    What the watch itself lacks waits for no quiet hours: through them nobody would know that nothing can be told.
    """
    dead = {DELIVERY + one.id for one in rules.channels} & {one.subject_id for one in silences}
    avoided = dead if silence.form is Form.UNDELIVERED else set()
    routes = [route for route in rules.scopes[0].routes if DELIVERY + route.channel not in avoided]
    ways = ways_within(routes, role_of(silence.form), level_of(silence.form), now, rules.scopes[0], rules)
    alerts = (_alert(silence, way, rules, now) for way in ways)
    return addressed(alerts, rules.roster, rules.channels_by_id)


def _alert(silence: Silence, way: Way, rules: Rules, now: datetime) -> Alert:
    waits = silence.subject_kind is SubjectKind.SOURCE
    return silence_alert(
        silence, rules.scopes[0].scope.id, recipient=way.route.recipient, channel=way.route.channel, at=now,
        due_at=way.due_at if waits else now, config_id=rules.config_id,
    )  # fmt: skip

"""What happened, as a readable line each: what the demonstration prints while its story unfolds."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from domain.alerts import Alert
from domain.duty import Response
from domain.filters import EventFilter
from domain.risk import Level, level_name
from service.app import App
from service.names import shown_name
from storage.values import EventRow


class Timeline:
    """Turns what was told and what people did into lines, each once."""

    def __init__(self, app: App, since: datetime, shown: Callable[[datetime], str] | None = None) -> None:
        self._app = app
        self._since = since
        zone = ZoneInfo(app.rules.scopes[0].institution.time_zone)
        self._shown = shown or (lambda moment: moment.astimezone(zone).strftime("%m-%d %H:%M"))
        self._told: set[str] = set()

    def news(self) -> Iterator[str]:
        """Lines for what was told and done since the last call, in order of time: one a telling, whoever was told of it."""
        told = groupby(self._fresh(), key=lambda alert: (alert.decided_at, alert.subject_id, alert.occasion))
        lines = [(key[0], self._line([*alerts])) for key, alerts in told]
        yield from (line for _, line in sorted([*lines, *self._done()], key=lambda pair: pair[0]))

    def _fresh(self) -> list[Alert]:
        """Alerts not seen before, those of one telling together."""
        fresh = [row.alert for row in self._app.storage.alerts(self._since) if row.alert.id not in self._told]
        self._told |= {alert.id for alert in fresh}
        return sorted(fresh, key=lambda alert: (alert.decided_at, alert.subject_id, alert.occasion))

    def _done(self) -> Iterator[tuple[datetime, str]]:
        """What people did with events that were told of, with its time."""
        events = dict.fromkeys(row.alert.subject_id for row in self._app.storage.alerts(self._since))
        for one in (one for event_id in events for one in self._app.storage.responses(event_id)):
            key = f"{one.event_id} {one.kind} {one.at.isoformat()}"
            if one.at >= self._since and key not in self._told:
                self._told.add(key)
                yield one.at, self._act_line(one)

    def summary(self) -> Iterator[str]:
        """Where the events stand: those with a level, then the most written about without one."""
        text = self._app.catalogue.text
        rows = [
            row for row in self._app.storage.events(EventFilter(only_open=False)) if row.event.last_seen >= self._since
        ]
        levelled = [row for row in rows if row.assessment and row.assessment.level > Level.NONE]
        others = sorted((row for row in rows if row not in levelled), key=lambda row: -row.event.documents)[:5]
        yield text("demo.levelled")
        yield from (self._event_line(row) for row in levelled)
        yield text("demo.without_level")
        yield from (self._event_line(row) for row in others)
        yield text("level.notice")

    def told_twice(self) -> list[str]:
        """Occasions told more than once to one recipient over one channel: there must be none."""
        seen, twice = set(), []
        for row in self._app.storage.alerts():
            alert = row.alert
            key = (alert.subject_id, alert.scope_id, alert.episode, alert.occasion, alert.recipient, alert.channel)
            if key in seen:
                twice.append(alert.occasion)
            seen.add(key)
        return twice

    def _line(self, alerts: Sequence[Alert]) -> str:
        text, alert = self._app.catalogue.text, alerts[0]
        known = alert.index is not None
        index = text("demo.index", index=f"{alert.index:.0f}") if known else self._told_to(alerts)
        return text(
            "demo.line",
            at=self._shown(alert.decided_at),
            level=text(f"level.{level_name(alert.level, proposed=alert.proposed)}"),
            title=self._title(alert.subject_id),
            reason=text(f"reason.{alert.reason}"),
            more=index,
        )

    def _told_to(self, alerts: Sequence[Alert]) -> str:
        named = dict.fromkeys(self._named(alert.recipient) for alert in alerts)
        return "→ " + self._app.catalogue.text("duty.and").join(named)

    def _act_line(self, one: Response) -> str:
        text = self._app.catalogue.text
        return text("demo.act", at=self._shown(one.at), what=text(f"record.{one.kind}"), who=self._named(one.actor),
                    title=self._title(one.event_id), note=one.note).rstrip()  # fmt: skip

    def _named(self, name: str) -> str:
        return shown_name(name, self._app.rules.roster, self._app.catalogue)

    def _title(self, event_id: str) -> str:
        row = self._app.storage.event(event_id)
        return row.title if row else event_id

    def _event_line(self, row: EventRow) -> str:
        text, one = self._app.catalogue.text, row.assessment
        level = text(f"level.{level_name(one.level, proposed=one.proposed) if one else Level.NONE.name}")
        return text(
            "demo.event", level=level, index=f"{one.index:.0f}" if one else "-", title=row.title,
            documents=row.event.documents, outlets=row.event.outlets,
        )  # fmt: skip

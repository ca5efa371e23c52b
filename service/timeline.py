"""What happened, as a readable line each: what the demonstration prints while its story unfolds."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.alerts import Alert
from domain.filters import EventFilter
from domain.risk import Level, level_name
from service.app import App
from storage.base import EventRow


class Timeline:
    """Turns newly decided alerts into lines, each once."""

    def __init__(self, app: App, since: datetime) -> None:
        self._app = app
        self._since = since
        self._zone = ZoneInfo(app.rules.scopes[0].institution.time_zone)
        self._told: set[str] = set()

    def news(self) -> Iterator[str]:
        """Lines for what was decided since the last call."""
        for row in self._app.storage.alerts(self._since):
            if row.alert.id not in self._told:
                self._told.add(row.alert.id)
                yield self._line(row.alert)

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

    def _line(self, alert: Alert) -> str:
        text = self._app.catalogue.text
        row = self._app.storage.event(alert.subject_id)
        return text(
            "demo.line",
            at=self._shown(alert.decided_at),
            level=text(f"level.{level_name(alert.level, proposed=alert.proposed)}"),
            title=row.title if row else alert.subject_id,
            reason=text(f"reason.{alert.reason}"),
            index="-" if alert.index is None else f"{alert.index:.0f}",
        )

    def _event_line(self, row: EventRow) -> str:
        text, one = self._app.catalogue.text, row.assessment
        level = text(f"level.{level_name(one.level, proposed=one.proposed) if one else Level.NONE.name}")
        return text(
            "demo.event", level=level, index=f"{one.index:.0f}" if one else "-", title=row.title,
            documents=row.event.documents, outlets=row.event.outlets,
        )  # fmt: skip

    def _shown(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%m-%d %H:%M")

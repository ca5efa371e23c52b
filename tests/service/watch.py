"""A desk's watch over itself as a time line: sources that were polled for two weeks, and a clock that the test moves."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from config.load import load_rules
from config.settings_watch import SilenceSettings
from domain.alerts import DeliveryStatus
from domain.items import Document, Source
from domain.rules import Rules
from samples.town import institution_file
from service.alarms import Alarms
from storage.base import Storage
from storage.values import AlertRow
from tests.factories import a_change, a_delivery, a_document, a_harvest, a_poll_state, a_source, a_step, at

PAST = 14 * 24
"""Hours that every source was collected before minute 0."""
INTERVAL = timedelta(minutes=30)
ROUTES = """
channels: [{id: file, kind: file, target: alerts.jsonl}]
routes:
  - {recipient: duty, channel: file, levels: all}
"""


def rules_in(folder: Path, routes: str = ROUTES) -> Rules:
    (folder / "institution.yaml").write_bytes(institution_file().read_bytes())
    (folder / "routes.yaml").write_text(routes, encoding="utf-8")
    return load_rules(folder)


class Watch:
    """Sources with one item an hour, a service that has run for an hour at minute 0, and everything that it tells."""

    def __init__(self, store: Storage, rules: Rules, sources: int = 1, settings: SilenceSettings | None = None) -> None:
        self.store, self.rules = store, rules
        self.settings = settings or SilenceSettings()
        self.sources = tuple(
            a_source(f"https://paper{number}.example/feed.xml", name=f"P{number}") for number in range(sources)
        )
        store.put_sources(self.sources, a_change())
        self.outcomes: dict[str, DeliveryStatus | None] = {}
        """What becomes of an alert over a channel; delivered, where nothing is said; None: it waits."""
        self.processing = True
        self._number = 0
        for source in self.sources:
            self._past(source)
        self.restarts(-60)

    def restarts(self, minute: float) -> "Watch":
        self.alarms = Alarms(self.store, self.settings, at(minute))
        return self

    def polls(
        self, minute: float, *, new: bool = False, failure: str | None = None, only: Sequence[Source] = ()
    ) -> "Watch":
        """Every source, or only these, is polled at a minute."""
        for source in only or self.sources:
            self._poll(source, at(minute), new=new, failure=failure)
        return self

    def until(self, minute: float, begin: float = 0, every: float = 60) -> "Watch":
        """Polls that bring nothing, and a look after each."""
        now = begin
        while now <= minute:
            self.polls(now).turn(now)
            now += every
        return self

    def turn(self, minute: float) -> "Watch":
        """What was collected is processed; then a look, and what it tells leaves."""
        self._process()
        self.alarms.turn(self.rules, at(minute))
        for item in self.store.due_alerts(at(minute), 100):
            outcome = self.outcomes.get(item.alert.channel, DeliveryStatus.DELIVERED)
            if outcome is not None:
                self.store.claim_alert(a_delivery(item.alert, item.attempts + 1))
                ended = a_delivery(
                    item.alert, item.attempts + 1, outcome, started_at=at(minute), finished_at=at(minute)
                )
                self.store.record_delivery(ended)
        return self

    def told(self) -> list[str]:
        """Lines such as `+3h silence quiet duty P0`."""
        return [self._line(row) for row in self.store.alerts()]

    def _line(self, row: AlertRow) -> str:
        names = {source.id: source.name for source in self.sources}
        alert = row.alert
        form = alert.occasion.split(":")[1]
        hours = (alert.decided_at - at()) / timedelta(hours=1)
        return f"+{hours:g}h {alert.reason} {form} {alert.recipient} {names.get(alert.subject_id, alert.subject_id)}"

    def _past(self, source: Source) -> None:
        documents = [self._document(source, at() - timedelta(hours=hour)) for hour in range(PAST, 0, -1)]
        self.store.commit_harvest(a_harvest(*documents, source_id=source.id, at=at() - timedelta(hours=PAST)))
        self._poll(source, at(), new=True, failure=None)

    def _poll(self, source: Source, now: datetime, *, new: bool, failure: str | None) -> None:
        before = self.store.poll_states().get(source.id)
        state = a_poll_state(
            source, interval=INTERVAL, next_poll_at=now + INTERVAL, failure=failure,
            last_success_at=before.last_success_at if failure and before else now,
            last_new_at=now if new or before is None else before.last_new_at,
        )  # fmt: skip
        documents = [self._document(source, now)] if new else []
        self.store.commit_harvest(a_harvest(*documents, source_id=source.id, at=now, state=state))

    def _document(self, source: Source, happened: datetime) -> Document:
        self._number += 1
        return a_document(self._number, source_id=source.id, published_at=happened, collected_at=happened)

    def _process(self) -> None:
        cursor = self.store.cursor()
        bounds = self.store.inbox_bounds(cursor.sequence)
        if bounds is not None and self.processing:
            self.store.commit_step(a_step(cursor, cursor.sequence + bounds[2]))

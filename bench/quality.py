"""What it costs to count a desk's quality over a long past: processor seconds and memory of each figure.

    python -m bench.quality [--events 10000]

Three documents, three alerts with their deliveries and three acts an event, spread over a year, in a SQLite file. Each figure is
counted in a process of its own; memory is what it has grown by.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from config.load import load_rules
from domain.addresses import digest, document_id
from domain.alerts import Alert, Delivery, DeliveryStatus, Reason, event_alert
from domain.duty import Disposition, Response, ResponseKind
from domain.events import DESK, Event, Member, event_id
from domain.harms import Harm
from domain.items import Document, Platform, Source, SourceKind, Tier
from domain.labels import Hit, Labelled, Labels, Sentiment, Sketch, TopicLabel
from domain.risk import Level, LevelMemory
from domain.rules import Rules
from service.quality.episodes import Span
from service.quality.kpis import kpis
from service.quality.load import alert_load
from service.quality.precision import Grouped, precision
from storage.base import Storage
from storage.open import open_storage
from storage.outbox_tables import alerts, deliveries
from storage.rows import body
from storage.sql import SqlStorage
from storage.statements import insert_rows, upsert_rows
from storage.tables import audit, responses
from storage.values import Change, Collected, Harvest, Placed, Step

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = Source(id="S1", name="bench", kind=SourceKind.FEED, url="https://news.example/feed", outlet="bench")
PART = 500
YEAR = timedelta(days=365)
RULE = "fire_explosion.fire"


def main() -> None:
    """Fill a store and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        fill(url, options.events)
        for name in FIGURES:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                seconds, grown = alone.submit(measured, url, name).result()
            print(f"{name:24}{seconds:7.2f} s {grown:7.1f} MB")


def measured(url: str, name: str) -> tuple[float, float]:
    """Seconds of processor time, and megabytes that the peak grew by."""
    rules = load_rules(None)
    with closing(open_storage(url)) as storage:
        storage.cursor()
        Path("/proc/self/clear_refs").write_text("5")
        before, begun = _peak(), time.process_time()
        FIGURES[name](storage, rules)
        return time.process_time() - begun, _peak() - before


def _peak() -> float:
    """Megabytes; Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


ALL = Span(now=BEGIN + 2 * YEAR)
MONTH = Span(since=BEGIN + timedelta(days=300), until=BEGIN + timedelta(days=330), now=ALL.now)
FIGURES: dict[str, Callable[[Storage, Rules], object]] = {
    "kpi": lambda storage, rules: kpis(storage, rules, ALL),
    "kpi, a month": lambda storage, rules: kpis(storage, rules, MONTH),
    "precision by level": lambda storage, rules: precision(storage, rules, ALL, Grouped.LEVEL),
    "precision by rule": lambda storage, rules: precision(storage, rules, ALL, Grouped.RULE),
    "load": lambda storage, rules: alert_load(storage, rules, ALL),
    "load, a month": lambda storage, rules: alert_load(storage, rules, MONTH),
}


def fill(url: str, count: int) -> None:
    """So many events, told of and acted on."""
    with closing(open_storage(url, scratch=True)) as storage:
        assert isinstance(storage, SqlStorage)
        storage.upgrade()
        storage.put_sources([SOURCE], _change())
        for first in range(0, count, PART):
            numbers = range(first, min(first + PART, count))
            storage.commit_step(_step(storage, numbers, count))
            _tell_and_act(storage, numbers, count)


def _step(storage: Storage, numbers: range, count: int) -> Step:
    """Documents, events, levels and alerts of some events."""
    cursor = storage.cursor()
    documents = {number: [_document(number, one, count) for one in range(3)] for number in numbers}
    every = [one for own in documents.values() for one in own]
    collected = tuple(Collected(document=one, key=one.id, fingerprint="") for one in every)
    storage.commit_harvest(Harvest(source_id=SOURCE.id, at=BEGIN, collected=collected))
    sequences = {one.id: cursor.sequence + place for place, one in enumerate(every, 1)}
    events = {number: _event(own, at(number, count)) for number, own in documents.items()}
    members = [
        Member(event_id=events[number].id, document_id=one.id, sequence=sequences[one.id], joined_at=one.collected_at,
               happened_at=one.happened_at)
        for number, own in documents.items() for one in own
    ]  # fmt: skip
    memories = [
        LevelMemory(event_id=events[number].id, scope_id=DESK, highest=Level.III, episode_started_at=at(number, count))
        for number in numbers
    ]
    return Step(
        expected=cursor, cursor=type(cursor)(sequence=cursor.sequence + len(every)), placed=tuple(map(_placed, every)),
        events=tuple(events.values()), members=tuple(members), memories=tuple(memories),
        alerts=tuple(alert for number in numbers for alert in _alerts(events[number], at(number, count))),
    )  # fmt: skip


def at(number: int, count: int) -> datetime:
    """When an event was first told of."""
    return BEGIN + YEAR * number / count


def _document(number: int, one: int, count: int) -> Document:
    url, moment = f"https://news.example/{number}/{one}", at(number, count) - timedelta(minutes=20 - one)
    return Document(
        id=document_id(url), source_id=SOURCE.id, outlet=f"outlet {number % 50}", platform=Platform.NEWS, tier=Tier.LOCAL,
        url=url, title=f"event {number}", text="x" * 400, published_at=moment, collected_at=moment, content_hash=digest(url),
        duplicate_group=digest(url),
    )  # fmt: skip


def _placed(document: Document) -> Placed:
    hits = (Hit(rule=RULE, words=("x",), positions=(1,)), Hit(rule="casualty.injured", words=("x",), positions=(5,)))
    topic = TopicLabel(topic="fire_explosion", harm=Harm.FIRE_EXPLOSION, confidence=0.9, hits=hits)
    labels = Labels(topics=(topic,), sentiment=Sentiment(label=None, score=0.0), config_id="0", engine="", model="")
    sketch = Sketch(signature=tuple(range(64)), terms=tuple((one, 1) for one in range(30)))
    labelled = Labelled(document_id=document.id, revision=1, labels=labels, sketch=sketch, tokens="x")
    return Placed(labelled=labelled, duplicate_group=document.duplicate_group)


def _event(documents: list[Document], touched: datetime) -> Event:
    first = documents[0]
    return Event(
        id=event_id(first.id), founded_by=first.id, title_document=first.id, first_seen=first.happened_at,
        last_seen=documents[-1].happened_at, touched_at=touched, documents=3, outlets=1, topics=("fire_explosion",),
    )  # fmt: skip


def _alerts(event: Event, moment: datetime) -> Iterator[Alert]:
    """A first level, a rise, an end."""
    told = (
        (Reason.FIRST, "first:IV", Level.IV),
        (Reason.LEVEL_ROSE, "rise:III", Level.III),
        (Reason.CLEARED, "cleared", Level.NONE),
    )
    for place, (reason, occasion, level) in enumerate(told):
        yield event_alert(
            event.id, DESK, 1, reason=reason, occasion=occasion, recipient="duty", channel="console", level=level,
            proposed=False, at=moment + timedelta(minutes=7 * place), config_id="0",
        )  # fmt: skip


def _tell_and_act(storage: SqlStorage, numbers: range, count: int) -> None:
    """Deliveries and acts, put in as rows: one by one they would take an hour."""
    sent, told, trail, done = [], [], [], []
    for number in numbers:
        event = _event([_document(number, one, count) for one in range(3)], at(number, count))
        for alert in _alerts(event, at(number, count)):
            one = _delivery(alert, alert.decided_at + timedelta(seconds=number % 40))
            sent.append({"alert_id": alert.id, "attempt": 1, "body": body(one)})
            told.append({"id": alert.id, "decided_at": alert.decided_at, "status": one.status.value, "attempts": 1,
                         "not_before": alert.due_at, "body": body(alert), "subject_id": event.id})  # fmt: skip
        for place, response in enumerate(_responses(event, at(number, count))):
            sequence = number * 3 + place + 2
            trail.append({"sequence": sequence, "at": response.at, "actor": "a", "action": "bench", "subject": event.id, "detail": "",
                          "previous": "", "hash": ""})  # fmt: skip
            done.append({"audit_sequence": sequence, "event_id": event.id, "body": body(response)})
    with storage.database.writing() as connection:
        upsert_rows(connection, alerts, told)
        insert_rows(connection, deliveries, sent)
        insert_rows(connection, audit, trail)
        insert_rows(connection, responses, done)


def _delivery(alert: Alert, moment: datetime) -> Delivery:
    status = DeliveryStatus.DELIVERED
    return Delivery(alert_id=alert.id, attempt=1, started_at=moment, finished_at=moment, status=status)


def _responses(event: Event, moment: datetime) -> Iterator[Response]:
    done = ((ResponseKind.ACKNOWLEDGED, None), (ResponseKind.VERIFIED, None), (ResponseKind.DISPOSED, Disposition.REAL))
    for place, (kind, found) in enumerate(done):
        yield Response(event_id=event.id, scope_id=DESK, kind=kind, actor="a", at=moment + timedelta(hours=place),
                       disposition=found, episode=1)  # fmt: skip


def _change() -> Change:
    return Change(at=BEGIN, actor="bench", action="bench", subject="bench")


if __name__ == "__main__":
    main()

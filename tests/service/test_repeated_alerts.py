"""An alert that is decided once more is not told again, and the log says so."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from config.load import load_rules
from domain.rules import Rules
from pipeline.label import Labeller
from samples.town import institution_file
from service.documents import read_source
from service.process import Processor
from storage.memory import MemoryStorage
from tests.factories import a_change, a_step
from tests.service.town import fill, rows

Process = Callable[[MemoryStorage], MemoryStorage]


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Processing of the town's story into a store."""
    (tmp_path / "institution.yaml").write_bytes(institution_file().read_bytes())
    rules = load_rules(tmp_path)
    return lambda store: processed(store, rules, Labeller(rules))


def processed(store: MemoryStorage, rules: Rules, labeller: Labeller) -> MemoryStorage:
    store.put_sources([read_source(row) for row in rows(0)], a_change())
    fill(store, rows(0))
    Processor(store, rules, labeller.label_batch, interval=timedelta(minutes=5)).settle()
    return store


def test_a_repeated_alert_is_counted_and_logged(process: Process) -> None:
    with capture_logs() as quiet:
        first = process(MemoryStorage())
    told = [row.alert for row in first.alerts()]
    assert (first.count_repeated_alerts(), quiet, bool(told)) == (0, [], True)
    again = MemoryStorage()
    again.commit_step(a_step(alerts=tuple(told)))
    with capture_logs() as said:
        process(again)
    assert [row.alert for row in again.alerts()] == told
    assert again.count_repeated_alerts() == len(told) == sum(line["alerts"] for line in said)
    assert {(line["log_level"], line["event"]) for line in said} == {("warning", "decided before, not told again")}

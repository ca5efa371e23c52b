"""The demonstration: a fictional town, served on loopback and crawled for real, on a clock that runs 1 800 times as fast.

28 quiet days are imported and processed first, on their own dates; then the story unfolds in two minutes; afterwards
the clock runs at real speed. The story's events, levels and alerts come from the same code as everywhere.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from domain.clock import RealClock, ScaledClock
from domain.duty import SERVICE
from samples.crew import roster_file
from samples.quiet import quiet_documents
from samples.server import TownServer
from samples.sources import sources
from samples.timeline import story_start
from samples.town import LENGTH, Town, institution_file, load_town
from service.app import App, open_app
from service.build import processing
from service.intake import take_row
from service.source_list import source_of_row
from storage.values import Change

FACTOR = 1800.0
"""Desk seconds in a real second: half an hour."""
SETTINGS = {
    "WANGLOU_CRAWL__OPERATOR": "wanglou-demo",
    "WANGLOU_CRAWL__CONTACT": "demo@example.org",
    "WANGLOU_CRAWL__ALLOW_NETWORKS": "127.20.0.0/24",
    "WANGLOU_CRAWL__POLL_INTERVAL": "1s",
    "WANGLOU_CRAWL__PER_HOST_DELAY": "0.02s",
    "WANGLOU_WEB__PORT": "0",
}
ROUTES = "channels:\n  - {id: file, kind: file, target: alerts.jsonl}\nroutes:\n  - {recipient: duty, channel: file, levels: all}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything of a demonstration before its clock starts."""

    app: App
    town: Town
    start: datetime
    end: datetime
    quiet: int
    """Documents of the quiet days."""


@contextmanager
def staged(workspace: Path | None, environ: Mapping[str, str], port: int | None) -> Iterator[Stage]:
    """A workspace (of its own where none is named) with the town's institution and its quiet month, processed."""
    with ExitStack() as stack:
        folder = workspace or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wanglou-demo-")))
        (folder / "config").mkdir(parents=True, exist_ok=True)
        (folder / "config" / "institution.yaml").write_bytes(institution_file().read_bytes())
        (folder / "config" / "routes.yaml").write_text(ROUTES, encoding="utf-8")
        (folder / "config" / "roster.yaml").write_bytes(roster_file().read_bytes())
        chosen = {**SETTINGS, **environ, **({"WANGLOU_WEB__PORT": str(port)} if port is not None else {})}
        app = stack.enter_context(open_app(folder, chosen, make=True))
        town = load_town()
        start = story_start(RealClock().now())
        quiet = _live_through(app, town, start)
        yield Stage(app=app, town=town, start=start, end=start + timedelta(minutes=LENGTH), quiet=quiet)


@contextmanager
def served(stage: Stage) -> Iterator[ScaledClock]:
    """The town on loopback, its sources known to the workspace, and the desk's clock running."""
    clock = ScaledClock(stage.start, FACTOR, slow_from=stage.end)
    with TownServer(stage.town, start=stage.start, now=clock.now) as server:
        rows = [source_of_row(row) for row in sources(stage.town, port=server.port)]
        change = Change(at=clock.now(), actor=SERVICE.name, action="source.import", subject="demo")
        stage.app.storage.put_sources(rows, change)
        yield clock


def _live_through(app: App, town: Town, start: datetime) -> int:
    """Take the quiet month in, each document at its own time, and process it."""
    count = 0
    known = {source.id: source for source in app.storage.sources()}
    for at, rows in groupby(quiet_documents(town, end=start), key=lambda row: str(row["published_at"])):
        now = datetime.fromisoformat(at).astimezone(RealClock().now().tzinfo)
        for row in rows:
            take_row(app.storage, row, known, now)
            count += 1
    with processing(app) as processor:
        processor.run(start)
    return count

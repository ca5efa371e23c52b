"""Making the parts of a run from an open workspace: collector, processor, deliverer, jobs."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from alerts.channels import open_channels
from alerts.deliver import Deliverer
from crawlers.settings import CrawlSettings
from domain.clock import Clock, RealClock
from domain.rules import Rules
from pipeline.learning.shelf import Shelf
from service.admit import admit
from service.app import App
from service.boundary import check_files
from service.child import CrawlChild
from service.collect import Collector
from service.errands import crawl_settings_of
from service.executor import open_labelling
from service.governance import Acting, is_governed
from service.polling import Policy
from service.process import Processor
from service.processing import Processing, Remade
from service.telling import composer


def crawl_settings(app: App) -> CrawlSettings:
    """What the crawl child has to know of the settings."""
    return crawl_settings_of(app.settings)


def policy(app: App) -> Policy:
    """Limits of polling as set."""
    crawl = app.settings.crawl
    return Policy(fixed=crawl.poll_interval, shortest=crawl.shortest_interval, longest=crawl.longest_interval)


@contextmanager
def collecting(app: App, desk: Clock, settings: CrawlSettings | None = None) -> Iterator[Collector]:
    """A collector, and a mark in the workspace while it runs that tells a crash from a clean end."""
    mark = app.workspace.crash_mark
    crashed = mark.exists()
    mark.touch()
    chosen = settings or crawl_settings(app)
    collector = Collector(
        app.storage,
        lambda: CrawlChild(chosen, app.workspace.logs / "crawl.log"),
        admit,
        policy(app),
        real=RealClock(),
        desk=desk,
        after_crash=crashed,
    )
    try:
        yield collector
    finally:
        collector.close()
        mark.unlink(missing_ok=True)


@contextmanager
def processing(app: App) -> Iterator[Processing]:
    """Processing under the rules that act at each moment. ConfigError where files act and cross the boundary."""
    if not is_governed(app.storage):
        check_files(app.rules, app.workspace.config)
    with ExitStack() as stack:
        acting = Acting(app.storage, app.rules)
        processors = Remade(lambda rules: processor(app, rules), stack, app.rules)
        yield Processing(app.storage, acting, processors, app.settings.process.evaluation_interval)


@contextmanager
def processor(app: App, rules: Rules) -> Iterator[Processor]:
    """A processor on the executor that the settings name. BadUse where a model that the rules name cannot be loaded."""
    shelf = Shelf(app.workspace.models)
    for one in rules.models:
        shelf.load(one.model_id)
    with open_labelling(app.settings.executor, rules, app.workspace.models) as label_all:
        yield Processor(
            app.storage,
            rules,
            label_all,
            interval=app.settings.process.evaluation_interval,
            rows=app.settings.process.batch,
        )


@contextmanager
def delivering(app: App) -> Iterator[Deliverer]:
    """A deliverer over the channels of the rules; what a crash left in flight is settled first."""
    compose = composer(app)
    with open_channels(app.rules.channels, app.workspace.folder, app.settings.secrets) as channels:
        deliverer = Deliverer(app.storage, channels, compose, clock=RealClock())
        deliverer.recover()
        yield deliverer

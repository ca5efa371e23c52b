"""`wanglou run`: every part of the service over one workspace."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import structlog

from crawlers.settings import CrawlSettings
from domain.clock import Clock, RealClock
from service.app import App
from service.build import collecting, delivering, processing
from service.console import open_console
from service.intake import DropFolder
from service.memory import keep_small
from service.run import Job, Service


def serve(
    app: App,
    desk: Clock,
    *,
    seconds: float | None,
    web: bool,
    crawl: CrawlSettings | None = None,
    extra: tuple[Job, ...] = (),
    on_console: Callable[[str], None] = lambda _: None,
) -> None:
    """Run until told to stop, or for `seconds`; then process and deliver what is in hand."""
    keep_small()
    with ExitStack() as stack:
        collector = stack.enter_context(collecting(app, desk, crawl))
        processor = stack.enter_context(processing(app))
        deliverer = stack.enter_context(delivering(app))
        if web:
            on_console(stack.enter_context(open_console(app, desk)))
        drop = DropFolder(app.storage, app.workspace.drop, desk)

        def finish() -> None:
            processor.run(desk.now() + timedelta(microseconds=1))
            deliverer.deliver_due(RealClock().now())

        jobs = (
            Job("process", 1.0, lambda: processor.run(desk.now())),
            Job("deliver", 1.0, lambda: deliverer.deliver_due(RealClock().now())),
            Job("drop", 2.0, drop.turn),
            *extra,
        )
        service = Service(collector, jobs, finish)
        structlog.get_logger("service").info("service started", workspace=str(app.workspace.folder), web=web)
        service.run(seconds)

"""`wanglou run`: every part of the service over one workspace."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

import structlog

from alerts.deliver import Deliverer
from crawlers.settings import CrawlSettings
from domain.clock import INSTANT, Clock, RealClock
from domain.rules import Rules
from service.app import App
from service.build import collecting, delivering, processing
from service.console import open_console
from service.duties import Duties
from service.governance import Acting
from service.handover.missed import Handovers
from service.intake import DropFolder
from service.memory import keep_small
from service.processing import Processing, Remade
from service.pulse import Pulse
from service.reload import reloading
from service.roster_file import RosterFile
from service.run import Job, Service
from service.watching import watching


class Telling:
    """Delivers over the channels, and in the words, of the rules that act at the desk's time."""

    def __init__(self, app: App, desk: Clock, stack: ExitStack) -> None:
        self._desk = desk
        self._acting = Acting(app.storage, app.rules)
        self._deliverers: Remade[Deliverer] = Remade(
            lambda rules: delivering(replace(app, rules=rules)), stack, app.rules
        )

    def rules(self) -> Rules:
        """Those that act at the desk's time."""
        return self._acting.at(self._desk.now())

    def deliver_due(self) -> None:
        self._deliverers.under(self.rules()).deliver_due(RealClock().now())

    def reload(self, files: Rules) -> None:
        """Other files act, where files act; channels that could not be opened are tried again."""
        self._acting.files = files
        self._deliverers.retry()


def desk_jobs(app: App, desk: Clock, processor: Processing, telling: Telling, pace: float) -> tuple[Job, ...]:
    """What a desk does on its clock, in a drill too: inbox to outbox, what follows alerts, and outbox to channels."""
    duties = Duties(app.storage, app.drill)
    return (
        Job("process", pace, lambda: processor.run(desk.now())),
        Job("duties", pace, lambda: duties.turn(telling.rules(), desk.now()), rest=4.0),
        Job("deliver", min(1.0, pace), telling.deliver_due),
    )


def serve(
    app: App,
    desk: Clock,
    *,
    seconds: float | None,
    web: bool,
    crawl: CrawlSettings | None = None,
    extra: tuple[Job, ...] = (),
    pace: float = 1.0,
    on_console: Callable[[str], None] = lambda _: None,
) -> None:
    """Run until told to stop, or for `seconds`; then process and deliver what is in hand. `pace`: real seconds between two
    looks at the inbox and at what is due."""
    keep_small()
    with ExitStack() as stack:
        collector = stack.enter_context(collecting(app, desk, crawl))
        processor = stack.enter_context(processing(app))
        telling = Telling(app, desk, stack)
        takers = (processor.reload, telling.reload)
        roster = RosterFile(app, takers)
        reload = stack.enter_context(reloading(app, (*takers, roster.reload)))
        pulse = Pulse(RealClock())
        if web:
            on_console(stack.enter_context(open_console(app, desk)))
        handovers = Handovers(app.storage)
        drop = DropFolder(app.storage, app.workspace.drop, desk)

        def finish() -> None:
            processor.run(desk.now() + INSTANT)
            telling.deliver_due()

        jobs = (
            *desk_jobs(app, desk, processor, telling, pace),
            Job("handovers", 60.0 * pace, lambda: handovers.turn(telling.rules(), desk.now())),
            Job("reload", 1.0, reload),
            Job("drop", 2.0, drop.turn),
            Job("roster", 2.0, roster.look),
            *watching(app, desk, telling.rules, pulse, stack),
            *extra,
        )
        service = Service(collector, jobs, finish, pulse.beat)
        structlog.get_logger("service").info("service started", workspace=str(app.workspace.folder), web=web)
        service.run(seconds)

"""The console over an open workspace, served by uvicorn in a thread of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import uvicorn

from domain.clock import Clock, RealClock
from domain.errors import BadUse
from domain.events import DESK
from domain.filters import EventFilter
from domain.messages import LANGUAGES, load_catalogue
from domain.risk import Contribution, Level, level_name
from service.app import App
from service.drills.links import DeskLinks
from service.links import StoredLinks
from service.silences import told_silences
from storage.values import EventRow
from web.app import Catalogues, create_app
from web.views import Bar, EventView, Health, grade_of

SHOWN = 100
"""Events on the page."""
STALE = timedelta(minutes=30)
"""Without a successful poll for this long, the collector counts as failing."""


class StoredDesk:
    """What the page shows, read from the store at each call."""

    def __init__(self, app: App, desk: Clock) -> None:
        self._app = app
        self._desk = desk
        self._zone = ZoneInfo(app.rules.scopes[0].institution.time_zone)
        self._links = StoredLinks(app, desk)

    def events(self, *, at_home: bool = False) -> list[EventView]:
        rows = tuple(islice(self._app.storage.events(EventFilter(level=Level.IV)), SHOWN))
        paths = self._links.paths([row.event.id for row in rows], DESK) if at_home else {}
        return [replace(self._view(row), acknowledge=paths.get(row.event.id, "")) for row in rows]

    def health(self) -> Health:
        storage, now = self._app.storage, RealClock().now()
        states = storage.poll_states().values()
        last = max((state.last_success_at for state in states if state.last_success_at), default=None)
        failing = sum(1 for state in states if state.failure)
        bounds = storage.inbox_bounds(storage.cursor().sequence)
        return Health(
            now=self._shown(self._desk.now()),
            is_well=not states or (last is not None and now - last < STALE),
            sources=len(states),
            sources_failing=failing,
            last_collected=self._shown(last) if last else None,
            inbox_waiting=bounds[2] if bounds else 0,
            alerts_dead=storage.count_dead_alerts(),
            alerts_repeated=storage.count_repeated_alerts(),
            silent=tuple(sorted(told_silences(storage, self._app.rules, storage.sources()))),
        )

    def _view(self, row: EventRow) -> EventView:
        event, one = row.event, row.assessment
        bars = _bars(one.contributions) if one else ()
        level, proposed = (one.level, one.proposed) if one else (Level.NONE, False)
        return EventView(
            id=event.id,
            title=row.title,
            level=level_name(level, proposed=proposed),
            grade=grade_of(level, proposed=proposed),
            index=f"{one.index:.0f}" if one else "-",
            documents=event.documents,
            outlets=event.outlets,
            first_seen=self._shown(event.first_seen),
            last_seen=self._shown(event.last_seen),
            state=row.state.value,
            topics=tuple(self._app.rules.topic_names.get(topic, topic) for topic in event.topics),
            bars=bars,
            reasons=one.reasons if one else (),
            coverage=f"{one.coverage:.0%}" if one else "-",
        )

    def _shown(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%m-%d %H:%M")


def _bars(contributions: tuple[Contribution, ...]) -> tuple[Bar, ...]:
    longest = max((abs(part.points) for part in contributions), default=0) or 1.0
    parts = sorted(contributions, key=lambda part: -abs(part.points))
    return tuple(
        Bar(code=part.name, points=f"{part.points:+.2f}", width=round(100 * abs(part.points) / longest))
        for part in parts
        if part.points
    )


def catalogues(app: App) -> Catalogues:
    """The words of a language that a reader asked for, else the desk's own."""
    loaded = {language: load_catalogue(language) for language in LANGUAGES}
    return lambda language: loaded.get(language or "", app.catalogue)


def _names(app: App) -> set[str]:
    """Host names under which readers may ask."""
    web = app.settings.web
    public = urlsplit(web.public_url).hostname if web.public_url else None
    return {web.host.lower(), *([public] if public else [])}


@contextmanager
def open_console(app: App, desk: Clock) -> Iterator[str]:
    """Serve the console; yields its address."""
    web = app.settings.web
    config = uvicorn.Config(
        create_app(StoredDesk(app, desk), DeskLinks(app, desk), catalogues(app), _names(app)), host=web.host, port=web.port, log_level="warning",
        access_log=False, server_header=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    sock = _bound(web.host, web.port)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, name="console", daemon=True)
    thread.start()
    try:
        yield f"http://{web.host}:{sock.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(10)
        sock.close()


def _bound(host: str, port: int) -> socket.socket:
    """A listening socket; BadUse where the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise BadUse("web.no_port", host=host, port=port, reason=error.strerror) from error

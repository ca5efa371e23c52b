"""An open workspace for one command, and words about what is in it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from domain.alerts import Alert
from domain.clock import Clock, RealClock
from domain.risk import Assessment, Level, level_name
from service.app import App, open_app
from service.cli.moments import parse_moment
from service.staff import acting
from storage.values import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An open workspace and the actor of this call."""

    app: App
    actor: str
    clock: Clock = field(default_factory=RealClock)
    """The desk's; in a drill that of the drill."""

    def change(self, action: str, subject: str, detail: str = "") -> Change:
        """The audit entry for something this call does."""
        return Change(at=self.now(), actor=self.actor, action=action, subject=subject, detail=detail)

    def now(self) -> datetime:
        return self.clock.now()

    def text(self, code: str, /, **params: object) -> str:
        return self.app.catalogue.text(code, **params)

    @property
    def zone(self) -> ZoneInfo:
        """The desk's own time zone."""
        return ZoneInfo(self.app.rules.scopes[0].institution.time_zone)

    def moment(self, given: str | None) -> datetime | None:
        """A moment as a person types it, by the desk's own clock where nothing else is said."""
        return parse_moment(given, self.zone, is_bound=True)

    def when(self, moment: datetime, form: str = "%m-%d %H:%M") -> str:
        """A moment in the desk's own time zone."""
        return moment.astimezone(self.zone).strftime(form)

    def level(self, of: Assessment | Alert | None) -> str:
        """The level in words; a proposed one says so."""
        name = level_name(of.level, proposed=of.proposed) if of else Level.NONE.name
        return self.text(f"level.{name}")

    def counted(self, doors: Mapping[str, int]) -> str:
        """Doors by name, such as `new` or `rejected(minor)`, in words with their counts."""
        parts = ((*name.rstrip(")").partition("("), count) for name, count in doors.items())
        return self.text("door.and").join(
            self.text(f"door.{door}", count=count) + (f" ({self._reason(door, reason)})" if reason else "")
            for door, _, reason, count in parts
        ) or self.text("door.none")  # fmt: skip

    def _reason(self, door: str, code: str) -> str:
        found = (f"{part}.{code}" for part in (door, "crawl"))
        return self.text(next((one for one in found if one in self.app.catalogue.texts), code))


@contextmanager
def reading(context: typer.Context, *, mending: bool = False) -> Iterator[Session]:
    """An open workspace for a command that changes nothing. `mending`: see open_app."""
    with open_app(context.obj.workspace, os.environ, mending=mending) as app:
        yield Session(app=app, actor="reader")


@contextmanager
def changing(context: typer.Context, action: str, *, make: bool = False, mending: bool = False) -> Iterator[Session]:
    """An open workspace for a command that changes something, or gives something out on record: the actor is asked for once users
    exist. See open_app."""
    with open_app(context.obj.workspace, os.environ, make=make, mending=mending) as app:
        yield Session(app=app, actor=acting(app.storage.users(), context.obj.actor, action, os.environ))

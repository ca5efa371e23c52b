"""What all commands share: the workspace, who acts, and how results and errors are shown."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.alerts import Alert
from domain.clock import RealClock
from domain.errors import ConfigError, WanglouError
from domain.messages import LANGUAGES, Catalogue, load_catalogue
from domain.risk import Assessment, Level, level_name
from pipeline.text import readable
from service.app import App, open_app
from service.staff import acting
from storage.base import Change

PIPED = 1000
"""Columns of a table that is not read on a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What stands before the command's name."""

    workspace: Path | None
    actor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An open workspace and the actor of this call."""

    app: App
    actor: str

    def change(self, action: str, subject: str, detail: str = "") -> Change:
        """The audit entry for something this call does."""
        return Change(at=self.now(), actor=self.actor, action=action, subject=subject, detail=detail)

    def now(self) -> datetime:
        return RealClock().now()

    def text(self, code: str, /, **params: object) -> str:
        return self.app.catalogue.text(code, **params)

    def when(self, moment: datetime, form: str = "%m-%d %H:%M") -> str:
        """A moment in the desk's own time zone."""
        return moment.astimezone(ZoneInfo(self.app.rules.scopes[0].institution.time_zone)).strftime(form)

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


def root(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w")] = None,
    actor: Annotated[str | None, typer.Option("--as")] = None,
) -> None:
    context.obj = Call(workspace=workspace, actor=actor)


@contextmanager
def reading(context: typer.Context, *, mending: bool = False) -> Iterator[Session]:
    """An open workspace for a command that changes nothing. `mending`: see open_app."""
    with open_app(context.obj.workspace, os.environ, mending=mending) as app:
        yield Session(app=app, actor="reader")


@contextmanager
def changing(context: typer.Context, action: str, *, make: bool = False, mending: bool = False) -> Iterator[Session]:
    """An open workspace for a command that changes something: the actor is asked for once users exist. See open_app."""
    with open_app(context.obj.workspace, os.environ, make=make, mending=mending) as app:
        yield Session(app=app, actor=acting(app.storage.users(), context.obj.actor, action, os.environ))


def words() -> Catalogue:
    """The words of this call's language, where no workspace says otherwise: WANGLOU_LANGUAGE, else Chinese."""
    language = os.environ.get("WANGLOU_LANGUAGE")
    return load_catalogue(language if language in LANGUAGES else "zh")


def tell(error: WanglouError, catalogue: Catalogue) -> None:
    """An error as a person reads it: one line, or one a problem."""
    if isinstance(error, ConfigError):
        for problem in error.problems:
            print(f"{problem.path}: {catalogue.text(problem.code, **dict(problem.params))}", file=sys.stderr)
    print(catalogue.text(error.code, **error.params), file=sys.stderr)


def show_json(value: Any) -> None:
    """One JSON line on standard output; in ASCII where something in it cannot be written otherwise."""
    line = json.dumps(value, ensure_ascii=False)
    print(line if readable(line) == line else json.dumps(value))


def show_table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A table as wide as the terminal, or as its rows where another program reads it. The first column never breaks.

    Cells are plain text: what looks like markup or a terminal sequence in a title is shown, not obeyed.
    """
    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text("" if cell is None else readable(str(cell))) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else PIPED)
    console.print(table)

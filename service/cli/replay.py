"""The command that replays a file of documents in a scratch store."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from config.load import load_rules
from config.settings import load_settings
from domain.errors import BadUse
from domain.messages import LANGUAGES, Catalogue, load_catalogue
from domain.rules import Rules
from service.app import desk_of, governs
from service.cli.root import show_json
from service.memory import look_seldom
from service.replay.begun import ReplayFolder
from service.replay.replay import Asked, Replayed, ReplayProgress, replay
from service.workspace import Workspace


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("replay")(run)


def run(
    context: typer.Context,
    file: Annotated[Path, typer.Argument()],
    results: Annotated[Path, typer.Option("--out")],
    resume: Annotated[bool, typer.Option("--resume")] = False,
    folder: Annotated[Path | None, typer.Option("--config")] = None,
    language: Annotated[str | None, typer.Option("--language")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> int:
    settings = load_settings(context.obj.workspace, os.environ)
    catalogue = load_catalogue(_language(language or settings.language))
    if folder is not None and not folder.is_dir():
        raise BadUse("config.no_folder", folder=folder)
    workspace = Workspace(settings.workspace)
    rules, whose = _rules(context, folder, workspace)
    asked = Asked(file=file, folder=ReplayFolder(results), rules=rules, models=workspace.models if workspace.exists else None,
                  interval=settings.process.evaluation_interval, executor=settings.executor,
                  batch=settings.process.batch, resume=resume)  # fmt: skip
    look_seldom()
    started = time.monotonic()
    with _progress(catalogue, rules.scopes[0].institution.time_zone) as moved:
        done = replay(asked, moved)
    _tell_bad(catalogue, file, done)
    if as_json:
        show_json(done.summary)
    else:
        _tell(catalogue, results, done, time.monotonic() - started)
        print(catalogue.text(whose, config_id=rules.config_id, folder=folder or workspace.config))
        print(catalogue.text("level.notice"))
    return 2 if done.bad.bad_lines else 0


def _rules(context: typer.Context, folder: Path | None, workspace: Workspace) -> tuple[Rules, str]:
    """The rules, and the code of what is said of whose they are: a folder's, the version's that acts in the workspace, those
    of its files, or the shipped ones."""
    if folder is not None:
        return load_rules(folder), "replay.by_files"
    if governs(context.obj.workspace, os.environ):
        return desk_of(context.obj.workspace, os.environ)[0], "replay.by_version"
    if workspace.exists:
        return load_rules(workspace.config), "replay.by_files"
    return load_rules(None), "replay.by_shipped"


@contextmanager
def _progress(catalogue: Catalogue, zone: str) -> Iterator[ReplayProgress]:
    """A bar with rate and simulated date, where somebody looks."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TextColumn("{task.fields[date]}"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=None, rate="", date="")

        def moved(rows: int, total: int, at: datetime) -> None:
            rate = catalogue.text("replay.rate", rate=f"{progress.tasks[task].speed or 0:.0f}")
            date = at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
            progress.update(task, completed=rows, total=total, rate=rate, date=date)

        yield moved


def _tell(catalogue: Catalogue, out: Path, done: Replayed, seconds: float) -> None:
    said = done.summary
    print(catalogue.text("replay.done", documents=said["documents"], events=said["events"], alerts=said["alerts"]["total"],
                         folder=out, seconds=f"{seconds:.1f}", rate=f"{sum(said['doors'].values()) / seconds:.0f}"))  # fmt: skip


def _tell_bad(catalogue: Catalogue, file: Path, done: Replayed) -> None:
    for number, error in sorted(done.bad.bad, key=lambda bad: bad[0]):
        reason = catalogue.text(error.code, **error.params)
        print(catalogue.text("import.bad_line", file=file, line=number, reason=reason), file=sys.stderr)
    if more := done.bad.bad_lines - len(done.bad.bad):
        print(catalogue.text("import.more_bad", file=file, count=more), file=sys.stderr)


def _language(given: str) -> str:
    if given not in LANGUAGES:
        raise BadUse("replay.language", value=given[:40], known=", ".join(LANGUAGES))
    return given

"""Commands of the monitoring team: make a workspace, run the service, do one round by hand."""

import sys
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from config.durations import parse_duration
from domain.clock import RealClock
from domain.errors import BadUse
from service.build import collecting, delivering, processing
from service.cli.config_versions import tell_files
from service.cli.root import show_json
from service.cli.session import changing
from service.once import poll_once
from service.serve import serve
from service.starter import write_starter

Json = Annotated[bool, typer.Option("--json")]


def register(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    for name, command in (("init", init), ("run", run), ("collect", collect), ("process", process)):
        app.command(name)(command)


def init(context: typer.Context, folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    if folder is not None:
        context.obj = type(context.obj)(workspace=folder, actor=context.obj.actor)
    with changing(context, "config.init", make=True) as session:
        written = write_starter(session.app.workspace)
        print(session.text("init.done", folder=session.app.workspace.folder, files=", ".join(written) or "-"))


def run(
    context: typer.Context,
    duration: Annotated[str | None, typer.Option("--for")] = None,
    no_web: Annotated[bool, typer.Option("--no-web")] = False,
) -> None:
    seconds = parse_span(duration)
    with changing(context, "source.collect", make=True) as session, session.app.workspace.alone():
        tell_files(session)
        serve(session.app, RealClock(), seconds=seconds, web=not no_web,
              on_console=lambda address: print(session.text("demo.page", address=address), flush=True))  # fmt: skip


def collect(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Option("--source")] = None,
    as_json: Json = False,
) -> None:
    with ExitStack() as stack:
        session = stack.enter_context(changing(context, "source.collect"))
        stack.enter_context(session.app.workspace.alone())
        collector = stack.enter_context(collecting(session.app, RealClock()))
        reports = poll_once(collector, frozenset(source) if source else None)
        doors = dict(sorted(collector.doors.items()))
        if as_json:
            show_json({"sources": len(reports), "doors": doors})
        else:
            print(session.text("collect.done", sources=len(reports), doors=session.counted(doors)))


def process(context: typer.Context, as_json: Json = False) -> None:
    with ExitStack() as stack:
        session = stack.enter_context(changing(context, "event.process"))
        stack.enter_context(session.app.workspace.alone())
        taken = stack.enter_context(processing(session.app)).settle()
        # Settling goes on to the evaluations after the last document: what they decided is due on that clock.
        evaluated_at = session.app.storage.cursor().evaluated_at or session.now()
        # Rows for a program are not mixed with what the console channel tells people.
        with redirect_stdout(sys.stderr if as_json else sys.stdout):
            told = stack.enter_context(delivering(session.app)).deliver_due(max(session.now(), evaluated_at))
        if as_json:
            show_json({"processed": taken, "delivered": told.delivered})
        else:
            print(session.text("process.done", processed=taken, delivered=told.delivered))


def parse_span(given: str | None) -> float | None:
    """Seconds of `90s`, `5m`, `PT1H`; None where none is given."""
    if given is None:
        return None
    try:
        return parse_duration(given).total_seconds()
    except ValueError as error:
        raise BadUse("cli.bad_span", value=given[:40]) from error

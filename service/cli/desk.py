"""Commands of the monitoring team by hand: one round of collecting, and processing until the inbox is done."""

import sys
from contextlib import ExitStack, redirect_stdout
from typing import Annotated

import typer

from domain.clock import RealClock
from service.build import collecting, delivering, processing
from service.cli.root import show_json
from service.cli.session import changing
from service.once import poll_once

Json = Annotated[bool, typer.Option("--json")]


def register(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("collect")(collect)
    app.command("process")(process)


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

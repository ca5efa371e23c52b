"""The command that runs the service."""

from typing import Annotated

import typer

from domain.clock import RealClock
from service.cli.config_versions import tell_files
from service.cli.moments import span_of
from service.cli.session import changing
from service.serve import serve


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("run")(run)


def run(
    context: typer.Context,
    duration: Annotated[str | None, typer.Option("--for")] = None,
    no_web: Annotated[bool, typer.Option("--no-web")] = False,
) -> None:
    seconds = span_of(duration)
    with changing(context, "source.collect", make=True) as session, session.app.workspace.alone():
        tell_files(session)
        serve(session.app, RealClock(), seconds=seconds, web=not no_web,
              on_console=lambda address: print(session.text("demo.page", address=address), flush=True))  # fmt: skip

"""The command that makes a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.session import changing
from service.starter import write_starter


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("init")(init)


def init(context: typer.Context, folder: Annotated[Path | None, typer.Argument()] = None) -> None:
    if folder is not None:
        context.obj = type(context.obj)(workspace=folder, actor=context.obj.actor)
    with changing(context, "config.init", make=True) as session:
        written = write_starter(session.app.workspace)
        print(session.text("init.done", folder=session.app.workspace.folder, files=", ".join(written) or "-"))

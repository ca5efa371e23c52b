"""What all commands share: the workspace, who acts, and how results and errors are shown."""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.errors import ConfigError, WanglouError
from domain.messages import LANGUAGES, Catalogue, load_catalogue
from pipeline.characters import readable

PIPED = 1000
"""Columns of a table that is not read on a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What stands before the command's name."""

    workspace: Path | None
    actor: str | None


def root(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w")] = None,
    actor: Annotated[str | None, typer.Option("--as")] = None,
) -> None:
    import structlog  # noqa: PLC0415  takes longer to load than a help text to show

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    context.obj = Call(workspace=workspace, actor=actor)


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

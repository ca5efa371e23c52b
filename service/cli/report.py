"""Reports by command: each kind a command of its own, each in every format."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from domain.duty import FIRST_USE
from domain.errors import BadUse
from domain.events import DESK
from pipeline.characters import readable
from reports.evaluation_sections import Words, sections
from reports.writing import FORMATS, written
from service.by_hand import event_of
from service.cli.session import Session, reading
from service.evaluation.gather import evaluation_of
from service.names import shown_name
from service.watches import check_scope

app = typer.Typer(no_args_is_help=True)
Format = Annotated[str | None, typer.Option("--format")]
Output = Annotated[Path | None, typer.Option("--output", "-o")]
FORM = "%Y-%m-%d %H:%M"
IN_WORDS = "md"


@app.callback()
def group() -> None:
    """A group of commands, although it has one so far."""


@app.command()
def evaluation(
    context: typer.Context,
    event: Annotated[str, typer.Argument()],
    scope: Annotated[str, typer.Option("--scope")] = DESK,
    report_format: Format = None,
    output: Output = None,
) -> None:
    chosen = format_of(report_format, output)
    with reading(context) as session:
        rules, storage = session.app.rules, session.app.storage
        check_scope(rules, scope)
        row = event_of(storage, event, scope)
        own = next(one for one in rules.scopes if one.scope.id == scope)
        found = evaluation_of(storage, rules, row, own, session.now())
        said = sections(found, _words(session))
        _give(session, written(said, chosen, session.app.catalogue.language, found.made_at), output)
        change = session.change("report.evaluation", row.event.id, chosen)
        storage.record(replace(change, actor=FIRST_USE.name))


def format_of(given: str | None, output: Path | None) -> str:
    """The format asked for, else that of the file's name, else Markdown. BadUse for another, or for Word without a file."""
    suffix = output.suffix.lower().removeprefix(".") if output else ""
    chosen = given or (suffix if suffix in FORMATS else IN_WORDS)
    if chosen not in FORMATS:
        raise BadUse("report.unknown_format", given=chosen[:20], known=", ".join(FORMATS))
    if chosen == "docx" and output is None:
        raise BadUse("report.docx_file")
    return chosen


def _words(session: Session) -> Words:
    named = partial(shown_name, roster=session.app.rules.roster, catalogue=session.app.catalogue)
    return Words(
        catalogue=session.app.catalogue, when=session.when, dated=partial(session.when, form=FORM), named=named
    )


def _give(session: Session, content: bytes, output: Path | None) -> None:
    """To standard output as a terminal may be shown it, or into a file that appears whole or not at all."""
    if output is None:
        print("\n".join(map(readable, content.decode().splitlines())))
        return
    part = output.with_name(output.name + ".part")
    part.write_bytes(content)
    part.replace(output)
    print(session.text("report.written", file=output), file=sys.stderr)


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="report")

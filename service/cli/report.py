"""Reports by command: each kind a command of its own, each in every format."""

from functools import partial
from typing import Annotated

import typer

from domain.events import DESK
from reports.evaluation_sections import Words, sections
from reports.writing import written
from service.by_hand import event_of
from service.cli.filing import Format, Output, format_of, give_file
from service.cli.root import show_json
from service.cli.session import Session, changing
from service.evaluation.gather import evaluation_of
from service.evaluation.row import evaluation_row
from service.names import shown_name
from service.watches import check_scope

app = typer.Typer(no_args_is_help=True)
FORM = "%Y-%m-%d %H:%M"
ACTION, JSON = "report.evaluation", "json"
"""What the audit trail calls them."""


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
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    chosen = JSON if as_json else format_of(report_format, output)
    with changing(context, ACTION) as session:
        rules, storage = session.app.rules, session.app.storage
        check_scope(rules, scope)
        row = event_of(storage, event, scope)
        own = next(one for one in rules.scopes if one.scope.id == scope)
        found = evaluation_of(storage, rules, row, own, session.now())
        if as_json:
            show_json(evaluation_row(found))
        else:
            said = sections(found, _words(session))
            give_file(session, written(said, chosen, session.app.catalogue.language, found.made_at), output)
        storage.record(session.change(ACTION, row.event.id, chosen))


def _words(session: Session) -> Words:
    named = partial(shown_name, roster=session.app.rules.roster, catalogue=session.app.catalogue)
    return Words(
        catalogue=session.app.catalogue, when=session.when, dated=partial(session.when, form=FORM), named=named
    )


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="report")

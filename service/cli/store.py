"""Commands on the store: bring it up to date, check the audit trail."""

from typing import Annotated

import typer

from domain.codec import to_plain
from domain.duty import broken_at
from service.cli.root import show_json
from service.cli.session import changing, reading

app = typer.Typer(no_args_is_help=True)
audit_app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """A group of commands, although it has one so far."""


@app.command()
def upgrade(context: typer.Context) -> None:
    with changing(context, "database.upgrade", make=True) as session:
        print(session.text("db.upgraded"))


@audit_app.command()
def verify(context: typer.Context) -> int:
    with reading(context) as session:
        broken = broken_at(session.app.storage.audit())
        print(session.text("audit.whole") if broken is None else session.text("audit.broken", sequence=broken))
        return 0 if broken is None else 1


@audit_app.command("export")
def give(context: typer.Context, after: Annotated[int, typer.Option("--after", min=0)] = 0) -> None:
    with reading(context) as session:
        for entry in session.app.storage.audit(after):
            show_json(to_plain(entry))


def register(parent: typer.Typer) -> None:
    """Put the groups into the tree."""
    parent.add_typer(app, name="db")
    parent.add_typer(audit_app, name="audit")

"""Commands on keyword lists as spreadsheets."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.session import changing, reading
from service.cli.wording import said
from service.governance import is_governed
from service.keyword_tables import export_words, import_words

app = typer.Typer(no_args_is_help=True)


@app.command("export")
def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o")],
    topic: Annotated[str | None, typer.Option("--topic")] = None,
) -> None:
    with reading(context) as session:
        topics, rows = export_words(session.app.workspace.config, topic, output)
        print(session.text("words.exported", topics=topics, rows=rows, file=output))


@app.command("import")
def take(context: typer.Context, file: Annotated[Path, typer.Argument()]) -> None:
    with changing(context, "config.words") as session:
        done = import_words(session.app.workspace, file)
        if done.encoding != "utf-8":
            print(session.text("words.other_encoding", encoding=done.encoding))
        for one in done.changes:
            print(f"{one.path}: {said(one, session.app.catalogue)}")
        if not done.changes:
            print(session.text("words.same", rows=done.rows))
            return
        session.app.storage.record(session.change("config.words", done.rules.config_id, str(len(done.changes))))
        print(session.text("words.imported", rows=done.rows, changes=len(done.changes), config_id=done.rules.config_id))
        if is_governed(session.app.storage):
            print(session.text("version.waits"))


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="words")

"""Commands on feedback: what is this document really about, and in which tone."""

from typing import Annotated

import typer

from domain.errors import BadUse
from domain.feedback import Correction, Task
from domain.headings import heading
from domain.labels import Tone
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from service.feedback import ENOUGH, correct, corrections_of

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    document: Annotated[str, typer.Argument()],
    topic: Annotated[str | None, typer.Option("--topic")] = None,
    tone: Annotated[Tone | None, typer.Option("--tone")] = None,
) -> None:
    given = {Task.TOPIC: topic, Task.SENTIMENT: tone.value if tone else None}
    labels = {task: label for task, label in given.items() if label is not None}
    if not labels:
        raise BadUse("feedback.nothing")
    with changing(context, "feedback.add") as session:
        record = session.app.storage.document(document)
        if record is None:
            raise BadUse("storage.unknown_document", document=document)
        for one in corrections_of(record.document, labels, session.now()):
            change = session.change("feedback.add", one.document_id, f"{one.task}={one.label}")
            correct(session.app.storage, session.app.rules, one, change)
        print(session.text("feedback.added", document=document, labels=", ".join(labels.values())))
        _tell_count(session)


@app.command("list")
def show(context: typer.Context, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    with reading(context) as session:
        rows = session.app.storage.corrections()
        if as_json:
            for one in rows:
                show_json({"document_id": one.document_id, "task": one.task, "label": one.label,
                           "revision": one.revision, "at": one.at.isoformat()})  # fmt: skip
            return
        headings = [session.text(f"feedback.{name}") for name in ("document", "task", "label", "at", "text")]
        show_table(headings, (_cells(session, one) for one in rows))
        _tell_count(session)


def _cells(session: Session, one: Correction) -> tuple[object, ...]:
    record = session.app.storage.document(one.document_id)
    called = heading(record.document.title, record.document.text) if record else ""
    return (one.document_id, session.text(f"task.{one.task}"), one.label, session.when(one.at), called)


def _tell_count(session: Session) -> None:
    """How far it is to a model of the desk's own."""
    for task in Task:
        count = len(session.app.storage.corrections(task))
        if count:
            name = session.text(f"task.{task}")
            print(session.text("feedback.count", task=name, code=task.value, count=count, enough=ENOUGH))


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="feedback")

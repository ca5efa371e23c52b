"""Commands on events: list, look, acknowledge, close."""

from typing import Annotated

import typer

from domain.codec import to_plain
from domain.duty import Response, ResponseKind
from domain.errors import BadUse
from domain.events import EventState
from domain.filters import EventFilter
from domain.headings import heading
from domain.risk import Level
from service.cli.root import Session, changing, reading, show_json, show_table
from service.tables import assessment_row, event_row
from service.why import why_event
from storage.base import EventRow

app = typer.Typer(no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json")]
EventId = Annotated[str, typer.Argument()]
Note = Annotated[str, typer.Option("--note")]


@app.command("list")
def show_all(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 50,
    as_json: Json = False,
) -> None:
    with reading(context) as session:
        wanted = EventFilter(only_open=not everything, level=None if everything else Level.IV)
        rows = [row for row, _ in zip(session.app.storage.events(wanted), range(limit), strict=False)]
        if as_json:
            for row in rows:
                show_json(event_row(row))
            return
        if not rows and not everything:
            others = sum(1 for _ in session.app.storage.events(EventFilter()))
            print(session.text("event.none_levelled", others=others))
            return
        print(session.text("level.notice"))
        heads = (session.text(f"event.head_{name}") for name in ("id", "level", "index", "title", "documents", "state"))
        show_table(heads, (_cells(session, row) for row in rows))


@app.command()
def show(context: typer.Context, event: EventId, as_json: Json = False) -> None:
    with reading(context) as session:
        row = _found(session, event)
        history = list(session.app.storage.assessments(row.event.id))
        if as_json:
            show_json({**event_row(row), "assessment": assessment_row(row.assessment) if row.assessment else None,
                       "responses": to_plain(session.app.storage.responses(row.event.id))})  # fmt: skip
            return
        print(row.title, session.text("level.notice"), sep="\n")
        for line in why_event(session.app.catalogue, row, session.app.rules):
            print(line)
        heads = (session.text(f"event.head_{name}") for name in ("at", "level", "index", "documents"))
        show_table(heads, ((session.when(one.at), session.level(one), f"{one.index:.2f}", one.documents) for one in history[-12:]))  # fmt: skip
        for record in session.app.storage.event_documents(row.event.id)[:20]:
            document = record.document
            print(f"- {record.source_name}: {heading(document.title, document.text)}  {document.url}")


@app.command()
def ack(context: typer.Context, event: EventId, note: Note = "") -> None:
    _respond(context, event, ResponseKind.ACKNOWLEDGED, EventState.ACKNOWLEDGED, note)


@app.command()
def close(context: typer.Context, event: EventId, note: Note = "") -> None:
    _respond(context, event, ResponseKind.CLOSED, EventState.CLOSED, note)


@app.command()
def note(context: typer.Context, event: EventId, text: Annotated[str, typer.Argument()]) -> None:
    _respond(context, event, ResponseKind.NOTED, None, text)


def _respond(context: typer.Context, event: str, kind: ResponseKind, state: EventState | None, note: str) -> None:
    with changing(context, f"event.{kind}") as session:
        row = _found(session, event)
        now = session.now()
        response = Response(event_id=row.event.id, scope_id="desk", kind=kind, actor=session.actor, at=now, note=note)
        session.app.storage.put_response(response, state, session.change(f"event.{kind}", row.event.id))
        print(session.text("event.responded", id=row.event.id, title=row.title))


def _found(session: Session, event: str) -> EventRow:
    row = session.app.storage.event(event)
    if row is None:
        raise BadUse("event.unknown", id=event)
    return row


def _cells(session: Session, row: EventRow) -> tuple[object, ...]:
    one = row.assessment
    index = f"{one.index:.2f}" if one else "-"
    return (row.event.id, session.level(one), index, row.title, row.event.documents, session.text(f"state.{row.state}"))


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="event")

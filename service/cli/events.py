"""Commands on events: list and look; what people do with them is registered beside."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

import typer

from domain.codec import to_plain
from domain.events import DESK
from domain.filters import EventFilter
from domain.headings import heading
from domain.risk import Level
from reports.effect import effect_lines
from service.by_hand import event_of
from service.cli import by_hand, event_views
from service.cli.event_views import page_lines, refused_lines
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.effect import answers_of, effect_row
from service.record import record_lines
from service.tables import assessment_row, event_row
from service.watches import check_scope
from storage.values import EventRow

app = typer.Typer(no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json")]
EventId = Annotated[str, typer.Argument()]
ScopeId = Annotated[str, typer.Option("--scope")]


@app.command("list")
def show_all(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 50,
    scope: ScopeId = DESK,
    as_json: Json = False,
) -> None:
    with reading(context) as session:
        check_scope(session.app.rules, scope)
        wanted = EventFilter(scope_id=scope, only_open=not everything, level=None if everything else Level.IV)
        found = (row for row in session.app.storage.events(wanted) if row.event.merged_into is None)
        rows = list(islice(found, limit))
        if as_json:
            for row in rows:
                show_json(event_row(row))
            return
        if not rows and scope != DESK:
            print(session.text("watch.no_events", id=scope))
            return
        if not rows and not everything:
            others = sum(1 for _ in session.app.storage.events(EventFilter()))
            print(session.text("event.none_levelled", others=others))
            return
        print(session.text("level.notice"))
        heads = (session.text(f"event.head_{name}") for name in ("id", "level", "index", "title", "documents", "state"))
        show_table(heads, (_cells(session, row) for row in rows))


@app.command()
def show(context: typer.Context, event: EventId, scope: ScopeId = DESK, as_json: Json = False) -> None:
    with reading(context) as session:
        check_scope(session.app.rules, scope)
        row = event_of(session.app.storage, event, scope)
        history = [one for one in session.app.storage.assessments(row.event.id) if one.scope_id == scope]
        if as_json:
            show_json({**event_row(row), "assessment": assessment_row(row.assessment) if row.assessment else None,
                       "responses": to_plain(session.app.storage.responses(row.event.id)),
                       "orders": to_plain(session.app.storage.event_orders(row.event.id)),
                       "effects": [effect_row(row, one) for one in answers_of(session.app.storage, row, scope)]})  # fmt: skip
            return
        print(row.title, session.text("level.notice"), sep="\n")
        print(*refused_lines(session, row), *page_lines(session, row), *_record(session, row, scope), sep="\n")
        heads = (session.text(f"event.head_{name}") for name in ("at", "level", "index", "documents"))
        show_table(heads, ((session.when(one.at), session.level(one), f"{one.index:.2f}", one.documents) for one in history[-12:]))  # fmt: skip
        for record in session.app.storage.event_documents(row.event.id)[:20]:
            document = record.document
            print(f"- {record.source_name}: {heading(document.title, document.text)}  {document.url}")


def _record(session: Session, row: EventRow, scope: str) -> Iterator[str]:
    """What people did, and what followed the public answers."""
    storage, catalogue = session.app.storage, session.app.catalogue
    yield from record_lines(catalogue, row.event.id, storage.responses(row.event.id), session.when)
    yield from effect_lines(catalogue, answers_of(storage, row, scope), session.when)


def _cells(session: Session, row: EventRow) -> tuple[object, ...]:
    one = row.assessment
    index = f"{one.index:.2f}" if one else "-"
    return (row.event.id, session.level(one), index, row.title, row.event.documents, session.text(f"state.{row.state}"))


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    by_hand.register(app)
    event_views.register(app)
    parent.add_typer(app, name="event")

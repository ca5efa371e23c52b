"""What people do with events: raise, merge, split, rename, level, answer (orders); ack, verify, close, note, dispose (responses)."""

from datetime import datetime
from typing import Annotated

import typer

from domain.duty import Disposition, Response, ResponseKind
from domain.errors import BadUse
from domain.events import DESK
from domain.orders import Order, OrderKind
from service.by_hand import check_reason, documents_named, documents_stored, event_of, give, level_named, respond
from service.cli.session import Session, changing
from service.watches import check_scope

EventId = Annotated[str, typer.Argument()]
Named = Annotated[list[str], typer.Argument()]
Why = Annotated[str, typer.Option("--reason")]
Note = Annotated[str, typer.Option("--note")]
Scope = Annotated[str, typer.Option("--scope")]
FORM = "%Y-%m-%d %H:%M"


def register(events: typer.Typer) -> None:
    """Put the commands into the group of events."""
    events.command("raise")(raise_event)
    for command in (merge, split, rename, level, ack, verify, answer, close, note, dispose):
        events.command(command.__name__)(command)


def raise_event(context: typer.Context, documents: Named, why: Why) -> None:
    with changing(context, "event.raise") as session:
        check_reason(why)
        found = documents_named(session.app, documents, session.now())
        give_order(session, OrderKind.RAISE, "", why, documents=found)


def merge(context: typer.Context, event: EventId, other: Annotated[str, typer.Argument()], why: Why) -> None:
    with changing(context, "event.merge") as session:
        give_order(session, OrderKind.MERGE, event, why, other=event_of(session.app.storage, other).event.id)


def split(context: typer.Context, event: EventId, documents: Named, why: Why) -> None:
    with changing(context, "event.split") as session:
        found = documents_stored(session.app.storage, documents)
        give_order(session, OrderKind.SPLIT, event, why, documents=found)


def rename(
    context: typer.Context, event: EventId, why: Why, new_name: Annotated[str | None, typer.Argument()] = None
) -> None:
    with changing(context, "event.rename") as session:
        give_order(session, OrderKind.RENAME, event, why, name=new_name)


def level(
    context: typer.Context, event: EventId, to_level: Annotated[str, typer.Argument()], why: Why, scope: Scope = DESK
) -> None:
    with changing(context, "event.level") as session:
        give_order(session, OrderKind.LEVEL, event, why, scope_id=scope, level=level_named(to_level))


def ack(context: typer.Context, event: EventId, note: Note = "", scope: Scope = DESK) -> None:
    with changing(context, "event.acknowledged") as session:
        record_response(session, event, scope, ResponseKind.ACKNOWLEDGED, note)


def verify(context: typer.Context, event: EventId, note: Note = "", scope: Scope = DESK) -> None:
    with changing(context, "event.verify") as session:
        record_response(session, event, scope, ResponseKind.VERIFIED, note)


def answer(
    context: typer.Context, event: EventId, answered_url: Annotated[str, typer.Option("--url")],
    answered_at: Annotated[str | None, typer.Option("--at")] = None, note: Note = "", scope: Scope = DESK,
) -> None:  # fmt: skip
    with changing(context, "event.answer") as session:
        at = _given_time(session, answered_at)
        published = event_of(session.app.storage, event).event.first_seen
        if at < published:
            raise BadUse("order.before_event", given=session.when(at, FORM), published=session.when(published, FORM))
        give_order(
            session, OrderKind.ANSWER, event, note or answered_url, url=answered_url, scope_id=scope,
            at=at,
        )  # fmt: skip


def close(context: typer.Context, event: EventId, note: Note = "", scope: Scope = DESK) -> None:
    with changing(context, "event.closed") as session:
        record_response(session, event, scope, ResponseKind.CLOSED, note)


def note(context: typer.Context, event: EventId, text: Annotated[str, typer.Argument()], scope: Scope = DESK) -> None:
    with changing(context, "event.noted") as session:
        record_response(session, event, scope, ResponseKind.NOTED, text)


def dispose(
    context: typer.Context, event: EventId, disposition: Annotated[Disposition, typer.Argument()], why: Why,
    scope: Scope = DESK,
) -> None:  # fmt: skip
    with changing(context, "event.dispose") as session:
        record_response(session, event, scope, ResponseKind.DISPOSED, why, disposition=disposition)


def _given_time(session: Session, given: str | None) -> datetime:
    """The time of something that has happened: now, where none is given."""
    now = session.now()
    found = session.moment(given) or now
    if found > now:
        raise BadUse("order.ahead", given=str(given)[:40])
    return found


def give_order(
    session: Session, kind: OrderKind, event: str, reason: str, *, at: datetime | None = None, url: str | None = None,
    **what: object,
) -> None:  # fmt: skip
    """Give an order and say what comes of it when."""
    storage = session.app.storage
    check_scope(session.app.rules, str(what.get("scope_id", DESK)))
    event_id = event_of(storage, event).event.id if event else ""
    order = Order(
        kind=kind, event_id=event_id, actor=session.actor, reason=reason, at=at or session.now(), **what,  # type: ignore[arg-type]
    )  # fmt: skip
    row = give(storage, order, session.change(f"event.{kind}", event_id or str(len(order.documents))), url)
    print(session.text("order.given_in_drill" if session.app.drill else "order.given", number=row.sequence))


def record_response(
    session: Session, event: str, scope: str, kind: ResponseKind, note: str, disposition: Disposition | None = None
) -> None:
    """Record what was done and say of which event."""
    check_scope(session.app.rules, scope)
    row = event_of(session.app.storage, event, scope)
    response = Response(
        event_id=row.event.id, scope_id=scope, kind=kind, actor=session.actor, at=session.now(), note=note,
        disposition=disposition,
    )  # fmt: skip
    respond(session.app.storage, response, session.change(f"event.{kind}", row.event.id))
    print(session.text("event.responded", id=row.event.id, title=row.title))

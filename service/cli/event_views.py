"""What can be seen of an event beside its row: why it stands where it does, its forecast, its spread."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from domain.events import DESK
from pipeline.spread import spread
from reports.effect import effect_lines
from service.by_hand import event_of
from service.cli.root import show_json
from service.cli.session import Session, reading
from service.effect import answers_of, effect_row
from service.outlook import forecast_at, outlook_lines, outlook_row, outlooks, past_line
from service.standing import standing_of
from service.tables import event_row
from service.watches import check_scope
from service.ways import spread_brief, spread_lines, spread_row
from service.why_event import standing_row, why_event
from storage.values import EventRow, WindowRow

EventId = Annotated[str, typer.Argument()]
ScopeId = Annotated[str, typer.Option("--scope")]
Json = Annotated[bool, typer.Option("--json")]


def register(events: typer.Typer) -> None:
    """Put the commands into the group of events."""
    events.command("spread")(show_spread)
    events.command("forecast")(show_forecast)
    events.command("effect")(show_effect)


def show_spread(context: typer.Context, event: EventId, as_json: Json = False) -> None:
    with reading(context) as session:
        row = event_of(session.app.storage, event)
        found = spread(_members(session, row))
        if as_json:
            show_json({"event_id": row.event.id, **spread_row(found)})
            return
        print(row.title)
        print(*spread_lines(session.app.catalogue, found, session.when), sep="\n")


def show_forecast(context: typer.Context, event: EventId, as_json: Json = False) -> None:
    with reading(context) as session:
        row = event_of(session.app.storage, event)
        at = forecast_at(session.app.storage, row.event)
        found = outlooks(session.app.storage, row.event, at)
        if as_json:
            for one in found:
                show_json(outlook_row(row.event, at, one))
            return
        print(row.title, session.text("outlook.at", at=session.when(at)), sep="\n")
        for line, one in zip(outlook_lines(session.app.catalogue, found), found, strict=True):
            print(line)
            if one.past is not None:
                print("  " + past_line(session.app.catalogue, one.past))


def show_effect(context: typer.Context, event: EventId, scope: ScopeId = DESK, as_json: Json = False) -> None:
    with reading(context) as session:
        check_scope(session.app.rules, scope)
        row = event_of(session.app.storage, event, scope)
        found = answers_of(session.app.storage, row, scope)
        if as_json:
            for one in found:
                show_json(effect_row(row, one))
            return
        told = [*effect_lines(session.app.catalogue, found, session.when)] or [session.text("effect.none")]
        print(row.title, *told, sep="\n")


def why_lines(session: Session, row: EventRow) -> Iterator[str]:
    """Why the event stands where it stands."""
    yield from _why(session, row, _members(session, row))


def why_row(session: Session, row: EventRow) -> dict[str, Any]:
    """The event's row with its explanation, null where it was never assessed."""
    one = standing_of(session.app, row, _members(session, row))
    return {**event_row(row), "why": standing_row(session.app.catalogue, one) if one else None}


def page_lines(session: Session, row: EventRow) -> Iterator[str]:
    """Why it stands there; in short what is likely to come, and how it went from platform to platform."""
    storage, catalogue, members = session.app.storage, session.app.catalogue, _members(session, row)
    yield from _why(session, row, members)
    yield from outlook_lines(catalogue, outlooks(storage, row.event, forecast_at(storage, row.event)))
    yield session.text("spread.brief")
    yield from spread_brief(catalogue, spread(members), session.when)


def refused_lines(session: Session, row: EventRow) -> Iterator[str]:
    """Orders on the event that could not be carried out."""
    for one in session.app.storage.event_orders(row.event.id):
        if one.is_refused:
            outcome = session.text(f"order.outcome.{one.outcome}")
            yield session.text("order.outcome.refused", number=one.sequence, kind=one.order.kind, outcome=outcome)


def _why(session: Session, row: EventRow, members: Sequence[WindowRow]) -> Iterator[str]:
    one = standing_of(session.app, row, members)
    if one is None:
        yield session.text("event.not_assessed")
    else:
        yield from why_event(session.app.catalogue, one)


def _members(session: Session, row: EventRow) -> tuple[WindowRow, ...]:
    return tuple(session.app.storage.event_rows(row.event.id))

"""`alerts shelve`: put an event aside for a while, take it up again, and see what is put aside."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

import typer

from alerts.holding import is_shelved
from domain.codec import to_plain
from domain.duty import ResponseKind
from domain.errors import BadUse
from domain.events import DESK
from domain.orders import OrderKind
from domain.risk import Level
from service.by_hand import check_reason
from service.cases import duty_row
from service.cli.by_hand import give_order
from service.cli.moments import parse_end
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from storage.values import DutyRow

LONGEST = timedelta(hours=24)
"""Shelving expires within a day (DOMAIN 4)."""


def shelve(
    context: typer.Context,
    event: Annotated[str | None, typer.Argument()] = None,
    shelved_until: Annotated[str | None, typer.Option("--until")] = None,
    end: Annotated[bool, typer.Option("--end")] = False,
    reason: Annotated[str, typer.Option("--reason")] = "",
    scope: Annotated[str, typer.Option("--scope")] = DESK,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    if event is None:
        _show(context, scope, as_json=as_json)
        return
    if end == (shelved_until is not None):
        raise BadUse("shelve.one_of_both")
    with changing(context, "event.shelve") as session:
        check_reason(reason)
        if end:
            give_order(session, OrderKind.SHELVE, event, reason, scope_id=scope)
            return
        moment = _end(session, shelved_until or "")
        _check(session, event, scope)
        why = session.text("shelve.why", until=session.when(moment), reason=reason)
        give_order(session, OrderKind.SHELVE, event, why, scope_id=scope, until=moment)


def _end(session: Session, given: str) -> datetime:
    now = session.now()
    moment = parse_end(given, now, session.zone)
    if not now < moment <= now + LONGEST:
        raise BadUse("shelve.too_long", given=given[:40])
    return moment


def _check(session: Session, event: str, scope: str) -> None:
    row = duty_row(session.app.storage, event, scope)
    if row is None or row.memory.level is Level.NONE:
        raise BadUse("alerts.no_level", id=event[:40], scope=scope)
    if row.memory.level >= Level.II:
        raise BadUse("shelve.too_grave", id=event[:40])


def _show(context: typer.Context, scope: str, *, as_json: bool) -> None:
    with reading(context) as session:
        rows = [row for row in session.app.storage.duties()
                if row.memory.scope_id == scope and is_shelved(row.memory, session.now())]  # fmt: skip
        for row in rows if as_json else ():
            show_json({"event_id": row.memory.event_id, "scope": scope, "level": row.memory.level.name,
                       "until": to_plain(row.memory.shelved_until), "held": row.memory.held})  # fmt: skip
        if as_json:
            return
        if not rows:
            print(session.text("shelve.none"))
            return
        heads = (session.text(f"shelve.head_{name}") for name in ("event", "level", "until", "why"))
        show_table(heads, (_cells(session, row) for row in rows))


def _cells(session: Session, row: DutyRow) -> Iterator[object]:
    yield row.memory.event_id
    yield session.text(f"level.{row.memory.level.name}")
    yield session.when(row.memory.shelved_until) if row.memory.shelved_until else ""
    yield next((one.note for one in reversed(row.responses) if one.kind is ResponseKind.SHELVED), "")

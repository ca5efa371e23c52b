"""What people do in a drill, by the functions that act on real events, over the drill's store and on its clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from domain.duty import ResponseKind
from domain.errors import BadUse
from domain.events import DESK
from domain.filters import EventFilter
from domain.orders import OrderKind
from domain.risk import Level
from samples.drills import HOST
from service.by_hand import level_named
from service.cli.by_hand import Why, give_order, record_response
from service.cli.session import Session, changing
from service.drills.folder import Drills
from service.drills.opened import clock_of, open_drill
from storage.base import Storage

Named = Annotated[str | None, typer.Argument()]
Note = Annotated[str, typer.Option("--note")]


def register(drills: typer.Typer) -> None:
    """Put the commands into the group of drills."""
    for command in (ack, verify, answer, level, close):
        drills.command(command.__name__)(command)


def ack(context: typer.Context, event: Named = None, note: Note = "") -> None:
    with _drilling(context, "event.acknowledged") as session:
        record_response(session, _event(session.app.storage, event), DESK, ResponseKind.ACKNOWLEDGED, note)


def verify(context: typer.Context, event: Named = None, note: Note = "") -> None:
    with _drilling(context, "event.verify") as session:
        record_response(session, _event(session.app.storage, event), DESK, ResponseKind.VERIFIED, note)


def answer(
    context: typer.Context, event: Named = None, answered_url: Annotated[str, typer.Option("--url")] = f"https://{HOST}/",
    note: Note = "",
) -> None:  # fmt: skip
    with _drilling(context, "event.answer") as session:
        told = _event(session.app.storage, event)
        give_order(session, OrderKind.ANSWER, told, note or answered_url, url=answered_url, scope_id=DESK)


def level(context: typer.Context, to_level: Annotated[str, typer.Argument()], why: Why, event: Named = None) -> None:
    with _drilling(context, "event.level") as session:
        told = _event(session.app.storage, event)
        give_order(session, OrderKind.LEVEL, told, why, scope_id=DESK, level=level_named(to_level))


def close(context: typer.Context, event: Named = None, note: Note = "") -> None:
    with _drilling(context, "event.closed") as session:
        record_response(session, _event(session.app.storage, event), DESK, ResponseKind.CLOSED, note)


@contextmanager
def _drilling(context: typer.Context, action: str) -> Iterator[Session]:
    """The drill that runs, opened for somebody who might do the same with a real event. BadUse where none runs."""
    with changing(context, action) as real:
        drill = Drills(real.app.workspace).running()
        with open_drill(real.app, drill) as opened:
            yield Session(app=opened, actor=real.actor, clock=clock_of(drill))


def _event(storage: Storage, named: str | None) -> str:
    """The event of that id, or of the alert of that number; the gravest open one where none is named. BadUse where nothing was
    told yet."""
    if named is not None:
        row = storage.alert(named)
        return row.alert.subject_id if row else named
    found = next(storage.events(EventFilter(level=Level.IV)), None)
    if found is None:
        raise BadUse("drill.nothing_to_act_on")
    return found.event.id

"""Who is on duty, by command: now, next, and where nobody is."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from alerts.roster import Source, Turn
from config.roster_file import read_roster
from domain.codec import to_plain
from domain.errors import ConfigError
from domain.roster import Person
from service.cli import duty_handover, duty_roster
from service.cli.duty_words import named, titled
from service.cli.moments import parse_moment
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.governance import is_governed
from service.roster import Outlook, outlooks

app = typer.Typer(no_args_is_help=True)
Role = Annotated[str | None, typer.Option("--role")]
DAYS = 7


@app.command()
def show(
    context: typer.Context,
    at: Annotated[str | None, typer.Option("--at")] = None,
    days: Annotated[int, typer.Option("--days")] = DAYS,
    role: Role = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    with reading(context) as session:
        roster = session.app.rules.roster
        zone = ZoneInfo(roster.time_zone)
        moment = (parse_moment(at, zone) or session.now()).replace(second=0, microsecond=0)
        found = outlooks(roster, moment, days, role)
        if as_json:
            for one in found:
                show_json(_row(one, moment))
            return
        print(session.text("duty.now", at=f"{moment.astimezone(zone):%Y-%m-%d %H:%M}", zone=zone.key))
        if not found:
            print(session.text("duty.none"))
        for one in found:
            print(_standing(session, one))
        _tell_file(session)
        for one in found:
            print()
            print(session.text("duty.next", what=titled(session, one.role, one.scope), days=days, gaps=len(one.gaps)))
            show_table(_heads(session), _lines(session, one, zone))


def _tell_file(session: Session) -> None:
    """Where a version acts: say on standard error whether the roster of the file is another, or at fault."""
    if not is_governed(session.app.storage):
        return
    try:
        differs = read_roster(session.app.workspace.config, session.app.rules) != session.app.rules.roster
    except ConfigError as error:
        print(session.text("duty.file_at_fault", count=len(error.problems)), file=sys.stderr)
        return
    if differs:
        print(session.text("duty.file_differs"), file=sys.stderr)


def _standing(session: Session, one: Outlook) -> str:
    return session.text("duty.on_duty", what=titled(session, one.role, one.scope), who=named(session, one.people))


def _heads(session: Session) -> Iterator[str]:
    return (session.text(f"duty.head_{name}") for name in ("from", "until", "who"))


def _lines(session: Session, one: Outlook, zone: ZoneInfo) -> Iterator[tuple[str, str, str]]:
    """A row a turn. Three narrow columns are all that a phone has room for; the name says where it is not the plan's."""
    for turn in one.turns:
        who = named(session, turn.people)
        marked = session.text("duty.instead", who=who) if turn.source is Source.OVERRIDE else who
        yield _short(turn.starts_at, zone), _short(turn.ends_at, zone), marked


def _short(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}"


def _row(one: Outlook, moment: datetime) -> dict[str, Any]:
    return {
        "role": one.role, "scope": one.scope, "at": to_plain(moment), "on_duty": _ids(one.people),
        "turns": [_turn(turn) for turn in one.turns], "gaps": len(one.gaps),
    }  # fmt: skip


def _turn(turn: Turn) -> dict[str, Any]:
    return {"starts_at": to_plain(turn.starts_at), "ends_at": to_plain(turn.ends_at), "people": _ids(turn.people),
            "source": turn.source.value}  # fmt: skip


def _ids(people: tuple[Person, ...]) -> list[dict[str, str]]:
    return [{"id": person.id, "name": person.name} for person in people]


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    duty_roster.register(app)
    duty_handover.register(app)
    parent.add_typer(app, name="duty")

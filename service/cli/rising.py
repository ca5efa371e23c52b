"""`wanglou rising`: topics and places that bring more than they usually do."""

from collections.abc import Mapping
from typing import Annotated

import typer

from domain.codec import to_plain
from domain.streams import PLACE, TOPIC
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.rising import Rising, rising

HEADS = ("name", "today", "usual", "window", "p", "note")


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("rising")(show_rising)


def show_rising(context: typer.Context, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    with reading(context) as session:
        rows = rising(session.app.storage, session.app.rules)
        if as_json:
            for row in rows:
                show_json(to_plain(row))
            return
        if not rows:
            print(session.text("rising.none"))
            return
        names = _names(session)
        show_table(
            (session.text(f"rising.head_{head}") for head in HEADS), (_cells(session, row, names) for row in rows)
        )


def _names(session: Session) -> Mapping[str, str]:
    """What people call the streams."""
    rules = session.app.rules
    topics = {TOPIC + topic.id: topic.name for topic in rules.topics}
    return topics | {PLACE + place.code: place.name for scope in rules.scopes for place in scope.institution.places}


def _cells(session: Session, row: Rising, names: Mapping[str, str]) -> tuple[object, ...]:
    found = row.tail
    seen = "" if found is None else f"{found.observed:g} / {found.expected:.1f} ({found.window_hours} h)"
    return names.get(row.stream, row.stream), row.today, f"{row.usual:.1f}", seen, _p(row), _notes(session, row)


def _p(row: Rising) -> str:
    return "" if row.tail is None else f"{row.tail.p:.1e}"


def _notes(session: Session, row: Rising) -> str:
    is_cold = row.tail is None or row.tail.is_cold
    codes = [code for code, holds in (("surging", row.is_surging), ("cold", is_cold)) if holds]
    return session.text("door.and").join(session.text(f"rising.{code}") for code in (*codes, *row.slow))

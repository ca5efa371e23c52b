"""The hand-over of a shift by command: drafted, given, shown, taken, listed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from domain.codec import to_plain
from domain.errors import BadUse
from domain.events import DESK
from domain.handover import Handover, ShiftSpan, handover_id
from domain.roster import DUTY
from pipeline.characters import readable
from service.cli.moments import parse_moment
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from service.handover.book import give, handover_named, notes_of, take
from service.handover.draft import draft
from service.handover.missed import missed
from service.handover.shift import LATE, shift_of
from service.handover.words import Words
from service.watches import check_scope

Json = Annotated[bool, typer.Option("--json")]
LARGEST = 1 << 20
"""Bytes of a file of notes."""


def register(parent: typer.Typer) -> None:
    """Put the commands into the group."""
    parent.command("handover")(handover)
    parent.command("handovers")(show_all)


def handover(
    context: typer.Context,
    role: Annotated[str, typer.Option("--role")] = DUTY,
    scope: Annotated[str, typer.Option("--scope")] = DESK,
    at: Annotated[str | None, typer.Option("--at")] = None,
    shift_since: Annotated[str | None, typer.Option("--since")] = None,
    block_note: Annotated[list[str], typer.Option("--note")] = [],  # noqa: B006  the library copies it
    notes: Annotated[Path | None, typer.Option("--notes")] = None,
    give_it: Annotated[bool, typer.Option("--give")] = False,
    show_id: Annotated[str | None, typer.Option("--show")] = None,
    take_id: Annotated[str | None, typer.Option("--take")] = None,
    synthesis: Annotated[str | None, typer.Option("--synthesis")] = None,
    as_json: Json = False,
) -> None:
    _check(give_it=give_it, show_id=show_id, take_id=take_id, synthesis=synthesis)
    if take_id is not None:
        _take(context, take_id, synthesis or "", as_json=as_json)
    elif show_id is not None:
        with reading(context) as session:
            _show(session, handover_named(session.app.storage, show_id), as_json=as_json)
    else:
        with changing(context, "duty.handover") if give_it else reading(context) as session:
            drafted = _drafted(session, role, scope, at, shift_since, (*block_note, *_noted(notes)))
            if give_it:
                drafted = give(session.app.storage, drafted, session.change("duty.handover_given", drafted.id))
            _show(session, drafted, as_json=as_json)


def show_all(
    context: typer.Context,
    since: Annotated[str | None, typer.Option("--since")] = None,
    as_json: Json = False,
) -> None:
    with reading(context) as session:
        known = session.app.storage.handovers(session.moment(since))
        if as_json:
            for one in known:
                show_json(to_plain(one))
            return
        words = _words(session)
        for line in _missing(session, words, known):
            print(line)
        if not known:
            print(session.text("handover.none"))
            return
        heads = (session.text(f"handover.head_{name}") for name in ("id", "shift", "giver", "receiver"))
        show_table(heads, ((one.id, *words.row(one)) for one in reversed(known)))


def _check(*, give_it: bool, show_id: str | None, take_id: str | None, synthesis: str | None) -> None:
    """BadUse where more than one thing is asked for, or a synthesis goes with no taking."""
    if sum((give_it, show_id is not None, take_id is not None)) > 1:
        raise BadUse("handover.one_of")
    if (take_id is None) != (synthesis is None):
        raise BadUse("handover.take_with_synthesis")


def _take(context: typer.Context, handover_id: str, synthesis: str, *, as_json: bool) -> None:
    with changing(context, "duty.handover") as session:
        words = _words(session)
        change = session.change("duty.handover_taken", handover_id)
        taken = take(session.app.storage, handover_id, synthesis, change, words)
        if as_json:
            show_json(to_plain(taken))
        else:
            print(session.text("handover.closed", shift=words.shift(taken.shift)))


def _drafted(
    session: Session, role: str, scope: str, at: str | None, since: str | None, notes: tuple[str, ...]
) -> Handover:
    """The draft as of now, of the shift at a moment; naive moments are by the roster's clock."""
    rules, now = session.app.rules, session.now()
    check_scope(rules, scope)
    zone = ZoneInfo(rules.roster.time_zone)
    moment = parse_moment(at, zone)
    shift = shift_of(rules, role, scope, moment or now, parse_moment(since, zone))
    if moment is None and _is_taken(session, shift):
        shift = shift_of(rules, role, scope, max(now, shift.ends_at + LATE))
    if shift.starts_at > now:
        raise BadUse("handover.not_begun", at=f"{shift.starts_at.astimezone(zone):%Y-%m-%d %H:%M}")
    return draft(session.app.storage, rules, shift, now, notes_of(notes))


def _is_taken(session: Session, shift: ShiftSpan) -> bool:
    """Whether a shift is closed, so that the next one is to be handed over."""
    known = session.app.storage.handover(handover_id(shift.role, shift.scope_id, shift.ends_at))
    return known is not None and known.is_taken


def _noted(file: Path | None) -> tuple[str, ...]:
    """Notes of a file, one a line; empty lines are left out. BadUse where it cannot be taken whole."""
    if file is None:
        return ()
    with file.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadUse("handover.notes_too_large", file=file, limit=LARGEST)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadUse("handover.notes_not_utf8", file=file, at=error.start + 1) from error
    return tuple(line for line in text.splitlines() if line.strip())


def _show(session: Session, one: Handover, *, as_json: bool) -> None:
    if as_json:
        show_json(to_plain(one))
        return
    for line in _words(session).lines(one):
        print(readable(line))
    print(session.text(_next_step(one), id=one.id))


def _next_step(one: Handover) -> str:
    """What is to be done with it."""
    if one.given_at is None:
        return "handover.to_give"
    return "handover.is_closed" if one.is_taken else "handover.to_take"


def _missing(session: Session, words: Words, known: tuple[Handover, ...]) -> Iterator[str]:
    """Shifts that ended lately without a hand-over that was taken."""
    for scope in session.app.rules.scopes:
        for span in missed(session.app.rules, scope.scope.id, known, session.now()):
            yield session.text("handover.missing", shift=words.shift(span))


def _words(session: Session) -> Words:
    return Words(session.app.storage, session.app.rules, session.app.catalogue)

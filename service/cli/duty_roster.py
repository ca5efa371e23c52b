"""The roster by command: out as a calendar, turns in from one, and into the version that acts."""

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alerts.calendar_blocks import LARGEST
from alerts.roster import Turn
from config.roster_file import line_of, put_roster, read_roster, with_entries
from domain.addresses import digest
from domain.clock import require_utc
from domain.roster import DUTY, Override, Roster
from service.cli.duty_words import named, titled
from service.cli.moments import parse_moment
from service.cli.session import Session, changing
from service.governance import is_governed
from service.roster import check_role, span_end
from service.roster_calendar import Wish, put, roster_calendar, taken
from service.roster_change import change_roster
from service.typed import typed_line

Role = Annotated[str | None, typer.Option("--role")]
DAYS = 90


def register(parent: typer.Typer) -> None:
    """Put the commands into the group."""
    parent.command("export")(export)
    parent.command("import")(take)
    parent.command("swap")(swap)
    parent.command("apply")(apply)


def export(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("--output", "-o")] = None,
    days: Annotated[int, typer.Option("--days")] = DAYS,
    role: Role = None,
) -> None:
    with changing(context, "export.roster") as session:
        at = session.now().replace(second=0, microsecond=0)
        content, count = roster_calendar(session.app.rules.roster, at, days, partial(_title, session), role)
        session.app.storage.record(session.change("export.roster", session.app.rules.config_id, str(count)))
        if output is None:
            sys.stdout.write(content.decode())
            return
        output.write_bytes(content)
        print(session.text("duty.exported", count=count, file=output), file=sys.stderr)


def take(
    context: typer.Context,
    file: Annotated[Path, typer.Argument()],
    role: Role = None,
    scope: Annotated[str | None, typer.Option("--scope")] = None,
    reason: Annotated[str | None, typer.Option("--reason")] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    wish = Wish(name=file.name, content=_content(file), role=role, scope=scope, reason=reason, skip_bad=skip_bad)
    with changing(context, "duty.import") as session, session.app.workspace.changing_rules():
        done = taken(session.app.workspace, wish, session.app.rules, session.now())
        for problem in done.reading.problems:
            print(f"{problem.path}: {session.text(problem.code, **dict(problem.params))}", file=sys.stderr)
        for line in done.lines:
            print(line)
        if not dry_run and done.entries:
            put(session.app.workspace, done)
            session.app.storage.record(session.change("duty.import", digest(file.name), str(len(done.entries))))
        said = "duty.would_take" if dry_run else "duty.taken"
        print(session.text(said, count=len(done.entries), known=done.known, outside=done.reading.outside,
                           cancelled=done.reading.cancelled))  # fmt: skip
        if not dry_run and done.entries:
            _act(session, done.roster, "duty.import", reason or "")


def swap(
    context: typer.Context,
    person: Annotated[str, typer.Argument()],
    until: Annotated[str, typer.Option("--until")],
    reason: Annotated[str, typer.Option("--reason")],
    since: Annotated[str | None, typer.Option("--from")] = None,
    role: Annotated[str, typer.Option("--role")] = DUTY,
    replaces: Annotated[str | None, typer.Option("--replaces")] = None,
    scope: Annotated[str | None, typer.Option("--scope")] = None,
) -> None:
    check_role(role)
    with changing(context, "duty.swap") as session, session.app.workspace.changing_rules():
        zone = ZoneInfo(session.app.rules.roster.time_zone)
        now = session.now().replace(second=0, microsecond=0)
        entry = Override(
            role=role, person=person, starts_at=_moment(since, zone) or now, ends_at=_moment(until, zone) or now,
            reason=typed_line(reason), replaces=replaces, scope=scope,
        )  # fmt: skip
        text, roster = with_entries(session.app.workspace.config, (entry,), session.app.rules)
        put_roster(session.app.workspace.config, text)
        session.app.storage.record(session.change("duty.swap", person))
        print(line_of(entry, zone))
        _act(session, roster, "duty.swap", reason)


def _moment(given: str | None, zone: ZoneInfo) -> datetime | None:
    """A moment by the roster's clock, in the whole minute, within the years it speaks of."""
    moment = parse_moment(given, zone)
    if moment is None:
        return None
    span_end(moment, 1)
    return moment.replace(second=0, microsecond=0)


def apply(context: typer.Context, reason: Annotated[str, typer.Option("--reason")] = "") -> None:
    with changing(context, "duty.apply") as session, session.app.workspace.changing_rules():
        _act(session, read_roster(session.app.workspace.config, session.app.rules), "duty.apply", reason)


def _act(session: Session, roster: Roster, action: str, reason: str) -> None:
    """Where versions act, into these; else the files act already."""
    storage = session.app.storage
    if not is_governed(storage):
        print(session.text("duty.taken_up"))
        return
    acts = change_roster(storage, roster, session.change(action, "", reason.strip()))
    for act in acts:
        at = session.when(require_utc(act.starts_at or act.at), "%Y-%m-%d %H:%M:%S")
        print(session.text("duty.acts", version=act.config_id, at=at, replaces=act.replaces))
    if not acts:
        print(session.text("duty.acts_already"))


def _content(file: Path) -> bytes:
    """The bytes of a file, no more than tell that it is too large."""
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _title(session: Session, turn: Turn) -> str:
    what = titled(session, turn.role, turn.scope)
    return session.text("duty.on_duty", what=what, who=named(session, turn.people))

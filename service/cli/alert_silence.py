"""The command that shows what is silent now, and what is watched."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from domain.codec import to_plain
from domain.silence import DELIVERY, LADDER, Silence
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.quiet import Standing, Watched
from service.silences import Look, Silences

FORM = "%Y-%m-%d %H:%M"


def register(alerts: typer.Typer) -> None:
    """Put the command into the group of alerts."""
    alerts.command("silence")(show)


def show(
    context: typer.Context,
    with_sources: Annotated[bool, typer.Option("--sources")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    with reading(context) as session:
        app = session.app
        look = Silences(app.storage, app.settings.silence).look(app.rules, session.now())
        if as_json:
            _show_rows(look)
            return
        _show_silences(session, look)
        counts = Counter(one.watched for one in look.standings)
        said = (session.text(f"silence.count_{one}", count=counts[one]) for one in Watched if counts[one])
        sources = session.text("alert.and").join(said) or session.text("silence.no_sources")
        channels = session.text("alert.and").join(one.id for one in app.rules.channels) or "-"
        print(session.text("silence.summary", sources=sources, channels=channels))
        if with_sources:
            _show_sources(session, look.standings)


def _show_rows(look: Look) -> None:
    for one in look.silences:
        show_json({"is": "silence", **_silence_row(one, look)})
    for standing in look.standings:
        show_json({"is": "source", **_standing_row(standing)})


def _show_silences(session: Session, look: Look) -> None:
    if not look.silences:
        print(session.text("silence.none"))
        return
    names = {one.source.id: one.source.name for one in look.standings}
    heads = (session.text(f"silence.head_{name}") for name in ("what", "how", "since", "told"))
    show_table(heads, (_cells(session, one, names, look) for one in look.silences))


def _cells(session: Session, silence: Silence, names: dict[str, str], look: Look) -> tuple[object, ...]:
    name = names.get(silence.subject_id) or _name(session, silence.subject_id)
    alarm = look.alarms.get(silence.subject_id)
    return (
        session.text(f"notice.name_{silence.form}", name=name),
        session.text(f"silence.{silence.form}", count=silence.count),
        session.when(silence.since, FORM),
        session.when(alarm.told_at, FORM) if alarm else session.text("silence.not_yet"),
    )


def _name(session: Session, subject: str) -> str:
    if subject.startswith(LADDER):
        return session.text(f"level.{subject.removeprefix(LADDER)}")
    return subject.removeprefix(DELIVERY)


def _show_sources(session: Session, standings: Iterable[Standing]) -> None:
    heads = (session.text(f"silence.head_{name}") for name in ("source", "watched", "usual", "heard", "told_from"))
    ordered = sorted(standings, key=lambda one: (one.told_from is None, one.told_from, one.source.name))
    show_table(heads, (_source_cells(session, one) for one in ordered))


def _source_cells(session: Session, one: Standing) -> tuple[object, ...]:
    is_known = one.watched in (Watched.WATCHED, Watched.SILENT)
    return (
        one.source.name,
        session.text(f"silence.{one.watched}"),
        f"{one.per_day:.1f}" if is_known else "-",
        session.when(one.heard_at, FORM) if one.heard_at else "-",
        session.when(one.told_from, FORM) if one.told_from else "-",
    )


def _silence_row(silence: Silence, look: Look) -> dict[str, Any]:
    alarm = look.alarms.get(silence.subject_id)
    return {**to_plain(silence), "told_at": to_plain(alarm.told_at) if alarm else None}


def _standing_row(one: Standing) -> dict[str, Any]:
    """A source by id and name, with how it stands."""
    plain = {key: value for key, value in to_plain(one).items() if key not in ("source", "silence")}
    return {"id": one.source.id, "name": one.source.name, **plain}

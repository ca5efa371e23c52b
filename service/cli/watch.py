"""Commands on special watches: add, list, end, report."""

from datetime import datetime
from typing import Annotated, Any

import typer

from domain.codec import to_plain
from domain.errors import BadUse
from domain.risk import Level
from pipeline.characters import readable
from reports.watch import watch_report
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from service.governance import is_governed
from service.watch_report import report_of
from service.watches import Wish, add_watch, end_watch, watch_named, watch_row, watches

app = typer.Typer(no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json")]
WatchId = Annotated[str, typer.Argument()]
FORM = "%Y-%m-%d %H:%M"


@app.command()
def add(
    context: typer.Context,
    watch: WatchId,
    name: Annotated[str, typer.Option("--name")],
    until: Annotated[str, typer.Option("--until")],
    since: Annotated[str | None, typer.Option("--from")] = None,
    topic: Annotated[list[str], typer.Option("--topic")] = [],  # noqa: B006  the library copies it
    place: Annotated[list[str], typer.Option("--place")] = [],  # noqa: B006
    source: Annotated[list[str], typer.Option("--source")] = [],  # noqa: B006
    threshold: Annotated[list[str], typer.Option("--threshold")] = [],  # noqa: B006
    route: Annotated[list[str], typer.Option("--route")] = [],  # noqa: B006
) -> None:
    with changing(context, "watch.add") as session:
        wish = Wish(
            id=watch, name=name, starts_at=session.moment(since) or session.now().replace(microsecond=0),
            ends_at=_moment(session, until), topics=tuple(topic), places=tuple(place), sources=tuple(source),
            thresholds=dict(map(_threshold, threshold)), routes=tuple(map(_route, route)),
        )  # fmt: skip
        if wish.ends_at <= session.now():
            raise BadUse("watch.already_over", until=until)
        rules = add_watch(session.app.workspace, wish, session.app.storage)
        session.app.storage.record(session.change("watch.add", watch, rules.config_id))
        print(session.text("watch.added", id=watch, since=session.when(wish.starts_at, FORM), until=session.when(wish.ends_at, FORM)))  # fmt: skip
        _tell_when(session)


@app.command()
def end(context: typer.Context, watch: WatchId, at: Annotated[str | None, typer.Option("--at")] = None) -> None:
    with changing(context, "watch.end") as session:
        moment = session.moment(at) or session.now().replace(microsecond=0)
        end_watch(session.app.workspace, watch, moment)
        session.app.storage.record(session.change("watch.end", watch))
        print(session.text("watch.ended", id=watch, at=session.when(moment, FORM)))
        _tell_when(session)


@app.command("list")
def show(context: typer.Context, as_json: Json = False) -> None:
    with reading(context) as session:
        now = session.now()
        rows = [watch_row(scope, session.app.storage, now) for scope in watches(session.app.rules)]
        if as_json:
            for row in rows:
                show_json(row)
            return
        if not rows:
            print(session.text("watch.none"))
            return
        print(session.text("level.notice"))
        heads = ("id", "name", "state", "since", "until", "limits", "levels")
        show_table((session.text(f"watch.head_{head}") for head in heads), (_cells(session, row) for row in rows))


@app.command()
def report(context: typer.Context, watch: WatchId, as_json: Json = False) -> None:
    with reading(context) as session:
        found = report_of(session.app.storage, watch_named(session.app.rules, watch), session.now())
        if as_json:
            levels = {level.name: len(found.of_level(level)) for level in sorted(Level, reverse=True)}
            events = [{**to_plain(one), "level": one.level.name} for one in found.events]
            counts = {"alerts": dict(found.alerts), "sources": dict(found.sources)}
            show_json({**to_plain(found), "levels": levels, "events": events, **counts})
            return
        for line in watch_report(found, session.app.catalogue, lambda moment: session.when(moment, FORM)):
            print(readable(line))


def _tell_when(session: Session) -> None:
    """When the change of the file acts: at once, or where versions act, once it is approved."""
    print(session.text("version.waits" if is_governed(session.app.storage) else "watch.taken_up"))


def _moment(session: Session, given: str) -> datetime:
    moment = session.moment(given)
    if moment is None:
        raise BadUse("cli.bad_moment", value=given[:40])
    return moment


def _threshold(given: str) -> tuple[str, str]:
    level, equals, value = given.partition("=")
    if not equals:
        raise BadUse("watch.bad_threshold", given=given)
    return level, value


def _route(given: str) -> tuple[str, str, str]:
    parts = given.rsplit(":", 2)
    if len(parts) != 3 or not all(parts):
        raise BadUse("watch.bad_route", given=given)
    return parts[0], parts[1], parts[2]


def _cells(session: Session, row: dict[str, Any]) -> tuple[object, ...]:
    limits = " ".join((*row["topics"], *row["places"], *row["sources"])) or "-"
    levels = ", ".join(f"{session.text(f'level.{name}')} {count}" for name, count in row["levels"].items()) or "-"
    moments = (
        session.when(datetime.fromisoformat(row[key]), FORM) if row[key] else "-" for key in ("starts_at", "ends_at")
    )
    return (row["id"], row["name"], session.text(f"watch.is_{row['state']}"), *moments, limits, levels)


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="watch")

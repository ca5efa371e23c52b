"""Commands on sources: take lists in, add, look, try, pause."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.clock import RealClock
from domain.codec import to_plain
from domain.errors import BadUse
from domain.items import Source, SourceKind
from service.build import collecting, crawl_settings
from service.cli.root import show_json, show_table
from service.cli.session import Session, changing, reading
from service.errands import survey
from service.once import poll_once
from service.source_list import BadRow, read_sources, source_of_row
from storage.values import SourceHealth

app = typer.Typer(no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json")]


@app.command("import")
def take(
    context: typer.Context,
    file: Annotated[Path, typer.Argument()],
    skip_bad: Annotated[bool, typer.Option("--skip-bad")] = False,
) -> int:
    with changing(context, "source.import", make=True) as session:
        good, bad = read_sources(file)
        _tell_bad(session, bad)
        if bad and not skip_bad:
            names = ", ".join(source.name for source in good[:10]) + (" …" if len(good) > 10 else "")
            typer.echo(session.text("source.nothing_taken", bad=len(bad), good=len(good), names=names), err=True)
            return 2
        session.app.storage.put_sources(good, session.change("source.import", f"{len(good)}"))
        print(session.text("source.taken", good=len(good), bad=len(bad)))
        return 0


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument()],
    name: Annotated[str | None, typer.Option("--name")] = None,
    kind: Annotated[str, typer.Option("--kind")] = "feed",
    outlet: Annotated[str | None, typer.Option("--outlet")] = None,
    platform: Annotated[str | None, typer.Option("--platform")] = None,
    tier: Annotated[str | None, typer.Option("--tier")] = None,
) -> None:
    row = {"kind": kind, "url": url, "name": name or url, "outlet": outlet, "platform": platform, "tier": tier}
    source = source_of_row({key: value for key, value in row.items() if value is not None})
    with changing(context, "source.add", make=True) as session:
        session.app.storage.put_sources([source], session.change("source.add", source.id))
        print(session.text("source.added", id=source.id, name=source.name))


@app.command()
def discover(context: typer.Context, url: Annotated[str, typer.Argument()], as_json: Json = False) -> int:
    with reading(context) as session:
        found = survey(url, crawl_settings(session.app), session.app.storage.hosts().values())
        if as_json:
            show_json(to_plain(found))
        elif found.reason:
            reason = _reason(session, found.reason)
            typer.echo(session.text("source.not_surveyed", url=found.url, reason=reason), err=True)
        elif not found.findings:
            typer.echo(session.text("source.found_none", url=found.url), err=True)
        else:
            heads = (session.text(f"source.head_{name}") for name in ("url", "kind", "entries", "title"))
            show_table(heads, ((one.url, one.kind.value, one.entries, one.title) for one in found.findings))
        return 0 if found.findings else 1


@app.command("list")
def show(context: typer.Context, as_json: Json = False) -> None:
    with reading(context) as session:
        health = session.app.storage.source_health(session.now())
        if as_json:
            for one in health:
                show_json(_row(one))
            return
        heads = ("id", "name", "kind", "state", "last", "today", "usual")
        show_table((session.text(f"source.head_{name}") for name in heads), (_cells(session, one) for one in health))


@app.command()
def pause(
    context: typer.Context,
    id: Annotated[str, typer.Argument()],  # noqa: A002  the argument's name is what a person types
    resume: Annotated[bool, typer.Option("--resume")] = False,
) -> None:
    with changing(context, "source.pause") as session:
        source = _named(session, id)
        action = "source.resume" if resume else "source.pause"
        session.app.storage.put_sources([replace(source, paused=not resume)], session.change(action, source.id))
        print(session.text("source.resumed" if resume else "source.paused", name=source.name))


@app.command()
def check(
    context: typer.Context,
    source: Annotated[list[str] | None, typer.Argument()] = None,
    as_json: Json = False,
) -> int:
    with ExitStack() as stack:
        session = stack.enter_context(changing(context, "source.collect"))
        stack.enter_context(session.app.workspace.alone())
        collector = stack.enter_context(collecting(session.app, RealClock()))
        polled = poll_once(collector, frozenset(source) if source else collector.timetable.ids)
        health = [one for one in session.app.storage.source_health(session.now()) if one.source.id in polled]
        for one in health:
            show_json(_row(one)) if as_json else print(_sentence(session, one))
        return 1 if any(one.state and one.state.failure for one in health) else 0


def _tell_bad(session: Session, bad: tuple[BadRow, ...]) -> None:
    for row in bad:
        reason = session.text(row.error.code, **row.error.params)
        typer.echo(session.text("source.bad_row", number=row.number, name=row.name, reason=reason), err=True)


def _named(session: Session, given: str) -> Source:
    """The source of an id or a name."""
    for source in session.app.storage.sources():
        if given in (source.id, source.name):
            return source
    raise BadUse("source.unknown", id=given)


def _row(one: SourceHealth) -> dict[str, Any]:
    """A source with its health, for `--json`."""
    return {**to_plain(one.source), "state": to_plain(one.state), "items_today": one.items_today,
            "items_28_days": one.items_28_days, "doors": to_plain(one.doors)}  # fmt: skip


def _cells(session: Session, one: SourceHealth) -> tuple[object, ...]:
    state = one.state
    last = session.when(state.last_success_at) if state and state.last_success_at else "-"
    usual = f"{one.items_28_days / 28:.1f}"
    return (
        one.source.id,
        one.source.name,
        one.source.kind.value,
        _condition(session, one),
        last,
        one.items_today,
        usual,
    )


def _condition(session: Session, one: SourceHealth) -> str:
    if one.source.paused:
        return session.text("source.is_paused")
    if one.source.kind is SourceKind.IMPORT:
        return session.text("source.is_imported")
    if one.state is None:
        return session.text("source.is_waiting")
    if one.state.given_up:
        return session.text("source.is_given_up", reason=_reason(session, one.state.failure))
    return _reason(session, one.state.failure) if one.state.failure else session.text("source.is_well")


def _sentence(session: Session, one: SourceHealth) -> str:
    doors = session.counted({count.door: count.count for count in one.doors})
    return session.text("source.checked", name=one.source.name, condition=_condition(session, one), doors=doors)


def _reason(session: Session, code: str | None) -> str:
    """The plain words for a failure's code."""
    return session.text(f"crawl.{code}")


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="sources")

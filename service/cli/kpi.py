"""`wanglou kpi`: how the desk does against its targets, and the events that missed them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from scoring.kpi import Kpi
from service.cli.quality import share_row, shown_share, shown_verdict, span_of, title_of
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.quality.kpis import Score, kpis
from service.quality.survey import read_survey, with_survey
from service.quality.told import Key
from service.watches import check_scope

AGAIN = {Kpi.COLLECTED: Kpi.WARNED, Kpi.LEVELLED: Kpi.ANSWERED}
"""The same from a later beginning."""
HEADS = ("kpi", "counts", "share", "target", "verdict", "open")


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("kpi")(run)


def run(
    context: typer.Context,
    since: Annotated[str | None, typer.Option("--since")] = None,
    until: Annotated[str | None, typer.Option("--until")] = None,
    scope: Annotated[str | None, typer.Option("--scope")] = None,
    survey: Annotated[Path | None, typer.Option("--survey")] = None,
    misses: Annotated[bool, typer.Option("--misses")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    with reading(context) as session:
        app = session.app
        if scope is not None:
            check_scope(app.rules, scope)
        brought = read_survey(survey) if survey else {}
        found = with_survey(kpis(app.storage, app.rules, span_of(session, since, until), scope), brought)
        if as_json:
            for one in found:
                show_json(_row(session, one, titled=misses))
            return
        show_table((session.text(f"quality.head_{name}") for name in HEADS), (_cells(session, one) for one in found))
        print(session.text("quality.kpi_note"))
        if misses:
            _show_misses(session, found)


def _cells(session: Session, one: Score) -> tuple[object, ...]:
    counts = f"{one.share.hits}/{one.share.total}"
    target = f"{100 * one.target:.0f} %"
    return (
        _shown(session, one.kpi),
        counts,
        shown_share(session, one.share),
        target,
        shown_verdict(session, one.verdict),
        one.open or "",
    )


def _row(session: Session, one: Score, *, titled: bool) -> dict[str, Any]:
    missed = [_missed(session, key, titled=titled) for key in one.missed]
    return {"kpi": one.kpi.value, **share_row(one.share), "target": one.target, "verdict": one.verdict.value, "open": one.open,
            "missed": missed}  # fmt: skip


def _missed(session: Session, key: Key, *, titled: bool) -> dict[str, Any]:
    event_id, scope_id, episode = key
    named = {"title": title_of(session, event_id)} if titled else {}
    return {"event_id": event_id, "scope": scope_id, "episode": episode, **named}


def _show_misses(session: Session, found: tuple[Score, ...]) -> None:
    for one in found:
        if one.missed:
            print("\n" + session.text("quality.misses", kpi=_whole(session, one.kpi), count=len(one.missed)))
            names = ("event", "scope", "episode", "title")
            cells = ((*key, title_of(session, key[0])) for key in one.missed)
            show_table((session.text(f"quality.head_{name}") for name in names), cells)


def _name(session: Session, kpi: Kpi) -> str:
    return session.text(f"quality.kpi_{kpi}")


def _shown(session: Session, kpi: Kpi) -> str:
    """Its name in the table: a second reading of the one above is set in."""
    return session.text("quality.below", name=_name(session, kpi)) if kpi in AGAIN else _name(session, kpi)


def _whole(session: Session, kpi: Kpi) -> str:
    """Its name where it stands alone."""
    name = _name(session, kpi)
    return session.text("quality.kpi_of", of=_name(session, AGAIN[kpi]), name=name) if kpi in AGAIN else name

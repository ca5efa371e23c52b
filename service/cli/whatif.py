"""The command that compares the rules in force with others over the stored past."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from config.durations import parse_duration
from config.load import load_rules
from domain.codec import to_plain
from domain.errors import BadUse
from scoring.proportion import Share
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.comparison import ChangedEvent, Judged, Load
from service.whatif import Span, WhatIf, WhatIfProgress, what_if

SHOWN = 20
"""Changed events in the text; all are in the JSON."""


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("whatif")(run)


def run(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--config")],
    since: Annotated[str, typer.Option("--since")],
    until: Annotated[str | None, typer.Option("--until")] = None,
    warm_up: Annotated[str, typer.Option("--warm-up")] = "14d",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    if not folder.is_dir():
        raise BadUse("config.no_folder", folder=folder)
    with reading(context) as session:
        span = _span(session, since, until, warm_up)
        with _progress(session) as moved:
            found = what_if(session.app, load_rules(folder), span, moved)
        if as_json:
            show_json(report(found))
        else:
            _Text(session).show(found)


def report(found: WhatIf) -> dict[str, Any]:
    """The comparison as JSON."""
    compared = found.comparison
    return {
        "since": to_plain(found.span.since),
        "until": to_plain(found.span.until),
        "rows": found.rows,
        "purged": found.purged,
        "config_ids": {"present": found.present, "other": found.other},
        "transitions": compared.transitions,
        "alerts": dict(zip(("present", "other"), map(to_plain, compared.loads), strict=True)),
        "changes": to_plain(compared.changes),
        "dispositions": dict(zip(("present", "other"), map(to_plain, compared.judged), strict=True)),
    }


def _span(session: Session, since: str, until: str | None, warm_up: str) -> Span:
    begins, now = session.moment(since), session.now()
    assert begins is not None
    ends = min(session.moment(until) or now, now)
    if begins >= ends:
        raise BadUse("whatif.no_span", since=since[:40], until=ends.isoformat(timespec="minutes"))
    return Span(warm=begins - _length(warm_up), since=begins, until=ends)


def _length(given: str) -> timedelta:
    try:
        return parse_duration(given)
    except ValueError as error:
        raise BadUse("cli.bad_span", value=given[:40]) from error


@contextmanager
def _progress(session: Session) -> Iterator[WhatIfProgress]:
    """Whose turn it is and the simulated date, where somebody looks."""
    console = Console(stderr=True)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, disable=not console.is_terminal,
                  transient=True) as progress:  # fmt: skip
        task = progress.add_task("")

        def moved(config_id: str, at: datetime) -> None:
            progress.update(task, description=f"{config_id[:8]} {session.when(at, '%Y-%m-%d %H:%M')}")

        yield moved


@dataclass(frozen=True, slots=True)
class _Text:
    """The comparison as a person reads it."""

    session: Session

    def show(self, found: WhatIf) -> None:
        text, when = self.session.text, self.session.when
        print(text("whatif.head", since=when(found.span.since, "%Y-%m-%d %H:%M"), until=when(found.span.until, "%Y-%m-%d %H:%M"),
                   rows=found.rows, present=found.present, other=found.other))  # fmt: skip
        if found.purged:
            print(text("whatif.purged", count=found.purged))
        for scope, matrix in found.comparison.transitions.items():
            self._matrix(scope, matrix)
        self._loads(found.comparison.loads)
        self._judged(found.comparison.judged)
        self._changes(found.comparison.changes)
        print(text("level.notice"))

    def _matrix(self, scope: str, matrix: Any) -> None:
        columns = list(dict.fromkeys(level for row in matrix.values() for level in row))
        print("\n" + self.session.text("whatif.matrix", scope=scope))
        heads = ["", *map(self._level, columns)]
        show_table(
            heads, ([self._level(level), *(row.get(one, "-") for one in columns)] for level, row in matrix.items())
        )

    def _loads(self, loads: tuple[Load, Load]) -> None:
        text = self.session.text
        rows = []
        for name, one in zip(("present", "other"), loads, strict=True):
            counts = [count for _, count in one.shifts]
            mean = f"{sum(counts) / len(counts):.1f}" if counts else "-"
            rows.append((text(f"whatif.{name}"), one.total, mean, max(counts, default=0), one.flood_minutes))
        print("\n" + text("whatif.alerts"))
        show_table(("", *(text(f"whatif.head_{name}") for name in ("total", "mean", "most", "flood"))), rows)

    def _judged(self, judged: tuple[Judged, Judged]) -> None:
        text = self.session.text
        if not any(one.precision.total or one.recall.total for one in judged):
            print("\n" + text("whatif.not_judged"))
            return
        print("\n" + text("whatif.judged"))
        rows = [(text(f"whatif.{name}"), self._share(one.precision), self._share(one.recall))
                for name, one in zip(("present", "other"), judged, strict=True)]  # fmt: skip
        show_table(("", text("whatif.head_precision"), text("whatif.head_recall")), rows)

    def _share(self, one: Share) -> str:
        if one.interval is None:
            return f"{one.hits}/{one.total}"
        low, high = one.interval
        return f"{one.hits}/{one.total} ({low:.0%} - {high:.0%})"

    def _changes(self, changes: tuple[ChangedEvent, ...]) -> None:
        text = self.session.text
        print("\n" + text("whatif.changes", count=len(changes)))
        for one in changes[:SHOWN]:
            why = ", ".join(f"{text(f'factor.{part.name}')} {part.points:+.1f}" for part in one.why) or "-"
            print(
                text(
                    "whatif.change",
                    title=one.title,
                    present=self._level(one.present),
                    other=self._level(one.other),
                    why=why,
                )
            )
        if len(changes) > SHOWN:
            print(text("whatif.more", count=len(changes) - SHOWN))

    def _level(self, level: str) -> str:
        return self.session.text("whatif.absent") if level == "absent" else self.session.text(f"level.{level}")

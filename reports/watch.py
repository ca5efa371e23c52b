"""The report of a special watch: what it saw in its time, in Markdown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.alerts import Reason
from domain.events import Scope
from domain.messages import Catalogue
from domain.risk import PROPOSED_I, Level
from reports.tables import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedEvent:
    """An event as far as the watch assessed it."""

    id: str
    title: str
    level: Level
    """The highest it had in the watch's time."""
    proposed: bool
    index: float
    """The highest it had."""
    first_at: datetime
    """First assessment in the watch."""
    documents: int
    """Members that the watch has seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchReport:
    """What a watch has seen from its beginning to `until`. Texts of the web stand in titles and source names alone."""

    scope: Scope
    until: datetime
    """Its end, or now while it runs."""
    documents: int
    first: datetime | None
    last: datetime | None
    """When the first and the last document happened."""
    events: tuple[WatchedEvent, ...]
    """All that it assessed, gravest first."""
    alerts: tuple[tuple[Reason, int], ...]
    """Occasions told, each counted once however many were told of it."""
    sources: tuple[tuple[str, int], ...]
    """Name and documents, most first."""

    def of_level(self, level: Level) -> tuple[WatchedEvent, ...]:
        """Events whose highest level is this one."""
        return tuple(event for event in self.events if event.level is level)


def watch_report(report: WatchReport, catalogue: Catalogue, when: Callable[[datetime], str]) -> Iterator[str]:
    """Lines of Markdown. `when` shows a moment in the desk's own time."""
    text, scope = catalogue.text, report.scope
    yield f"# {plain(scope.name)}"
    yield ""
    yield text("watch.span", since=when(scope.starts_at) if scope.starts_at else "-", until=when(report.until))
    yield text("watch.seen", documents=report.documents, sources=len(report.sources), events=len(report.events))
    if report.first and report.last:
        yield text("watch.first_last", first=when(report.first), last=when(report.last))
    yield ""
    yield text("level.notice")
    for level in sorted(Level, reverse=True):
        yield from _level(report, level, catalogue, when)
    yield from _counts(text("watch.alerts"), [(text(f"reason.{reason}"), count) for reason, count in report.alerts])
    yield from _counts(text("watch.sources"), [(plain(name), count) for name, count in report.sources])


def _level(report: WatchReport, level: Level, catalogue: Catalogue, when: Callable[[datetime], str]) -> Iterator[str]:
    """The events of one level; those without one are only counted."""
    found = report.of_level(level)
    if not found:
        return
    yield from ("", f"## {catalogue.text(f'level.{level.name}')}: {len(found)}")
    if level is Level.NONE:
        return
    yield ""
    for event in found:
        mark = f" ({catalogue.text(f'level.{PROPOSED_I}')})" if event.proposed else ""
        yield catalogue.text(
            "watch.event", title=plain(event.title) + mark, index=f"{event.index:.2f}", documents=event.documents,
            first=when(event.first_at), id=event.id,
        )  # fmt: skip


def _counts(heading: str, rows: list[tuple[str, int]]) -> Iterator[str]:
    yield from ("", f"## {heading}", "")
    yield from (f"- {name}: {count}" for name, count in rows)
    if not rows:
        yield "-"

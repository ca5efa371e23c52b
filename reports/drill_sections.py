"""The report of a drill in words: times beside their targets, what failed, and the time line."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from domain.alerts import Reason
from domain.drills import Drill
from domain.messages import Catalogue
from domain.risk import Level, level_name
from reports.drills import Done, DrillReport, Levelled, Measure, Published, Telling, Verdict
from reports.tables import Section

CLOCKS = (Reason.DEADLINE_NEAR, Reason.DEADLINE_PASSED)
Row = tuple[str, ...]
Placed = tuple[datetime, int, Row]
"""A row of the time line: its time, its place among what happens at the same time, its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How the report says things."""

    catalogue: Catalogue
    scenario: str
    """The scenario's name."""
    when: Callable[[datetime], str]
    """A moment in the desk's own time."""
    named: Callable[[str], str]
    """A person or role."""


def sections(report: DrillReport, words: Words) -> tuple[Section, ...]:
    """The whole report."""
    text = words.catalogue.text
    found = [
        Section(heading=text("drill.title", name=words.scenario), lines=tuple(_summary(report, words))),
        _table(words, "times", ("timed", "level", "took", "target", "verdict", "who"),
               [_measure(one, words) for one in report.measures]),
        _table(words, "deliveries", ("recipient", "channel", "told", "arrived", "lag"), [*_deliveries(report, words)]),
        _table(words, "failed", ("at", "what", "recipient", "channel", "status"),
               [_failure(one, report, words) for one in report.undelivered]),
        _table(words, "course", ("at", "what", "detail"), [*_course(report, words)]),
    ]  # fmt: skip
    return tuple(section for section in found if section.lines or section.rows)


def span(took: timedelta | None) -> str:
    """A span as h:mm:ss."""
    if took is None:
        return "-"
    minutes, seconds = divmod(round(took.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _summary(report: DrillReport, words: Words) -> Iterator[str]:
    text, drill = words.catalogue.text, report.drill
    yield text("alert.drill_line")
    yield text("drill.begun", id=drill.id, at=words.when(drill.begun_at), by=words.named(drill.begun_by))
    yield text(
        "drill.ran" if drill.pace == 1 else "drill.ran_fast",
        state=text(f"drill.is_{report.state}"),
        span=span(report.until - drill.starts_at),
        pace=f"{drill.pace:g}",
    )
    yield text(
        "drill.told", documents=len(report.published), alerts=len(report.tellings), undelivered=len(report.undelivered)
    )
    counts = {verdict: report.counted(verdict) for verdict in Verdict}
    yield text("drill.verdicts", **{verdict.value: count for verdict, count in counts.items()})
    for event in report.events:
        yield text(
            "drill.event", title=event.title, level=_level(event.level, words), state=text(f"state.{event.state}")
        )
    if not report.events:
        yield text("drill.nothing_told")
    yield text("level.notice")


def _table(words: Words, name: str, heads: Row, rows: list[Row]) -> Section:
    text = words.catalogue.text
    return Section(
        heading=text(f"drill.{name}"), heads=tuple(text(f"drill.head_{head}") for head in heads) if rows else (),
        rows=tuple(rows),
    )  # fmt: skip


def _measure(one: Measure, words: Words) -> Row:
    text = words.catalogue.text
    return (
        text(f"drill.timed_{one.timed}"), one.level.name, span(one.took), span(one.target),
        text(f"drill.{one.verdict}"), words.named(one.by) if one.by else "",
    )  # fmt: skip


def _deliveries(report: DrillReport, words: Words) -> Iterator[Row]:
    """For each recipient and channel: how many were told, how many arrived, and the longest wait."""
    told = Counter((one.recipient, one.channel) for one in report.tellings)
    for (recipient, channel), count in told.items():
        own = [one for one in report.tellings if (one.recipient, one.channel) == (recipient, channel)]
        lags = [one.lag for one in own if one.lag is not None]
        yield words.named(recipient), channel, str(count), str(len(lags)), span(max(lags, default=None))


def _failure(one: Telling, report: DrillReport, words: Words) -> Row:
    text = words.catalogue.text
    status = text(f"delivery.{one.status}") + (f" ({one.detail})" if one.detail else "")
    return offset(one.at, report.drill), _why(one, words), words.named(one.recipient), one.channel, status


def _course(report: DrillReport, words: Words) -> Iterator[Row]:
    """What happened, in order of time: documents, then levels, then what was told, then what was done."""
    told = groupby(
        sorted(report.tellings, key=lambda one: (one.at, one.event_id, one.occasion)),
        key=lambda one: (one.at, one.event_id, one.occasion),
    )
    placed: list[Placed] = [
        *((one.at, 0, _published(one, words)) for one in report.published),
        *((one.at, 1, _levelled(one, words)) for one in report.levels),
        *((key[0], 2, _telling([*same], words)) for key, same in told),
        *((one.at, 3, _done(one, words)) for one in report.done),
    ]
    for at, _, row in sorted(placed, key=lambda one: one[:2]):
        yield (offset(at, report.drill), *row)


def _published(one: Published, words: Words) -> Row:
    return words.catalogue.text("drill.published"), f"{one.outlet}: {one.title}"


def _levelled(one: Levelled, words: Words) -> Row:
    text = words.catalogue.text
    level = text(f"level.{level_name(one.level, proposed=one.proposed)}")
    return text("drill.levelled"), text("drill.to_level", level=level, index=f"{one.index:.0f}")


def _telling(same: list[Telling], words: Words) -> Row:
    text = words.catalogue.text
    who = (text("drill.told_to", who=words.named(one.recipient), channel=one.channel,
                status=text(f"delivery.{one.status}")) for one in same)  # fmt: skip
    return _why(same[0], words), text("alert.and").join(who)


def _why(one: Telling, words: Words) -> str:
    """Such as: half of the time to answer."""
    if one.reason not in CLOCKS:
        return words.catalogue.text(f"reason.{one.reason}")
    clock, _, percent = one.occasion.split(":")
    return words.catalogue.text(f"alerts.{clock}_{percent}")


def _done(one: Done, words: Words) -> Row:
    text = words.catalogue.text
    disposition = text(f"record.{one.disposition}") if one.disposition else ""
    return text(f"record.{one.kind}", disposition=disposition), words.named(one.by)


def offset(at: datetime, drill: Drill) -> str:
    """Hours and minutes since a drill began, such as +1:05."""
    minutes = int(max(at - drill.starts_at, timedelta(0)).total_seconds() // 60)
    return f"+{minutes // 60}:{minutes % 60:02}"


def _level(level: Level, words: Words) -> str:
    return words.catalogue.text(f"level.{level.name}")

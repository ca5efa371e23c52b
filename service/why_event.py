"""Why an event stands where it stands: a sentence, the table behind it, the rules that acted, and what would lower it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from domain.codec import to_plain
from domain.messages import Catalogue
from domain.risk import Factor, Level
from scoring.breakdown import Line, breakdown, total
from scoring.explain import explain, growth_ratio, sentence, shown_tail
from scoring.levels import threshold_of
from scoring.lowering import Lowering, steps_down_under
from service.columns import columns
from service.standing import Standing

NUMBERS = (1, 2, 3, 4)
"""Columns of the table that stand flush right."""
Shown = Callable[[float], str]
UNITS: Mapping[str, Shown] = {
    "heat": lambda value: f"{value:.1f}",
    "breadth": lambda value: f"{value:.0f}",
    "interaction": lambda value: f"{value:.0%}",
    "growth": lambda value: f"{growth_ratio(value):.1f}",
    "duration": lambda value: f"{value:.1f}",
    "urgency": lambda value: f"{value:.0%}",
}
"""How a factor's value is written; the others have two decimals."""


def why_event(catalogue: Catalogue, one: Standing) -> Iterator[str]:
    """Lines for a person, within 80 columns but for the sentence."""
    text = catalogue.text
    yield said(catalogue, one)
    if one.assessment.contributions:
        yield from _table(catalogue, one)
    yield text(
        "standing.computed",
        at=_when(one),
        coverage=f"{one.assessment.coverage:.0%}",
        config_id=one.assessment.config_id,
    )
    if one.unread is not None:
        yield text("standing.other_rules", reason=text(one.unread.code, **one.unread.params))
    yield text("event.topics", topics=text("why.and").join(one.topics) or "-")
    yield from _lowerings(catalogue, one)


def said(catalogue: Catalogue, one: Standing) -> str:
    """The sentence."""
    return sentence(explain(one.assessment, one.scope, one.matter, casualty=one.casualty), catalogue)


def standing_row(catalogue: Catalogue, one: Standing) -> dict[str, Any]:
    """The same for a program: sentence, table, rules that acted, coverage, rules' id, next level, lowerings."""
    found = one.assessment
    following = None if found.level is Level.I else Level(found.level + 1)
    return {
        "sentence": said(catalogue, one),
        "at": to_plain(found.at),
        "scope": found.scope_id,
        "level": found.level.name,
        "raw_level": found.raw_level.name,
        "proposed": found.proposed,
        "manual": found.manual.name if found.manual is not None else None,
        "index": found.index,
        "base_index": found.base_index,
        "next_level": following and {"level": following.name, "threshold": threshold_of(following, one.scope.levels)},
        "table": [to_plain(line) for line in breakdown(found)],
        "spread": found.spread,
        "harm": found.harm,
        "reasons": list(found.reasons),
        "coverage": found.coverage,
        "config_id": found.config_id,
        "rules_unread": one.unread and one.unread.code,
        "code_version": found.code_version,
        "lowering": [{**to_plain(case), "level": case.level.name} for case in one.lowerings()],
    }


def _table(catalogue: Catalogue, one: Standing) -> Iterator[str]:
    """Name, value, normalised value, weight, points; the last row is the sum, which is the index."""
    text, lines = catalogue.text, breakdown(one.assessment)
    surge = next((factor for factor in one.assessment.factors if factor.name == "surge"), None)
    heads = tuple(text(f"standing.head_{name}") for name in ("factor", "value", "normalised", "weight", "points"))
    body = (_cells(catalogue, line, surge) for line in lines)
    last = (text("standing.total"), "", "", "", f"{total(lines):.2f}")
    yield from ("  " + line for line in columns((heads, *body, last), NUMBERS))


def _cells(catalogue: Catalogue, line: Line, surge: Factor | None) -> tuple[str, ...]:
    return (
        catalogue.text(f"factor.{line.name}"),
        _value(catalogue, line, surge),
        "" if line.normalised is None else f"{line.normalised:.2f}",
        "" if line.weight is None else f"{line.weight:.2f}",
        "" if line.points is None else f"{line.points:+.2f}",
    )


def _value(catalogue: Catalogue, line: Line, surge: Factor | None) -> str:
    """The value in its unit; the base case has none."""
    if line.name == "base":
        return ""
    if line.value is None:
        return catalogue.text("standing.unknown")
    tail = shown_tail(surge) if line.name == "surge" and surge is not None else None
    shown = tail or UNITS.get(line.name, "{:.2f}".format)(line.value)
    return catalogue.text(f"unit.{line.name}", value=shown)


def _lowerings(catalogue: Catalogue, one: Standing) -> Iterator[str]:
    """What would lower it, each with index, points and what becomes of the level."""
    found, text = one.lowerings(), catalogue.text
    if not found:
        return
    level = one.assessment.level
    rules = one.scope.levels
    yield text(
        "lowering.person" if level >= Level.II else "lowering.machine",
        under=f"{steps_down_under(level, one.scope):g}", minutes=f"{rules.lower_after.total_seconds() / 60:g}",
    )  # fmt: skip
    rows = tuple(_lowering(catalogue, one, case) for case in found)
    yield from ("  " + line for line in columns(rows, (1, 2)))


def _lowering(catalogue: Catalogue, one: Standing, case: Lowering) -> tuple[str, ...]:
    text = catalogue.text
    running = case.case.startswith("quiet") and one.seen is not None and one.seen.memory.answered_at is None
    name = text(f"lowering.{case.case}") + (text("lowering.unanswered") if running else "")
    return name, f"{case.index:.2f}", f"{case.points:+.2f}", outcome(catalogue, one.assessment.level, case)


def outcome(catalogue: Catalogue, level: Level, case: Lowering) -> str:
    """Down to a level or, where the clock adds enough, up; else why it stays."""
    text = catalogue.text
    if case.level != level:
        return text("lowering.down" if case.level < level else "lowering.up", level=text(f"level.{case.level.name}"))
    return text(f"lowering.stays_{(case.kept_by or 'level').replace('.', '_')}")


def _when(one: Standing) -> str:
    zone = ZoneInfo(one.scope.institution.time_zone)
    return one.assessment.at.astimezone(zone).strftime("%m-%d %H:%M")

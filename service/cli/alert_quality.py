"""Commands on the quality of alerts: their published precision, and what they ask of the desk."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer

from domain.alerts import DeliveryStatus
from domain.codec import to_plain
from domain.duty import Disposition
from service.cli.quality import share_row, shown_share, shown_verdict, span_of, title_of
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.quality.deliveries import Way
from service.quality.load import AlertLoad, Figure, LevelShare, Measure, alert_load
from service.quality.precision import ALL, UNKNOWN, Grouped, Precision, precision
from service.watches import check_scope

Since = Annotated[str | None, typer.Option("--since")]
Until = Annotated[str | None, typer.Option("--until")]
Json = Annotated[bool, typer.Option("--json")]
FORM = "%Y-%m-%d %H:%M"


def register(alerts: typer.Typer) -> None:
    """Put the commands into the group of alerts."""
    alerts.command("precision")(show_precision)
    alerts.command("load")(show_load)


def show_precision(
    context: typer.Context,
    by: Annotated[Grouped, typer.Option("--by")] = Grouped.LEVEL,
    since: Since = None,
    until: Until = None,
    scope: Annotated[str | None, typer.Option("--scope")] = None,
    as_json: Json = False,
) -> None:
    with reading(context) as session:
        rules = session.app.rules
        if scope is not None:
            check_scope(rules, scope)
        found = precision(session.app.storage, rules, span_of(session, since, until), by, scope)
        if as_json:
            for one in found:
                show_json(_precision_row(one, by))
            return
        heads = (f"by_{by}", "alerted", *Disposition, "unjudged", "precision")
        show_table(
            (session.text(f"quality.head_{name}") for name in heads),
            (_cells(session, one, by, rules.topic_names) for one in found),
        )
        _show_selection(session, found[0])
        if by is Grouped.LEVEL:
            print(session.text("level.notice"))


def show_load(context: typer.Context, since: Since = None, until: Until = None, as_json: Json = False) -> None:
    with reading(context) as session:
        found = alert_load(session.app.storage, session.app.rules, span_of(session, since, until))
        if as_json:
            show_json(_load_row(found))
            return
        print(session.text("quality.load_head", since=session.when(found.since, FORM), until=session.when(found.until, FORM),
                           alerts=found.alerts, hours=f"{found.operator_hours:g}", floods=found.flood_minutes))  # fmt: skip
        rows = [*(_figure(session, one) for one in found.figures), *(_level(session, one) for one in found.levels)]
        show_table(
            (session.text(f"quality.head_{name}") for name in ("measure", "value", "bound", "verdict", "worst")), rows
        )
        print(session.text("level.notice"))
        _show_events(session, found.figures)
        _show_ways(session, found.ways)


def _cells(session: Session, one: Precision, by: Grouped, names: Mapping[str, str]) -> tuple[object, ...]:
    counts = (one.said[each] for each in Disposition)
    return _group(session, one.group, by, names), one.alerted, *counts, one.unjudged, shown_share(session, one.real)


def _group(session: Session, group: tuple[str, ...], by: Grouped, names: Mapping[str, str]) -> str:
    """A group by the name that people know."""
    if group == ALL:
        return session.text("quality.all")
    if group == (UNKNOWN,):
        return session.text("quality.not_stored")
    if by is Grouped.LEVEL:
        return session.text(f"level.{group[0]}")
    if by is Grouped.TOPIC:
        return names.get(group[0], group[0])
    if by is Grouped.RULE:
        return group[1] if group[1].startswith(f"{group[0]}.") else f"{group[0]} {group[1]}"
    *outlet, platform, tier = group
    return " ".join([*outlet, session.text(f"platform.{platform}"), session.text(f"tier.{tier}")])


def _show_selection(session: Session, whole: Precision) -> None:
    """What the share does not say."""
    if whole.bounds is not None and whole.unjudged:
        low, high = (f"{100 * bound:.1f}" for bound in whole.bounds)
        print(session.text("quality.selection", unjudged=whole.unjudged, alerted=whole.alerted, low=low, high=high))
    print(session.text("quality.precision_note"))


def _precision_row(one: Precision, by: Grouped) -> dict[str, Any]:
    return {
        "by": by.value if one.group else "all", "group": list(one.group), "alerted": one.alerted,
        **{each.value: one.said[each] for each in Disposition}, "unjudged": one.unjudged,
        "precision": share_row(one.real), "bounds": to_plain(one.bounds),
    }  # fmt: skip


def _figure(session: Session, one: Figure) -> tuple[object, ...]:
    value = "-" if one.value is None else f"{one.value:g}"
    worst = session.when(one.at) if one.at else ""
    verdict = shown_verdict(session, one.verdict)
    return _measured(session, one.measure), value, f"≤ {one.bound:g}", verdict, worst


def _show_events(session: Session, figures: Iterable[Figure]) -> None:
    """Which events a figure is about."""
    for one in figures:
        if one.events:
            print("\n" + _measured(session, one.measure))
            heads = (session.text(f"quality.head_{name}") for name in ("event", "title"))
            show_table(heads, ((event_id, title_of(session, event_id)) for event_id in one.events))


def _measured(session: Session, measure: str) -> str:
    name = session.text(f"quality.load_{measure}")
    return session.text("quality.below", name=name) if measure == Measure.DAILY else name


def _level(session: Session, one: LevelShare) -> tuple[object, ...]:
    name = session.text("quality.load_level", level=session.text(f"level.{one.level.name}"))
    counts = f"{one.share.hits}/{one.share.total}"
    value = counts if one.share.interval is None else f"{counts}, {100 * (one.share.value or 0):.1f} %"
    return name, value, f"{one.sign} {100 * one.bound:g} %", shown_verdict(session, one.verdict), ""


def _show_ways(session: Session, ways: tuple[Way, ...]) -> None:
    if not ways:
        return
    print()
    names = ("channel", "alerts", *DeliveryStatus)
    present = [name for name in names if name in names[:2] or any(way.counts.get(name) for way in ways)]
    heads = [
        session.text(f"delivery.{name}" if name in tuple(DeliveryStatus) else f"quality.head_{name}")
        for name in present
    ]
    heads += [session.text(f"quality.head_{name}") for name in ("arrived", "median", "p95")]
    show_table(heads, (_way(session, way, present[2:]) for way in ways))


def _way(session: Session, way: Way, statuses: list[str]) -> tuple[object, ...]:
    delays = (
        "-" if one is None else session.text("quality.seconds", seconds=f"{one:.1f}") for one in (way.median, way.p95)
    )
    counts = (way.counts.get(status, 0) for status in statuses)
    return way.channel, sum(way.counts.values()), *counts, shown_share(session, way.delivered), *delays


def _load_row(found: AlertLoad) -> dict[str, Any]:
    row: dict[str, Any] = to_plain(found)
    for plain, one in zip(row["levels"], found.levels, strict=True):
        plain |= {"level": one.level.name, "share": share_row(one.share)}
    for plain, way in zip(row["ways"], found.ways, strict=True):
        plain["delivered"] = share_row(way.delivered)
    return row

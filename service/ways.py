"""How an event went from outlet to outlet, as lines and rows."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from domain.codec import to_plain
from domain.items import Platform
from domain.messages import Catalogue
from domain.spread import PlatformSpread, Spread, SpreadStep
from service.columns import columns

When = Callable[[datetime], str]
"""A moment in the desk's own time."""


def spread_brief(catalogue: Catalogue, spread: Spread, when: When) -> Iterator[str]:
    """A line a kind of platform, in order of their first documents."""
    rows = [_platform_cells(catalogue, spread, one, when) for one in spread.platforms]
    yield from ("  " + line for line in columns(rows)) if rows else ()


def spread_lines(catalogue: Catalogue, spread: Spread, when: When) -> Iterator[str]:
    """Outlets by kind of platform, in order, each with the text that its first is nearest to."""
    if not spread.steps:
        return
    heads = tuple(
        catalogue.text(f"spread.head_{name}")
        for name in ("at", "delay", "outlet", "tier", "documents", "similarity", "nearest")
    )
    cells = {step.outlet: _step_cells(catalogue, step, when) for step in spread.steps}
    head, *lines = columns([heads, *cells.values()], (1, 4, 5))
    told = dict(zip(cells, lines, strict=True))
    yield "  " + head
    for one in spread.platforms:
        steps = [step for step in spread.steps if step.platform is one.platform]
        yield _platform_line(catalogue, one, when)
        yield from ("  " + told[step.outlet] for step in steps)
    if spread.compared < spread.texts:
        yield catalogue.text("spread.compared", compared=spread.compared, texts=spread.texts)


def spread_row(spread: Spread) -> dict[str, Any]:
    """The whole for a program; delays in seconds."""
    row: dict[str, Any] = to_plain(spread)
    return row


def _platform_line(catalogue: Catalogue, one: PlatformSpread, when: When) -> str:
    return catalogue.text(
        "spread.platform", platform=_platform(catalogue, one.platform), outlets=one.outlets, documents=one.documents,
        first=when(one.first_at),
    )  # fmt: skip


def _platform_cells(catalogue: Catalogue, spread: Spread, one: PlatformSpread, when: When) -> tuple[str, ...]:
    first = next((step.outlet for step in spread.steps if step.platform is one.platform), "")
    counts = catalogue.text("spread.counts", outlets=one.outlets, documents=one.documents)
    return when(one.first_at), _delay(one.delay), _platform(catalogue, one.platform), counts, first


def _step_cells(catalogue: Catalogue, step: SpreadStep, when: When) -> tuple[str, ...]:
    nearest = "" if step.nearest is None else f"{step.nearest} {_share(step.nearest_similarity)}"
    return (
        when(step.first_at),
        _delay(step.delay),
        step.outlet,
        catalogue.text(f"tier.{step.tier}"),
        str(step.documents),
        _share(step.similarity),
        nearest,
    )


def _platform(catalogue: Catalogue, platform: Platform) -> str:
    return catalogue.text(f"platform.{platform}")


def _share(similarity: float | None) -> str:
    return "" if similarity is None else f"{similarity:.0%}"


def _delay(delay: timedelta) -> str:
    """Hours and minutes, such as +27:05."""
    minutes = round(delay.total_seconds() / 60)
    return f"+{minutes // 60}:{minutes % 60:02}"

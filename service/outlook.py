"""What an event is likely to bring, forecast from the stored past of all others."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from domain.codec import to_plain
from domain.events import Event
from domain.forecast import Forecast, NoForecast, Outlook, PastError
from domain.messages import Catalogue
from scoring.forecast import forecast, learn
from scoring.season import season_of
from storage.base import Storage

HORIZONS = (timedelta(hours=6), timedelta(hours=24))
LEARNT_FROM = timedelta(days=28)


def forecast_at(storage: Storage, event: Event) -> datetime:
    """The moment of an event's forecast: the last evaluation, so that it is the same until more is known."""
    return storage.cursor().evaluated_at or event.last_seen


def outlooks(
    storage: Storage, event: Event, at: datetime, horizons: Sequence[timedelta] = HORIZONS
) -> tuple[Outlook, ...]:
    """One forecast a horizon, learnt from the members of all other events in the 28 days before."""
    now = at.timestamp()
    members = groupby(storage.event_times(at - LEARNT_FROM), key=itemgetter(0))
    times = {key: [moment.timestamp() for _, moment in group] for key, group in members}
    own = times.pop(event.id, [])
    season = season_of([moment for moment in moments if moment <= now] for moments in times.values())
    learnt = (learn(times.values(), now=now, horizon=horizon, season=season) for horizon in horizons)
    return tuple(forecast(own, one, now=now) for one in learnt)


def outlook_row(event: Event, at: datetime, one: Outlook) -> dict[str, Any]:
    """A forecast for a program: figures, or null and the reason."""
    figures: dict[str, Any] = {"expected": None, "low": None, "high": None, "withheld": None}
    if isinstance(one, Forecast):
        figures |= {"expected": one.expected, "low": one.low, "high": one.high}
    else:
        figures["withheld"] = one.reason
    hours = one.horizon / timedelta(hours=1)
    return {"event_id": event.id, "at": to_plain(at), "hours": hours, **figures, "past": to_plain(one.past)}


def outlook_lines(catalogue: Catalogue, found: tuple[Outlook, ...]) -> Iterator[str]:
    """A line a horizon: the figure with its past error, or why there is none."""
    for one in found:
        yield _given(catalogue, one) if isinstance(one, Forecast) else _withheld(catalogue, one)


def past_line(catalogue: Catalogue, past: PastError) -> str:
    """How well such forecasts did."""
    basis = catalogue.text("outlook.own" if past.own else "outlook.pool", origins=past.origins)
    return catalogue.text(
        "outlook.past", error=f"{past.error:.1f}", naive=f"{past.naive_error:.1f}", coverage=f"{past.coverage:.0%}",
        basis=basis,
    )  # fmt: skip


def _given(catalogue: Catalogue, one: Forecast) -> str:
    return catalogue.text(
        "outlook.given", hours=_hours(one), expected=f"{one.expected:.1f}", low=one.low, high=one.high,
        error=f"{one.past.error:.1f}", naive=f"{one.past.naive_error:.1f}",
    )  # fmt: skip


def _withheld(catalogue: Catalogue, one: NoForecast) -> str:
    return catalogue.text("outlook.withheld", hours=_hours(one), why=catalogue.text(f"outlook.{one.reason}"))


def _hours(one: Outlook) -> str:
    return f"{one.horizon / timedelta(hours=1):g}"

"""How many more documents an event is likely to bring, always beside how well such forecasts did in the past."""

from dataclasses import dataclass
from datetime import timedelta

MASS = 0.8
"""Share of outcomes that an interval is made to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastError:
    """How forecasts of the same kind did where the outcome is known. Errors are root mean squares, in documents."""

    origins: int
    """Moments forecast from."""
    error: float
    naive_error: float
    """Of the better of two naive rules: as many as in the last span of the same length; none."""
    coverage: float
    """Share of outcomes inside the interval."""
    own: bool = False
    """Measured on this event's own past; else on other events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Further documents within `horizon` of the moment of the forecast."""

    horizon: timedelta
    expected: float
    """Rounded to .1."""
    low: int
    high: int
    """The shortest interval that holds 80 %; both ends belong to it."""
    past: PastError


@dataclass(frozen=True, slots=True, kw_only=True)
class NoForecast:
    """No figure, and why: `few`, `quiet`, `untested`, `no_better` or `coverage`."""

    horizon: timedelta
    reason: str
    past: PastError | None = None
    """Where a test was made and failed."""


Outlook = Forecast | NoForecast

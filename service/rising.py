"""Which topics and places bring more than they usually do, at the moment of the last evaluation.

Every stream is held against its own past: the smallest tail of 1, 3 and 6 hours, of which those stand out that the false
discovery rate leaves; and slow charts (EWMA, CUSUM) over the whole hours of two weeks, for rises that no window shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.rules import Rules
from domain.streams import EVERYTHING, TOTALS, hour_of
from scoring.baseline import Baseline
from scoring.control import Control, residual, step
from scoring.discovery import discoveries
from scoring.surge import Tail, tail
from service.past import Past, first_hour
from storage.base import Storage

CHARTED = 14 * 24
"""Hours that the slow charts run over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """A stream now. `tail` is None where it has no past."""

    stream: str
    today: int
    """Documents of the last 24 hours."""
    usual: float
    """What these hours usually bring."""
    tail: Tail | None
    is_surging: bool
    """Stands out among all streams."""
    slow: tuple[str, ...]
    """Charts that are over: `ewma`, `cusum`."""


def rising(storage: Storage, rules: Rules) -> tuple[Rising, ...]:
    """Every stream, the least likely first; none before the first evaluation."""
    at = storage.cursor().evaluated_at
    if at is None:
        return ()
    past = Past(rules)
    past.restore(storage.hour_counts(first_hour(at)), at)
    streams = [stream for stream in past.tallies.streams if stream != EVERYTHING and not stream.startswith(TOTALS)]
    exposure = past.usual.exposure(at)
    fitted = {stream: past.usual.baseline(stream, at) for stream in streams}
    tails = {stream: tail(past.tallies.counts(stream), fitted[stream], at.timestamp(), exposure) for stream in streams}
    found = set(discoveries({stream: one.p for stream, one in tails.items() if one is not None}))
    rows = [
        _row(stream, past.tallies.counts(stream), fitted[stream], tails[stream], at, is_surging=stream in found)
        for stream in streams
    ]
    return tuple(sorted(rows, key=lambda row: (1.0 if row.tail is None else row.tail.p, row.stream)))


def _row(
    stream: str, counts: Mapping[int, int], usual: Baseline, found: Tail | None, at: datetime, *, is_surging: bool
) -> Rising:
    hour = hour_of(at)
    day = range(hour - 24, hour)
    return Rising(
        stream=stream,
        today=sum(counts.get(one, 0) for one in day),
        usual=round(sum(usual.expected(one) for one in day), 2),
        tail=found,
        is_surging=is_surging,
        slow=_charted(counts, usual, hour),
    )


def _charted(counts: Mapping[int, int], usual: Baseline, hour: int) -> tuple[str, ...]:
    """The charts that alarmed in the last 24 of two weeks' hours."""
    control, alarms = Control(), []
    for one in range(hour - CHARTED, hour):
        control = step(control, residual(counts.get(one, 0), usual, one))
        alarms += [name for name in control.alarms if one >= hour - 24]
    return tuple(sorted(set(alarms)))

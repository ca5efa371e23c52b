"""How close together moments lie, and where the middle and the slow end of delays are."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta


def busiest(moments: Sequence[datetime], span: timedelta) -> tuple[int, datetime | None]:
    """Most of some sorted moments in any (t - span, t], and the earliest such t; (0, None) for none."""
    most, ending, first = 0, None, 0
    for number, moment in enumerate(moments):
        while moments[first] <= moment - span:
            first += 1
        if number - first + 1 > most:
            most, ending = number - first + 1, moment
    return most, ending


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The least of some sorted values that `share` in (0, 1] of them do not exceed (nearest rank); None for none."""
    return ordered[math.ceil(round(share * len(ordered), 9)) - 1] if ordered else None

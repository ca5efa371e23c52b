"""Made cascades: every document breeds others with a delay of its own, from a seeded source of chance."""

import math
from random import Random

from scoring.cascade import HOUR

MOST = 400
SPAN = 10 * 24 * HOUR


def cascade(drawn: Random, start: float, *, bred: float = 0.8, delay: float = 8 * HOUR, first: int = 4) -> list[float]:
    """Sorted times of a self-exciting process (Hawkes 1971): `first` documents at the start, `bred` children of each,
    exponential delays of mean `delay` seconds; 10 days, at most 400 documents."""
    waiting, times = [start] * first, [start + number for number in range(first)]
    while waiting and len(times) < MOST:
        parent = waiting.pop()
        for _ in range(poisson(drawn, bred)):
            moment = parent + drawn.expovariate(1 / delay)
            if moment < start + SPAN:
                times.append(moment)
                waiting.append(moment)
    return sorted(times)


def poisson(drawn: Random, mean: float) -> int:
    """A Poisson count (Knuth 1969)."""
    limit, count, product = math.exp(-mean), 0, drawn.random()
    while product > limit:
        count, product = count + 1, product * drawn.random()
    return count

"""How many members of an event must say a thing before the event says it."""

from collections.abc import Sequence


def wanted(members: int) -> int:
    """1 up to 8 members, 2 up to 16, 3 from there on.

    So one wrong label among forty raises nothing, while a first report still counts alone; and what three members say
    is never lost again, however many follow that are silent about it.
    """
    return min(3, max(1, -(-members // 8)))


def mean_of_best(values: Sequence[float], members: int) -> float:
    """Mean of the best `wanted` values; where there are fewer, silence counts as 0."""
    count = wanted(members)
    return sum(sorted(values, reverse=True)[:count]) / count


def reached(values: Sequence[float], members: int, least: float) -> float:
    """The highest value that `wanted` members reach; `least` where so many do not."""
    count = wanted(members)
    return sorted(values, reverse=True)[count - 1] if len(values) >= count else least

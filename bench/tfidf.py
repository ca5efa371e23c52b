"""What grouping is held against: one pass over plain TF-IDF vectors of all words but the commonest, nearest centroid, one threshold.

Document frequencies are those of the very documents that are grouped, and the threshold is tuned on the very labels that
it is scored by: kinder to it than any desk could be. Centroids take documents for 72 hours after their last one.
"""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import log, sqrt

WINDOW = timedelta(hours=72)
COMMON = 0.02
"""Share of the documents above which a word is left out: as usual with such vectors, and the only way to be done in minutes."""
Vector = dict[str, float]


@dataclass(slots=True)
class Centroid:
    """Sum of unit vectors."""

    sums: Vector = field(default_factory=dict)
    square: float = 0.0
    last: datetime = datetime.min.replace(tzinfo=UTC)


def vectors(texts: Sequence[Sequence[str]]) -> list[Vector]:
    """Unit TF-IDF vectors of texts given as words: (1 + ln tf) ln(N / df), without common words."""
    frequency = Counter(word for text in texts for word in {*text})
    weight = {word: log(len(texts) / n) for word, n in frequency.items() if n <= COMMON * len(texts)}
    counts = (Counter(word for word in text if word in weight) for text in texts)
    return [_unit({word: (1 + log(n)) * weight[word] for word, n in count.items()}) for count in counts]


def single_pass(texts: Sequence[Vector], moments: Sequence[datetime], threshold: float) -> list[int]:
    """The number of each text's group."""
    open_groups: OrderedDict[int, Centroid] = OrderedDict()
    postings: dict[str, dict[int, None]] = {}
    placed: list[int] = []
    for text, moment in zip(texts, moments, strict=True):
        _expire(open_groups, postings, moment - WINDOW)
        found = _nearest(text, open_groups, postings, threshold)
        number = len(placed) if found is None else found
        _join(open_groups.setdefault(number, Centroid()), text, moment)
        open_groups.move_to_end(number)
        for word in text:
            postings.setdefault(word, {})[number] = None
        placed.append(number)
    return placed


def _nearest(
    text: Vector, groups: OrderedDict[int, Centroid], postings: dict[str, dict[int, None]], threshold: float
) -> int | None:
    dots: dict[int, float] = {}
    for word, weight in text.items():
        for number in postings.get(word, ()):
            dots[number] = dots.get(number, 0.0) + weight * groups[number].sums[word]
    cosines = [(dot / sqrt(groups[number].square), -number) for number, dot in dots.items()]
    best = max(cosines, default=(0.0, 0))
    return -best[1] if best[0] >= threshold and cosines else None


def _join(group: Centroid, text: Vector, moment: datetime) -> None:
    group.last = moment
    for word, weight in text.items():
        before = group.sums.get(word, 0.0)
        group.sums[word] = before + weight
        group.square += 2 * before * weight + weight * weight


def _expire(groups: OrderedDict[int, Centroid], postings: dict[str, dict[int, None]], since: datetime) -> None:
    while groups and next(iter(groups.values())).last < since:
        number, group = groups.popitem(last=False)
        for word in group.sums:
            postings[word].pop(number)


def _unit(vector: Vector) -> Vector:
    length = sqrt(sum(weight * weight for weight in vector.values())) or 1.0
    return {word: weight / length for word, weight in vector.items() if weight}

"""Which of many streams surge at once: the false-discovery rate held over a cycle (Benjamini and Hochberg 1995).

With hundreds of streams tested every cycle some are unusual by chance; of those named here at most a share `q` is, on
average, whether streams are independent or rise together.
"""

from collections.abc import Mapping

RATE = 0.10


def discoveries(p_values: Mapping[str, float], q: float = RATE) -> tuple[str, ...]:
    """Names whose p-values stand out, the most unusual first: the k smallest, k the largest with p(k) <= q k / n."""
    ranked = sorted(p_values.items(), key=lambda pair: (pair[1], pair[0]))
    step = q / len(ranked) if ranked else 0.0
    last = max((rank for rank, (_, p) in enumerate(ranked, start=1) if p <= rank * step), default=0)
    return tuple(name for name, _ in ranked[:last])

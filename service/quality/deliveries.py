"""What became of alerts on each channel, and how long they took from when they were due to when they had arrived."""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.alerts import DeliveryStatus
from scoring.crowding import quantile
from scoring.proportion import Share, share
from storage.values import AlertRow

ENDED = (DeliveryStatus.DELIVERED, DeliveryStatus.DEAD, DeliveryStatus.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel over a span."""

    channel: str
    counts: Mapping[str, int]
    """Alerts by where they stand."""
    delivered: Share
    """Of those whose outcome is settled: delivered, dead or unknown."""
    median: float | None
    """Seconds; None where nothing was delivered."""
    p95: float | None


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """Counts and delays by channel: eight bytes an alert."""

    _counts: dict[str, Counter[str]] = field(default_factory=dict)
    _delays: dict[str, "array[float]"] = field(default_factory=dict)

    def add(self, row: AlertRow) -> None:
        """Take up one alert with its attempts."""
        channel = row.alert.channel
        self._counts.setdefault(channel, Counter())[row.status] += 1
        ended = [
            one.finished_at for one in row.deliveries if one.status is DeliveryStatus.DELIVERED and one.finished_at
        ]
        if ended:
            # On a scaled clock a delivery, which is real, may lie before the decision.
            delay = max(0.0, (min(ended) - row.alert.due_at).total_seconds())
            self._delays.setdefault(channel, array("d")).append(delay)

    def ways(self) -> tuple[Way, ...]:
        """By name of channel."""
        return tuple(self._way(channel) for channel in sorted(self._counts))

    def _way(self, channel: str) -> Way:
        counts, delays = self._counts[channel], sorted(self._delays.get(channel, ()))
        return Way(
            channel=channel,
            counts=dict(sorted(counts.items())),
            delivered=share(counts[DeliveryStatus.DELIVERED], sum(counts[status] for status in ENDED)),
            median=quantile(delays, 0.5),
            p95=quantile(delays, 0.95),
        )

"""What follows from an attempt: the status of its alert, and when it is tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.channels.base import Outcome, Receipt
from alerts.past import Past
from domain.alerts import Delivery, DeliveryStatus, OutboxItem

DELAYS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600, 1800))
ATTEMPTS = 24
"""About nine hours."""
MOST_ATTEMPTS = 10 * ATTEMPTS
"""With those that only met a limit."""
REPEATS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried and what became of it."""

    item: OutboxItem
    claim: Delivery
    receipt: Receipt
    ended_at: datetime


def status_of(attempt: Attempt, past: Past) -> DeliveryStatus:
    """What the alert is after the attempt. `past`: earlier ones."""
    receipt, number = attempt.receipt, attempt.claim.attempt - past.settled
    if receipt.outcome is Outcome.DELIVERED:
        return DeliveryStatus.DELIVERED
    if receipt.outcome is Outcome.PERMANENT:
        return DeliveryStatus.DEAD
    if receipt.outcome is Outcome.TEMPORARY:
        tired = number >= MOST_ATTEMPTS or (not receipt.limited and number - past.limited >= ATTEMPTS)
        return DeliveryStatus.DEAD if tired else DeliveryStatus.PENDING
    again = attempt.item.alert.is_grave and past.unknown < REPEATS
    return DeliveryStatus.PENDING if again else DeliveryStatus.UNKNOWN


def wait_of(attempt: Attempt, past: Past, delays: Sequence[timedelta]) -> timedelta:
    """Longer after each failure, and as long as the other side asks; a limit asks alone."""
    asked = attempt.receipt.retry_after or timedelta(0)
    if attempt.receipt.limited and asked:
        return asked
    failures = max(1, attempt.claim.attempt - past.settled - past.limited)
    return max(delays[min(failures, len(delays)) - 1], asked)

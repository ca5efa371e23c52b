"""What the store knows of earlier attempts at an alert, read off the marks that begin their details.

unknown:   tried again although nobody knows whether it arrived
limit:     only waited for a service's limit: no failure
begun:     some parts of it arrived

What a person put back after it was given up is counted anew, and stays marked as repeated where its outcome was unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from alerts.channels.base import Outcome, Receipt
from domain.alerts import GIVEN_UP, Delivery, DeliveryStatus

UNKNOWN, LIMIT, BEGUN = "unknown", "limit", "begun"
MARKS = frozenset({UNKNOWN, LIMIT, BEGUN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Counts of earlier attempts since it was last put back."""

    settled: int = 0
    """Attempts before that."""
    unknown: int = 0
    limited: int = 0
    is_ambiguous: bool = False
    """Of any attempt, ever, nobody knows whether it arrived."""
    begun_at: datetime | None = None
    """When the last attempt ended of which some parts arrived."""


def past_of(deliveries: Iterable[Delivery]) -> Past:
    """What earlier attempts say."""
    marked = [(marks_of(delivery.detail), delivery) for delivery in deliveries]
    settled = max((one.attempt for _, one in marked if one.status in GIVEN_UP), default=0)
    since = [marks for marks, one in marked if one.attempt > settled]
    begun = [one.finished_at for marks, one in marked if BEGUN in marks and one.finished_at]
    return Past(
        settled=settled,
        unknown=sum(UNKNOWN in marks for marks in since),
        limited=sum(LIMIT in marks for marks in since),
        is_ambiguous=any(UNKNOWN in marks or one.status is DeliveryStatus.UNKNOWN for marks, one in marked),
        begun_at=max(begun, default=None),
    )


def marks_of(detail: str) -> frozenset[str]:
    """The marks that a detail begins with."""
    found: list[str] = []
    for word in detail.split(":"):
        if word not in MARKS:
            break
        found.append(word)
    return frozenset(found)


def detail_of(receipt: Receipt, *, again: bool) -> str:
    """The detail of an attempt, marked where it is tried again."""
    given = {UNKNOWN: receipt.outcome is Outcome.UNKNOWN, LIMIT: receipt.limited, BEGUN: receipt.begun}
    marks = [mark for mark, is_so in given.items() if is_so and again]
    return ":".join([*marks, receipt.detail])

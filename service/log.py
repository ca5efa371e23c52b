"""The audit trail from a moment on: its beginning is found by halving, so that a long trail costs a few looks."""

from collections.abc import Iterator
from datetime import datetime

from domain.duty import AuditEntry
from storage.base import Storage


def entries_since(storage: Storage, moment: datetime) -> Iterator[AuditEntry]:
    """Entries at or after a moment, oldest first. Where a clock was put back, from the first place that fits on."""
    yield from (entry for entry in storage.audit(_before(storage, moment)) if entry.at >= moment)


def _before(storage: Storage, moment: datetime) -> int:
    """A sequence after which everything from `moment` on stands."""
    low, high = 0, 1
    while _is_earlier(storage, high, moment):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _is_earlier(storage, middle, moment) else (low, middle)
    return low


def _is_earlier(storage: Storage, sequence: int, moment: datetime) -> bool:
    """Whether an entry is there and was made before the moment."""
    entry = next(storage.audit(sequence - 1), None)
    return entry is not None and entry.at < moment

"""Hand-overs of shifts in memory."""

from datetime import datetime

from domain.errors import StorageError
from domain.handover import Handover
from storage.memory.kept import Kept
from storage.values import Change


def put_handover(kept: Kept, handover: Handover, known: Handover | None, change: Change) -> None:
    """See Storage.put_handover."""
    if kept.handovers.get(handover.id) != known:
        raise StorageError("storage.handover_moved", id=handover.id)
    kept.handovers[handover.id] = handover
    kept.record(change)


def all_handovers(kept: Kept, since: datetime | None) -> tuple[Handover, ...]:
    """See Storage.handovers."""
    found = (one for one in kept.handovers.values() if since is None or one.shift.ends_at >= since)
    return tuple(sorted(found, key=lambda one: (one.shift.ends_at, one.id)))

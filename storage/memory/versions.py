"""Acts on versions of rules in memory."""

from dataclasses import replace

from domain.errors import StorageError
from domain.versions import Act
from storage.doors import start_time
from storage.memory.kept import Kept
from storage.values import Change


def put_act(kept: Kept, act: Act, change: Change, known: int, canonical: bytes | None) -> Act:
    """See Storage.put_act."""
    if len(kept.acts) != known:
        raise StorageError("storage.versions_moved")
    if canonical is None and act.config_id not in kept.rules:
        raise StorageError("storage.refused", detail="unknown rules")
    if canonical is not None:
        kept.rules.setdefault(act.config_id, canonical)
    if act.starts_at is not None:
        act = replace(act, starts_at=start_time(act.starts_at, kept.last_at, kept.cursor.evaluated_at))
    kept.record(change)
    kept.acts.append(act)
    return act

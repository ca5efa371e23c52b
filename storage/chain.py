"""How a change follows the last entry of the audit trail."""

from domain.duty import AuditEntry, chained
from storage.values import Change


def follow(previous: AuditEntry | None, change: Change) -> AuditEntry:
    """The entry of a change after `previous`."""
    return chained(previous, at=change.at, actor=change.actor, action=change.action, subject=change.subject,
                   detail=change.detail)  # fmt: skip

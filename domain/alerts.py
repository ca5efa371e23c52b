"""Telling people: what is told, why, to whom, and what is known of its delivery."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.addresses import digest
from domain.codec import later
from domain.risk import Level, is_grave


class SubjectKind(StrEnum):
    EVENT = "event"
    SOURCE = "source"
    SYSTEM = "system"


class Reason(StrEnum):
    FIRST = "first"
    LEVEL_ROSE = "level_rose"
    NEW_PLATFORM = "new_platform"
    FIRST_CENTRAL = "first_central"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_PASSED = "deadline_passed"
    ESCALATED = "escalated"
    REMINDER = "reminder"
    CLEARED = "cleared"
    DIGEST = "digest"
    SILENCE = "silence"
    TEST = "test"
    HANDOVER = "handover"


PAGING = frozenset({Reason.FIRST, Reason.LEVEL_ROSE})
"""Reasons that want somebody to act: what was closed is open again."""
ACKNOWLEDGED = PAGING | {Reason.ESCALATED, Reason.DIGEST}
"""Reasons of alerts by which somebody can acknowledge."""
DECIDED = PAGING | {Reason.NEW_PLATFORM, Reason.FIRST_CENTRAL, Reason.CLEARED}
"""Reasons that an evaluation finds; the others follow as time passes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to tell one recipient over one channel, exactly once.

    The id is the hash of the key (subject, scope, episode, occasion, recipient, channel).
    """

    id: str
    subject_kind: SubjectKind
    subject_id: str
    scope_id: str
    episode: int
    reason: Reason
    occasion: str
    """Stable text that makes this telling unlike another of the same episode: `first:III`, `rise:II#2`, `platform:forum`."""
    recipient: str
    channel: str
    level: Level
    proposed: bool = False
    decided_at: datetime
    due_at: datetime
    index: float | None = None
    config_id: str
    digest: str = later("")
    """Occasion of the digest of a flood that tells of it, to the same recipient over the same channel; empty: told by itself."""

    @property
    def is_held(self) -> bool:
        """On an event, by itself, and not before quiet hours end."""
        return self.due_at > self.decided_at and self.subject_kind is SubjectKind.EVENT and not self.digest

    @property
    def is_grave(self) -> bool:
        """Of II or I, or of what is proposed to be I."""
        return is_grave(self.level, proposed=self.proposed)


class DeliveryStatus(StrEnum):
    """pending -> sending -> delivered | pending (try again) | dead | unknown (the answer was lost after sending).

    pending -> withdrawn: what it would have asked for was done before it left.
    folded: a digest tells of it, and it never leaves by itself.
    """

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    FOLDED = "folded"


GIVEN_UP = frozenset({DeliveryStatus.DEAD, DeliveryStatus.UNKNOWN})
"""Shown to a person, who may put them back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver an alert, on real time."""

    alert_id: str
    attempt: int
    """1 for the first."""
    started_at: datetime
    finished_at: datetime | None = None
    status: DeliveryStatus
    repeated: bool = False
    """Sent again after an unknown outcome, marked as such in the message."""
    detail: str = ""
    """Reason code of a failure; never the message."""
    body_hash: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """An alert that waits for, or is in, delivery."""

    alert: Alert
    status: DeliveryStatus
    attempts: int
    not_before: datetime


def alert_id(subject_id: str, scope_id: str, episode: int, occasion: str, recipient: str, channel: str) -> str:
    """`A` and 20 hex digits of the alert's key."""
    return "A" + digest(subject_id, scope_id, str(episode), occasion, recipient, channel)


def event_alert(
    event_id: str, scope_id: str, episode: int, *, reason: Reason, occasion: str, recipient: str, channel: str, level: Level,
    proposed: bool, at: datetime, config_id: str, index: float | None = None, due_at: datetime | None = None,
) -> Alert:  # fmt: skip
    """What is told of an event in a scope, decided at a time; due then too, unless it waits."""
    return Alert(
        id=alert_id(event_id, scope_id, episode, occasion, recipient, channel), subject_kind=SubjectKind.EVENT,
        subject_id=event_id, scope_id=scope_id, episode=episode, reason=reason, occasion=occasion, recipient=recipient,
        channel=channel, level=level, proposed=proposed, decided_at=at, due_at=due_at or at, index=index, config_id=config_id,
    )  # fmt: skip


def first_status(alert: Alert) -> DeliveryStatus:
    """How an alert enters the outbox."""
    return DeliveryStatus.FOLDED if alert.digest else DeliveryStatus.PENDING


def told_to(alert: Alert, recipient: str) -> Alert:
    """The same, told to another: an alert of its own."""
    if recipient == alert.recipient:
        return alert
    number = alert_id(alert.subject_id, alert.scope_id, alert.episode, alert.occasion, recipient, alert.channel)
    return replace(alert, id=number, recipient=recipient)

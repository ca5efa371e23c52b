"""Staff: users with a role, what the institution did, and the chained record of every change. Never joined to documents."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    ANALYST = "analyst"
    DUTY = "duty"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A member of staff. `password` is an argon2id hash."""

    name: str
    role: Role
    password: str
    created_at: datetime
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something: a user by name, or the service itself."""

    name: str
    role: Role | None = None


SERVICE = Actor(name="service")
"""The actor of what the machine does by itself."""
FIRST_USE = Actor(name="local")
"""The actor before the first user exists: whoever holds the workspace."""


class ResponseKind(StrEnum):
    ACKNOWLEDGED = "acknowledged"
    VERIFIED = "verified"
    ANSWERED = "answered"
    CLOSED = "closed"
    NOTED = "noted"
    DISPOSED = "disposed"
    RAISED = "raised"
    MERGED = "merged"
    SPLIT = "split"
    RENAMED = "renamed"
    LEVELLED = "levelled"
    SHELVED = "shelved"


class Disposition(StrEnum):
    """What a person found an alerted event to be: the published precision counts these."""

    REAL = "real"
    NOISE = "noise"
    DUPLICATE = "duplicate"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the institution did about an event in a scope."""

    event_id: str
    scope_id: str
    kind: ResponseKind
    actor: str
    at: datetime
    note: str = ""
    url: str | None = None
    """Address of the public answer."""
    disposition: Disposition | None = None
    episode: int | None = None
    """Of the event in the scope when it was done; None where it had none, or nobody noted it."""
    acknowledges: str | None = None
    """Occasion of the last alert that wanted to be acknowledged then: whatever a person does acknowledges it."""

    @property
    def is_end(self) -> bool:
        """Nothing more is asked of the desk: closed, or found to be no matter of its own."""
        return self.kind is ResponseKind.CLOSED or self.disposition not in (None, Disposition.REAL)


ESCALATION, CHECK, ANSWER = "escalate:", "check:", "answer:"
"""How occasions begin of what follows an alert: who else is told, the clock of the fact-check, that of the answer."""
FOLLOWING = (ESCALATION, CHECK, ANSWER)


def stopped_by(response: Response) -> tuple[str, ...]:
    """Beginnings of occasions that are not told any more once a person has done this."""
    if response.is_end or response.kind is ResponseKind.ANSWERED:
        return FOLLOWING
    return (ESCALATION, CHECK) if response.kind is ResponseKind.VERIFIED else (ESCALATION,)


def is_stopped(occasion: str, episode: int, done: Iterable[Response]) -> bool:
    """Whether any of these acts, in the scope of what follows an alert, was an answer to it. No times are compared."""
    return any(_stops(one, occasion, episode) for one in done)


def _stops(response: Response, occasion: str, episode: int) -> bool:
    if response.episode not in (None, episode) or not occasion.startswith(stopped_by(response)):
        return False
    page = response.acknowledges
    return page is None or not occasion.startswith(ESCALATION) or occasion.startswith(f"{ESCALATION}{page}:")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did, saw or changed what, when, why: ids and hashes only, never addresses, titles or query text."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""
    previous: str
    """Hash of the entry before; 64 zeros for the first."""
    hash: str


GENESIS = "0" * 64


def chained(
    previous: AuditEntry | None, *, at: datetime, actor: str, action: str, subject: str, detail: str = ""
) -> AuditEntry:
    """The entry that follows `previous` in the chain: its hash covers every field and the hash before."""
    sequence = previous.sequence + 1 if previous else 1
    before = previous.hash if previous else GENESIS
    fields = (str(sequence), at.isoformat(), actor, action, subject, detail, before)
    covered = "".join(f"{len(field)}:{field}" for field in fields)
    return AuditEntry(
        sequence=sequence, at=at, actor=actor, action=action, subject=subject, detail=detail, previous=before,
        hash=hashlib.sha256(covered.encode()).hexdigest(),
    )  # fmt: skip


def broken_at(entries: Iterable[AuditEntry]) -> int | None:
    """Sequence of the first entry that does not follow from the one before; None where the chain is whole."""
    previous: AuditEntry | None = None
    for entry in entries:
        expected = chained(
            previous, at=entry.at, actor=entry.actor, action=entry.action, subject=entry.subject, detail=entry.detail
        )
        if entry != expected:
            return entry.sequence
        previous = entry
    return None

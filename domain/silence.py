"""What should speak and does not: a source, the collector, a channel, the people on duty, processing.

An alert of a silence carries it in its occasion, `silence:FORM:COUNT:SINCE`, and that of its end in `cleared:FORM:SINCE`, so that a
silence is known by its subject and its beginning and by nothing that is kept in memory.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from domain.alerts import SubjectKind

COLLECTOR, SOURCES, PROCESSING = "collector", "sources", "processing"
"""Subjects of alerts on the system."""
DELIVERY, LADDER = "delivery:", "acknowledging:"
"""How the subjects begin of a channel and of the events of a level."""
SILENCE, CLEARED = "silence", "cleared"
FORM = "%Y%m%dT%H%M%S%fZ"


class Form(StrEnum):
    """In which way something is silent."""

    QUIET = "quiet"
    """A source is read and brings nothing new."""
    UNREAD = "unread"
    """A source cannot be read."""
    SEVERAL = "several"
    """Many sources are quiet or cannot be read."""
    LATE = "late"
    """Sources are due and not polled."""
    FAILING = "failing"
    """Most sources fail."""
    UNDELIVERED = "undelivered"
    UNACKNOWLEDGED = "unacknowledged"
    UNPROCESSED = "unprocessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One silence. `count`: how many sources, alerts, events or rows it is about."""

    subject_kind: SubjectKind = SubjectKind.SYSTEM
    subject_id: str
    form: Form
    since: datetime
    count: int = 1

    @property
    def occasion(self) -> str:
        """What its alert is called."""
        return f"{SILENCE}:{self.form}:{self.count}:{self.since:{FORM}}"


def silence_in(subject_kind: SubjectKind, subject_id: str, occasion: str) -> Silence:
    """The silence that an alert of reason SILENCE tells of."""
    _, form, count, since = occasion.split(":")
    return Silence(subject_kind=subject_kind, subject_id=subject_id, form=Form(form), count=int(count),
                   since=_moment(since))  # fmt: skip


def cleared(occasion: str) -> str:
    """What the alert is called that tells of the end of a silence."""
    _, form, _, since = occasion.split(":")
    return f"{CLEARED}:{form}:{since}"


def form_in(occasion: str) -> Form:
    """In which way it is, or was, silent."""
    return Form(occasion.split(":")[1])


def since_in(occasion: str) -> datetime:
    """The beginning of the silence that an alert tells of, or tells the end of."""
    return _moment(occasion.rpartition(":")[2])


def _moment(text: str) -> datetime:
    return datetime.strptime(text, FORM).replace(tzinfo=UTC)

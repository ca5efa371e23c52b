"""What analysts correct: a label for a document, kept as one and used to train."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OTHER = "other"
"""The label of a text that belongs to no topic."""


class Task(StrEnum):
    """What a label, or a classifier, speaks of."""

    TOPIC = "topic"
    SENTIMENT = "sentiment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The right label of one revision of a document. Who gave it stands in the audit trail alone."""

    document_id: str
    task: Task
    label: str
    """A topic's id or `other`; `positive`, `neutral` or `negative`."""
    revision: int
    at: datetime

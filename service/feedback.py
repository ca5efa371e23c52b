"""Analysts' corrections: taken in, and given back as rows to train on."""

from collections.abc import Iterator
from datetime import datetime

from domain.errors import BadUse
from domain.feedback import OTHER, Correction, Task
from domain.items import Document
from domain.labels import Tone
from domain.rules import Rules
from storage.base import Storage
from storage.values import Change

ENOUGH = 200
"""Labels from which on a model trained on them is no starter any more."""


def correct(storage: Storage, rules: Rules, correction: Correction, change: Change) -> None:
    """Keep a correction; BadUse where no such document or label is known."""
    known = known_labels(rules, correction.task)
    if correction.label not in known:
        raise BadUse("feedback.unknown_label", label=correction.label, known=", ".join(known))
    storage.put_correction(correction, change)


def corrections_of(document: Document, labels: dict[Task, str], at: datetime) -> tuple[Correction, ...]:
    """What is said of the revision that a person has before them."""
    return tuple(
        Correction(document_id=document.id, task=task, label=label, revision=document.revision, at=at)
        for task, label in sorted(labels.items())
    )


def known_labels(rules: Rules, task: Task) -> tuple[str, ...]:
    """The labels that mean something to a desk with these rules."""
    if task is Task.SENTIMENT:
        return tuple(tone.value for tone in Tone)
    return (*(topic.id for topic in rules.topics), OTHER)


def feedback_rows(storage: Storage, task: Task) -> Iterator[tuple[str, str, str]]:
    """(document id, title and text, label) of every correction whose text is still kept."""
    for correction in storage.corrections(task):
        document = _revision(storage, correction)
        if document is not None and (document.title or document.text):
            yield document.id, f"{document.title}\n{document.text}", correction.label


def _revision(storage: Storage, correction: Correction) -> Document | None:
    """The revision that was judged."""
    kept = storage.revisions(correction.document_id)
    return next((one for one in kept if one.revision == correction.revision), None)

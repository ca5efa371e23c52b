"""Training a model: rows from files and from feedback, one classifier with its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.errors import BadUse
from domain.feedback import Task
from domain.models import ModelCard
from service.feedback import ENOUGH
from service.labelled import Labelled, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a model is to be trained on."""

    task: Task
    domain: str
    """Kind of text, in one word."""
    files: tuple[Labelled, ...] = ()
    dev: tuple[Row, ...] = ()
    feedback: tuple[tuple[str, str, str], ...] = ()
    """(document id, text, label)."""
    from_samples: bool = False
    """The files are those that ship with the program, not the desk's own."""


def teach(lesson: Lesson, out: Path, now: datetime) -> tuple[str, ModelCard]:
    """Train, and write the model to `out`: its id and card. BadUse where the rows do not do, or `out` cannot be written.

    A model without data of the desk's own is a starter until ENOUGH corrections are in it. The card bears the day alone, so that
    equal rows give equal bytes within it.
    """
    # scikit-learn takes a second and 100 MB: only where something is trained.
    from pipeline.training import Provenance, train  # noqa: PLC0415

    rows = [row for file in lesson.files for row in file.rows]
    rows += [(text, label) for _, text, label in lesson.feedback]
    if not rows:
        raise BadUse("model.no_data")
    if not out.absolute().parent.is_dir():
        raise BadUse("model.no_folder", folder=out.absolute().parent)
    own = bool(lesson.files) and not lesson.from_samples
    provenance = Provenance(
        domain=lesson.domain,
        files=tuple(file.file for file in lesson.files),
        made_at=now.replace(hour=0, minute=0, second=0, microsecond=0),
        feedback_rows=len(lesson.feedback),
        is_starter=not own and len(lesson.feedback) < ENOUGH,
    )
    classifier = train(lesson.task.value, rows, lesson.dev or None, provenance)
    classifier.save(out)
    return classifier.model_id, classifier.card


def all_rows(files: Sequence[Labelled]) -> tuple[Row, ...]:
    """The rows of several files, in order."""
    return tuple(row for file in files for row in file.rows)

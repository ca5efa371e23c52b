"""Training a model: rows from files and from feedback, one classifier with its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zipfile import is_zipfile

from domain.errors import BadUse
from domain.feedback import Task
from domain.models import ModelCard
from service.feedback import ENOUGH
from service.labelled import Columns, Labelled, Row, read_labelled


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
    is_small: bool = False
    """Short n-grams alone: a smaller and faster model."""
    samples: tuple[Labelled, ...] = ()
    """The labelled texts that ship with the program."""


def teach(lesson: Lesson, out: Path, now: datetime) -> tuple[str, ModelCard]:
    """Train, and write the model to `out`: its id and card. BadUse where the rows do not do, or `out` cannot be written.

    A model is a starter until ENOUGH rows of the desk's own, in files or corrected, are in it. The card bears the day alone, so
    that equal rows give equal bytes within it.
    """
    rows = [*all_rows(lesson.samples), *all_rows(lesson.files)]
    rows += [(text, label) for _, text, label in lesson.feedback]
    if not rows:
        raise BadUse("model.no_data")
    _check_place(out)
    # scikit-learn takes a second and 100 MB: only where something is trained.
    from pipeline.learning.training import Provenance, train  # noqa: PLC0415

    own = len(lesson.feedback) + sum(len(file.rows) for file in lesson.files)
    provenance = Provenance(
        domain=lesson.domain,
        files=tuple(file.file for file in (*lesson.samples, *lesson.files)),
        made_at=now.replace(hour=0, minute=0, second=0, microsecond=0),
        feedback_rows=len(lesson.feedback),
        is_starter=own < ENOUGH,
    )
    classifier = train(lesson.task.value, rows, lesson.dev or None, provenance, is_small=lesson.is_small)
    try:
        classifier.save(out)
    except OSError as error:
        raise BadUse("model.unwritten", out=out, reason=error.strerror) from error
    return classifier.model_id, classifier.card


def _check_place(out: Path) -> None:
    """BadUse where a model cannot or must not be written: training takes minutes, and data that is gone is gone."""
    if not out.name or out.is_dir():
        raise BadUse("model.out_folder", out=out)
    if not out.absolute().parent.is_dir():
        raise BadUse("model.no_folder", folder=out.absolute().parent)
    if out.exists() and not is_zipfile(out):
        raise BadUse("model.out_taken", out=out)


def all_rows(files: Sequence[Labelled]) -> tuple[Row, ...]:
    """The rows of several files, in order."""
    return tuple(row for file in files for row in file.rows)


def sample_files(task: Task) -> tuple[Labelled, ...]:
    """The texts written for this project, with their labels for the task; in the order of their names."""
    folder = Path(str(files("samples").joinpath("labelled")))
    columns = Columns(label=task.value)
    return tuple(read_labelled(path, columns) for path in sorted(folder.glob("*.csv")))

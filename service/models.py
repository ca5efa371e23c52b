"""Models of a desk: trained from rows and feedback, measured, listed, and put to use where they are no worse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.codec import to_plain
from domain.errors import BadUse
from domain.feedback import Task
from domain.items import Platform
from domain.models import ModelCard
from domain.rules import ActiveModel, Rules
from pipeline.classifier import Classifier, load_classifier
from pipeline.evaluation import evaluate
from pipeline.shelf import Shelf
from pipeline.tones import tones_of
from service.feedback import known_labels

Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants activated."""

    path: Path
    platforms: tuple[Platform, ...] = ()
    forced_because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Macro F1 of a model and of the one it would replace, both on the same rows; on their cards where there are none."""

    new: float
    old: float
    rows: int
    """0: each card's own figure."""


def model_rows(shelf: Shelf, rules: Rules) -> Iterator[dict[str, Any]]:
    """One row a model file: its card in short, and for which platforms it is in use."""
    active = {one.model_id: one for one in rules.models}
    for model_id, path in shelf.paths().items():
        card = load_classifier(path).card
        used = active.get(model_id)
        yield {
            "model": model_id,
            "task": card.task,
            "domain": card.domain,
            "active": used is not None,
            "platforms": [platform.value for platform in used.platforms] if used else [],
            "starter": card.is_starter,
            "rows": sum(count for _, count in card.rows),
            "feedback_rows": card.feedback_rows,
            "accuracy": card.accuracy,
            "macro_f1": card.macro_f1,
            "ece": card.ece,
            "measured_on": card.measured_on,
            "made_at": to_plain(card.made_at),
        }


def check_fit(card: ModelCard, rules: Rules) -> Task:
    """The model's task; BadUse where a label means nothing to these rules."""
    task = Task(card.task)
    if task is Task.SENTIMENT:
        tones_of(card.labels)
        return task
    known = known_labels(rules, task)
    strange = [label for label in card.labels if label not in known]
    if strange:
        raise BadUse("model.strange_labels", labels=", ".join(strange[:8]), known=", ".join(known))
    return task


def check_common(card: ModelCard, rows: Rows) -> None:
    """BadUse where the model knows none of the rows' labels: there is nothing to measure."""
    given = {label for _, label in rows}
    if given.isdisjoint(card.labels):
        shown = (", ".join(sorted(labels)[:8]) for labels in (given, card.labels))
        raise BadUse("model.no_common_labels", **dict(zip(("given", "known"), shown, strict=True)))


def compare(shelf: Shelf, rules: Rules, wish: Wish, rows: Rows) -> Comparison | None:
    """The model beside the one in use on its platforms; None where there is none."""
    new = load_classifier(wish.path)
    replaced = [one for one in rules.models if one.task == new.card.task and _meets(one.platforms, wish.platforms)]
    if not replaced:
        return None
    olds = [shelf.load(one.model_id) for one in replaced]
    return Comparison(new=_score(new, rows), old=max(_score(old, rows) for old in olds), rows=len(rows))


def check_no_worse(comparison: Comparison | None, wish: Wish) -> None:
    """BadUse where the model scores below the active one and nobody gave a reason to take it all the same."""
    if comparison is not None and comparison.new < comparison.old and not wish.forced_because:
        raise BadUse("model.worse", new=f"{comparison.new:.4f}", old=f"{comparison.old:.4f}", rows=comparison.rows)


def with_model(models: Sequence[ActiveModel], new: ActiveModel) -> tuple[ActiveModel, ...]:
    """The models in use once `new` is: it takes its platforms, and others keep those that it does not."""
    kept = []
    for one in models:
        if one.task is not new.task:
            kept.append(one)
        elif rest := (set(one.platforms or Platform) - set(new.platforms or Platform)):
            kept.append(ActiveModel(task=one.task, model_id=one.model_id, platforms=tuple(sorted(rest))))
    return (*kept, new)


def _meets(one: Sequence[Platform], other: Sequence[Platform]) -> bool:
    return bool(set(one or Platform) & set(other or Platform))


def _score(classifier: Classifier, rows: Rows) -> float:
    return float(evaluate(classifier, rows)["macro_f1"]) if rows else classifier.card.macro_f1

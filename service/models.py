"""Models of a desk: trained from rows and feedback, measured, listed, and put to use where they are no worse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.load import load_rules
from config.schema_models import write_models
from domain.codec import to_plain
from domain.errors import BadUse
from domain.feedback import Task
from domain.items import Platform
from domain.models import ModelCard
from domain.rules import ActiveModel, Rules
from pipeline.classifier import Classifier, load_classifier
from pipeline.learning.evaluation import evaluate
from pipeline.learning.shelf import Shelf
from pipeline.learning.tones import tones_of
from service.feedback import known_labels
from service.workspace import Workspace

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


def model_rows(shelf: Shelf, rules: Rules) -> Iterator[dict[str, Any] | BadUse]:
    """One row a model file: its card in short, and for which platforms it is in use; or what is wrong with the file."""
    active = {one.model_id: one for one in rules.models}
    for model_id in shelf.paths():
        used = active.get(model_id)
        try:
            card = shelf.load(model_id).card
        except BadUse as error:
            yield error
            continue
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
    """The model's task; BadUse where it is none, or a label means nothing to these rules."""
    if card.task not in set(Task):
        raise BadUse("model.strange_task", task=card.task, known=", ".join(Task))
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
    """The model beside those in use on its platforms; None where there is no other, or where it does not matter."""
    new = load_classifier(wish.path)
    replaced = [
        one.model_id
        for one in rules.models
        if one.task == new.card.task and one.model_id != new.model_id and _meets(one.platforms, wish.platforms)
    ]
    if not replaced or wish.forced_because:
        return None
    olds = [shelf.load(one) for one in replaced]
    return Comparison(new=_score(new, rows), old=max(_score(old, rows) for old in olds), rows=len(rows))


def check_no_worse(comparison: Comparison | None) -> None:
    """BadUse where the model scores below the active one."""
    if comparison is not None and comparison.new < comparison.old:
        raise BadUse("model.worse", new=f"{comparison.new:.4f}", old=f"{comparison.old:.4f}", rows=comparison.rows)


def put_to_use(workspace: Workspace, new: ActiveModel) -> None:
    """Write down that a model is in use, beside what anybody else has written by now."""
    with workspace.changing_rules():
        write_models(workspace.config, with_model(load_rules(workspace.config).models, new))


def take_out_of_use(workspace: Workspace, named: str) -> str:
    """Write down that a model is not in use any more: its id. BadUse where no id, or more than one, begins like that."""
    with workspace.changing_rules():
        models = load_rules(workspace.config).models
        found = sorted({one.model_id for one in models if named and one.model_id.startswith(named)})
        if len(found) > 1:
            raise BadUse("model.twice", model=named, known=", ".join(found))
        if not found:
            raise BadUse("model.not_active", model=named)
        write_models(workspace.config, tuple(one for one in models if one.model_id != found[0]))
    return found[0]


def with_model(models: Sequence[ActiveModel], new: ActiveModel) -> tuple[ActiveModel, ...]:
    """The models in use once `new` is: it takes its platforms, and others keep those that it does not."""
    kept, taken = [], set(new.platforms or Platform)
    for one in models:
        if one.task is not new.task:
            kept.append(one)
        elif one.model_id == new.model_id:
            taken |= set(one.platforms or Platform)
        elif rest := (set(one.platforms or Platform) - taken):
            kept.append(ActiveModel(task=one.task, model_id=one.model_id, platforms=tuple(sorted(rest))))
    everywhere = taken == set(Platform)
    return (
        *kept,
        ActiveModel(task=new.task, model_id=new.model_id, platforms=() if everywhere else tuple(sorted(taken))),
    )


def _meets(one: Sequence[Platform], other: Sequence[Platform]) -> bool:
    return bool(set(one or Platform) & set(other or Platform))


def _score(classifier: Classifier, rows: Rows) -> float:
    return float(evaluate(classifier, rows)["macro_f1"]) if rows else classifier.card.macro_f1

"""Commands on classifiers: train one, measure it, list them, put one to use."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from config.settings import load_settings
from domain.clock import RealClock
from domain.codec import to_plain
from domain.errors import BadUse
from domain.feedback import Task
from domain.items import Platform
from domain.messages import Catalogue
from domain.models import ModelCard
from domain.rules import ActiveModel
from pipeline.classifier import load_classifier
from pipeline.learning.evaluation import evaluate as measure
from pipeline.learning.shelf import Shelf
from service.app import desk_of
from service.cli.root import show_json, show_table, tell, words
from service.cli.session import Session, changing, reading
from service.feedback import ENOUGH, feedback_rows
from service.governance import is_governed
from service.labelled import Columns, Row, read_labelled
from service.models import (
    Wish,
    check_common,
    check_fit,
    check_no_worse,
    compare,
    model_rows,
    put_to_use,
    take_out_of_use,
)
from service.teaching import Lesson, all_rows, sample_files, teach
from service.typed import typed_change
from service.workspace import Workspace

app = typer.Typer(no_args_is_help=True)
LEAST_ROWS = 50
"""Corrected texts from which on they tell which of two models is better."""
Data = Annotated[list[Path], typer.Option("--data")]
Json = Annotated[bool, typer.Option("--json")]
TextColumn = Annotated[str, typer.Option("--text-column")]
LabelColumn = Annotated[str, typer.Option("--label-column")]


class Kind(StrEnum):
    """Kinds of text that a model may be trained on."""

    NEWS = "news"
    MICROBLOG = "microblog"
    REVIEW = "review"
    ANY = "any"


@app.command()
def train(
    context: typer.Context,
    task: Annotated[Task, typer.Option("--task")],
    out: Annotated[Path, typer.Option("--out")],
    data: Data = [],  # noqa: B006  the library copies it
    dev: Annotated[list[Path], typer.Option("--dev")] = [],  # noqa: B006
    from_feedback: Annotated[bool, typer.Option("--from-feedback")] = False,
    with_samples: Annotated[bool, typer.Option("--with-samples")] = False,
    small: Annotated[bool, typer.Option("--small")] = False,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    domain: Annotated[Kind, typer.Option("--domain")] = Kind.ANY,
    as_json: Json = False,
) -> None:
    columns = Columns(text=text_column, label=label_column)
    lesson = Lesson(
        task=task,
        domain=domain.value,
        is_small=small,
        samples=sample_files(task) if with_samples else (),
        files=tuple(read_labelled(path, columns) for path in data),
        dev=all_rows([read_labelled(path, columns) for path in dev]),
        feedback=_feedback(context, task) if from_feedback else (),
    )
    model_id, card = teach(lesson, out, RealClock().now())
    if as_json:
        show_json({"model": model_id, **to_plain(card)})
    else:
        _print_card(words(), model_id, card)
        print(words().text("model.next", file=out))


@app.command()
def evaluate(
    model: Annotated[str, typer.Option("--model")],
    data: Data,
    context: typer.Context,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    as_json: Json = False,
) -> None:
    columns = Columns(text=text_column, label=label_column)
    rows = all_rows([read_labelled(path, columns) for path in data])
    classifier = load_classifier(_shelf(context).path(model))
    check_common(classifier.card, rows)
    scores = measure(classifier, rows)
    if as_json:
        show_json(scores)
        return
    catalogue = words()
    print(catalogue.text("model.scores", **{name: scores[name] for name in (
        "rows", "accuracy", "macro_f1", "ece", "abstained")}))  # fmt: skip
    _print_classes(catalogue, [{"label": label, **of} for label, of in scores["per_class"].items()])


@app.command("list")
def show(context: typer.Context, as_json: Json = False) -> int:
    rules, catalogue, models = desk_of(context.obj.workspace, os.environ)
    found = list(model_rows(Shelf(models), rules))
    rows = [row for row in found if not isinstance(row, BadUse)]
    for error in found:
        if isinstance(error, BadUse):
            tell(error, catalogue)
    status = 0 if len(rows) == len(found) else 1
    if as_json:
        for row in rows:
            show_json(row)
        return status
    if not found:
        print(catalogue.text("model.none"))
        return status
    names = ("model", "task", "domain", "rows", "accuracy", "macro_f1", "ece", "active", "platforms", "starter")
    show_table((catalogue.text(f"model.{name}") for name in names), ([_cell(catalogue, row, name) for name in names] for row in rows))  # fmt: skip
    if any(row["starter"] and row["active"] for row in rows):
        print(catalogue.text("model.starter_notice", enough=ENOUGH))
    return status


@app.command()
def activate(
    context: typer.Context,
    model: Annotated[str, typer.Argument()],
    platform: Annotated[list[Platform], typer.Option("--platform")] = [],  # noqa: B006
    data: Data = [],  # noqa: B006
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    force: Annotated[str | None, typer.Option("--force")] = None,
) -> None:
    with changing(context, "model.activate") as session:
        shelf, rules = Shelf(session.app.workspace.models), session.app.rules
        wish = Wish(path=shelf.path(model), platforms=tuple(platform), forced_because=force)
        card = load_classifier(wish.path).card
        task = check_fit(card, rules)
        given = all_rows([read_labelled(path, Columns(text=text_column, label=label_column)) for path in data])
        check_no_worse(compare(shelf, rules, wish, given or _judges(session, card)))
        active = ActiveModel(task=task, model_id=shelf.put(wish.path), platforms=tuple(platform))
        session.app.storage.record(typed_change(session.change("model.activate", active.model_id, force or "")))
        put_to_use(session.app.workspace, active)
        print(session.text("model.activated", model=active.model_id, task=session.text(f"task.{task}")))
        _tell_waiting(session)
        if card.is_starter:
            print(session.text("model.starter_notice", enough=ENOUGH))


@app.command()
def deactivate(context: typer.Context, model: Annotated[str, typer.Argument()]) -> None:
    with changing(context, "model.deactivate") as session:
        gone = take_out_of_use(session.app.workspace, model)
        session.app.storage.record(session.change("model.deactivate", gone))
        print(session.text("model.deactivated", model=gone))
        _tell_waiting(session)


def _tell_waiting(session: Session) -> None:
    """Where an approved version acts, a change of the files waits for its approval."""
    if is_governed(session.app.storage):
        print(session.text("version.waits"))


def _judges(session: Session, card: ModelCard) -> tuple[Row, ...]:
    """Corrected texts, where there are enough to judge by; none for a model that has learnt from them and knows them by heart."""
    if card.feedback_rows:
        return ()
    rows = tuple((text, label) for _, text, label in feedback_rows(session.app.storage, Task(card.task)))
    return rows if len(rows) >= LEAST_ROWS else ()


def _feedback(context: typer.Context, task: Task) -> tuple[tuple[str, str, str], ...]:
    with reading(context) as session:
        return tuple(feedback_rows(session.app.storage, task))


def _shelf(context: typer.Context) -> Shelf:
    return Shelf(Workspace(load_settings(context.obj.workspace, os.environ).workspace).models)


def _print_card(catalogue: Catalogue, model_id: str, card: ModelCard) -> None:
    rows = sum(count for _, count in card.rows)
    print(catalogue.text("model.trained", model=model_id, task=catalogue.text(f"task.{card.task}"), rows=rows,
                         labels=len(card.labels)))  # fmt: skip
    print(catalogue.text("model.card", method=card.method, domain=card.domain,
                         measured_on=catalogue.text(f"model.on_{card.measured_on}"), measured_rows=card.measured_rows,
                         own=card.feedback_rows))  # fmt: skip
    print(catalogue.text("model.scores", rows=card.measured_rows, accuracy=card.accuracy, macro_f1=card.macro_f1,
                         ece=card.ece, abstained=card.abstained))  # fmt: skip
    _print_classes(catalogue, [to_plain(one) for one in card.scores])


def _print_classes(catalogue: Catalogue, classes: list[dict[str, Any]]) -> None:
    names = ("label", "rows", "precision", "recall", "f1")
    show_table((catalogue.text(f"model.{name}") for name in names), ([row[name] for name in names] for row in classes))


def _cell(catalogue: Catalogue, row: dict[str, Any], name: str) -> object:
    value = row[name]
    if name == "task":
        return catalogue.text(f"task.{value}")
    if name == "platforms":
        return " ".join(value) or (catalogue.text("model.everywhere") if row["active"] else "-")
    if isinstance(value, bool):
        return catalogue.text("model.yes" if value else "model.no")
    return value


def register(parent: typer.Typer) -> None:
    """Put the group into the tree."""
    parent.add_typer(app, name="model")

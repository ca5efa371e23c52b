"""The form of `models.yaml`, which trained classifiers are in use, and how activation writes it."""

import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator
from ruamel.yaml import YAML

from config.fields import Part, refusal
from domain.feedback import Task
from domain.items import Platform
from domain.rules import ActiveModel

MODELS = "models.yaml"


def _model_id(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{16}", text):
        raise refusal("not_model_id", text)
    return text


ModelId = Annotated[str, AfterValidator(_model_id)]


class ModelForm(Part):
    """One classifier in use."""

    task: Task
    model: ModelId
    platforms: tuple[Platform, ...] = ()

    def value(self) -> ActiveModel:
        return ActiveModel(task=self.task, model_id=self.model, platforms=tuple(sorted(set(self.platforms))))


class ModelsFile(Part):
    """`models.yaml`: at most one classifier for a task and platform."""

    models: tuple[ModelForm, ...] = ()

    @model_validator(mode="after")
    def _one_a_platform(self) -> Self:
        taken: set[tuple[Task, Platform]] = set()
        for form in self.models:
            wanted = {(form.task, platform) for platform in form.platforms or Platform}
            if taken & wanted:
                raise refusal("two_models", form.model)
            taken |= wanted
        return self

    def values(self) -> tuple[ActiveModel, ...]:
        """Sorted, so that the order in the file changes no `config_id`."""
        return tuple(sorted((form.value() for form in self.models), key=lambda one: (one.task, one.platforms)))


def write_models(folder: Path, models: Sequence[ActiveModel]) -> None:
    """Put the file in place at once: a reader finds the old one or the new one, whole. One writer at a time."""
    forms = [
        {"task": one.task.value, "model": one.model_id, "platforms": [platform.value for platform in one.platforms]}
        for one in models
    ]
    text = StringIO()
    YAML().dump({"models": forms}, text)
    written = folder / f".{MODELS}.new"
    written.write_text(text.getvalue(), encoding="utf-8")
    written.replace(folder / MODELS)

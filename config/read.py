"""One file of a configuration: its bytes to data, its data to a form, its faults to the list of problems."""

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from config.parse import Parsed, parse
from config.problems import keys_of, problems_of
from domain.errors import Problem

Folder = Path | Traversable
Form = TypeVar("Form", bound=BaseModel)
SHIPPED = "defaults/"
"""What stands before the name of a shipped file where a place is told."""


def read(folder: Folder, name: str, problems: list[Problem], *, shown: str = "") -> Parsed | None:
    """The data of a file; None where there is no such file. `shown`: what stands before its name in places."""
    file = folder
    for part in name.split("/"):
        file = file.joinpath(part)
    if not file.is_file():
        return None
    try:
        parsed = parse(shown + name, file.read_bytes())
    except OSError as error:
        parsed = Parsed(name=shown + name, problems=(unreadable(shown + name, error),))
    problems += parsed.problems
    return parsed


def validated(kind: type[Form], parsed: Parsed, problems: list[Problem]) -> Form | None:
    """`kind` made of a file; None, and its problems noted, where it does not fit. An unreadable file is noted already."""
    if parsed.problems:
        return None
    try:
        return kind.model_validate({} if parsed.data is None else parsed.data)
    except ValidationError as error:
        problems += problems_of(error, parsed.place, keys_of(kind))
    return None


def unreadable(name: str, error: OSError) -> Problem:
    """The problem of a file that the machine would not give."""
    return Problem(path=name, code="config.unreadable", params=(("detail", type(error).__name__),))

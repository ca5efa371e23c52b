"""Calling commands within the test process, on a workspace in a folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.cli import invoke
from service.workspace import Workspace
from tests.config.desk import write

Call = Callable[..., str]


def desk_with(folder: Path, name: str, rules: str) -> Path:
    """A workspace with one file of rules."""
    Workspace(folder).make()
    write(folder / "config", name, rules)
    return folder


def caller(folder: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """What runs a command on a workspace: its output, or what it said beside it where it ended with `status` or where these
    `errors` are asked for."""

    def called(*words: str, status: int = 0, errors: bool = False) -> str:
        capsys.readouterr()
        assert invoke(["-w", str(folder), *words]) == status, capsys.readouterr().err
        said = capsys.readouterr()
        return said.err if status or errors else said.out

    return called


def rows(text: str) -> list[dict[str, Any]]:
    """The lines of JSON that a command said."""
    return [json.loads(line) for line in text.splitlines()]

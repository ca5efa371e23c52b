"""A command run within the test process, by the function that the program is; streams, folder and environment are its own."""

import io
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from service.cli import invoke


@dataclass(frozen=True, slots=True)
class Told:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def within(words: Sequence[str], *, cwd: Path, environ: Mapping[str, str], given: bytes) -> Told:
    """What the command answers; what would be a traceback of the program fails the test."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with _process(cwd, environ) as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        status = invoke(words)
    return Told(status, _text(out), _text(err))


@contextmanager
def _process(cwd: Path, environ: Mapping[str, str]) -> Iterator[pytest.MonkeyPatch]:
    """What a process has to itself, as it was before at the end; the log goes back to nobody's stream too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        for name in os.environ.keys() - environ.keys():
            patch.delenv(name)
        for name, value in environ.items():
            patch.setenv(name, value)
        yield patch
    structlog.reset_defaults()


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()

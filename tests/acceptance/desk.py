"""A desk under test: a workspace, the command as a person calls it, and the service as a process that can be killed.

A command is called within the test process: it says and leaves what the program does, and starts no interpreter for it.
`start` is the program itself, for what is about the process; test_programs holds the two against each other.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psutil

from tests.acceptance.within import Told, within

T = TypeVar("T")
COMMAND = str(Path(sys.executable).with_name("wanglou"))
PATIENCE = 120.0
"""Seconds in which a slow machine reaches any condition of these tests."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A workspace, perhaps not yet made, with the environment its commands run in."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def call(self, *words: str, given: bytes | None = None, **environment: str) -> Told:
        """Run a command within this process. Its streams are UTF-8, it has no terminal."""
        return within(
            ("-w", str(self.folder), *words), cwd=self.folder.parent, environ=self._environment(environment), given=given or b""
        )  # fmt: skip

    def start(self, *words: str, given: bytes | None = None, patience: float = PATIENCE, **environment: str) -> Told:
        """Run the program to its end."""
        done = subprocess.run(
            self._command(words), env=self._environment(environment), input=given or b"", capture_output=True, check=False,
            cwd=self.folder.parent, timeout=patience,
        )  # fmt: skip
        return Told(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *words: str, given: bytes | None = None, **environment: str) -> Told:
        """The same for a command that has to succeed."""
        told = Desk(self.folder, {**self.environment, **environment}).call(*words, given=given)
        assert told.status == 0, (words, told)
        return told

    @contextmanager
    def running(self, *words: str, **environment: str) -> Iterator["Running"]:
        """A command that goes on by itself; whatever is left of it is killed at the end."""
        log = (self.folder.parent / "service.log").open("ab")
        process = subprocess.Popen(
            self._command(words), env=self._environment(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            cwd=self.folder.parent,
        )  # fmt: skip
        running = Running(process)
        try:
            yield running
        finally:
            running.kill()
            log.close()

    def files(self) -> dict[str, bytes]:
        """Every file of the workspace with its content, to see that nothing was changed."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [COMMAND, "-w", str(self.folder), *words]

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WANGLOU_")}
        return {**kept, "WANGLOU_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8", **self.environment, **more}


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs."""

    process: "subprocess.Popen[bytes]"

    def children(self) -> list[psutil.Process]:
        """Its crawl children that live."""
        try:
            found = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return [child for child in found if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]

    def end(self, patience: float = 10.0) -> int:
        """SIGTERM, and the exit status; TimeoutExpired where it takes longer."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def eventually(look: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """The first true answer of `look`; AssertionError where there is none in `patience` seconds."""
    end = time.monotonic() + patience
    while not (seen := look()):
        assert time.monotonic() < end, f"not in {patience} s: {what}"
        time.sleep(0.1)
    return seen


def free_port() -> int:
    """A port of loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

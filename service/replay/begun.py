"""The folder of a replay: what it was begun with, so that it is taken up again with nothing else."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path

from domain.errors import BadUse
from pipeline.label import MODEL
from service.assess import CODE_VERSION

FILES = ("events.jsonl", "alerts.jsonl", "summary.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Everything that the results depend on."""

    input: str
    """SHA-256 of the file."""
    rules: str
    """`config_id`."""
    interval: float
    """Seconds between evaluations."""
    versions: str


OTHER = {
    "input": "replay.other_input",
    "rules": "replay.other_rules",
    "interval": "replay.other_interval",
    "versions": "replay.other_versions",
}
"""What is said where it was begun with another one."""


def versions() -> str:
    """Program, formulas and labels."""
    return f"wanglou {version('wanglou')}, formulas {CODE_VERSION}, labels {MODEL}"


@dataclass(frozen=True, slots=True)
class ReplayFolder:
    """Where the results and the scratch store are."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "scratch.db"

    @property
    def begun(self) -> Path:
        return self.folder / "replay.json"

    @contextmanager
    def held(self, begun: Begun, *, resume: bool) -> Iterator[None]:
        """Hold the folder for a replay begun with these; BadUse where it holds another, or another process holds it."""
        self._make()
        with (self.folder / "lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BadUse("replay.busy", folder=self.folder) from error
            self._check(begun, resume=resume)
            yield

    def write(self, name: str, content: bytes) -> None:
        """Put a file in place whole: a kill leaves the earlier one, or none."""
        unfinished = self.folder / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.replace(self.folder / name)

    def _make(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise BadUse("workspace.unwritable", folder=self.folder, reason=error.strerror) from error

    def _check(self, begun: Begun, *, resume: bool) -> None:
        found = self._read()
        if found is None:
            if standing := [name for name in FILES if (self.folder / name).exists()]:
                raise BadUse("replay.strange_folder", folder=self.folder, file=standing[0])
            self.write(self.begun.name, json.dumps(asdict(begun), indent=1).encode())
        elif not resume:
            raise BadUse("replay.begun", folder=self.folder)
        elif other := [one.name for one in fields(begun) if found.get(one.name) != getattr(begun, one.name)]:
            raise BadUse(OTHER[other[0]], folder=self.folder)

    def _read(self) -> dict[str, object] | None:
        try:
            found = json.loads(self.begun.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise BadUse("replay.strange_folder", folder=self.folder, file=self.begun.name) from error
        return found if isinstance(found, dict) else {}

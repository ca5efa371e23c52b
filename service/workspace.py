"""A workspace: one folder with everything of a desk in it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.errors import BadUse
from service.locks import held, held_now

FOLDERS = ("config", "data", "drop", "logs")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder and the places in it."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    @property
    def drills(self) -> Path:
        """Each drill in a folder of its own; absent until there was one."""
        return self.folder / "drills"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def database(self) -> Path:
        return self.folder / "data" / "wanglou.db"

    @property
    def crash_mark(self) -> Path:
        """Stands while collecting; found at a start, the last run was killed."""
        return self.folder / "data" / "collecting"

    @property
    def exists(self) -> bool:
        return self.config.is_dir()

    def make(self) -> None:
        """Make the folders; harmless where they are. What is in them is for the desk's eyes: mode 700."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in FOLDERS:
                (self.folder / name).mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise BadUse("workspace.unwritable", folder=self.folder, reason=error.strerror) from error

    @contextmanager
    def changing_rules(self) -> Iterator[None]:
        """Hold the files of rules for a command that writes one; another waits. A kill releases them."""
        with held(self.folder / "data" / "rules.lock"):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the workspace for the one process that writes; BadUse where another holds it. A kill releases it."""
        with ExitStack() as stack:
            try:
                stack.enter_context(held_now(self.folder / "data" / "lock"))
            except BlockingIOError as error:
                raise BadUse("workspace.busy", folder=self.folder) from error
            yield

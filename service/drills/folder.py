"""Where drills are kept: a folder each below the workspace, with its head, its store and its report.

drills/<id>/drill.json    which scenario, who began it, on which clock, how it ended
            wanglou.db    its documents, events, alerts and responses
            report.json   what became of it, once it has ended
            lock          held by its process: a drill that has not ended and is not held was broken off
drills/lock               held by the one drill that runs
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from domain.codec import from_json, to_json
from domain.drills import Drill, DrillState, is_drill_id
from domain.errors import BadUse
from service.locks import held_now, is_held
from service.workspace import Workspace

HEAD, REPORT, STORE, LOCK = "drill.json", "report.json", "wanglou.db", "lock"


class Drills:
    """The drills of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.drills

    def folder(self, drill_id: str) -> Path:
        """Where a drill lies. BadUse for what is no drill's id: it must not lead out of the folder."""
        if not is_drill_id(drill_id):
            raise BadUse("drill.unknown", id=drill_id[:40])
        return self._folder / drill_id

    def get(self, drill_id: str) -> Drill | None:
        """The drill of that id; None where there is none any more. BadUse where this release cannot read its head."""
        path = self.folder(drill_id) / HEAD
        if not path.exists():
            return None
        try:
            drill = from_json(Drill, path.read_bytes())
        except (ValueError, TypeError) as error:
            raise BadUse("drill.unreadable", id=drill_id) from error
        if drill.id != drill_id:
            raise BadUse("drill.unreadable", id=drill_id)
        return drill

    def all(self) -> tuple[Drill, ...]:
        """Every drill whose head can be read, newest first."""
        return tuple(drill for name in self._names() if (drill := self._readable(name)))

    def unreadable(self) -> tuple[str, ...]:
        """Ids of the others, newest first."""
        return tuple(name for name in self._names() if self._readable(name) is None)

    def _names(self) -> list[str]:
        found = (path.parent.name for path in self._folder.glob(f"*/{HEAD}"))
        return sorted(filter(is_drill_id, found), reverse=True)

    def _readable(self, drill_id: str) -> Drill | None:
        try:
            return self.get(drill_id)
        except BadUse:
            return None

    def named(self, drill_id: str | None) -> Drill:
        """The drill of that id, the newest where none is given. BadUse where there is none."""
        drill = self.get(drill_id) if drill_id else next(iter(self.all()), None)
        if drill is None:
            raise BadUse("drill.unknown", id=drill_id) if drill_id else BadUse("drill.none")
        return drill

    def running(self) -> Drill:
        """The drill that is held now; BadUse where none is."""
        found = next((one for one in self.all() if self.state(one) is DrillState.RUNNING), None)
        if found is None:
            raise BadUse("drill.none_runs")
        return found

    def state(self, drill: Drill) -> DrillState:
        """How a drill stands."""
        if drill.ending is not None:
            return drill.ending
        return DrillState.RUNNING if is_held(self.folder(drill.id) / LOCK) else DrillState.BROKEN

    @contextmanager
    def begun(self, drill: Drill) -> Iterator[None]:
        """Hold a new drill, which is one once its head is kept. One at a time: BadUse where another is held, or has its id."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with ExitStack() as stack:
            try:
                stack.enter_context(held_now(self._folder / LOCK))
            except BlockingIOError as error:
                raise BadUse("drill.another_runs") from error
            folder = self.folder(drill.id)
            try:
                folder.mkdir(mode=0o700)
            except FileExistsError as error:
                raise BadUse("drill.same_second", id=drill.id) from error
            stack.enter_context(held_now(folder / LOCK))
            yield

    def keep(self, drill: Drill) -> None:
        """Write what is known of a drill."""
        _write(self.folder(drill.id) / HEAD, to_json(drill))

    def keep_report(self, drill_id: str, report: bytes) -> None:
        """Write what became of a drill."""
        _write(self.folder(drill_id) / REPORT, report)

    def kept_report(self, drill_id: str) -> bytes | None:
        """What became of it, where that was written."""
        path = self.folder(drill_id) / REPORT
        return path.read_bytes() if path.exists() else None


def _write(path: Path, data: bytes) -> None:
    """A file that is there whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)

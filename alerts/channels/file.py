"""Messages as JSON lines at the end of a file, each whole or not there, on disk before it counts as delivered."""

import fcntl
import json
import os
from datetime import timedelta
from pathlib import Path

from alerts.channels.base import Outcome, Receipt
from alerts.message import Message


class File:
    """Appends {alert_id, title, body, repeated}; one writer at a time, the other may be a drill."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: Message) -> Receipt:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _append(self._path, _line(message))
        except OSError as error:
            return Receipt(outcome=Outcome.TEMPORARY, detail=f"file.{error.errno}")
        return Receipt(outcome=Outcome.DELIVERED)

    def arrived(self, alert_id: str) -> bool | None:
        """Looks for a whole line of that number."""
        try:
            with self._path.open("rb") as lines:
                return any(_number(line) == alert_id for line in lines if line.endswith(b"\n"))
        except FileNotFoundError:
            return False
        except OSError:
            return None

    def ready_in(self) -> timedelta:
        return timedelta(0)


def _line(message: Message) -> bytes:
    row = {
        "alert_id": message.alert_id, "title": message.title, "body": message.body, "repeated": message.repeated,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _number(line: bytes) -> str | None:
    """None for a line that a crash has torn."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    found = row.get("alert_id") if isinstance(row, dict) else None
    return found if isinstance(found, str) else None


def _append(path: Path, line: bytes) -> None:
    """Append and sync; a line that does not fit is taken back. A torn last line is closed first."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        try:
            _write_all(handle, b"\n" + line if torn else line)
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]

"""The key that a workspace signs its links with: made once, readable by its owner alone. Without the file all links are over."""

import os
import secrets
from contextlib import suppress

from service.workspace import Workspace

BYTES = 32


def link_key(workspace: Workspace) -> bytes:
    """The key, made where there is none yet: whole or not at all, and of two that make it the first counts."""
    path = workspace.folder / "data" / "link.key"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_bytes()

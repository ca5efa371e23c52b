"""SIGHUP: the files are read again. Where they are at fault nothing changes, and the log names every problem."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog

from domain.errors import ConfigError, Problem
from domain.rules import Rules
from service.app import App, keep_rules
from service.boundary import load_within
from service.governance import is_governed


@contextmanager
def reloading(app: App, takers: Sequence[Callable[[Rules], None]]) -> Iterator[Callable[[], None]]:
    """Listen for the signal; yields what looks whether it came, and then hands the files' rules to the takers."""
    asked = threading.Event()

    def look() -> None:
        if asked.is_set():
            asked.clear()
            _reload(app, takers)

    if threading.current_thread() is not threading.main_thread():
        yield look
        return
    before = signal.signal(signal.SIGHUP, lambda *_: asked.set())
    try:
        yield look
    finally:
        signal.signal(signal.SIGHUP, before)


def _reload(app: App, takers: Sequence[Callable[[Rules], None]]) -> None:
    log = structlog.get_logger("rules")
    files = _loaded(app)
    if not isinstance(files, Rules):
        for problem in files:
            said = app.catalogue.text(problem.code, **dict(problem.params))
            log.error("files at fault, the old rules go on", place=problem.path, problem=said)
        return
    if is_governed(app.storage):
        log.info("an approved version acts; files act through config propose", files=files.config_id)
    else:
        keep_rules(app.storage, files)
    for take in takers:
        take(files)


def _loaded(app: App) -> Rules | tuple[Problem, ...]:
    try:
        return load_within(app.workspace.config).rules
    except ConfigError as error:
        return error.problems

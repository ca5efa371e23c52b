"""The running service and the roster's file: another content is taken up within seconds, and nothing else of the files.

A file is taken once two looks find it alike, so that one being written is not read half. At fault, the old roster goes on and
the log names every problem, once. A look that fails remembers nothing, so that the next one takes the file. Where an approved
version acts, the file is a draft and is not looked at.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from config.roster_file import read_roster
from config.schema_roster import ROSTER
from domain.errors import ConfigError, Problem
from domain.rules import Rules
from service.app import App, keep_rules
from service.governance import is_governed


class RosterFile:
    """Looks at the file, and hands the rules with its roster to the takers."""

    def __init__(self, app: App, takers: Sequence[Callable[[Rules], None]]) -> None:
        self._app = app
        self._takers = takers
        self._rules = app.rules
        self._seen: str | None = None
        self._taken: str | None = None

    def reload(self, files: Rules) -> None:
        """All files were read: these act."""
        self._rules = files

    def look(self) -> None:
        """Take the file up where it has changed and stays as it is."""
        content = self._content()
        is_settled, self._seen = content == self._seen, content
        if not is_settled or content == self._taken or is_governed(self._app.storage):
            return
        self._take()
        self._taken = content

    def _take(self) -> None:
        log = structlog.get_logger("rules")
        try:
            roster = read_roster(self._app.workspace.config, self._rules)
        except ConfigError as error:
            self._tell(error.problems)
            return
        if roster == self._rules.roster:
            return
        rules = replace(self._rules, roster=roster)
        keep_rules(self._app.storage, rules)
        for take in self._takers:
            take(rules)
        self._rules = rules
        log.info("another roster acts", rules=rules.config_id)

    def _tell(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            said = self._app.catalogue.text(problem.code, **dict(problem.params))
            structlog.get_logger("rules").error(
                "roster at fault, the old one goes on", place=problem.path, problem=said
            )

    def _content(self) -> str:
        """A hash of the file; empty where there is none."""
        try:
            return hashlib.sha256((self._app.workspace.config / ROSTER).read_bytes()).hexdigest()
        except OSError:
            return ""

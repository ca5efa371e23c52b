"""Every error a person may see: a code of the catalogue, its parameters, and the exit status it ends in.

WanglouError                 something went wrong; exit 1
+-- BadUse                   the person can mend it: what, where, how; exit 2
|   +-- ConfigError          all problems of a configuration at once
|   +-- BadAddress           an address that cannot be a public http(s) page
|   +-- Forbidden            the actor may not do this
+-- StorageError             the database refused, is locked or out of reach
|   +-- StaleCursor          another process has moved on: read anew and go on
+-- DeliveryError            a message was not accepted
"""

from dataclasses import dataclass


class WanglouError(Exception):
    """An error as a value: `code` names a text of the catalogue, `params` fill it."""

    exit_status = 1

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} " + " ".join(f"{key}={value!r}" for key, value in self.params.items())


class BadUse(WanglouError):
    """What was asked cannot be done as it was asked."""

    exit_status = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of a configuration file: where it is and what is wrong."""

    path: str
    """File and place in it, such as `topics.yaml:12 topics[3].harm`."""
    code: str
    params: tuple[tuple[str, str], ...] = ()


class ConfigError(BadUse):
    """All problems of a configuration, reported at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("config.invalid", count=len(problems))
        self.problems = problems


class BadAddress(BadUse):
    """Not the address of a public http(s) page."""


class Forbidden(BadUse):
    """The actor is unknown, gave a wrong password, or lacks the role."""


class StorageError(WanglouError):
    """The database could not do it; nothing was changed."""


class StaleCursor(StorageError):
    """The processing cursor is no longer where the step began: somebody else committed."""


class DeliveryError(WanglouError):
    """A channel did not take a message."""

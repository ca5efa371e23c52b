"""Duties by level, channels and routes: who is told over what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.risk import Level

SHORTEST_TARGET = timedelta(hours=1)
"""An internal target is never shorter (DOMAIN 2, when clocks start)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a level asks of the desk, each counted as DOMAIN 2 says: acknowledgement from delivery, the rest from the level."""

    level: Level
    acknowledge: timedelta
    deputy_after: timedelta
    leader_after: timedelta | None = None
    fact_check: timedelta
    answer_target: timedelta
    answer_limit: timedelta

    @property
    def answer_span(self) -> timedelta:
        """Time to answer that the internal clock runs."""
        return max(self.answer_target, SHORTEST_TARGET)


def duty_of(duties: Iterable[Duty], level: Level) -> Duty | None:
    """What a level asks; None where it asks nothing."""
    return next((duty for duty in duties if duty.level is level), None)


def routed_levels(level: Level, *, proposed: bool) -> tuple[Level, ...]:
    """Routes that list any of these are told: a proposed I goes where I goes, too."""
    return (level, Level.I) if proposed else (level,)


class ChannelKind(StrEnum):
    CONSOLE = "console"
    FILE = "file"
    WEBHOOK = "webhook"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    MAIL = "mail"
    APPRISE = "apprise"


PERSONAL = frozenset({ChannelKind.MAIL, ChannelKind.APPRISE})
"""Kinds that reach a person at an address; the others reach whoever reads there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way out. Secrets stand here by the name of their setting alone."""

    id: str
    kind: ChannelKind
    target: str = ""
    """A path for file, a server (`smtp://HOST`, `smtps://HOST`) for mail, an address for the others."""
    target_secret: str | None = None
    """Holds the address, where the address is a secret itself."""
    secret: str | None = None
    """Signs (webhook, dingtalk, feishu), or is the password (mail)."""
    user: str = ""
    """Of mail: the login; empty where the server asks for none."""
    sender: str = ""
    """Of mail: whom it is from."""
    recipients: tuple[str, ...] = ()
    """Of mail: who gets what goes to a role and not to a person."""
    ca: str = ""
    """Of mail: file with the certificates of the institution's own authority, inside the workspace."""

    @property
    def is_personal(self) -> bool:
        """Whether each person on duty gets a message of their own."""
        return self.kind in PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Alerts of these levels go to a recipient over a channel."""

    recipient: str
    channel: str
    levels: tuple[Level, ...]

"""Duties by level, channels and routes: who is told over what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.codec import later
from domain.quiet import Quiet
from domain.risk import Level

SHORTEST_TARGET = timedelta(hours=1)
"""An internal target is never shorter (DOMAIN 2, when clocks start)."""

WARNING = timedelta(minutes=30)
"""From the first publication to the first alert, of events that reach III (DOMAIN 1, timely warning)."""


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
    """Alerts of these levels, on these topics in these places, go to a recipient over a channel."""

    recipient: str
    channel: str
    levels: tuple[Level, ...]
    topics: tuple[str, ...] = later(())
    """Ids; empty: whatever the topic."""
    places: tuple[str, ...] = later(())
    """Division codes; what lies in a division belongs to it. Empty: wherever it is."""
    quiet: tuple[Quiet, ...] = later(())
    """When alerts of III and IV wait; those of II and I never do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """From when on a desk is told in digests: more than `limit` things to tell in a scope within `window` (ISA-18.2: more than
    10 alarms in 10 minutes are more than an operator can follow)."""

    limit: int = 10
    window: timedelta = timedelta(minutes=10)

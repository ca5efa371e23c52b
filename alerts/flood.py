"""More to tell than a desk can follow: what is not grave is then told in digests, what is grave still singly (ISA-18.2).

    told in the window + to be told now <= limit      each by itself
    more                                              II, I, what is proposed to be I, and the end of those: by itself
                                                      the rest: one digest to each recipient over each channel

A digest tells of what was decided at one moment and of nothing else: what comes later is never put into a message that may have
left. What follows while nobody acts can wait (`waits`): in a flood it is told a window after the last digest at the earliest.
An alert in a digest stands in the outbox by itself, too, as folded: nothing is cut.
Pure: the same values give the same alerts, and what is known of a window can be read back from the store.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.alerts import Alert, Reason, SubjectKind, alert_id
from domain.routes import Flood

TIME = "%Y%m%dT%H%M%SZ"
SUBJECT = "flood"
"""What a digest is about, where an event's alert has the event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tide:
    """What a scope was told of late, as far as it matters for what is told next."""

    told: tuple[datetime, ...] = ()
    """A time for each thing told, however many it was told to, in order."""
    digest_at: datetime | None = None
    """When the newest digest was decided."""


def tide_of(alerts: Iterable[Alert], kind: str) -> Tide:
    """What stored alerts of one scope say; `kind`: how occasions of their digests begin."""
    told: dict[tuple[str, int, str], datetime] = {}
    digests: list[datetime] = []
    for one in alerts:
        if one.reason is not Reason.DIGEST:
            told.setdefault(_thing(one), one.decided_at)
        elif one.occasion.startswith(kind):
            digests.append(one.decided_at)
    return Tide(told=tuple(sorted(told.values())), digest_at=max(digests, default=None))


def folded(
    alerts: Sequence[Alert], tide: Tide, flood: Flood, *, kind: str, grave: Collection[str] = (), waits: bool = False
) -> tuple[tuple[Alert, ...], Tide]:
    """Alerts of one scope, all decided at one moment, and the digests that tell of some of them; the tide after it.

    `grave`: ids of alerts that are told by themselves beside those that are grave by their level. `waits`: what is not grave
    may be left out, and is decided again later.
    """
    if not alerts:
        return (), tide
    at = alerts[0].decided_at
    recent = tuple(moment for moment in tide.told if at - flood.window < moment <= at)
    told = (*recent, *[at] * len({_thing(one) for one in alerts}))
    quiet = {one.id for one in alerts if not one.is_grave and one.id not in grave}
    if len(told) <= flood.limit or not quiet:
        return tuple(alerts), replace(tide, told=told)
    if waits and tide.digest_at is not None and at - flood.window < tide.digest_at <= at:
        return tuple(one for one in alerts if one.id not in quiet), replace(tide, told=told)
    left = tuple(replace(one, digest=_occasion(kind, one)) if one.id in quiet else one for one in alerts)
    return (*left, *_digests(one for one in left if one.digest)), Tide(told=told, digest_at=at)


def digest_id(alert: Alert) -> str:
    """Id of the digest that tells of a folded alert, to the same recipient over the same channel."""
    return alert_id(SUBJECT, alert.scope_id, 0, alert.digest, alert.recipient, alert.channel)


def _thing(alert: Alert) -> tuple[str, int, str]:
    return alert.subject_id, alert.episode, alert.occasion


def _occasion(kind: str, alert: Alert) -> str:
    """The digest of the moment; what quiet hours hold back is told in one of its own when they end."""
    held = f"/{alert.due_at:{TIME}}" if alert.due_at > alert.decided_at else ""
    return f"{kind}{alert.decided_at:{TIME}}{held}"


def _digests(told: Iterable[Alert]) -> Iterable[Alert]:
    """One for each recipient and channel, as grave as the gravest in it."""
    ways: dict[str, list[Alert]] = {}
    for one in told:
        ways.setdefault(digest_id(one), []).append(one)
    for named, inside in ways.items():
        gravest = max(inside, key=lambda one: one.level)
        yield replace(
            gravest, id=named, subject_kind=SubjectKind.SYSTEM, subject_id=SUBJECT, episode=0, reason=Reason.DIGEST,
            occasion=gravest.digest, index=None, digest="",
        )  # fmt: skip

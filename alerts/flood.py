"""More to tell than a desk can follow: what is not grave is then told in digests, what is grave still singly (ISA-18.2).

    told in the window + to be told now <= limit      each by itself
    more                                              II, I, what is proposed to be I, and the end of those: by itself
                                                      the rest: one digest to each recipient over each channel

The first digest of a flood goes at once; while the flood goes on the next is due a window after the one before, and tells of
everything that came up to then. An alert in a digest stands in the outbox by itself, too, as folded: nothing is cut.
Pure: the same values give the same alerts, and what is known of a window can be read back from the store.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

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
    """When the newest digest goes, or went."""
    digests: frozenset[str] = frozenset()
    """Ids of its alerts."""


def tide_of(alerts: Iterable[Alert], kind: str) -> Tide:
    """What stored alerts of one scope say; `kind`: how occasions of their digests begin."""
    told: dict[tuple[str, int, str], datetime] = {}
    digests: dict[str, Alert] = {}
    for one in alerts:
        if one.reason is Reason.DIGEST:
            digests |= {one.id: one} if one.occasion.startswith(kind) else {}
        else:
            told.setdefault(_thing(one), one.decided_at)
    newest = max((time_of(one.occasion) for one in digests.values()), default=None)
    ids = (one.id for one in digests.values() if time_of(one.occasion) == newest)
    return Tide(told=tuple(sorted(told.values())), digest_at=newest, digests=frozenset(ids))


def folded(
    alerts: Sequence[Alert], tide: Tide, flood: Flood, *, kind: str, grave: Collection[str] = ()
) -> tuple[tuple[Alert, ...], Tide]:
    """Alerts of one scope, all decided at one moment, and the digests that tell of some of them; the tide after it.

    `grave`: ids of alerts that are told by themselves beside those that are grave by their level.
    """
    if not alerts:
        return (), tide
    at = alerts[0].decided_at
    recent = tuple(moment for moment in tide.told if moment > at - flood.window)
    told = (*recent, *[at] * len({_thing(one) for one in alerts}))
    quiet = {one.id for one in alerts if not one.is_grave and one.id not in grave}
    if len(told) <= flood.limit or not quiet:
        return tuple(alerts), replace(tide, told=told)
    due = _due(tide, at, flood)
    occasion = f"{kind}{due:{TIME}}"
    left = tuple(replace(one, digest=occasion) if one.id in quiet else one for one in alerts)
    digests = tuple(_digests([one for one in left if one.digest], occasion, due))
    known = tide.digests if due == tide.digest_at else frozenset()
    fresh = tuple(one for one in digests if one.id not in known)
    return (*left, *fresh), Tide(told=told, digest_at=due, digests=known | {one.id for one in fresh})


def _thing(alert: Alert) -> tuple[str, int, str]:
    return alert.subject_id, alert.episode, alert.occasion


def _due(tide: Tide, at: datetime, flood: Flood) -> datetime:
    """At once, or with the digest that still waits, or a window after the last one."""
    last = tide.digest_at
    if last is None or at >= last + flood.window:
        return at
    return last if last >= at else last + flood.window


def time_of(occasion: str) -> datetime:
    """When a digest was to go, whatever quiet hours made of it."""
    return datetime.strptime(occasion.rpartition(":")[2], TIME).replace(tzinfo=UTC)


def _digests(told: Sequence[Alert], occasion: str, due: datetime) -> Iterable[Alert]:
    """One for each recipient and channel, as grave as the gravest in it; in quiet hours it waits as what is in it would."""
    ways: dict[tuple[str, str], list[Alert]] = {}
    for one in told:
        ways.setdefault((one.recipient, one.channel), []).append(one)
    for (recipient, channel), inside in ways.items():
        gravest = max(inside, key=lambda one: one.level)
        yield replace(
            gravest, id=alert_id(SUBJECT, gravest.scope_id, 0, occasion, recipient, channel),
            subject_kind=SubjectKind.SYSTEM, subject_id=SUBJECT, episode=0, reason=Reason.DIGEST, occasion=occasion,
            due_at=max(due, min(one.due_at for one in inside)), index=None, digest="",
        )  # fmt: skip

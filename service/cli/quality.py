"""What the commands on the desk's quality share: the span asked for, shares and verdicts in words."""

from typing import Any

from domain.codec import to_plain
from domain.errors import BadUse
from scoring.proportion import Share, Verdict
from service.cli.session import Session
from service.quality.episodes import BEGINNING, Span, desk_time


def span_of(session: Session, since: str | None, until: str | None) -> Span:
    """The span that somebody asks for, as it stands now at the desk: nothing is known before BEGINNING or after now. BadUse
    where it is empty."""
    now = desk_time(session.app.storage, session.now())
    begins, ends = session.moment(since), session.moment(until)
    span = Span(since=begins and max(begins, BEGINNING), until=ends and min(ends, now), now=now)
    if span.since is not None and span.since >= (span.until or now):
        shown = session.when(span.until or now, "%Y-%m-%d %H:%M")
        raise BadUse("quality.no_span", since=str(since)[:40], until=shown)
    return span


def shown_share(session: Session, found: Share) -> str:
    """Such as `90.0 % (70-97)`; counts alone where they are few."""
    if not found.total:
        return session.text("quality.nothing")
    if found.interval is None or found.value is None:
        return session.text("quality.few")
    low, high = (f"{100 * bound:.0f}" for bound in found.interval)
    return session.text("quality.share", share=f"{100 * found.value:.1f}", low=low, high=high)


def share_row(found: Share) -> dict[str, Any]:
    """A share as JSON; without a figure where there are few."""
    return {**to_plain(found), "share": None if found.interval is None else found.value}


def shown_verdict(session: Session, verdict: Verdict) -> str:
    return session.text(f"quality.{verdict}")


def title_of(session: Session, event_id: str) -> str:
    """As the event is shown; empty where it is not stored any more."""
    row = session.app.storage.event(event_id)
    return row.title if row else ""

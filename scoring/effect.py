"""The record of an effect: an event's volume and tone before and after the institution's public answer.

    before  [answered - w, answered)          after  [answered, answered + w)          w = 6 h and 24 h

    rate            documents / hours                         hours: as many of w as the event had existed
    negative share  negative / documents with a tone          95 % by Wilson (1927)
    new outlets     outlets that had not carried it before the window
    index           the last one before the answer; the last one before the window ends
    change          rate after / rate before                  95 %: the share q of the documents that came after, by Wilson, as
                                                              q/(1 - q) * hours before / hours after

Before `answered + w` has come both windows are as long as what has passed, and it is too early for anything but counts;
so it is under FEWEST documents of both windows together. Reports come in clumps, so the interval of the change is too narrow rather
than too wide. It tells what followed the answer, not what came of it: events fade by themselves.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from domain.effect import FEWEST, HOUR, Effect, Happened, Interval, Side, Standing
from domain.labels import Tone
from scoring.harm import wilson_lower

WINDOWS = (timedelta(hours=6), timedelta(hours=24))


def effects_of(documents: Iterable[Happened], indices: Iterable[tuple[datetime, float]], answered_at: datetime,
               now: datetime) -> tuple[Effect, ...]:  # fmt: skip
    """One comparison for each of WINDOWS, as of `now`. `indices`: (time, index) of the event's assessments."""
    known = sorted((one for one in documents if one.at <= now), key=lambda one: (one.at, one.outlet))
    curve = sorted((at, index) for at, index in indices if at <= now)
    return tuple(_effect(known, curve, answered_at, window, now) for window in WINDOWS)


def _effect(known: Sequence[Happened], curve: Sequence[tuple[datetime, float]], answered_at: datetime,
            window: timedelta, now: datetime) -> Effect:  # fmt: skip
    passed = min(window, max(now - answered_at, timedelta()))
    before = _side(known, curve, answered_at - passed, answered_at)
    after = _side(known, curve, answered_at, answered_at + passed)
    standing = _standing(passed < window, before.documents + after.documents)
    change = _change(before, after, known) if standing is Standing.WHOLE else None
    return Effect(window=window, answered_at=answered_at, standing=standing, before=before, after=after, change=change)


def _standing(is_early: bool, documents: int) -> Standing:
    if is_early:
        return Standing.EARLY
    return Standing.FEW if documents < FEWEST else Standing.WHOLE


def _side(known: Sequence[Happened], curve: Sequence[tuple[datetime, float]], since: datetime, until: datetime) -> Side:
    inside = [one for one in known if since <= one.at < until]
    earlier = {one.outlet for one in known if one.at < since}
    tones = [one.tone for one in inside if one.tone is not None]
    negative = tones.count(Tone.NEGATIVE)
    hours = _hours(known, since, until)
    indices = [index for at, index in curve if at <= until]
    return Side(
        since=since,
        until=until,
        documents=len(inside),
        rate=round(len(inside) / hours, 2) if hours else None,
        toned=len(tones),
        negative=negative,
        share=_wilson(negative, len(tones)) if len(tones) >= FEWEST else None,
        new_outlets=len({one.outlet for one in inside} - earlier),
        index=indices[-1] if indices else None,
    )


def _hours(known: Sequence[Happened], since: datetime, until: datetime) -> float:
    """Hours of a window in which the event existed."""
    begun = max(since, known[0].at) if known else until
    return max(until - begun, timedelta()) / HOUR


def _change(before: Side, after: Side, known: Sequence[Happened]) -> Interval | None:
    hours = (_hours(known, before.since, before.until), _hours(known, after.since, after.until))
    if not before.documents or not all(hours):
        return None
    low, high = _wilson(after.documents, before.documents + after.documents)
    scale = hours[0] / hours[1]
    return round(scale * low / (1 - low), 2), round(scale * high / (1 - high), 2)


def _wilson(hits: int, total: int) -> Interval:
    """95 % of a share."""
    return round(wilson_lower(hits, total), 4), round(1 - wilson_lower(total - hits, total), 4)

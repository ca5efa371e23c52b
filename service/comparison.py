"""Two configurations over the same past, as values: events matched by their documents, levels, alerts, dispositions.

    Outcome, Outcome, dispositions -> compare -> Comparison

An event of one is the event of the other that shares most documents with it, one to one; a tie goes to the earlier id. What one
alone has stands opposite `absent`. An event's level is the highest it had in the span. Why it differs is told of one moment: that
of the graver of the two at its highest, among those at which both assessed it. Else what time moved would pass for what the
rules moved.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from domain.duty import Disposition
from domain.risk import PROPOSED_I, Assessment, Contribution, Level
from scoring.proportion import Share, share

ABSENT = "absent"
FLOOD = 10
"""Alerts in FLOOD_SPAN beyond which nobody reads them (DOMAIN 4)."""
FLOOD_SPAN = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
TOLD = 3
"""Contributions named of an event that changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOutcome:
    """How one configuration saw one event in one scope."""

    event_id: str
    title: str
    documents: frozenset[str]
    level: str
    """Name of the highest level in the span, `proposed_I` or NONE."""
    trail: tuple[Assessment, ...] = ()
    """Its assessments in the span, earliest first, and the one that held when the span began if it had a level."""
    alerted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one configuration did in the span: events by scope, and when it would have told something."""

    courses: Mapping[str, Sequence[EventOutcome]]
    alerts: Sequence[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedEvent:
    """An event that reached another level."""

    scope: str
    title: str
    present: str
    other: str
    why: tuple[Contribution, ...]
    """Points by which the contributions moved most, present to other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Against what people said of events: the share of alerted ones that were real, and of real ones that were alerted."""

    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What alerting asks of a desk."""

    total: int
    shifts: tuple[tuple[datetime, int], ...]
    """(beginning, alerts) of every shift that touches the span."""
    flood_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The present configuration beside another."""

    transitions: Mapping[str, Mapping[str, Mapping[str, int]]]
    """Events by scope, level under the present, level under the other."""
    changes: tuple[ChangedEvent, ...]
    """Gravest first."""
    loads: tuple[Load, Load]
    judged: tuple[Judged, Judged]


def compare(
    present: Outcome, other: Outcome, said: Mapping[str, Disposition], shifts: Sequence[datetime]
) -> Comparison:
    """`said`: what people found, by document; `shifts`: the boundaries of shifts from before the span to past it."""
    scopes = sorted({*present.courses, *other.courses})
    pairs = {scope: matched(present.courses.get(scope, ()), other.courses.get(scope, ())) for scope in scopes}
    changed = [
        _changed(scope, ours, theirs)
        for scope in scopes
        for ours, theirs in pairs[scope]
        if _level(ours) != _level(theirs)
    ]
    return Comparison(
        transitions={scope: _matrix(pairs[scope]) for scope in scopes},
        changes=tuple(sorted(changed, key=lambda one: (-_rank(one), one.title, one.scope))),
        loads=(load(present.alerts, shifts), load(other.alerts, shifts)),
        judged=(judged(present, said), judged(other, said)),
    )


def matched(
    present: Sequence[EventOutcome], other: Sequence[EventOutcome]
) -> list[tuple[EventOutcome | None, EventOutcome | None]]:
    """Pairs of events of the same documents, then what is left of either."""
    ours, theirs = ({one.event_id: one for one in side} for side in (present, other))
    of_document: dict[str, list[str]] = defaultdict(list)
    for one in other:
        for document in one.documents:
            of_document[document].append(one.event_id)
    shared = Counter(
        (one.event_id, their) for one in present for document in one.documents for their in of_document[document]
    )
    found: list[tuple[EventOutcome | None, EventOutcome | None]] = []
    for our, their in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if our in ours and their in theirs:
            found.append((ours.pop(our), theirs.pop(their)))
    left = [(one, None) for one in present if one.event_id in ours]
    return [*found, *left, *((None, one) for one in other if one.event_id in theirs)]


def load(alerts: Iterable[datetime], shifts: Sequence[datetime]) -> Load:
    """Alerts by shift, and the minutes at the end of which more than FLOOD had come within FLOOD_SPAN."""
    times = sorted(alerts)
    counts = [(begin, sum(begin <= at < end for at in times)) for begin, end in pairwise(shifts)]
    return Load(total=len(times), shifts=tuple(counts), flood_minutes=flood_minutes(times))


def flood_minutes(times: Sequence[datetime]) -> int:
    """Distinct whole minutes t with more than FLOOD of the sorted times in (t - FLOOD_SPAN, t]."""
    minutes: set[datetime] = set()
    for first, last in zip(times, times[FLOOD:], strict=False):
        minute = _ceiling(last)
        while minute - FLOOD_SPAN < first:
            minutes.add(minute)
            minute += MINUTE
    return len(minutes)


def judged(outcome: Outcome, said: Mapping[str, Disposition]) -> Judged:
    """Events of any scope by what most of their judged documents were found to be; duplicates and strangers' matters count
    neither way."""
    found: dict[str, tuple[Disposition, bool]] = {}
    for courses in outcome.courses.values():
        for one in courses:
            verdicts = Counter(said[document] for document in one.documents if document in said)
            if verdicts:
                verdict = min(verdicts, key=lambda each: (-verdicts[each], each))
                found[one.event_id] = verdict, one.alerted or found.get(one.event_id, (verdict, False))[1]
    alerted = [verdict for verdict, told in found.values() if told]
    real, noise = alerted.count(Disposition.REAL), alerted.count(Disposition.NOISE)
    wanted = sum(verdict is Disposition.REAL for verdict, _ in found.values())
    return Judged(precision=share(real, real + noise), recall=share(real, wanted))


def _matrix(pairs: Sequence[tuple[EventOutcome | None, EventOutcome | None]]) -> dict[str, dict[str, int]]:
    counts = Counter((_level(ours), _level(theirs)) for ours, theirs in pairs)
    rows: dict[str, dict[str, int]] = {}
    for (before, after), count in sorted(counts.items(), key=lambda item: tuple(map(_place, item[0]))):
        rows.setdefault(before, {})[after] = count
    return rows


def _changed(scope: str, ours: EventOutcome | None, theirs: EventOutcome | None) -> ChangedEvent:
    before, after = ({one.name: one.points for one in side} for side in at_one_moment(ours, theirs))
    moves = [Contribution(name=name, points=round(after.get(name, 0.0) - before.get(name, 0.0), 2))
             for name in dict.fromkeys((*before, *after))]  # fmt: skip
    moved = sorted((one for one in moves if one.points), key=lambda one: (-abs(one.points), one.name))
    title = next(side.title for side in (ours, theirs) if side is not None)
    return ChangedEvent(scope=scope, title=title, present=_level(ours), other=_level(theirs), why=tuple(moved[:TOLD]))


def at_one_moment(
    ours: EventOutcome | None, theirs: EventOutcome | None
) -> tuple[tuple[Contribution, ...], tuple[Contribution, ...]]:
    """What made the index of either when the graver was highest; of each by itself where they were never assessed together."""
    mine, other = ({one.at: one for one in side.trail} if side else {} for side in (ours, theirs))
    graver = other if _place(_level(theirs)) > _place(_level(ours)) else mine
    both = [one for at, one in graver.items() if at in mine and at in other]
    if both:
        at = highest(both).at
        return mine[at].contributions, other[at].contributions
    alone = [highest(side.values()).contributions if side else () for side in (mine, other)]
    return alone[0], alone[1]


def highest(trail: Iterable[Assessment]) -> Assessment:
    """The gravest of some assessments, of equal ones the first."""
    return max(trail, key=lambda one: (one.level, one.proposed, one.index))


def _level(course: EventOutcome | None) -> str:
    return ABSENT if course is None else course.level


ORDER = (ABSENT, *(level.name for level in Level), PROPOSED_I)


def _place(level: str) -> int:
    """From absent to gravest; a proposed I stands over II and under a confirmed I."""
    return 2 * ORDER.index(level) if level != PROPOSED_I else 2 * ORDER.index(Level.II.name) + 1


def _rank(change: ChangedEvent) -> int:
    return max(_place(change.present), _place(change.other))


def _ceiling(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE

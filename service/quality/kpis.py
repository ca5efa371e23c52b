"""The desk's KPIs (DOMAIN 1) over the episodes of a span: facts of each out of the store, marks by scoring, and the sums."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, zip_longest

from domain.duty import Disposition, ResponseKind
from domain.risk import Level
from domain.routes import Duty, duty_of
from domain.rules import Rules
from scoring.kpi import LEAST, TARGETS, CaseFacts, Kpi, Mark, PageFacts, marks
from scoring.proportion import Share, Verdict, reaches, share
from service.quality.duties import KeptDuties
from service.quality.episodes import Act, Episode, Span, episodes, first_touch
from service.quality.told import Key, Page
from storage.base import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One KPI over a span."""

    kpi: Kpi
    share: Share
    target: float
    verdict: Verdict
    open: int = 0
    """Episodes that could still go either way."""
    missed: tuple[Key, ...] = ()
    """(event, scope, episode) of those that missed it, in order of beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onset:
    """When an event began: published, and had by the desk."""

    published_at: datetime
    collected_at: datetime


def kpis(storage: Storage, rules: Rules, span: Span, scope_id: str | None = None) -> tuple[Score, ...]:
    """Every KPI over the episodes that began in a span, in their order; those brought from outside are empty."""
    found = episodes(storage, rules, span, scope_id)
    onsets = onsets_of(storage, first_touch(span, rules), {one.event_id for one in found if one.grade >= LEAST})
    duties = KeptDuties(storage, rules)
    heard = _heard(found)
    facts = [(one.key, facts_of(one, onsets.get(one.event_id), duties, heard)) for one in found]
    return scores(facts, span.now)


def scores(facts: Iterable[tuple[Key, CaseFacts]], now: datetime) -> tuple[Score, ...]:
    """The sums of the marks of these cases."""
    said = [(key, marks(case, now)) for key, case in facts]
    return tuple(_score(kpi, [(key, found.get(kpi)) for key, found in said]) for kpi in Kpi)


def score(kpi: Kpi, counted: Share, still_open: int = 0, missed: tuple[Key, ...] = ()) -> Score:
    """A KPI with its target and verdict."""
    target = TARGETS[kpi]
    verdict = reaches(counted, target)
    return Score(kpi=kpi, share=counted, target=target, verdict=verdict, open=still_open, missed=missed)


def onsets_of(storage: Storage, touched: datetime, wanted: set[str]) -> Mapping[str, Onset]:
    """Of these events: the earliest publication among their documents, and the earliest arrival in the inbox."""
    found: dict[str, Onset] = {}
    if not wanted:
        return found
    for event_id, rows in groupby(storage.carriers(touched, topics=False), key=lambda row: row.event_id):
        if event_id in wanted:
            members = [(row.happened_at, row.joined_at) for row in rows]
            found[event_id] = Onset(
                published_at=min(at for at, _ in members), collected_at=min(at for _, at in members)
            )
    return found


def _heard(found: Iterable[Episode]) -> dict[tuple[str, str], datetime]:
    """When anybody was first told of each event in each scope."""
    heard: dict[tuple[str, str], datetime] = {}
    for one in found:
        arrived = _warned_at(one)
        if arrived is not None:
            heard.setdefault(one.key[:2], arrived)
    return heard


def facts_of(
    episode: Episode, onset: Onset | None, duties: KeptDuties, heard: Mapping[tuple[str, str], datetime]
) -> CaseFacts:
    """What the KPIs ask of an episode, under the duties that held. `heard`: when events were first told of; one that was
    split from another was told of with it."""
    grade, acts = episode.grade, episode.acts
    closed = _first(acts, ResponseKind.CLOSED)
    graded = next((page for page in episode.pages if page.duties_of >= grade), None)
    own = duties.of(episode.scope_id, graded.config_id if graded else None)
    arrived = (_warned_at(episode), heard.get((episode.split_from or "", episode.scope_id)))
    return CaseFacts(
        grade=grade,
        is_return=episode.number > 1,
        is_set_aside=episode.disposition not in (None, Disposition.REAL),
        published_at=onset.published_at if onset else None,
        collected_at=onset.collected_at if onset else None,
        began_at=episode.began_at,
        graded_at=graded.decided_at if graded else episode.began_at,
        warned_at=min((at for at in arrived if at is not None), default=None),
        pages=tuple(_pages(episode, duties)),
        checked_at=_first(acts, ResponseKind.VERIFIED),
        answered_at=_first(acts, ResponseKind.ANSWERED),
        closed_at=closed,
        again_at=_again(episode, closed),
        answer_limit=_limit(own, grade),
    )


def _warned_at(episode: Episode) -> datetime | None:
    """When its first alert arrived; of one that never left because somebody had acted, when they did."""
    acted = [act.at for act in episode.acts] if any(page.is_withdrawn for page in episode.pages) else []
    return min((*acted, *(page.arrived_at for page in episode.pages if page.arrived_at)), default=None)


def _pages(episode: Episode, duties: KeptDuties) -> Iterator[PageFacts]:
    """Alerts of which their rules' duties ask that somebody acts."""
    for page, following in zip_longest(episode.pages, episode.pages[1:]):
        duty = duty_of(duties.of(episode.scope_id, page.config_id), page.duties_of)
        if duty is None:
            continue
        over = [at for at in episode.ends if at >= page.decided_at]
        over += [following.decided_at] if following else []
        yield PageFacts(
            due_at=page.rung_at + duty.acknowledge,
            acted_at=min((act.at for act in episode.acts if _acknowledges(act, page)), default=None),
            over_at=min(over, default=None),
        )


def _acknowledges(act: Act, page: Page) -> bool:
    """The page that stood when it was done; by time, where nobody noted it."""
    return act.acknowledges == page.occasion if act.acknowledges else act.at >= page.decided_at


def _again(episode: Episode, closed: datetime | None) -> datetime | None:
    """When the event was told of again as of a first or graver level, after somebody had closed it."""
    if closed is None:
        return None
    told = [*(page.decided_at for page in episode.pages), *episode.paged_later]
    return min((at for at in told if at > closed), default=None)


def _limit(duties: Iterable[Duty], grade: Level) -> timedelta | None:
    duty = duty_of(duties, grade)
    return duty.answer_limit if duty else None


def _first(acts: Iterable[Act], kind: ResponseKind) -> datetime | None:
    return min((act.at for act in acts if act.kind is kind), default=None)


def _score(kpi: Kpi, said: Iterable[tuple[Key, Mark | None]]) -> Score:
    found = [(key, mark) for key, mark in said if mark is not None]
    missed = tuple(key for key, mark in found if mark is Mark.MISS)
    hits = sum(mark is Mark.HIT for _, mark in found)
    still_open = sum(mark is Mark.OPEN for _, mark in found)
    return score(kpi, share(hits, hits + len(missed)), still_open, missed)

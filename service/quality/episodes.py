"""Episodes of events in a scope out of what is stored: what was told of each, and what people did.

One small value an episode stays in memory, not its alerts. Merged events count as what they became. An episode belongs to a
span by its beginning: its first level, or what was first told of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from domain.alerts import Reason
from domain.duty import Disposition, Response, ResponseKind
from domain.events import Event
from domain.risk import Level, LevelMemory
from domain.rules import Rules
from service.quality.told import Book, Key, Page
from storage.base import Storage
from storage.values import AlertRow

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
EARLIER = timedelta(hours=1)
"""A digest that tells of an alert may have been decided so long before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Episodes that began in [since, until), as they stand at `now`. Without bounds: all."""

    since: datetime | None = None
    until: datetime | None = None
    now: datetime

    def holds(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person did, without who and without words."""

    kind: ResponseKind
    at: datetime
    episode: int | None
    acknowledges: str | None
    disposition: Disposition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode of an event in a scope."""

    event_id: str
    scope_id: str
    number: int
    began_at: datetime
    pages: tuple[Page, ...]
    """In order of decision; none where nobody was told."""
    ends: tuple[datetime, ...]
    """When its level ended."""
    acts: tuple[Act, ...]
    """In the order in which they were recorded."""
    memory: LevelMemory | None
    """What the store remembers of its level; of an earlier episode nothing."""
    paged_later: tuple[datetime, ...]
    """When the event was told of as of a first or graver level in its later episodes."""
    disposition: Disposition | None
    """What people found it to be; the last word counts."""
    split_from: str | None = None
    """The event that it was once part of."""

    @property
    def told(self) -> tuple[Page, ...]:
        """Pages that left, or still may."""
        return tuple(page for page in self.pages if not page.is_withdrawn)

    @property
    def key(self) -> Key:
        return self.event_id, self.scope_id, self.number

    @property
    def grade(self) -> Level:
        """What it is in the end: what a person holds it to be, else the highest level that it had or that was told."""
        if self.memory is not None and self.memory.manual is not None:
            return self.memory.manual
        highest = self.memory.highest if self.memory is not None else Level.NONE
        return max((highest, *(page.level for page in self.pages)))


def desk_time(storage: Storage, now: datetime) -> datetime:
    """The desk's own time: the real one, or its last evaluation where its clock runs ahead."""
    return max(now, storage.cursor().evaluated_at or now)


def first_touch(span: Span, rules: Rules) -> datetime:
    """Events with an episode that began in the span were touched at or after this: only an open one gets its first level."""
    return BEGINNING if span.since is None else span.since - rules.grouping.window


def before(span: Span) -> datetime | None:
    """From when on alerts are read to know the episodes of a span."""
    return span.since - EARLIER if span.since else None


def episodes(
    storage: Storage, rules: Rules, span: Span, scope_id: str | None = None, rows: Iterable[AlertRow] | None = None
) -> tuple[Episode, ...]:
    """Episodes that began in a span, of one scope or of all, by beginning, then event, scope and number. `rows`: the alerts
    from `before(span)` on, where somebody else reads them too."""
    touched = first_touch(span, rules)
    merged, split = _kin(storage.window_events(touched))
    book = Book(survivor=partial(_survivor, merged))
    book.read(storage.alerts(before(span)) if rows is None else rows)
    memories = {(one.event_id, one.scope_id, one.episode): one for one in storage.memories(touched)
                if one.highest > Level.NONE and one.event_id not in merged}  # fmt: skip
    keys = {key for key in (*book.keys, *memories) if scope_id in (None, key[1])}
    acts = _acts(storage.all_responses(), merged, keys)
    of_event: dict[tuple[str, str], list[Key]] = {}
    for key in sorted(keys):
        of_event.setdefault(key[:2], []).append(key)
    found = [one for own in of_event.values() for one in _of_event(own, book, memories, acts.get(own[0][:2], []))]
    kept = [replace(one, split_from=split.get(one.event_id)) for one in found if _is_within(one, span)]
    return tuple(sorted(kept, key=lambda one: (one.began_at, one.key)))


def _kin(events: Iterable[Event]) -> tuple[dict[str, str], dict[str, str]]:
    """What events went into by merging, and what they came from by splitting."""
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    for event in events:
        if event.merged_into:
            merged[event.id] = event.merged_into
        if event.split_from:
            split[event.id] = event.split_from
    return merged, {event_id: _survivor(merged, parent) for event_id, parent in split.items()}


def _of_event(keys: list[Key], book: Book, memories: dict[Key, LevelMemory], acts: list[Act]) -> Iterator[Episode]:
    """The episodes of one event in one scope."""
    pages = {key: book.pages(key) for key in keys}
    begun = {key: _beginning(pages[key], memories.get(key)) for key in keys}
    for place, key in enumerate(keys):
        own = tuple(act for act in acts if _is_in(act, key, begun))
        yield Episode(
            event_id=key[0], scope_id=key[1], number=key[2], began_at=begun[key], pages=pages[key], ends=book.ends(key),
            acts=own, memory=memories.get(key),
            paged_later=tuple(page.decided_at for later in keys[place + 1 :] for page in pages[later]),
            disposition=next((act.disposition for act in reversed(own) if act.disposition), None),
        )  # fmt: skip


def _beginning(pages: tuple[Page, ...], memory: LevelMemory | None) -> datetime:
    known = [page.decided_at for page in pages]
    if memory is not None and memory.episode_started_at is not None:
        known.append(memory.episode_started_at)
    return min(known, default=BEGINNING)


def _is_in(act: Act, key: Key, begun: dict[Key, datetime]) -> bool:
    """As it was noted when it was done; else by time, in the last episode that had begun: an event's first has no earlier one."""
    if act.episode is not None:
        return act.episode == key[2]
    running = [one for one, at in begun.items() if at <= act.at or one[2] == 1]
    return bool(running) and key == running[-1]


def _is_within(episode: Episode, span: Span) -> bool:
    """An earlier episode of which the span shows but a rise began before it."""
    is_whole = episode.memory is not None or any(page.occasion.startswith(Reason.FIRST) for page in episode.pages)
    return span.holds(episode.began_at) and (span.since is None or is_whole)


def _acts(responses: Iterable[Response], merged: dict[str, str], keys: set[Key]) -> dict[tuple[str, str], list[Act]]:
    """What was done about these events, by event and scope."""
    wanted = {key[:2] for key in keys}
    found: dict[tuple[str, str], list[Act]] = {}
    for one in responses:
        event_id = _survivor(merged, one.event_id)
        if (event_id, one.scope_id) in wanted:
            # An episode is counted under the event that was acted on, which may have become another.
            episode = one.episode if one.event_id == event_id else None
            found.setdefault((event_id, one.scope_id), []).append(
                Act(kind=one.kind, at=one.at, episode=episode, acknowledges=one.acknowledges,
                    disposition=one.disposition)
            )  # fmt: skip
    return found


def _survivor(merged: dict[str, str], event_id: str) -> str:
    seen: set[str] = set()
    while event_id in merged and event_id not in seen:
        seen.add(event_id)
        event_id = merged[event_id]
    return event_id

"""What people decide about events: merge, split, raise. The machine respects it: see `by_hand` and `apart` of Event."""

from collections.abc import Sequence
from datetime import datetime

from domain.events import Event
from pipeline.clusters import Entry
from pipeline.open_events import OpenEvents
from pipeline.regrouping import Changes, Regrouping


def merge(state: OpenEvents, kept: str, gone: str, at: datetime) -> Regrouping:
    """Two events are one, under the id of the older, whichever was named first."""
    events = [_event(state, name) for name in (kept, gone)]
    if kept == gone:
        raise ValueError("same_event")
    older, younger = (
        sorted(events, key=lambda event: state.clusters[event.id].age) if _strangers(*events) else _family(*events)
    )
    changes = Changes(state, at)
    apart = tuple(sorted({*older.apart} ^ {*younger.apart}))
    changes.merge(older.id, younger.id)
    changes.describe(older.id, by_hand=True, apart=apart, **inherited(older, younger))
    return changes.regrouping()


def split(state: OpenEvents, parent: str, documents: Sequence[str], at: datetime) -> Regrouping:
    """Members of an event are an event of their own."""
    _event(state, parent)
    entries = _entries(state, documents)
    if not entries or any(entry.event_id != parent for entry in entries):
        raise ValueError("not_a_member")
    if len(entries) == len(state.clusters[parent].documents):
        raise ValueError("all_members")
    changes = Changes(state, at)
    child = changes.split(parent, entries)
    changes.describe(parent, by_hand=True)
    changes.describe(child, by_hand=True)
    return changes.regrouping()


def raise_event(state: OpenEvents, documents: Sequence[str], at: datetime, *, actor: str, reason: str) -> Regrouping:
    """Documents are one event: the oldest that has none but these, with all others in it, else a new one."""
    entries = _entries(state, documents)
    if not entries:
        raise ValueError("not_a_member")
    changes = Changes(state, at)
    raised = _gather(changes, entries)
    changes.describe(raised, by_hand=True, raised_by=actor, raised_reason=reason)
    return changes.regrouping()


def inherited(older: Event, younger: Event) -> dict[str, str | None]:
    """What a person said of the younger event and nobody of the older."""
    fields = ("name", "raised_by", "raised_reason")
    return {
        name: getattr(older, name) if getattr(older, name) is not None else getattr(younger, name) for name in fields
    }


def _gather(changes: Changes, entries: Sequence[Entry]) -> str:
    """Make one event of the entries; its id."""
    state, parents = changes.state, dict.fromkeys(entry.event_id for entry in entries)
    named = {entry.document_id for entry in entries}
    whole = [name for name in parents if named.issuperset(state.clusters[name].documents)]
    first, *others = whole or [
        changes.split(entries[0].event_id, [one for one in entries if one.event_id == entries[0].event_id])
    ]
    for other in others:
        changes.merge(first, other)
    rest = [entry for entry in entries if entry.event_id != first]
    if rest:
        changes.join(rest, first)
    return first


def _strangers(one: Event, other: Event) -> bool:
    return one.split_from != other.id and other.split_from != one.id


def _family(one: Event, other: Event) -> tuple[Event, Event]:
    """An event before the one that was split from it."""
    return (other, one) if one.split_from == other.id else (one, other)


def _event(state: OpenEvents, name: str) -> Event:
    if name not in state.clusters:
        raise ValueError("unknown_event")
    return state.clusters[name].event


def _entries(state: OpenEvents, documents: Sequence[str]) -> list[Entry]:
    """The entries of documents, in order of sequence."""
    if any(document not in state.entries for document in documents):
        raise ValueError("not_a_member")
    return sorted((state.entries[document] for document in set(documents)), key=lambda entry: entry.sequence)

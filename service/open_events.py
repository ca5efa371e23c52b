"""All open events in the order in which they were touched: what an evaluation has to look at is found without a look at
the others.

Which of them time alone can move (`live`) is judged once and again where something of an event changed.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime

from service.open_event import OpenEvent


class OpenEvents:
    """Open events by id, the one touched last at the end."""

    def __init__(self) -> None:
        self._events: dict[str, OpenEvent] = {}
        self._live: set[str] = set()
        self._doubtful: set[str] = set()
        """Changed since it was judged whether time can move them."""

    def __contains__(self, event_id: str) -> bool:
        return event_id in self._events

    def __getitem__(self, event_id: str) -> OpenEvent:
        return self._events[event_id]

    def get(self, event_id: str) -> OpenEvent | None:
        return self._events.get(event_id)

    def touch(self, event_id: str, at: datetime) -> OpenEvent:
        """The event, begun where there is none yet, touched at an inbox time."""
        one = self._events.get(event_id)
        if one is None or at > one.touched_at:
            one = self._events.pop(event_id, None) or OpenEvent(facts={}, touched_at=at)
            self._events[event_id] = one
        one.touch(at)
        self._doubtful.add(event_id)
        return one

    def doubt(self, event_id: str) -> None:
        """Something of the event changed by which time may move it."""
        self._doubtful.add(event_id)

    def drop(self, event_id: str) -> OpenEvent:
        """Take an event out."""
        self._live.discard(event_id)
        self._doubtful.discard(event_id)
        return self._events.pop(event_id)

    def in_order(self) -> None:
        """Bring the events into order after a start, which takes them up by their members."""
        self._events = dict(sorted(self._events.items(), key=lambda pair: (pair[1].touched_at, pair[0])))

    def touched_since(self, moment: datetime) -> set[str]:
        """Events touched at or after a moment."""
        found: set[str] = set()
        for event_id in reversed(self._events):
            if self._events[event_id].touched_at < moment:
                break
            found.add(event_id)
        return found

    def untouched_since(self, moment: datetime) -> Iterator[str]:
        """Events touched last before a moment."""
        for event_id, one in self._events.items():
            if one.touched_at >= moment:
                break
            yield event_id

    def live(self, may_move: Callable[[str], bool], looked_at: AbstractSet[str] = frozenset()) -> set[str]:
        """Events that time alone can move, as `may_move` judges of those that changed. Of those that are `looked_at` now in any
        case it is asked later, when they may have changed once more."""
        for event_id in self._doubtful - looked_at:
            if may_move(event_id):
                self._live.add(event_id)
            else:
                self._live.discard(event_id)
        self._doubtful &= looked_at
        return self._live

"""What a special watch looks at: while it runs, the events of its topics in its places, as its sources tell them.

An event belongs to a watch where enough of its members (`support.wanted`) name one of the topics, surely enough, and
enough name something inside one of the places, in title, lead or body. They need not be the same members: all tell of
one happening. Where sources are named, only members from these are seen, and an event is to the watch what these say of
it. A watch without topics, places and sources sees what the desk sees.

Outside its time, and once an event belongs to it no more, a watch assesses nothing: levels, clocks and reminders in it
end quietly, with the reason `ENDED` in the last assessment and without an alert.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.divisions import is_inside
from domain.events import Fact, Scope
from domain.labels import SURE
from scoring.support import wanted

ENDED = "end.watch"
"""Reason code of an assessment that ends a level because the watch is over or the event is not its matter any more."""


def is_running(scope: Scope, at: datetime) -> bool:
    """Whether `at` is in the scope's time: its beginning included, its end not. A desk without either always runs."""
    return (scope.starts_at is None or scope.starts_at <= at) and (scope.ends_at is None or at < scope.ends_at)


def of_scope(facts: Sequence[Fact], scope: Scope) -> tuple[Fact, ...]:
    """The members that the scope assesses the event by, in their order; none where the event is not its matter."""
    seen = tuple(fact for fact in facts if not scope.sources or fact.source_id in scope.sources)
    return seen if _is_matter(seen, scope) else ()


def _is_matter(seen: Sequence[Fact], scope: Scope) -> bool:
    """Enough of them name a topic of the scope, and enough a place of it."""
    enough = wanted(len(seen))
    topical = not scope.topics or sum(_is_topical(fact, scope) for fact in seen) >= enough
    return topical and (not scope.places or sum(_is_local(fact, scope) for fact in seen) >= enough)


def _is_topical(fact: Fact, scope: Scope) -> bool:
    sure = (label for label in fact.topics if label.confidence >= SURE and not label.is_suggested)
    return any(label.topic in scope.topics for label in sure)


def _is_local(fact: Fact, scope: Scope) -> bool:
    codes = (mention.code for mention in fact.mentions if mention.code is not None)
    return any(is_inside(code, place) for code in codes for place in scope.places)

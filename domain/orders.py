"""Orders: what a person has processing do with events. They stand in the inbox's own sequence, so that a replay obeys them
at the same place and the same inbox gives the same events.

    RAISE    chosen documents become one event
    MERGE    `event_id` and `other` are one event, under the id of the older
    SPLIT    `documents` leave `event_id` and become an event of their own
    RENAME   the event is called `name`; None: by its title again
    LEVEL    a person's level beside the computed one; I confirms a proposed I, a lower one lets I and II step down
    ANSWER   the institution has answered in public: urgency ends
    SHELVE   nothing below II is told of the event before `until`; None: it is told of again
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.codec import later
from domain.events import DESK
from domain.risk import Level


class OrderKind(StrEnum):
    RAISE = "raise"
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    LEVEL = "level"
    ANSWER = "answer"
    SHELVE = "shelve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order. Grouping is the same for every scope; level and answer are those of `scope_id`."""

    kind: OrderKind
    event_id: str = ""
    """What it acts on; empty for RAISE, whose event is named by its founding document."""
    scope_id: str = DESK
    documents: tuple[str, ...] = ()
    other: str | None = None
    name: str | None = None
    level: Level | None = None
    """None: the person's level is taken back."""
    until: datetime | None = later(None)
    actor: str
    reason: str
    at: datetime
    """When it was given."""


DONE = "done"
"""Outcome of an order that was carried out; any other outcome is the code of why it could not be."""
STANDING = ("", DONE)
"""Outcomes of orders that wait or were carried out: what is recorded with one stands."""

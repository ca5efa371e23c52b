"""Where events went by merging, and what one is made of."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Select, literal, select

from storage.statements import chunks
from storage.tables import events


def survivor(connection: Connection, event_id: str) -> str:
    """Where an event went by merging; itself where it did not, or is not known."""
    seen: set[str] = set()
    while event_id not in seen:
        seen.add(event_id)
        event_id = connection.scalar(select(events.c.merged_into).where(events.c.id == event_id)) or event_id
    return event_id


def all_that_became(connection: Connection, event_id: str) -> Select[tuple[str]]:
    """Ids of the event that this one has become, and of every event merged into that, also by way of others."""
    family = select(literal(survivor(connection, event_id)).label("id")).cte("family", recursive=True)
    family = family.union(select(events.c.id).where(events.c.merged_into == family.c.id))
    return select(family.c.id)


def families(connection: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    """Which of these events every event has become that was merged into one of them, also by way of others; themselves too.
    None of them was merged itself."""
    found: dict[str, str] = {}
    for part in chunks(ids):
        family = select(events.c.id, events.c.id.label("became")).where(events.c.id.in_(part))
        merged = family.cte("family", recursive=True)
        merged = merged.union(select(events.c.id, merged.c.became).where(events.c.merged_into == merged.c.id))
        found |= {row.id: row.became for row in connection.execute(select(merged.c.id, merged.c.became))}
    return found

"""What follows of rows that were read before: those that still stand as they were read, whatever keeps them."""

from collections.abc import Iterable, Sequence

from domain.alerts import Alert
from storage.values import DutyRow

Following = Sequence[tuple[DutyRow, Sequence[Alert]]]
"""Rows as they were read, each with the alerts that follow from it."""


def unmoved(found: Following, now: Iterable[DutyRow]) -> list[Alert]:
    """Alerts that follow from rows whose level did not move and on which nobody acted since; `now`: the rows as they stand."""
    stand = {(row.memory.event_id, row.memory.scope_id): row for row in now}
    return [alert for seen, alerts in found if _stands(seen, stand) for alert in alerts]


def with_digests(alerts: Sequence[Alert], digests: Iterable[Alert]) -> list[Alert]:
    """Alerts and those of the digests that tell of any of them."""
    told = {one.digest for one in alerts}
    return [*alerts, *(one for one in digests if one.occasion in told)]


def _stands(seen: DutyRow, stand: dict[tuple[str, str], DutyRow]) -> bool:
    row = stand.get((seen.memory.event_id, seen.memory.scope_id))
    return row is not None and (row.memory, row.responses) == (seen.memory, seen.responses)

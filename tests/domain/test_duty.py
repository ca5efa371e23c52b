"""The audit chain finds what was altered, removed or moved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.duty import AuditEntry, broken_at, chained

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def chain(length: int) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for number in range(length):
        at = NOW + timedelta(minutes=number)
        entries.append(chained(entries[-1] if entries else None, at=at, actor="a", action="x.y", subject=str(number)))
    return entries


def test_a_whole_chain_holds() -> None:
    assert broken_at([]) is None
    assert broken_at(chain(5)) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda e: [*e[:2], replace(e[2], subject="other"), *e[3:]], 3),
        (lambda e: [*e[:2], *e[3:]], 4),
        (lambda e: [e[1], e[0], *e[2:]], 2),
        (lambda e: [*e[:4], replace(e[4], hash="0" * 64)], 5),
    ],
)
def test_a_broken_one_is_found(change: object, broken: int) -> None:
    assert broken_at(change(chain(5))) == broken  # type: ignore[operator]


def test_fields_cannot_be_shifted_into_each_other() -> None:
    one = chained(None, at=NOW, actor="ab", action="c", subject="s")
    other = chained(None, at=NOW, actor="a", action="bc", subject="s")
    assert one.hash != other.hash

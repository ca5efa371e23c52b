"""Floods: what is told in a digest, what by itself, and that nothing is cut."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.flood import Tide, folded, tide_of
from domain.alerts import Alert, Reason, told_to
from domain.risk import Level
from domain.routes import Flood
from tests.alerts.desk import numbered
from tests.factories import at

FLOOD = Flood()
KIND = "digest:"
NONE, IV, III, II, I = Level  # noqa: E741  the numerals are the names of the levels


def decided(minute: float, first: int, count: int, level: Level = III, **other: object) -> list[Alert]:
    """Alerts of so many events, decided at a minute."""
    return [numbered(number, decided_at=at(minute), due_at=at(minute), level=level, **other)
            for number in range(first, first + count)]  # fmt: skip


def folds(*evaluations: Sequence[Alert]) -> list[list[Alert]]:
    """What is told at each evaluation."""
    tide, found = Tide(), []
    for alerts in evaluations:
        told, tide = folded(alerts, tide, FLOOD, kind=KIND)
        found.append(list(told))
    return found


def shown(told: Sequence[Alert]) -> str:
    """Such as: 3 singly, 9 folded, digests at 65."""
    singly = sum(not one.digest and one.reason is not Reason.DIGEST for one in told)
    minutes = [f"{(one.due_at - at(0)).total_seconds() / 60:g}" for one in told if one.reason is Reason.DIGEST]
    return f"{singly} singly, {sum(bool(one.digest) for one in told)} folded, digests at {' '.join(minutes) or 'none'}"


CASES = [
    ("ten are no flood", [decided(0, 0, 10)], ["10 singly, 0 folded, digests at none"]),
    ("eleven are", [decided(0, 0, 11)], ["0 singly, 11 folded, digests at 0"]),
    ("what came before counts", [decided(0, 0, 9), decided(5, 9, 3)],
     ["9 singly, 0 folded, digests at none", "0 singly, 3 folded, digests at 5"]),
    ("but not what came ten minutes ago", [decided(0, 0, 9), decided(10, 9, 3)],
     ["9 singly, 0 folded, digests at none", "3 singly, 0 folded, digests at none"]),
    ("each evaluation of a flood has its own digest", [decided(minute, minute * 20, 20) for minute in (0, 5, 10)],
     ["0 singly, 20 folded, digests at 0", "0 singly, 20 folded, digests at 5", "0 singly, 20 folded, digests at 10"]),
    ("grave ones are told by themselves", [decided(0, 0, 20) + decided(0, 20, 3, II)], ["3 singly, 20 folded, digests at 0"]),
    ("and fill the window", [decided(0, 0, 12, II), decided(5, 12, 1)],
     ["12 singly, 0 folded, digests at none", "0 singly, 1 folded, digests at 5"]),
    ("the next flood begins anew", [decided(0, 0, 20), decided(60, 20, 20)],
     ["0 singly, 20 folded, digests at 0", "0 singly, 20 folded, digests at 60"]),
]  # fmt: skip


@pytest.mark.parametrize(("evaluations", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_folded(evaluations: list[list[Alert]], expected: list[str]) -> None:
    assert [shown(told) for told in folds(*evaluations)] == expected


def test_one_digest_for_each_recipient_and_channel() -> None:
    alerts = decided(0, 0, 20)
    both = alerts + [told_to(one, "leader") for one in alerts[:4]]
    told = folds(both)[0]
    digests = [one for one in told if one.reason is Reason.DIGEST]
    assert [(one.recipient, one.level, one.index, one.digest) for one in digests] == [
        ("desk", III, None, ""), ("leader", III, None, ""),
    ]  # fmt: skip
    assert len({one.id for one in told}) == len(told) == 26
    assert len(folds(alerts[:8] + [told_to(one, "leader") for one in alerts[:8]])[0]) == 16, "told twice is one thing"


def test_a_digest_is_as_grave_as_what_is_in_it() -> None:
    (digest,) = (one for one in folds(decided(0, 0, 20, IV) + decided(0, 20, 1, III))[0] if one.reason is Reason.DIGEST)
    assert digest.level is III


def test_the_end_of_what_was_grave_is_told_by_itself() -> None:
    over = decided(0, 0, 12, NONE, reason=Reason.CLEARED, occasion="cleared")
    told, _ = folded(over, Tide(), FLOOD, kind=KIND, grave={over[3].id})
    assert shown(told) == "1 singly, 11 folded, digests at 0"


EVALUATIONS = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.sampled_from([NONE, IV, III, II, I]), max_size=14)),
    min_size=1,
    max_size=12,
)
"""(five-minute steps since the last evaluation, levels of what is to be told)."""


def _stream(steps: list[tuple[int, list[Level]]]) -> list[list[Alert]]:
    minute, number, found = 0, 0, []
    for step, levels in steps:
        minute += 5 * step
        found.append([numbered(number + place, decided_at=at(minute), due_at=at(minute), level=level)
                      for place, level in enumerate(levels)])  # fmt: skip
        number += len(levels)
    return found


@given(EVALUATIONS)
def test_nothing_is_cut_and_nothing_grave_waits(steps: list[tuple[int, list[Level]]]) -> None:
    stream = _stream(steps)
    told = [one for evaluation in folds(*stream) for one in evaluation]
    digests = [one for one in told if one.reason is Reason.DIGEST]
    assert [one.id for one in told if one.reason is not Reason.DIGEST] == [
        one.id for alerts in stream for one in alerts
    ]
    assert not [one for one in told if one.digest and one.is_grave]
    known = {one.occasion: one for one in digests}
    assert len(known) == len(digests), "one digest an evaluation for one recipient"
    assert all(known[one.digest].decided_at == one.decided_at for one in told if one.digest)


@given(EVALUATIONS, st.integers(0, 11))
def test_what_is_stored_is_enough_to_go_on(steps: list[tuple[int, list[Level]]], place: int) -> None:
    """As `service.floods` reads it back: what was decided in the last window."""
    stream = _stream(steps)
    place = min(place, len(stream))
    before = [one for evaluation in folds(*stream[:place]) for one in evaluation]
    ended = max((one.decided_at for one in before), default=at(0))
    tide = tide_of([one for one in before if one.decided_at >= ended - FLOOD.window], KIND)
    rest: list[list[Alert]] = []
    for alerts in stream[place:]:
        told, tide = folded(alerts, tide, FLOOD, kind=KIND)
        rest.append(list(told))
    assert rest == folds(*stream)[place:]


def test_what_can_wait_is_left_out_until_a_window_after_the_last_digest() -> None:
    tide, found = Tide(), []
    for minute in (0, 4, 9, 10):
        told, tide = folded(decided(minute, 0, 20) + decided(minute, 20, 1, II), tide, FLOOD, kind=KIND, waits=True)
        found.append(shown(told))
    assert found == ["1 singly, 20 folded, digests at 0", "1 singly, 0 folded, digests at none",
                     "1 singly, 0 folded, digests at none", "1 singly, 20 folded, digests at 10"]  # fmt: skip


def test_what_quiet_hours_hold_back_is_in_a_digest_of_its_own() -> None:
    alerts = decided(0, 0, 12) + [replace(one, due_at=at(300)) for one in decided(0, 12, 3)]
    told, _ = folded(alerts, Tide(), FLOOD, kind=KIND)
    assert shown(told) == "0 singly, 15 folded, digests at 0 300"


def test_what_a_clock_ahead_has_decided_counts_for_nothing() -> None:
    ahead = Tide(told=(at(600),) * 50, digest_at=at(600))
    assert folded(decided(0, 0, 1), ahead, FLOOD, kind=KIND, waits=True)[0] == tuple(decided(0, 0, 1))


@given(st.integers(0, 40), st.integers(0, 20))
def test_a_quiet_desk_never_sees_a_digest(count: int, span: int) -> None:
    """At most ten things in any ten minutes."""
    stream = [decided(5 * place, place * 5, 5) for place in range(span)] + [decided(500, 900, min(count, 10))]
    assert [one for told in folds(*stream) for one in told if one.reason is Reason.DIGEST or one.digest] == []
    assert timedelta(minutes=10) == FLOOD.window

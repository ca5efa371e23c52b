"""What followed a public answer: counts, rates, tone and index of equal windows before and after, and when nothing is said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.effect import FEWEST, Effect, Happened, Standing
from domain.labels import Tone
from scoring.effect import WINDOWS, effects_of

ANSWERED = datetime(2026, 3, 9, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = ANSWERED + 48 * HOUR
BAD, GOOD = Tone.NEGATIVE, Tone.NEUTRAL


def some(hour: float, count: int, *, outlet: str = "A", tone: Tone | None = BAD) -> list[Happened]:
    """So many documents within an hour of the answer's clock."""
    return [Happened(at=ANSWERED + hour * HOUR + HOUR * number / count, outlet=outlet, tone=tone)
            for number in range(count)]  # fmt: skip


def six(documents: list[Happened], now: datetime = LATER, curve: tuple[tuple[float, float], ...] = ()) -> Effect:
    indices = [(ANSWERED + hour * HOUR, index) for hour, index in curve]
    return effects_of(documents, indices, ANSWERED, now)[0]


def test_before_and_after() -> None:
    found = six([*some(-6, 30), *some(-2, 10, tone=GOOD), *some(1, 6, outlet="B"), *some(2, 4, tone=None)],
                curve=((-7, 40.0), (-1, 66.5), (5, 48.25), (7, 30.0)))  # fmt: skip
    assert found.standing is Standing.WHOLE
    assert (found.before.documents, found.after.documents) == (40, 10)
    assert (found.before.rate, found.after.rate) == (6.67, 1.67)
    assert (found.before.negative, found.before.toned) == (30, 40)
    assert (found.after.negative, found.after.toned) == (6, 6)
    assert (found.before.share, found.after.share) == ((0.5981, 0.8581), None)
    assert (found.before.new_outlets, found.after.new_outlets) == (1, 1)
    assert (found.before.index, found.after.index) == (66.5, 48.25)
    assert found.change == (0.13, 0.49)


def test_an_outlet_is_new_once() -> None:
    found = six([*some(-20, 1, outlet="A"), *some(-2, 2, outlet="A"), *some(1, 2, outlet="A"), *some(2, 2, outlet="B")])
    assert (found.before.new_outlets, found.after.new_outlets) == (0, 1)


def test_the_rate_counts_the_hours_that_the_event_existed() -> None:
    found = six([*some(-2, 20), *some(0, 12)])
    assert (found.before.rate, found.after.rate) == (10.0, 2.0)


EARLY = [
    ("just answered", 0, (0, 0)),
    ("an hour later", 1, (4, 3)),
    ("a minute too early", 5.98, (23, 3)),
    ("answered after all that is known", -1, (0, 0)),
]


@pytest.mark.parametrize(("hours", "counts"), [row[1:] for row in EARLY], ids=[row[0] for row in EARLY])
def test_too_early_is_said_and_both_windows_are_equal(hours: float, counts: tuple[int, int]) -> None:
    found = six([*some(-6, 20), *some(-1, 4), *some(0, 3)], ANSWERED + hours * HOUR)
    assert (found.standing, found.change) == (Standing.EARLY, None)
    assert (found.before.documents, found.after.documents) == counts
    assert found.before.until - found.before.since == found.after.until - found.after.since


def test_few_documents_are_only_counted() -> None:
    found = six([*some(-2, FEWEST // 2), *some(1, FEWEST // 2 - 1)])
    assert (found.standing, found.change, found.before.share) == (Standing.FEW, None, None)
    assert six([*some(-2, FEWEST // 2), *some(1, FEWEST // 2)]).standing is Standing.WHOLE


def test_nothing_before_gives_no_change() -> None:
    found = six([*some(-30, 1), *some(1, 30)])
    assert (found.standing, found.change, found.before.rate) == (Standing.WHOLE, None, 0.0)


def test_an_event_that_began_with_the_answer_had_no_rate_before() -> None:
    assert six(some(1, 30)).before.rate is None


TIMES = st.lists(
    st.tuples(st.floats(-40, 40), st.sampled_from(["A", "B", "C"]), st.sampled_from([BAD, GOOD, None])), max_size=60
)


@given(TIMES, st.floats(0, 60))
def test_laws(given_times: list[tuple[float, str, Tone | None]], hours: float) -> None:
    documents = [Happened(at=ANSWERED + hour * HOUR, outlet=outlet, tone=tone) for hour, outlet, tone in given_times]
    found = effects_of(documents, (), ANSWERED, ANSWERED + hours * HOUR)
    assert found == effects_of(reversed(documents), (), ANSWERED, ANSWERED + hours * HOUR)
    assert [one.window for one in found] == list(WINDOWS)
    for one in found:
        for side in (one.before, one.after):
            assert side.negative <= side.toned <= side.documents
            assert side.until - side.since <= one.window
            if side.share:
                assert side.share[0] <= side.negative / side.toned <= side.share[1]
        if one.change:
            assert one.before.rate is not None
            assert one.after.rate is not None
            ratio = one.after.rate / one.before.rate if one.before.rate else 0
            assert one.change[0] - 0.02 <= ratio * 1.02 + 0.02
            assert ratio * 0.98 - 0.02 <= one.change[1] + 0.02

"""Shares, their intervals and verdicts on targets and bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.proportion import FEWEST, Share, Verdict, reaches, share, within

MET, MISSED, UNDECIDED = Verdict.MET, Verdict.MISSED, Verdict.UNDECIDED
COUNTS = st.integers(0, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


def test_under_twenty_counts_stand_alone() -> None:
    assert share(19, 19) == Share(hits=19, total=19, interval=None)
    assert share(0, 0).value is None


def test_twenty_have_wilsons_interval() -> None:
    # Wilson 1927 for 18 of 20 at 95 %: .699 to .972
    assert share(18, 20).interval == pytest.approx((0.699, 0.972), abs=0.001)


@pytest.mark.parametrize(
    ("hits", "total", "target", "verdict"),
    [
        (0, 0, 0.9, UNDECIDED),
        (19, 19, 0.9, UNDECIDED),
        (18, 20, 0.9, MET),
        (17, 20, 0.9, MISSED),
        (20, 20, 1.0, MET),
        (19, 20, 1.0, MISSED),
        (57, 60, 0.95, MET),
        (17, 20, 0.85, MET),
    ],
)
def test_a_target_is_reached_or_not(hits: int, total: int, target: float, verdict: Verdict) -> None:
    assert reaches(share(hits, total), target) is verdict


@pytest.mark.parametrize(
    ("hits", "total", "most", "strictly", "verdict"),
    [
        (0, 19, 0.05, False, UNDECIDED),
        (1, 20, 0.05, False, MET),
        (2, 20, 0.05, False, MISSED),
        (0, 20, 0.01, True, MET),
        (1, 100, 0.01, True, MISSED),
        (1, 101, 0.01, True, MET),
    ],
)
def test_a_bound_is_kept_or_not(hits: int, total: int, most: float, strictly: bool, verdict: Verdict) -> None:
    assert within(share(hits, total), most, strictly=strictly) is verdict


@given(COUNTS)
def test_the_interval_holds_the_share_and_lies_between_nothing_and_all(counts: tuple[int, int]) -> None:
    found = share(*counts)
    assert (found.interval is None) == (found.total < FEWEST)
    if found.interval is not None and found.value is not None:
        low, high = found.interval
        assert 0 <= low <= found.value <= high <= 1


@given(COUNTS, st.floats(0, 1))
def test_one_hit_more_never_turns_a_target_missed(counts: tuple[int, int], target: float) -> None:
    hits, total = counts
    if hits < total and reaches(share(hits, total), target) is MET:
        assert reaches(share(hits + 1, total), target) is MET

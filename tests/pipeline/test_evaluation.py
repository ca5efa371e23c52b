"""Measures by hand-made cases, calibration by its law."""

import numpy as np
import pytest

from pipeline.learning.calibration import abstain_threshold, fit_calibration, fit_temperature, shares
from pipeline.learning.evaluation import calibration_error, measure

LABELS = ("a", "b")


def test_scores_of_a_small_table() -> None:
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.55, 0.45]])
    scores = measure(probabilities, LABELS, ["a", "b", "b", "a"], 0.6)
    assert (scores.rows, scores.accuracy, scores.abstained) == (4, 0.75, 0.25)
    first, second = scores.per_class
    assert (first.rows, first.precision, first.recall, first.f1) == (2, 0.6667, 1.0, 0.8)
    assert (second.rows, second.precision, second.recall, second.f1) == (2, 1.0, 0.5, 0.6667)
    assert scores.macro_f1 == 0.7333
    # Bins of 1/15: .1 + .8 + .4 + .45 over four rows, each in a bin of its own.
    assert scores.ece == 0.4375


def test_a_label_that_the_model_does_not_know_is_never_right() -> None:
    scores = measure(np.array([[0.9, 0.1], [0.2, 0.8]]), LABELS, ["c", "b"], 0.0)
    assert scores.accuracy == 0.5
    assert {one.label: one.recall for one in scores.per_class} == {"a": 0.0, "b": 1.0, "c": 0.0}


def test_no_rows_have_no_scores() -> None:
    assert measure(np.zeros((0, 2)), LABELS, [], 0.5).rows == 0


@pytest.mark.parametrize("scale", [0.2, 1.0, 9.0])
@pytest.mark.parametrize("shift", [-2.0, 1.0])
def test_calibration_undoes_a_scale(scale: float, shift: float) -> None:
    """Labels drawn by known probabilities: whatever the scores were multiplied by, the temperature takes it back."""
    generator = np.random.default_rng(3)
    scores = generator.normal(size=(4_000, 3)) * 2
    chances = shares(scores, 1.0, shift)
    right = (chances.cumsum(axis=1) > generator.random((4_000, 1))).argmax(axis=1)
    assert fit_temperature(scores * scale, right, shift) == pytest.approx(scale, rel=0.1)
    top = shares(scores * scale, *fit_calibration(scores * scale, right))
    assert calibration_error(top.max(axis=1), top.argmax(axis=1) == right) < 0.04


@pytest.mark.parametrize("shift", [-30.0, 0.0, 30.0])
def test_shares_are_finite_and_sum_to_one(shift: float) -> None:
    found = shares(np.array([[1e4, -1e4, 0.0], [0.0, 0.0, 0.0]]), 0.5, shift)
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx([1, 1])


def test_the_threshold_leaves_no_more_than_its_share() -> None:
    top = np.round(np.linspace(0.5, 1, 1000), 4)
    hit = top > 0.6
    threshold = abstain_threshold(top, hit, 0.1)
    assert 0.05 < np.mean(top < threshold) <= 0.1


def test_no_threshold_where_the_unsure_are_right_as_often() -> None:
    assert abstain_threshold(np.linspace(0.5, 1, 100), np.ones(100, dtype=bool), 0.1) == 0.0

"""Hashed features: the same on every way, distinct where texts differ, bounded for any string."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.models import FeatureSettings
from pipeline.features import Extractor
from pipeline.tokens import load_cutter

EXTRACTOR = Extractor(FeatureSettings(), load_cutter())


def test_ids_are_pinned() -> None:
    """Stored models depend on these numbers: another hash is another model format."""
    ids, counts = EXTRACTOR.counted(EXTRACTOR.form("河畔 城"))
    assert ids.tolist() == PINNED
    assert counts.tolist() == [1.0] * len(PINNED)


PINNED = [9563, 16834, 39823, 62212, 125282, 126733, 143245, 147133, 171672, 171866, 195921, 235990, 237474, 256796]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ａ１", "a1"), ("河  畔\n城", "河 畔 城"), ("河\u200b畔", "河畔")],
)
def test_forms_that_read_alike_are_alike(one: str, other: str) -> None:
    assert EXTRACTOR.form(one) == EXTRACTOR.form(other)


def test_what_stands_often_counts_more_and_damped() -> None:
    _, counts = EXTRACTOR.counted("河河河")
    assert round(float(counts.max()), 4) == round(1 + float(np.log(3)), 4)
    _, plain = Extractor(FeatureSettings(damped=False), load_cutter()).counted("河河河")
    assert plain.max() == 3


def test_a_word_is_not_its_characters() -> None:
    """The word `AB` and the pair of characters A, B are two features, so are one-character words and characters."""
    grams = EXTRACTOR.grams("河畔")
    assert len(set(grams.ids.tolist())) == grams.ids.size


def test_every_gram_has_its_place() -> None:
    grams = EXTRACTOR.grams("河畔小城停水")
    found = {grams.form[start:end] for start, end in zip(grams.starts, grams.ends, strict=True)}
    assert {"河", "河畔", "停水", "小城停"} <= found


def test_a_vast_text_is_read_from_its_beginning() -> None:
    text = "停水" * 5_000_000
    assert EXTRACTOR.form(text) == "停水" * 1000


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_string_has_features(text: str) -> None:
    form = EXTRACTOR.form(text)
    ids, counts = EXTRACTOR.counted(form)
    grams = EXTRACTOR.grams(form)
    assert ids.size == counts.size <= grams.ids.size == grams.starts.size == grams.ends.size
    assert set(ids.tolist()) == set(grams.ids.tolist())
    assert not ids.size or int(ids.max()) < 1 << 18

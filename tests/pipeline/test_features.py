"""Hashed features: the same on every way, distinct where texts differ, bounded for any string."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.models import FeatureSettings
from pipeline.learning.features import Extractor, counted
from pipeline.tokens import load_cutter

EXTRACTOR = Extractor(FeatureSettings(), load_cutter())


def test_ids_are_pinned() -> None:
    """Stored models depend on these numbers: another hash is another model format."""
    assert EXTRACTOR.ids(EXTRACTOR.form("河畔 城")).tolist() == PINNED


PINNED = [
    3886435,
    381995,
    2115785,
    885441,
    3914789,
    3448586,
    1384229,
    811423,
    983505,
    1048401,
    3214047,
    1635856,
    4170147,
    3640400,
    2941858,
    3443993,
    722217,
    2005765,
    2402380,
    3065100,
    3804011,
    3021604,
    1057690,
    4173920,
    1748281,
]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ａ１", "a1"), ("河  畔\n城", "河 畔 城"), ("河\u200b畔", "河畔")],
)
def test_forms_that_read_alike_are_alike(one: str, other: str) -> None:
    assert EXTRACTOR.form(one) == EXTRACTOR.form(other)


def test_what_stands_often_counts_more_and_damped() -> None:
    ids = np.array([7, 3, 7, 7], dtype=np.uint32)
    numbers, counts = counted(ids.copy(), FeatureSettings())
    assert numbers.tolist() == [3, 7]
    assert float(counts[1] / counts[0]) == pytest.approx(1 + np.log(3))
    assert float((counts**2).sum()) == pytest.approx(1)
    _, plain = counted(ids.copy(), FeatureSettings(damped=False))
    assert float(plain[1] / plain[0]) == pytest.approx(3)


def test_the_ends_and_the_length_are_features() -> None:
    one, other = (set(EXTRACTOR.ids(text).tolist()) for text in ("停水通知", "通知停水"))
    assert one != other
    assert len(set(EXTRACTOR.ids("水" * 6).tolist()) ^ set(EXTRACTOR.ids("水" * 9).tolist())) == 2


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
    ids, grams = EXTRACTOR.ids(form), EXTRACTOR.grams(form)
    assert ids.tolist() == grams.ids.tolist()
    assert ids.size == grams.starts.size == grams.ends.size
    assert int(ids.max()) < 1 << FeatureSettings().bits
    assert ((grams.starts >= 0) & (grams.starts <= grams.ends) & (grams.ends <= len(form))).all()

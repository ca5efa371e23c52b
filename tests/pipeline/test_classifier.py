"""A classifier at work and as a file: any text has an answer, equal models are equal bytes, foreign files are refused."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import BadUse
from domain.models import FeatureSettings, ModelCard
from pipeline.classifier import Classifier, load_classifier
from pipeline.learning.calibration import shares
from pipeline.learning.features import Extractor
from pipeline.learning.model_file import LARGEST, Weights
from pipeline.tokens import load_cutter

CUTTER = load_cutter()
FEATURES = FeatureSettings(chars=2, words=1, bits=16)
TEXTS = ("河畔小学停水两天，家长着急", "桥下积水很深，行人绕行", "公园的樱花开了，市民都来看")


def made(**changed: object) -> Classifier:
    """`water` speaks by every n-gram of the first two texts, `park` by those of the third and against the other."""
    extractor = Extractor(FEATURES, CUTTER)
    table = np.zeros((1 << FEATURES.bits, 2))
    for text, label in zip(TEXTS, (0, 0, 1), strict=True):
        table[extractor.ids(extractor.form(text))] = (0.7, -0.7) if label == 0 else (-0.7, 0.7)
    known = table.any(axis=1)
    weights = Weights(
        kept=np.packbits(known), table=table[known].astype(np.float16), bias=np.array([0.1, 0], dtype=np.float32)
    )
    fields = {"task": "topic", "domain": "news", "labels": ("water", "park"), "rows": (("water", 2), ("park", 1))}
    card = ModelCard(**{**fields, "features": FEATURES, "abstain_under": 0.53, **changed})  # type: ignore[arg-type]
    return Classifier(card, weights, CUTTER)


CLASSIFIER = made()


@pytest.mark.parametrize(("text", "label"), [*zip(TEXTS, ("water", "water", "park"), strict=True)])
def test_a_text_is_answered_where_the_model_is_sure_enough(text: str, label: str) -> None:
    said = CLASSIFIER.predict(text)
    assert (said.label, said.best) == (label, label)
    assert made(abstain_under=0.9999).predict(text).label is None
    assert said.probability == max(said.probabilities)


def test_what_spoke_stands_where_it_says() -> None:
    form = Extractor(FEATURES, CUTTER).form(TEXTS[0])
    spoke = CLASSIFIER.explain(TEXTS[0], most=4)
    assert len(spoke) == 4
    assert all(form[one.position :].startswith(one.text) and one.weight > 0 for one in spoke)
    assert [one.weight for one in spoke] == sorted((one.weight for one in spoke), reverse=True)


@pytest.mark.parametrize("text", ["", " \n", "\ud800", "无关", "\u202e\u200b"])
def test_where_nothing_is_known_the_bias_speaks(text: str) -> None:
    assert CLASSIFIER.predict(text).probabilities == CLASSIFIER.predict("").probabilities
    assert not CLASSIFIER.explain(text)


def test_a_vast_line_is_answered_by_its_beginning() -> None:
    most = FEATURES.most_characters
    assert CLASSIFIER.predict(TEXTS[0] * 800_000) == CLASSIFIER.predict((TEXTS[0] * most)[:most])


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_string_is_answered(text: str) -> None:
    said = CLASSIFIER.predict(text)
    assert abs(sum(said.probabilities) - 1) < 2e-4
    CLASSIFIER.explain(text)


@pytest.mark.parametrize(("temperature", "shift"), [(1.0, 0.0), (0.01, -5.0), (100.0, 5.0)])
def test_probabilities_are_those_of_the_calibration(temperature: float, shift: float) -> None:
    one = made(temperature=temperature, shift=shift)
    for text in (*TEXTS, ""):
        assert one.predict(text).probabilities == pytest.approx(shares(one.scores(text), temperature, shift), abs=6e-5)


def test_a_file_gives_the_same_classifier(tmp_path: Path) -> None:
    path, again = tmp_path / "one.npz", tmp_path / "two.npz"
    CLASSIFIER.save(path)
    read = load_classifier(path)
    read.save(again)
    assert path.read_bytes() == again.read_bytes()
    assert read.card == CLASSIFIER.card
    assert read.model_id == CLASSIFIER.model_id
    assert [read.predict(text) for text in TEXTS] == [CLASSIFIER.predict(text) for text in TEXTS]
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("card.json"))["domain"] == "news"


def test_another_process_says_the_same(tmp_path: Path) -> None:
    CLASSIFIER.save(tmp_path / "m.npz")
    code = (
        "import sys; from pathlib import Path; from pipeline.classifier import load_classifier;"
        "read = load_classifier(Path('m.npz')); print([read.predict(text).probabilities for text in sys.argv[1:]]);"
        "assert not {'sklearn', 'scipy'} & sys.modules.keys()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *TEXTS], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str([CLASSIFIER.predict(text).probabilities for text in TEXTS])


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _turned(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(bytes(data))


def _with(name: str, data: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            entries = {one: archive.read(one) for one in archive.namelist()} | {name: data}
        with zipfile.ZipFile(path, "w") as archive:
            for one, content in entries.items():
                archive.writestr(one, content)

    return change


def _vast(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("more", bytes(LARGEST))


BAD = [
    ("cut short", _cut, "model.damaged"),
    ("one byte turned", _turned, "model.damaged"),
    ("no archive", lambda path: path.write_text("label,text"), "model.damaged"),
    ("empty", lambda path: path.write_bytes(b""), "model.damaged"),
    ("pickled array", _with("bias.npy", b"\x80\x04K\x01."), "model.damaged"),
    ("card of another kind", _with("card.json", b'{"format": 1}'), "model.damaged"),
    ("card no object", _with("card.json", b"[1]"), "model.damaged"),
    ("later version", _with("card.json", b'{"format": 2, "new": 1}'), "model.newer"),
    ("vast", _vast, "model.too_large"),
    ("packed", _bomb, "model.damaged"),
    ("missing", Path.unlink, "model.unreadable"),
]


@pytest.mark.parametrize(("change", "code"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_is_no_model_is_refused(change: Callable[[Path], object], code: str, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    CLASSIFIER.save(path)
    change(path)
    with pytest.raises(BadUse) as caught:
        load_classifier(path)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "changed",
    [{"labels": ("one",)}, {"temperature": 0.0}, {"temperature": float("1e999")}, {"features": FeatureSettings(bits=40)},
     {"temperature": 1e-320}, {"shift": float("nan")}, {"abstain_under": 2.0}, {"abstain_under": float("nan")},
     {"labels": ("park", "park")}, {"task": "mood"}, {"format": 0}, {"features": FeatureSettings(chars=0)}, {"features": FeatureSettings(most_characters=10**9, bits=16)}],
)  # fmt: skip
def test_a_card_that_does_not_fit_is_refused(changed: dict[str, object], tmp_path: Path) -> None:
    _resave(made(), changed, tmp_path / "m.npz")
    with pytest.raises(BadUse) as caught:
        load_classifier(tmp_path / "m.npz")
    assert caught.value.code == "model.damaged"


def _resave(good: Classifier, changed: dict[str, object], path: Path) -> None:
    good.card = ModelCard(**{name: getattr(good.card, name) for name in ModelCard.__slots__} | changed)
    good.save(path)

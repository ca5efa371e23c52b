"""Training: learns what is there, says what it is made of, gives equal bytes for equal rows, keeps its floors on real text."""

import random
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from bench.models import SETS, parted, read
from domain.errors import BadUse
from domain.models import DataFile
from pipeline.counts import Row
from pipeline.learning.blend import best_blend, merit
from pipeline.learning.evaluation import evaluate
from pipeline.learning.training import Provenance, train

PLACES = ("河畔", "东桥", "北岭", "南塘", "西溪", "青石", "白沙", "云田")
WHAT = {
    "water": ("停水一天", "水管爆裂", "自来水发黄", "水压不足"),
    "road": ("路面塌陷", "红绿灯失灵", "路灯不亮", "人行道破损"),
    "praise": ("办事很快", "态度真好", "环境整洁", "服务周到"),
}
NEWS = Provenance(domain="news", files=(DataFile(name="rows.csv", sha256="0" * 64, rows=96),), feedback_rows=7)


def rows(seed: int = 0, count: int = 96) -> list[Row]:
    chosen = random.Random(seed)
    labels = sorted(WHAT) * (count // 3)
    return [(f"{chosen.choice(PLACES)}{chosen.choice(WHAT[one])}，第{chosen.randrange(99)}次", one) for one in labels]


def test_what_is_there_is_learnt_and_the_card_says_so() -> None:
    made = train("topic", rows(), None, NEWS)
    scores = evaluate(made, rows(seed=1))
    assert scores["accuracy"] > 0.95
    assert scores["task"] == "topic"
    card = made.card
    assert (card.labels, card.rows) == (tuple(sorted(WHAT)), tuple((one, 32) for one in sorted(WHAT)))
    assert (card.domain, card.files, card.feedback_rows, card.measured_on) == ("news", NEWS.files, 7, "folds")
    assert card.measured_rows > 60
    assert {one.label for one in card.scores} == set(WHAT)
    assert made.explain("东桥路面塌陷")


def test_equal_rows_are_equal_bytes_and_the_day_is_given() -> None:
    day = Provenance(domain="news", made_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert train("topic", rows(), None, day).model_id == train("topic", rows(), None, day).model_id
    assert train("topic", rows(), None, day).model_id != train("topic", rows(), None, NEWS).model_id


def test_dev_rows_choose_and_are_not_learnt() -> None:
    """Rows of dev that contradict the data change figures, not the table."""
    strange = [("荷花节上没有停水", "road"), *rows(seed=2)]
    made = train("topic", rows(), strange, NEWS)
    assert made.card.measured_on == "dev"
    assert 1 < made.card.measured_rows <= len(strange)
    assert made.predict("荷花节").probabilities == made.predict("卿舟蛰").probabilities


def test_dev_rows_that_are_trained_on_do_not_count() -> None:
    fresh = rows(seed=2)
    made = train("topic", rows(), [*fresh, *rows()], NEWS)
    known = {text for text, _ in rows()}
    assert made.card.measured_rows == sum(text not in known for text, _ in fresh)


def test_two_labels_are_learnt() -> None:
    two = [(text, "1" if label == "praise" else "0") for text, label in rows()]
    assert evaluate(train("sentiment", two, None, NEWS), two)["accuracy"] > 0.95


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ([], "model.one_label"),
        ([("停水", "a"), ("修路", "a")], "model.one_label"),
        ([("停水", "a"), ("修路", "a"), ("晴", "b")], "model.rare_label"),
        ([("停水", "a"), ("停水", "a"), ("修路", "b"), ("修路", "b")], "model.too_few"),
    ],
)
def test_what_cannot_be_learnt_is_refused(bad: list[Row], code: str) -> None:
    with pytest.raises(BadUse) as caught:
        train("topic", bad, None, NEWS)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["tnews", "weibo2018"])
def test_real_texts_keep_their_floors(name: str, shared: Path) -> None:
    floor = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text(encoding="utf-8"))["models"][name]
    one = SETS[name]
    rows, asked = read(shared / "data" / one.file), read(shared / "data" / one.dev) if one.dev else None
    if asked is None:
        rows, asked = parted(rows)
    scores = evaluate(train(one.task, rows, asked if one.dev else None, NEWS), asked)
    assert {key: scores[key] for key in ("accuracy", "macro_f1") if scores[key] < floor[key]} == {}
    assert scores["ece"] <= floor["ece"]


def test_a_blend_is_no_worse_than_its_parts() -> None:
    generator = np.random.default_rng(1)
    right = generator.integers(0, 3, 400)
    near, far = (np.eye(3)[right] + generator.normal(scale=scale, size=(400, 3)) for scale in (0.6, 0.9))
    blend = best_blend({"near": near}, {"far": far}, right)
    assert blend.merit >= max(merit(near, right), merit(far, right))
    assert blend.merit == merit(blend.scores, right)

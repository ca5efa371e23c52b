"""From corrections to a model in use, by command."""

import json
from pathlib import Path

import pytest

from domain.addresses import document_id
from service.cli import invoke
from tests.acceptance.desk import Desk

URL = "https://news.chengchuan.example/{}"
WATER = ("水管里没有一滴水", "楼上楼下都停水了", "家里两天停水", "停水通知也没有", "又停水，没法做饭", "停水一整天")
GAMES = ("球队赢了比赛", "今晚的比赛很精彩", "主队加时赛取胜", "比赛踢成平局", "球迷庆祝比赛胜利", "冠军赛下周开打")


def written(folder: Path, name: str, good: str, bad: str) -> Path:
    """A file of labelled rows."""
    file = folder / name
    rows = [*((text, bad) for text in WATER), *((text, good) for text in GAMES)]
    file.write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label in rows), encoding="utf-8")
    return file


@pytest.fixture
def corrected(desk: Desk) -> Desk:
    """A desk with documents that an analyst has judged."""
    texts = [*WATER, *GAMES]
    lines = [{"url": URL.format(number), "title": text, "text": text, "source": "澄川论坛", "platform": "forum"}
             for number, text in enumerate(texts)]  # fmt: skip
    file = desk.folder.parent / "posts.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    desk.ok("import", str(file))
    for number, text in enumerate(texts):
        label = "outage" if text in WATER else "other"
        words = ["feedback", "add", document_id(URL.format(number)), "--topic", label]
        assert invoke(["-w", str(desk.folder), *words]) == 0, "within this process: a dozen commands start slowly"
    return desk


def test_corrections_become_a_model_in_use(corrected: Desk) -> None:
    refused = corrected.call("feedback", "add", document_id(URL.format(0)), "--topic", "weather")
    assert refused.status == 2
    assert "weather" in refused.err
    assert "outage" in refused.err
    out = corrected.folder.parent / "own.npz"
    card = corrected.ok("model", "train", "--task", "topic", "--from-feedback", "--out", str(out), "--json").rows[0]
    assert card["feedback_rows"] == len(WATER) + len(GAMES)
    assert card["is_starter"], "so few corrections make no model of one's own"
    corrected.ok("model", "activate", str(out))
    (listed,) = [row for row in corrected.ok("model", "list", "--json").rows if row["active"]]
    assert listed["model"] == card["model"]
    told = corrected.ok("explain", "--text", "这栋楼停水了，水管里没有一滴水")
    assert "outage" in told.out
    corrected.ok("audit", "verify")
    corrected.ok("model", "deactivate", card["model"][:6])
    assert not any(row["active"] for row in corrected.ok("model", "list", "--json").rows)


def test_a_tone_model_speaks_where_it_was_activated(desk: Desk) -> None:
    folder = desk.folder.parent
    rows, out = written(folder, "tone.csv", "positive", "negative"), folder / "tone.npz"
    desk.ok("model", "train", "--task", "sentiment", "--domain", "review", "--data", str(rows), "--out", str(out))
    scores = desk.ok("model", "evaluate", "--model", str(out), "--data", str(rows), "--json").rows[0]
    assert set(scores) == {"task", "rows", "accuracy", "macro_f1", "ece", "abstained", "per_class"}
    assert (scores["rows"], scores["accuracy"]) == (12, 1.0)
    desk.ok("model", "activate", str(out), "--platform", "forum")
    row = {"title": "", "text": "小区停水两天", "platform": "forum"}
    (said,) = desk.ok("label", "-", "--json", given=json.dumps(row).encode()).rows
    assert said["sentiment"]["label"] == "negative"
    assert said["sentiment"]["origin"] != "lexicon"
    assert said["sentiment"]["outside_domain"]
    (said,) = desk.ok("label", "-", "--json", given=json.dumps({**row, "platform": "news"}).encode()).rows
    assert said["sentiment"]["origin"] == "lexicon"


def test_a_weaker_model_needs_a_reason(desk: Desk) -> None:
    folder = desk.folder.parent
    good, rows = folder / "good.npz", written(folder, "rows.csv", "other", "outage")
    bad, swapped = folder / "bad.npz", written(folder, "swapped.csv", "outage", "other")
    for out, data in ((good, rows), (bad, swapped)):
        desk.ok("model", "train", "--task", "topic", "--data", str(data), "--out", str(out))
    desk.ok("model", "activate", str(good))
    before = desk.files()["config/models.yaml"]
    refused = desk.call("model", "activate", str(bad), "--data", str(rows))
    assert refused.status == 2
    assert "--force" in refused.err
    assert desk.files()["config/models.yaml"] == before
    desk.ok("model", "activate", str(bad), "--data", str(rows), "--force", "a drill of activation")
    assert desk.files()["config/models.yaml"] != before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("feedback", "add", "nowhere", "--topic", "outage"), "there is no document nowhere"),
        (("feedback", "add", "nowhere"), "--topic"),
        (("model", "activate", "0123"), "no model 0123"),
        (("model", "train", "--task", "topic", "--out", "x.npz"), "--data"),
        (("model", "train", "--task", "topic", "--from-feedback", "--out", "x.npz"), "--data"),
        (("model", "train", "--task", "topic", "--data", "absent.csv", "--out", "x.npz"), "absent.csv"),
        (("model", "evaluate", "--model", "absent", "--data", "absent.csv"), "absent.csv"),
        (("model", "deactivate", "0123"), "0123"),
    ],
)
def test_bad_use_is_said_in_one_line(desk: Desk, words: tuple[str, ...], said: str) -> None:
    told = desk.call(*words)
    assert told.status == 2
    assert said in told.err
    assert len(told.err.strip().splitlines()) == 1

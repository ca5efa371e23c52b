"""Messages: what they say, in both languages, at a phone's width; and what they never say."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.render import Story, render
from domain.alerts import Reason
from domain.messages import Catalogue, load_catalogue
from domain.risk import Contribution, Level
from tests.alerts.test_decide import III, assessment, memory
from tests.factories import an_alert
from tests.scoring.facts import DUTIES

ZH, EN = load_catalogue("zh"), load_catalogue("en")
PARTS = tuple(
    Contribution(name=name, points=points)
    for name, points in (("base", 2.89), ("heat", 5.0), ("severity", 21.2), ("gate", -3.0), ("authority", 8.11), ("growth", 1.0))
)  # fmt: skip
STORY = Story(
    title="望川纺织厂起火 两人受伤送医",
    assessment=replace(assessment(memory(III)), contributions=PARTS, documents=7),
    places=("望川区",),
    first_source="https://news.example/1",
    duty=DUTIES[1],
    zone=ZoneInfo("Asia/Shanghai"),
)


def test_a_first_alert_word_for_word() -> None:
    message = render(an_alert(), STORY, ZH)
    assert message.title == "Ⅲ级(较大) 望川纺织厂起火 两人受伤送医"
    assert message.body.splitlines() == [
        "缘由:首次达到级别",
        "指数:47.13",
        "· 危害程度 +21.20",
        "· 媒体层级 +8.11",
        "· 热度 +5.00",
        "3 家媒体,7 篇",
        "地点:望川区",
        "最先采到:https://news.example/1",
        "请在收到后 10 分钟内签收。",
        "03-09 13:35 前启动核实。",
        "03-10 13:05 前答复(内部目标)。",
        f"编号:{an_alert().id}",
        "内部关注级别,非法定预警。",
    ]


@pytest.mark.parametrize("catalogue", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words_and_the_notice(catalogue: Catalogue, reason: Reason) -> None:
    message = render(an_alert(reason=reason, occasion="answer:III:100"), STORY, catalogue)
    assert catalogue.text("level.notice") in message.body
    assert not [key for key in ("alert.", "reason.", "level.", "factor.", "{") if key in message.title + message.body]


def test_lines_fit_a_phone() -> None:
    lines = render(an_alert(), STORY, ZH, repeated=True).body.splitlines()
    assert max(len(line) for line in lines if "http" not in line) <= 24


def test_a_repeated_message_says_so_under_the_same_number() -> None:
    first, again = render(an_alert(), STORY, ZH), render(an_alert(), STORY, ZH, repeated=True)
    assert (again.title, again.repeated, again.alert_id) == ("【重发】" + first.title, True, first.alert_id)
    assert "编号相同" in again.body


def test_a_drill_is_marked_first() -> None:
    assert render(an_alert(), replace(STORY, drill=True), ZH).title.startswith("【演练】")


def test_a_proposal_asks_for_confirmation() -> None:
    message = render(an_alert(level=Level.II, proposed=True), STORY, ZH)
    assert message.title.startswith("建议Ⅰ级")
    assert "请带班领导确认" in message.body


def test_cleared_asks_for_nothing() -> None:
    message = render(an_alert(level=Level.NONE, reason=Reason.CLEARED), STORY, ZH)
    assert message.title.startswith("级别解除 望川")
    assert "签收" not in message.body
    assert "级别已解除" in message.body


def test_a_title_with_braces_and_newlines_stays_text() -> None:
    message = render(an_alert(), replace(STORY, title="{level}\n{0.__class__} " + "长" * 60), EN)
    assert "{level} {0.__class__}" in message.title
    assert "\n" not in message.title
    assert message.title.endswith("…")


def test_a_story_of_which_little_is_known() -> None:
    message = render(an_alert(index=None), Story(title="望川", zone=ZoneInfo("UTC")), EN)
    assert message.body.splitlines()[0] == "Reason: " + EN.text("reason.first")
    assert len(message.body.splitlines()) == 3


def test_hours_are_said_as_hours() -> None:
    duty = replace(DUTIES[0], acknowledge=timedelta(hours=4))
    assert "请在收到后 4 小时内签收。" in render(an_alert(), replace(STORY, duty=duty), ZH).body

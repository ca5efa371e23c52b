"""Messages: what they say, in both languages, at a phone's width; and what they never say."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from alerts.follow import Case, Page
from alerts.render import Story, render
from domain.alerts import Alert, Reason, SubjectKind
from domain.messages import Catalogue, load_catalogue
from domain.risk import Contribution, Level
from tests.alerts.test_decide import III, assessment, memory
from tests.factories import an_alert, at
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
    message = render(an_alert(), replace(STORY, topics=("火灾与爆炸",), hurt=True), ZH)
    assert message.title == "Ⅲ级(较大) 望川纺织厂起火 两人受伤送医"
    assert message.body.splitlines() == [
        "缘由:首次达到级别",
        "主题:火灾与爆炸(涉及伤亡、被困或送医)",
        "地点:望川区",
        "指数:47.13",
        "· 危害程度 +21.20",
        "· 媒体层级 +8.11",
        "· 热度 +5.00",
        "3 家媒体,7 篇",
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


PUBLISHED = at(-60)
"""An hour before noon; DUTIES have 48 h from there, 30 minutes to open the check and 24 h to answer at level III."""
PAGE = Page(occasion="first:III", level=III, decided_at=at(65), rung_at=at(66))
CASE = Case(event_id="E1", scope_id="desk", episode=1, level=III, pages=(PAGE,))
KNOWN = replace(STORY, case=CASE, published_at=PUBLISHED)


def asked(alert: Alert, story: Story = KNOWN) -> list[str]:
    """The lines about what is to be done, and those about quiet hours."""
    lines = render(alert, story, ZH).body.splitlines()
    return [
        line
        for line in lines
        if not line.startswith(("缘由", "指数", "·", "地点", "最先", "编号", "内部关注")) and "媒体" not in line
    ]


def reminder(occasion: str, minute: float, **other: Any) -> Alert:
    reason = Reason.DEADLINE_PASSED if occasion.endswith("100") else Reason.DEADLINE_NEAR
    return an_alert(occasion=occasion, reason=reason, decided_at=at(minute), **({"due_at": at(minute)} | other))


ESCALATED = an_alert(occasion="escalate:first:III:deputy", reason=Reason.ESCALATED, decided_at=at(90), due_at=at(90))
OLD = replace(KNOWN, published_at=at(-48 * 60))
"""Published two days before: the limit was past when the level came."""
ACKNOWLEDGE = "请在收到后 10 分钟内签收。"
ASKED: list[tuple[str, Alert, Story, list[str]]] = [
    ("a first level", an_alert(), KNOWN,
     [ACKNOWLEDGE, "03-09 13:35 前启动核实。", "03-10 13:05 前答复(内部目标)。", "03-11 11:00 前答复(法定时限)。"]),
    ("whose limit is past", an_alert(), OLD,
     [ACKNOWLEDGE, "03-09 13:35 前启动核实。", "03-10 13:05 前答复(内部目标)。", "答复的法定时限 03-09 12:00 已过。"]),
    ("of what is checked", an_alert(), replace(KNOWN, case=replace(CASE, verified_at=at(60))),
     [ACKNOWLEDGE, "03-10 13:05 前答复(内部目标)。", "03-11 11:00 前答复(法定时限)。"]),
    ("of what is answered", an_alert(), replace(KNOWN, case=replace(CASE, answered_at=at(60))), [ACKNOWLEDGE]),
    ("a news", an_alert(reason=Reason.NEW_PLATFORM, occasion="platform:forum"), KNOWN, []),
    ("the end", an_alert(reason=Reason.CLEARED, occasion="cleared", level=Level.NONE), KNOWN, ["级别已解除,计时停止。"]),
    ("half of the check", reminder("check:III:50", 80), KNOWN,
     ["启动核实的时间已过一半。", "03-09 13:35 前启动核实。", "03-11 11:00 前答复(法定时限)。"]),
    ("the end of the check", reminder("check:III:100", 95), KNOWN,
     ["启动核实的时限已过,尚无核实记录。", "时限是 03-09 13:35。", "03-11 11:00 前答复(法定时限)。"]),
    ("half of the answer", reminder("answer:III:50", 800), KNOWN,
     ["答复时间(内部目标)已过一半。", "03-10 13:05 前答复(内部目标)。", "03-11 11:00 前答复(法定时限)。"]),
    ("the end of the answer", reminder("answer:III:100", 1505), KNOWN,
     ["答复时限(内部目标)已过,尚无答复记录。", "时限是 03-10 13:05。", "03-11 11:00 前答复(法定时限)。"]),
    ("a limit that was past already is told once", reminder("answer:III:100", 1505), OLD,
     ["答复时限(内部目标)已过,尚无答复记录。", "时限是 03-10 13:05。"]),
    ("a limit that has passed since", reminder("answer:III:100", 3000), KNOWN,
     ["答复时限(内部目标)已过,尚无答复记录。", "时限是 03-10 13:05。", "答复的法定时限 03-11 11:00 已过。"]),
    ("a page to the next", ESCALATED, KNOWN, ["到时无人签收。请签收,或指派人处置。", "03-11 11:00 前答复(法定时限)。"]),
    ("a first level after quiet hours", an_alert(due_at=at(180)), KNOWN,
     ["03-09 13:05 已决定告知,", "因安静时段推迟到 03-09 15:00。", ACKNOWLEDGE, "03-10 13:05 前答复(内部目标)。",
      "03-11 11:00 前答复(法定时限)。", "启动核实的时限 03-09 13:35 已过。"]),
    ("a limit before the target", an_alert(), replace(KNOWN, published_at=at(65) - timedelta(hours=40)),
     [ACKNOWLEDGE, "03-09 13:35 前启动核实。", "03-09 21:05 前答复(法定时限)。", "03-10 13:05 前答复(内部目标)。"]),
    ("half of the check after quiet hours", reminder("check:III:50", 80, due_at=at(180)), KNOWN,
     ["03-09 13:20 已决定告知,", "因安静时段推迟到 03-09 15:00。", "启动核实的时间已过一半。", "启动核实的时限 03-09 13:35 已过。",
      "03-11 11:00 前答复(法定时限)。"]),
]  # fmt: skip


@pytest.mark.parametrize(("alert", "story", "wanted"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_what_is_asked_by_when(alert: Alert, story: Story, wanted: list[str]) -> None:
    assert asked(alert, story) == wanted


@pytest.mark.parametrize(("alert", "story"), [row[1:3] for row in ASKED], ids=[row[0] for row in ASKED])
def test_every_line_fits_a_phone_in_both_languages(alert: Alert, story: Story) -> None:
    chinese, english = (render(alert, story, words).body.splitlines() for words in (ZH, EN))
    assert len(chinese) == len(english)
    assert max(len(line) for line in chinese if "http" not in line) <= 24
    assert not [line for line in english if "alert." in line or "{" in line]


def test_a_reminder_counts_from_the_level_that_it_is_of() -> None:
    rise = Page(occasion="rise:II", level=Level.II, decided_at=at(200), rung_at=at(200))
    risen = replace(KNOWN, case=replace(CASE, level=Level.II, pages=(PAGE, rise)), duty=DUTIES[2])
    assert asked(reminder("check:II:50", 215, level=Level.II), risen)[1] == "03-09 15:50 前启动核实。"


DIGEST = an_alert(
    subject_kind=SubjectKind.SYSTEM, subject_id="flood", reason=Reason.DIGEST, occasion="digest:20260309T051000Z",
    decided_at=at(70), index=None,
)  # fmt: skip
DIGESTS = [
    ("at once", at(70), []),
    ("after quiet hours", at(180), ["03-09 13:10 已决定告知,", "因安静时段推迟到 03-09 15:00。"]),
]


@pytest.mark.parametrize(("due_at", "wanted"), [row[1:] for row in DIGESTS], ids=[row[0] for row in DIGESTS])
def test_a_digest_says_whether_quiet_hours_held_it_back(due_at: datetime, wanted: list[str]) -> None:
    lines = render(
        replace(DIGEST, due_at=due_at), replace(STORY, assessment=None, places=(), first_source=None), ZH
    ).body
    assert lines.splitlines()[1:-2] == wanted


def test_a_target_under_an_hour_is_an_hour() -> None:
    short = replace(STORY, duty=replace(DUTIES[1], answer_target=timedelta(minutes=10)))
    assert "03-09 14:05 前答复(内部目标)。" in asked(an_alert(), short)


def test_hours_are_said_as_hours() -> None:
    duty = replace(DUTIES[0], acknowledge=timedelta(hours=4))
    assert "请在收到后 4 小时内签收。" in render(an_alert(), replace(STORY, duty=duty), ZH).body

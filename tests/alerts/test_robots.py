"""Robots of group chats against sinks that answer as the services do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.channels.base import Outcome
from alerts.channels.dingtalk import DINGTALK, signature
from alerts.channels.feishu import FEISHU
from alerts.channels.feishu import signature as feishu_signature
from alerts.channels.http import Answer, Patience
from alerts.channels.pace import Pace, Window
from alerts.channels.robot import Robot
from alerts.channels.service import Service, is_mobile, well_formed
from alerts.channels.wecom import WECOM
from alerts.message import Message
from tests.alerts.sinks import RobotSink, robot

SERVICES = {"wecom": WECOM, "dingtalk": DINGTALK, "feishu": FEISHU}
MESSAGE = Message(alert_id="A1", title="【III 级】望川厂房起火", body="第一行\n第二行")
LONG = replace(MESSAGE, body="望川区一处厂房起火,有人被困。\n" * 900)
SHORT = Patience(step=0.3)
MINUTE = timedelta(seconds=1)


def opened(sink: RobotSink, minute: timedelta = MINUTE) -> Robot:
    return Robot(SERVICES[sink.kind], sink.address, sink.secret, SHORT, minute)


def planned(*faults: str) -> Callable[[], str]:
    left = list(faults)
    return lambda: left.pop(0) if left else ""


@pytest.mark.parametrize("kind", SERVICES)
@pytest.mark.parametrize(
    ("fault", "outcome", "taken"),
    [
        ("", Outcome.DELIVERED, 1),
        ("503", Outcome.TEMPORARY, 0),
        ("busy", Outcome.TEMPORARY, 0),
        ("final", Outcome.PERMANENT, 0),
        ("reset_before", Outcome.UNKNOWN, 0),
        ("hang", Outcome.UNKNOWN, 0),
        ("reset_after", Outcome.UNKNOWN, 1),
        ("silent", Outcome.UNKNOWN, 1),
        ("garbled", Outcome.UNKNOWN, 1),
        ("huge", Outcome.UNKNOWN, 1),
    ],
)
def test_what_became_of_a_message(kind: str, fault: str, outcome: Outcome, taken: int) -> None:
    with robot(RobotSink(kind, planned(fault), None if kind == "wecom" else b"SECret")) as sink:
        channel = opened(sink)
        receipt = channel.send(MESSAGE)
        channel.close()
    assert (receipt.outcome, len(sink.taken)) == (outcome, taken)
    assert "望川" not in receipt.detail
    assert "abc" not in receipt.detail
    if outcome is Outcome.DELIVERED:
        assert sink.taken[0].text == f"{MESSAGE.title}\n{MESSAGE.body}"


@pytest.mark.parametrize(("kind", "code"), [("dingtalk", 310000), ("feishu", 19021)])
def test_a_wrong_secret_is_refused_for_good(kind: str, code: int) -> None:
    with robot(RobotSink(kind, secret=b"right")) as sink:
        channel = Robot(SERVICES[kind], sink.address, b"wrong", SHORT)
        receipt = channel.send(MESSAGE)
        channel.close()
    assert (receipt.outcome, receipt.detail) == (Outcome.PERMANENT, f"{kind}.{code}")


def test_signatures_are_those_of_the_services_pages() -> None:
    """Computed apart with openssl: HMAC-SHA256, base64."""
    assert signature(b"this is secret", "1577836800000") == "fFV9t5lBS7KH4+5B0JjR99ab+AJkXFauQXycgTkS/tc="
    assert feishu_signature(b"demo", "1599360473") == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="


@pytest.mark.parametrize("kind", SERVICES)
def test_a_long_message_comes_in_numbered_parts_that_are_the_whole(kind: str) -> None:
    with robot(RobotSink(kind, minute=0.02)) as sink:
        channel = opened(sink, timedelta(0))
        receipt = channel.send(LONG)
        channel.close()
    assert receipt.outcome is Outcome.DELIVERED
    texts = [one.text for one in sink.taken]
    heads = [f"{MESSAGE.title} ({number}/{len(texts)})\n" for number in range(1, len(texts) + 1)]
    assert len(texts) > 1
    assert "".join(text.removeprefix(head) for text, head in zip(texts, heads, strict=True)) == LONG.body


@pytest.mark.parametrize(("fault", "again"), [("503", False), ("reset_after", True)])
def test_what_failed_in_its_middle_goes_on_there(fault: str, again: bool) -> None:
    with robot(RobotSink("feishu", planned("", fault))) as sink:
        channel = opened(sink, timedelta(0))
        first = channel.send(LONG)
        second = channel.send(replace(LONG, title="【重发】" + LONG.title, body="other", repeated=again))
        channel.close()
    count = int(first.detail.split("of")[1].split(":")[0])
    assert (first.detail.split(":")[0], first.begun) == (f"part.2of{count}", True)
    assert second.outcome is Outcome.DELIVERED
    pieces = {one.text.split("\n", 1)[0][-5:]: one.text.split("\n", 1)[1] for one in sink.taken}
    assert "".join(pieces.values()) == LONG.body
    assert len(sink.taken) == count + again
    assert sink.taken[-1].text.startswith("【重发】")


@pytest.mark.parametrize("kind", SERVICES)
@settings(max_examples=15)
@given(text=st.text(max_size=12), times=st.integers(1, 4000))
def test_any_text_arrives_whole_and_within_the_limit(kind: str, text: str, times: int) -> None:
    with robot(RobotSink(kind, minute=0.000_001)) as sink:
        channel = opened(sink, timedelta(0))
        receipt = channel.send(replace(MESSAGE, body=text * times))
        channel.close()
    assert receipt.outcome is Outcome.DELIVERED
    pieces = [one.text.split("\n", 1)[1] for one in sink.taken]
    assert "".join(pieces) == SERVICES[kind].plain(text * times)


def test_what_failed_at_its_beginning_is_told_anew() -> None:
    with robot(RobotSink("feishu", planned("503"))) as sink:
        channel = opened(sink, timedelta(0))
        first = channel.send(LONG)
        channel.send(replace(LONG, body="short"))
        channel.close()
    assert (first.detail.split("of")[0], first.begun) == ("part.1", False)
    assert [one.text for one in sink.taken] == [f"{LONG.title}\nshort"]


def test_a_message_without_room_is_refused() -> None:
    channel = Robot(DINGTALK, "http://127.0.0.1/")
    receipt = channel.send(replace(MESSAGE, addresses=("x" * 300,) * 100))
    channel.close()
    assert (receipt.outcome, receipt.detail) == (Outcome.PERMANENT, "part.no_room")


def test_after_too_much_the_robot_waits_and_says_so() -> None:
    with robot(RobotSink("wecom")) as sink:
        first, second = opened(sink), opened(sink)  # a restart does not know what was sent before
        for _ in range(20):
            assert first.send(MESSAGE).outcome is Outcome.DELIVERED
        assert first.ready_in() > timedelta(0)
        receipt = second.send(MESSAGE)
        assert (receipt.outcome, receipt.limited, receipt.detail) == (Outcome.TEMPORARY, True, "wecom.45009")
        assert receipt.retry_after == MINUTE
        assert second.ready_in() > timedelta(0)
        first.close()
        second.close()
    assert len(sink.taken) == 20


@pytest.mark.parametrize(
    ("kind", "addresses", "said"),
    [
        ("wecom", ("lin", "13800138000"), {"mentioned_list": ["lin"], "mentioned_mobile_list": ["13800138000"]}),
        ("dingtalk", ("lin", "13800138000"), {"atMobiles": ["13800138000"], "atUserIds": ["lin"], "isAtAll": False}),
        (
            "feishu",
            ("ou_1", 'x"><at user_id="all'),
            {"text": f'{MESSAGE.title}\n<at user_id="ou_1"></at>\n第一行\n第二行'},
        ),
    ],
)
def test_those_on_duty_are_mentioned(kind: str, addresses: tuple[str, ...], said: dict[str, object]) -> None:
    with robot(RobotSink(kind)) as sink:
        channel = opened(sink)
        channel.send(replace(MESSAGE, addresses=addresses))
        channel.close()
    row = sink.taken[0].row
    found = {"wecom": row.get("text"), "dingtalk": row.get("at"), "feishu": row.get("content")}[kind]
    assert found is not None
    assert said.items() <= found.items()


@pytest.mark.parametrize(("kind", "title"), [("wecom", "<@all>起火"), ("feishu", '<At user_id="all">起火')])
def test_a_title_calls_nobody(kind: str, title: str) -> None:
    with robot(RobotSink(kind)) as sink:
        channel = opened(sink)
        channel.send(replace(MESSAGE, title=title, body=title))
        channel.close()
    assert "<" not in sink.taken[0].text


@pytest.mark.parametrize(
    ("service", "status", "body", "outcome"),
    [
        (FEISHU, 200, b'{"StatusCode":0,"StatusMessage":"success"}', Outcome.DELIVERED),
        (FEISHU, 400, b'{"code":99991400}', Outcome.TEMPORARY),
        (FEISHU, 400, b'{"code":9499}', Outcome.PERMANENT),
        (FEISHU, 400, b"", Outcome.PERMANENT),
        (WECOM, 200, b'{"errcode":45033}', Outcome.TEMPORARY),
        (WECOM, 200, b'{"errcode":123456}', Outcome.TEMPORARY),
        (WECOM, 200, b'{"errcode":"0"}', Outcome.UNKNOWN),
        (WECOM, 200, b'{"errcode":false}', Outcome.UNKNOWN),
        (WECOM, 200, b"[" * 100_000, Outcome.UNKNOWN),
        (WECOM, 200, b"\xff\xfe", Outcome.UNKNOWN),
        (WECOM, 502, b'{"errcode":0}', Outcome.TEMPORARY),
        (DINGTALK, 200, b'{"errcode":300001}', Outcome.PERMANENT),
        (DINGTALK, 429, b"", Outcome.TEMPORARY),
    ],
)  # fmt: skip
def test_what_answers_mean(service: Service, status: int, body: bytes, outcome: Outcome) -> None:
    channel = Robot(service, "http://127.0.0.1/")
    receipt = channel._judged(Answer(status=status, headers={}, body=body))
    channel.close()
    assert receipt.outcome is outcome
    assert receipt.limited == (status == 429 or b"99991400" in body or b"45033" in body)
    assert (receipt.retry_after is not None) == receipt.limited


def test_a_pace_lets_so_many_through_in_any_span() -> None:
    now = [0.0]
    pace = Pace(
        [Window(count=2, span=timedelta(seconds=10)), Window(count=1, span=timedelta(seconds=1))], lambda: now[0]
    )
    waits = []
    for _ in range(3):
        waits.append(pace.ready_in().total_seconds())
        now[0] += waits[-1]
        pace.note_sent()
    assert waits == [0.0, 1.0, 9.0]
    pace.hold(timedelta(seconds=30))
    assert pace.ready_in() == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("address", "mobile"),
    [("13800138000", True), ("+85291234567", True), ("lin", False), ("1234", False), ("+", False)],
)
def test_mobile_numbers_are_told_from_ids(address: str, mobile: bool) -> None:
    assert is_mobile(address) == mobile


def test_halves_of_characters_are_joined_or_replaced() -> None:
    assert well_formed("a\ud83d\ude00b\ud83d") == "a\U0001f600b\N{REPLACEMENT CHARACTER}"

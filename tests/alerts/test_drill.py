"""Nothing of a drill leaves without its mark: whatever is told, in whichever words, over whichever channel."""

import json
import sys
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.base import Channel, Outcome
from alerts.channels.console import Console
from alerts.channels.dingtalk import DINGTALK
from alerts.channels.feishu import FEISHU
from alerts.channels.file import File
from alerts.channels.post import Post
from alerts.channels.robot import Robot
from alerts.channels.webhook import Webhook
from alerts.channels.wecom import WECOM
from alerts.drill import Compose, marked
from alerts.message import Message
from alerts.render import Story, render
from domain.alerts import Alert, Reason
from domain.messages import LANGUAGES, Catalogue, load_catalogue
from domain.risk import Level
from tests.alerts.mail_sink import MailSink, mail_server
from tests.alerts.sink import Sink, serving
from tests.alerts.sinks import RobotSink, robot
from tests.alerts.test_mail import QUIET
from tests.alerts.test_mail import opened as mail_to
from tests.factories import an_alert

WORDS = {language: load_catalogue(language) for language in LANGUAGES}
OCCASIONS = {Reason.DEADLINE_NEAR: "check:II:50", Reason.DEADLINE_PASSED: "answer:II:100"}
NOON = "05-04 12:00".strip
PACES = st.sampled_from([1.0, 1.5, 60.0, 3600.0])


def saying(title: str, body: str) -> Compose:
    return lambda alert, repeated: Message(alert_id=alert.id, title=title, body=body, repeated=repeated)


def is_marked(message: Message, catalogue: Catalogue) -> bool:
    first = message.body.splitlines()[0]
    return message.title.startswith(catalogue.text("alert.drill")) and first == catalogue.text("alert.drill_line")


@given(
    st.sampled_from(Reason), st.sampled_from(Level), st.booleans(), st.booleans(), st.text(max_size=60), PACES,
    st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_whatever_is_told_is_marked(
    reason: Reason, level: Level, proposed: bool, repeated: bool, title: str, pace: float, language: str
) -> None:
    alert = an_alert(reason=reason, level=level, proposed=proposed, occasion=OCCASIONS.get(reason, "first:II"))
    catalogue = WORDS[language]

    def told(alert: Alert, repeated: bool) -> Message:
        return render(alert, Story(title=title, zone=UTC), catalogue, repeated=repeated)

    message = marked(told, catalogue, pace, NOON)(alert, repeated)
    assert is_marked(message, catalogue)
    assert (message.alert_id, message.repeated) == (alert.id, repeated)


@given(st.text(max_size=40), st.text(max_size=200), PACES)
def test_whatever_its_words_are(title: str, body: str, pace: float) -> None:
    message = marked(saying(title, body), WORDS["zh"], pace, NOON)(an_alert(), False)
    assert is_marked(message, WORDS["zh"])
    assert message.title.endswith(title)
    assert message.body.endswith(body)


def test_a_clock_that_runs_fast_is_said() -> None:
    slow, fast = (marked(saying("t", "b"), WORDS["zh"], pace, NOON)(an_alert(), False).body for pace in (1.0, 60.0))
    assert slow == "演练:不是真实事件。\nb"
    assert fast == "演练:不是真实事件。\n演练时钟快 60 倍,现在是 05-04 12:00;以下时间均按它计。\nb"


LONG = marked(saying("Ⅱ级:望川厂房起火", "望川区一处厂房起火,有人被困。\n" * 300), WORDS["zh"], 60.0, NOON)(
    an_alert(), False
)
ROBOTS = {"wecom": WECOM, "dingtalk": DINGTALK, "feishu": FEISHU}


@pytest.mark.parametrize("kind", ROBOTS)
def test_every_part_in_a_group_is_marked(kind: str) -> None:
    with robot(RobotSink(kind=kind)) as sink:
        opened = Robot(ROBOTS[kind], sink.address, None, minute=timedelta(seconds=1))
        assert opened.send(LONG).outcome is Outcome.DELIVERED
        opened.close()
    assert sink.taken
    assert all(taken.text.startswith("【演练】") for taken in sink.taken)


def test_a_webhook_and_a_file_and_a_terminal_get_it_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Sink()) as sink:
        ways: list[Channel] = [Webhook(sink.address), File(tmp_path / "alerts.jsonl"), Console(sys.stdout)]
        assert {way.send(LONG).outcome for way in ways} == {Outcome.DELIVERED}
    (row,) = (json.loads(line) for line in (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines())
    assert row["title"] == sink.accepted[0]["title"] == LONG.title
    assert capsys.readouterr().out.startswith("【演练】")


def test_a_mail_is_marked_in_its_subject(tmp_path: Path) -> None:
    with mail_server(MailSink(), tmp_path) as sink:
        assert mail_to(sink).send(LONG).outcome is Outcome.DELIVERED
    mail = sink.taken[0].mail
    assert str(mail["Subject"]).startswith("【演练】")
    assert mail.get_content().startswith("演练:不是真实事件。")


@QUIET
def test_apprise_gets_it_marked() -> None:
    with serving(Sink()) as sink:
        Post("json" + sink.address.removeprefix("http"), {}).send(LONG)
    assert sink.accepted[0]["title"].startswith("【演练】")

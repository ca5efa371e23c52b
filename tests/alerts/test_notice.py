"""Notices to read on a phone: of every form of silence, in both languages."""

from zoneinfo import ZoneInfo

import pytest

from alerts.notice import Notice, render_notice
from alerts.silence import Alarm, ending_of, silence_alert
from domain.alerts import Alert, Reason, SubjectKind
from domain.messages import LANGUAGES, load_catalogue
from domain.silence import Form, Silence
from tests.factories import an_alert, at

ZONE = ZoneInfo("Asia/Shanghai")


def of(form: Form) -> Alert:
    silence = Silence(subject_id="x", form=form, since=at(), count=7)
    return silence_alert(silence, "desk", recipient="duty", channel="file", at=at(90), due_at=at(90), config_id="c")


def test_a_quiet_source() -> None:
    notice = Notice(name="临江新闻", form=Form.QUIET, per_day=23.96, zone=ZONE, people=("吴谷雨",))
    message = render_notice(of(Form.QUIET), notice, load_catalogue("en"))
    assert message.title == "Silent: source 临江新闻"
    assert message.body.splitlines() == [
        "Is read and brings nothing new since 03-09 12:00.",
        "Usually: 24.0 items a day.",
        "Look at its page: has it moved, or does it publish nothing? wanglou sources check ID; sources pause ID, if it is to rest.",
        "On duty: 吴谷雨",
        f"Number: {of(Form.QUIET).id}",
    ]


def test_the_end_of_it() -> None:
    alert = of(Form.UNREAD)
    (end,) = ending_of(
        Alarm(silence=Silence(subject_id="x", form=Form.UNREAD, since=at()), alerts=(alert,)), at(150), "c"
    )
    message = render_notice(end, Notice(name="P", form=Form.UNREAD, zone=ZONE), load_catalogue("en"))
    assert message.title == "Speaks again: source P"
    assert message.body.splitlines()[:2] == ["Silent from 03-09 12:00 to 03-09 14:30.", "There is nothing to do."]


def test_a_test_says_that_it_is_one() -> None:
    alert = an_alert(subject_kind=SubjectKind.SYSTEM, reason=Reason.TEST)
    message = render_notice(alert, Notice(name="Duty", form="test", zone=ZONE), load_catalogue("en"), repeated=True)
    assert message.title == "[REPEATED] [TEST] Nothing has happened"
    assert "Nothing has happened." in message.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", Form)
def test_every_form_has_its_words(form: Form, language: str) -> None:
    alert, notice = of(form), Notice(name="NAME", form=form, failure="why", zone=ZONE)
    message = render_notice(alert, notice, load_catalogue(language))
    (end,) = ending_of(Alarm(silence=Silence(subject_id="x", form=form, since=at()), alerts=(alert,)), at(150), "c")
    assert render_notice(end, notice, load_catalogue(language)).title
    assert "{" not in message.title + message.body
    assert "7" in message.body or form in (Form.QUIET, Form.UNREAD)

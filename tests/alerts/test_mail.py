"""Mail against a real SMTP server that wants TLS, and Apprise against a real endpoint."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.channels import open_channels
from alerts.channels.base import Outcome
from alerts.channels.letter import composed, ended
from alerts.channels.mail import Mail, Server
from alerts.channels.post import Post
from alerts.message import Message
from domain.errors import BadUse
from domain.routes import Channel, ChannelKind
from tests.alerts.mail_sink import MailSink, mail_server
from tests.alerts.sink import Sink, closed_port, serving

QUIET = pytest.mark.filterwarnings("ignore:'(imghdr|cgi|telnetlib)':DeprecationWarning")
"""What Apprise imports."""
MESSAGE = Message(alert_id="A0123", title="【III 级】望川厂房起火", body="第一行\n.第二行\n\n" + "长" * 2000)
SENDER = "舆情值班 <desk@wangchuan.example>"


def planned(*faults: str) -> Callable[[], str]:
    left = list(faults)
    return lambda: left.pop(0) if left else ""


def opened(sink: MailSink, **other: object) -> Mail:
    given: dict[str, object] = {
        "host": "127.0.0.1", "port": sink.port, "trusted": ssl.create_default_context(cafile=str(sink.authority)),
        "step": 0.5, "whole": 5.0,
    }  # fmt: skip
    return Mail(Server(**(given | other)), SENDER, ("office@wangchuan.example",))  # type: ignore[arg-type]


@contextmanager
def trickling() -> Iterator[int]:
    """A port at which a greeting comes a byte at a time and never ends."""
    ended = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def greet() -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            while not ended.wait(0.05):
                connection.sendall(b"2")

    thread = threading.Thread(target=greet)
    thread.start()
    yield listening.getsockname()[1]
    ended.set()
    thread.join()
    listening.close()


@pytest.mark.parametrize(
    ("fault", "outcome", "detail", "taken"),
    [
        ("", Outcome.DELIVERED, "smtp.250", 1),
        ("451_rcpt", Outcome.TEMPORARY, "smtp.451", 0),
        ("550_rcpt", Outcome.PERMANENT, "smtp.550", 0),
        ("451", Outcome.TEMPORARY, "smtp.451", 0),
        ("554", Outcome.PERMANENT, "smtp.554", 0),
        ("drop_rcpt", Outcome.TEMPORARY, "smtp.SMTPServerDisconnected", 0),
        ("drop_before", Outcome.UNKNOWN, "smtp.SMTPServerDisconnected", 0),
        ("drop_after", Outcome.UNKNOWN, "smtp.SMTPServerDisconnected", 1),
        ("hang", Outcome.UNKNOWN, "smtp.SMTPServerDisconnected", 1),
    ],
)
def test_what_became_of_a_mail(tmp_path: Path, fault: str, outcome: Outcome, detail: str, taken: int) -> None:
    with mail_server(MailSink(planned(fault)), tmp_path) as sink:
        receipt = opened(sink).send(MESSAGE)
    assert (receipt.outcome, receipt.detail, len(sink.taken)) == (outcome, detail, taken)


def test_a_mail_is_whole_and_has_the_alerts_number(tmp_path: Path) -> None:
    with mail_server(MailSink(), tmp_path) as sink:
        opened(sink).send(MESSAGE)
        opened(sink).send(
            replace(MESSAGE, title="【重发】" + MESSAGE.title, repeated=True, addresses=("lin@wangchuan.example",))
        )
    first, second = sink.taken
    assert first.mail["Subject"] == MESSAGE.title
    assert first.mail.get_content().replace("\r\n", "\n") == MESSAGE.body + "\n"
    assert first.mail.get_content_type() == "text/plain"
    assert first.mail["Message-ID"] == second.mail["Message-ID"] == "<A0123@wangchuan.example>"
    assert (first.sender, first.recipients) == ("desk@wangchuan.example", ("office@wangchuan.example",))
    assert second.recipients == ("lin@wangchuan.example",)
    assert "lin@" not in str(second.mail)


def test_a_server_may_speak_tls_from_the_start(tmp_path: Path) -> None:
    with mail_server(MailSink(), tmp_path, at_once=True) as sink:
        assert opened(sink, tls_at_once=True).send(MESSAGE).outcome is Outcome.DELIVERED


@pytest.mark.parametrize(("password", "outcome"), [("right", Outcome.DELIVERED), ("wrong", Outcome.PERMANENT)])
def test_login_goes_inside_tls(tmp_path: Path, password: str, outcome: Outcome) -> None:
    with mail_server(MailSink(), tmp_path, auth=True) as sink:
        receipt = opened(sink, user="desk", password=password).send(MESSAGE)
    assert (receipt.outcome, sink.logins[0]) == (outcome, (b"desk", password.encode()))


def test_a_certificate_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    with mail_server(MailSink(), tmp_path) as sink:
        receipt = opened(sink, trusted=ssl.create_default_context()).send(MESSAGE)
    assert (receipt.outcome, receipt.detail) == (Outcome.TEMPORARY, "smtp.SSLCertVerificationError")
    assert (receipt.unreachable, sink.taken) == (True, [])


def test_a_server_that_is_away_is_tried_again(tmp_path: Path) -> None:
    with mail_server(MailSink(), tmp_path) as sink:
        receipt = opened(sink, port=closed_port()).send(MESSAGE)
    assert (receipt.outcome, receipt.unreachable) == (Outcome.TEMPORARY, True)


def test_a_greeting_that_trickles_in_is_cut(tmp_path: Path) -> None:
    with trickling() as port, mail_server(MailSink(), tmp_path) as sink:
        receipt = opened(sink, port=port, step=0.3).send(MESSAGE)
    assert (receipt.outcome, receipt.unreachable) == (Outcome.TEMPORARY, True)


def test_of_several_recipients_each_gets_it_once(tmp_path: Path) -> None:
    names = ("a@wangchuan.example", "b@wangchuan.example", "c@wangchuan.example")
    with mail_server(MailSink(refused={names[1]: "451", names[2]: "550"}), tmp_path) as sink:
        channel = opened(sink)
        first = channel.send(replace(MESSAGE, addresses=names))
        second = channel.send(replace(MESSAGE, addresses=names))
    assert (first.outcome, first.detail, first.begun) == (Outcome.TEMPORARY, "smtp.451:1of3", True)
    assert (second.outcome, second.detail) == (Outcome.DELIVERED, "smtp.250")
    assert [one.recipients for one in sink.taken] == [names[:1], names[1:2]]


def test_what_is_no_address_is_refused_before_the_server_sees_it(tmp_path: Path) -> None:
    names = ("a@wangchuan.example", "林@wangchuan.example", "13800138000", "x@e.example>\r\nRCPT TO:<y@e.example")
    with mail_server(MailSink(), tmp_path) as sink:
        receipt = opened(sink).send(replace(MESSAGE, addresses=names))
        nobody = opened(sink).send(replace(MESSAGE, addresses=names[1:]))
    assert (receipt.outcome, receipt.detail) == (Outcome.DELIVERED, "smtp.250:refused.3of4")
    assert (nobody.outcome, nobody.detail) == (Outcome.PERMANENT, "smtp.553")
    assert [one.recipients for one in sink.taken] == [names[:1]]


@pytest.mark.parametrize(
    ("data", "sent"), [(b"a", b"a\r\n.\r\n"), (b"a\r\n", b"a\r\n.\r\n"), (b".a\r\n..", b"..a\r\n...\r\n.\r\n")]
)
def test_dots_at_the_beginning_are_doubled(data: bytes, sent: bytes) -> None:
    assert ended(data) == sent


def test_those_refused_for_good_are_counted(tmp_path: Path) -> None:
    names = ("a@wangchuan.example", "b@wangchuan.example")
    with mail_server(MailSink(refused={names[1]: "550"}), tmp_path) as sink:
        receipt = opened(sink).send(replace(MESSAGE, addresses=names))
    assert (receipt.outcome, receipt.detail) == (Outcome.DELIVERED, "smtp.250:refused.1of2")


@pytest.mark.parametrize("mark", ["\r\nBcc: x@e.example", "\n", "\x00", "\u2028", "\x85", "\ud83d"])
def test_no_header_is_smuggled_in(mark: str) -> None:
    mail = composed(replace(MESSAGE, title=f"起火{mark}了"), SENDER, datetime(2026, 3, 9, tzinfo=UTC))
    head = mail.as_bytes().split(b"\r\n\r\n")[0]
    assert {line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] != b" "} == {
        b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted", b"Content-Type", b"Content-Transfer-Encoding",
        b"MIME-Version",
    }  # fmt: skip


def test_mail_opens_from_settings(tmp_path: Path) -> None:
    with mail_server(MailSink(), tmp_path) as sink:
        settings = Channel(
            id="post", kind=ChannelKind.MAIL, target=f"smtp://127.0.0.1:{sink.port}", sender=SENDER,
            recipients=("office@wangchuan.example",), ca="authority.pem",
        )  # fmt: skip
        with open_channels((settings,), tmp_path, {}) as channels:
            assert channels["post"].send(MESSAGE).outcome is Outcome.DELIVERED
            assert channels["post"].arrived("A0123") is None
            assert channels["post"].ready_in() == timedelta(0)


def test_a_file_that_is_no_authority_is_said_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing", "utf-8")
    settings = Channel(id="post", kind=ChannelKind.MAIL, target="smtp://127.0.0.1", sender=SENDER, ca="ca.pem")
    with pytest.raises(BadUse) as caught, open_channels((settings,), tmp_path, {}):
        pass
    assert (caught.value.code, caught.value.params) == ("alert.no_ca", {"channel": "post", "path": "ca.pem"})


@QUIET
@pytest.mark.parametrize(
    ("word", "outcome"), [("200", Outcome.DELIVERED), ("500", Outcome.UNKNOWN), ("302", Outcome.UNKNOWN)]
)
def test_apprise_tells_only_yes_or_no(word: str, outcome: Outcome) -> None:
    with serving(Sink(script=[word])) as sink:
        channel = Post("json" + sink.address.removeprefix("http"), {})
        receipt = channel.send(MESSAGE)
    assert (receipt.outcome, receipt.detail) == (outcome, "post.unproven")
    assert [row["message"] for row in sink.accepted] == ([MESSAGE.body] if word == "200" else [])


@QUIET
def test_apprise_reaches_a_person_by_the_name_of_a_secret() -> None:
    with serving(Sink()) as sink, serving(Sink()) as other:
        channel = Post("json" + sink.address.removeprefix("http"), {"lin": "json" + other.address.removeprefix("http")})
        assert channel.send(replace(MESSAGE, addresses=("lin",))).outcome is Outcome.DELIVERED
        assert channel.send(replace(MESSAGE, addresses=("nobody",))).outcome is Outcome.PERMANENT
    assert (len(sink.accepted), len(other.accepted)) == (0, 1)


@QUIET
@pytest.mark.parametrize("address", ["nonsense://x", "", "json://127.0.0.1:1/, json://127.0.0.1:2/"])
def test_apprise_takes_one_address(address: str) -> None:
    assert Post(address, {}).send(MESSAGE).outcome is not Outcome.DELIVERED

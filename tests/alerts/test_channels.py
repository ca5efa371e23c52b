"""Channels against real endpoints and real files: every way of failing is told apart."""

import hashlib
import hmac
import io
import json
import os
import resource
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.channels import open_channels
from alerts.channels.base import Outcome
from alerts.channels.console import Console
from alerts.channels.file import File
from alerts.channels.http import Patience, wait_of
from alerts.channels.webhook import Webhook
from alerts.message import Message
from domain.errors import BadUse
from domain.routes import Channel, ChannelKind
from tests.alerts.sink import Sink, closed_port, serving

MESSAGE = Message(alert_id="A1", title="Ⅱ级 望川", body="第一行\n第二行")
SHORT = Patience(step=0.3)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as found:
        yield found


@pytest.mark.parametrize(
    ("word", "outcome", "accepted"),
    [
        ("200", Outcome.DELIVERED, 1),
        ("204", Outcome.DELIVERED, 1),
        ("302", Outcome.PERMANENT, 0),
        ("400", Outcome.PERMANENT, 0),
        ("404", Outcome.PERMANENT, 0),
        ("408", Outcome.TEMPORARY, 0),
        ("425", Outcome.TEMPORARY, 0),
        ("429", Outcome.TEMPORARY, 0),
        ("500", Outcome.TEMPORARY, 0),
        ("503", Outcome.TEMPORARY, 0),
        ("reset_before", Outcome.UNKNOWN, 0),
        ("reset_after", Outcome.UNKNOWN, 1),
        ("silent", Outcome.UNKNOWN, 1),
    ],
)
def test_answers_of_a_webhook(sink: Sink, word: str, outcome: Outcome, accepted: int) -> None:
    sink.script = [word]
    hook = Webhook(sink.address, patience=SHORT)
    receipt = hook.send(MESSAGE)
    hook.close()
    assert (receipt.outcome, len(sink.accepted)) == (outcome, accepted)
    assert "望川" not in receipt.detail


def test_an_answer_that_trickles_in_is_cut(sink: Sink) -> None:
    sink.script = ["trickle"]
    hook = Webhook(sink.address, patience=Patience(step=0.3, whole=0.5))
    started = time.monotonic()
    assert hook.send(MESSAGE).outcome is Outcome.UNKNOWN
    assert time.monotonic() - started < 3
    assert hook.send(MESSAGE).outcome is Outcome.DELIVERED
    hook.close()


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("http://127.0.0.1:{port}/", Outcome.TEMPORARY),
        ("ftp://127.0.0.1/", Outcome.PERMANENT),
        ("nonsense", Outcome.PERMANENT),
    ],
)
def test_addresses_that_do_not_answer(address: str, outcome: Outcome) -> None:
    hook = Webhook(address.format(port=closed_port()), patience=SHORT)
    assert hook.send(MESSAGE).outcome is outcome
    hook.close()


def test_a_webhook_is_signed_and_carries_its_number(sink: Sink) -> None:
    hook = Webhook(sink.address, b"secret")
    hook.send(MESSAGE)
    hook.close()
    expected = hmac.new(b"secret", sink.bodies[0], hashlib.sha256).hexdigest()
    assert sink.headers[0]["X-Wanglou-Signature"] == f"sha256={expected}"
    assert sink.headers[0]["Idempotency-Key"] == "A1"
    assert sink.accepted == [{"alert_id": "A1", "title": MESSAGE.title, "body": MESSAGE.body, "repeated": False}]


def test_without_a_secret_nothing_is_signed(sink: Sink) -> None:
    hook = Webhook(sink.address)
    hook.send(MESSAGE)
    hook.close()
    assert "X-Wanglou-Signature" not in sink.headers[0]


def test_retry_after_of_the_other_side_is_kept(sink: Sink) -> None:
    sink.script = ["429 120"]
    hook = Webhook(sink.address)
    assert hook.send(MESSAGE).retry_after == timedelta(minutes=2)
    hook.close()


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", timedelta(0)),
        ("90", timedelta(seconds=90)),
        ("999999999999", timedelta(hours=1)),
        ("Sat, 01 Mar 2025 00:05:00 GMT", timedelta(minutes=5)),
        ("Fri, 28 Feb 2025 00:00:00 GMT", timedelta(0)),
        ("Sat, 01 Mar 2025 00:05:00 -0000", timedelta(minutes=5)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("Sat, 01 Mar 99999999999999999999 00:05:00 GMT", None),
        ("Sat, 01 Mar 2025 00:05:00 +99999999999999999999", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", timedelta(hours=1)),
        ("٣", None),
    ],
)
def test_retry_after(header: str, wait: timedelta | None) -> None:
    assert wait_of(header, datetime(2025, 3, 1, tzinfo=UTC)) == wait


def lines(path: Path) -> list[str]:
    return [json.loads(line)["alert_id"] for line in path.read_text("utf-8").splitlines()]


def test_a_file_takes_lines_and_knows_them_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "alerts.jsonl"
    channel = File(path)
    assert channel.arrived("A1") is False
    assert channel.send(MESSAGE).outcome is Outcome.DELIVERED
    assert (channel.arrived("A1"), channel.arrived("A2")) == (True, False)
    assert json.loads(path.read_text("utf-8")) == {
        "alert_id": "A1", "title": MESSAGE.title, "body": MESSAGE.body, "repeated": False,
    }  # fmt: skip


def test_a_torn_last_line_is_closed_and_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_text('{"alert_id": "A1", "ti', "utf-8")
    channel = File(path)
    assert channel.arrived("A1") is False
    channel.send(MESSAGE)
    assert path.read_text("utf-8").splitlines()[1].startswith('{"alert_id": "A1", "title"')
    assert channel.arrived("A1") is True


def test_what_does_not_fit_is_taken_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    channel = File(path)
    channel.send(MESSAGE)
    size = path.stat().st_size
    before, limits = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, limits[1]))
    try:
        receipt = channel.send(MESSAGE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert receipt.outcome is Outcome.TEMPORARY
    assert path.stat().st_size == size
    channel.send(MESSAGE)
    assert lines(path) == ["A1", "A1"]


def test_a_file_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    assert File(tmp_path).send(MESSAGE).outcome is Outcome.TEMPORARY


def test_a_console_writes_title_and_body() -> None:
    stream = io.StringIO()
    assert Console(stream).send(MESSAGE).outcome is Outcome.DELIVERED
    assert stream.getvalue() == "Ⅱ级 望川\n第一行\n第二行\n\n"


def test_a_console_whose_reader_has_gone_is_tried_again() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stream = os.fdopen(writing, "w")
    assert Console(stream).send(MESSAGE).outcome is Outcome.TEMPORARY
    with pytest.raises(BrokenPipeError):
        stream.close()
    assert Console(stream).send(MESSAGE).outcome is Outcome.TEMPORARY


class Hidden:
    def get_secret_value(self) -> str:
        return "secret"


def test_channels_open_from_settings(tmp_path: Path, sink: Sink) -> None:
    wanted = (
        Channel(id="screen", kind=ChannelKind.CONSOLE),
        Channel(id="file", kind=ChannelKind.FILE, target="out/alerts.jsonl"),
        Channel(id="hook", kind=ChannelKind.WEBHOOK, target=sink.address, secret="hook"),
    )
    with open_channels(wanted, tmp_path, {"hook": Hidden()}) as channels:
        assert list(channels) == ["screen", "file", "hook"]
        for channel in channels.values():
            assert channel.send(MESSAGE).outcome is Outcome.DELIVERED
    assert lines(tmp_path / "out" / "alerts.jsonl") == ["A1"]
    assert "X-Wanglou-Signature" in sink.headers[0]


def test_a_secret_that_is_not_set_is_said_at_the_start(tmp_path: Path) -> None:
    wanted = (Channel(id="hook", kind=ChannelKind.WEBHOOK, target="http://127.0.0.1/", secret="desk"),)
    with pytest.raises(BadUse) as caught, open_channels(wanted, tmp_path, {}):
        pass
    assert caught.value.code == "alert.no_secret"
    assert caught.value.params == {"channel": "hook", "secret": "desk", "name": "DESK"}

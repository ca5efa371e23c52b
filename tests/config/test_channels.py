"""Channels of `routes.yaml` as values; what is refused stands in `bad_files.toml`."""

import re
from pathlib import Path

import pytest

from config.load import load_rules
from config.schema_channels import KEYS, is_mail_address
from domain.routes import Channel, ChannelKind
from tests.config.desk import write

SHIPPED = Path(__file__).parents[2] / "config" / "defaults" / "routes.yaml"

VALUES = (
    Channel(id="group", kind=ChannelKind.WECOM, target_secret="wecom_address"),
    Channel(id="room", kind=ChannelKind.DINGTALK, target="https://oapi.example/robot/send?access_token=x", secret="sign"),
    Channel(id="team", kind=ChannelKind.FEISHU, target_secret="feishu_address", secret="sign"),
    Channel(
        id="mail", kind=ChannelKind.MAIL, target="smtps://mail.example:465", user="desk", secret="password",
        sender="舆情值班 <desk@e.example>", recipients=("a@e.example", "b@e.example"), ca="ca.pem",
    ),
    Channel(id="push", kind=ChannelKind.APPRISE, target="ntfys://push.example/topic"),
)  # fmt: skip


def test_every_kind_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        "routes.yaml",
        """
        channels:
          - {id: group, kind: wecom, target_secret: wecom_address}
          - {id: room, kind: dingtalk, target: 'https://oapi.example/robot/send?access_token=x', secret: sign}
          - {id: team, kind: feishu, target_secret: feishu_address, secret: sign}
          - {id: mail, kind: mail, target: 'smtps://mail.example:465', user: desk, secret: password,
             sender: '舆情值班 <desk@e.example>', recipients: [a@e.example, b@e.example], ca: ca.pem}
          - {id: push, kind: apprise, target: 'ntfys://push.example/topic'}
        routes: [{recipient: duty, channel: group, levels: all}]
        """,
    )
    assert load_rules(tmp_path).channels == VALUES


def test_the_examples_in_the_shipped_file_hold(tmp_path: Path) -> None:
    """Each line that shows one is taken as it stands."""
    text = re.sub(r"(?m)^  # (- \{)", r"  \1", SHIPPED.read_text("utf-8"))
    write(tmp_path, "routes.yaml", text)
    assert {channel.kind for channel in load_rules(tmp_path).channels} == set(ChannelKind)


def test_every_kind_says_which_keys_it_has() -> None:
    assert KEYS.keys() == set(ChannelKind)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a@e.example", True),
        ("a.b+c@mail.e.example", True),
        ("a@b@c", False),
        ("a", False),
        ("@e.example", False),
        ("a b@e.example", False),
        ("<a@e.example>", False),
        ("林@e.example", False),
        ("a@e.example\nBcc: b@e.example", False),
        ("a,b@e.example", False),
    ],
)
def test_mail_addresses(text: str, right: bool) -> None:
    assert is_mail_address(text) == right

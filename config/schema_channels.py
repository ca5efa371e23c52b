"""The form of a channel: which of its keys each kind has, and what they must be."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from config.fields import Identifier, Part, Words, refusal
from domain.routes import Channel, ChannelKind

HOOKS = frozenset({"target", "target_secret", "secret"})
KEYS: Mapping[ChannelKind, frozenset[str]] = {
    ChannelKind.CONSOLE: frozenset(),
    ChannelKind.FILE: frozenset({"target"}),
    ChannelKind.WEBHOOK: HOOKS,
    ChannelKind.WECOM: frozenset({"target", "target_secret"}),
    ChannelKind.DINGTALK: HOOKS,
    ChannelKind.FEISHU: HOOKS,
    ChannelKind.MAIL: frozenset({"target", "secret", "user", "sender", "recipients", "ca"}),
    ChannelKind.APPRISE: frozenset({"target", "target_secret"}),
}
"""Keys of a kind beside `id` and `kind`."""
MAIL_SERVER = re.compile(r"smtps?://[A-Za-z0-9.-]+(:\d{1,5})?|smtps?://\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
MAIL_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+")


def is_mail_address(text: str) -> bool:
    """One plain address, fit for an envelope and for a header."""
    return text.isascii() and text.isprintable() and MAIL_ADDRESS.fullmatch(text) is not None


def _mail_addresses(addresses: tuple[str, ...]) -> tuple[str, ...]:
    for one in addresses:
        if not is_mail_address(one):
            raise refusal("not_mail_address", one)
    return addresses


def _sender(text: str) -> str:
    """`office@example.org`, or with a name before it in angle brackets."""
    address = re.fullmatch(r"(?:[^<>\"]*<)?([^<>]*)>?", text) if text.isprintable() else None
    if text and (address is None or not is_mail_address(address.group(1))):
        raise refusal("not_mail_address", " ".join(text.split()))
    return text


class ChannelForm(Part):
    """A way out. A file's target is a path inside the workspace, mail's a server, the others' an address."""

    id: Identifier
    kind: ChannelKind
    target: Annotated[str, Field(max_length=2000)] = ""
    target_secret: Identifier | None = None
    secret: Identifier | None = None
    user: Annotated[str, Field(max_length=300)] = ""
    sender: Annotated[str, Field(max_length=300), AfterValidator(_sender)] = ""
    recipients: Annotated[Words, AfterValidator(_mail_addresses), Field(max_length=100)] = ()
    ca: str = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        for key in sorted(self.model_fields_set - KEYS[self.kind] - {"id", "kind"}):
            raise refusal("key_not_of_kind", f"{self.kind}: {key}")
        if self.target and self.target_secret:
            raise refusal("two_targets", self.id)
        if self.kind is ChannelKind.FILE:
            _is_inside(self.id, self.target)
        elif self.kind is ChannelKind.MAIL:
            self._is_mail()
        elif self.kind is not ChannelKind.CONSOLE:
            self._has_address()
        return self

    def _has_address(self) -> None:
        if not self.target and self.target_secret is None:
            raise refusal("no_address", self.id)
        if self.target and self.kind is not ChannelKind.APPRISE and not _is_http(self.target):
            raise refusal("not_http", self.target)
        if self.target and self.kind is ChannelKind.APPRISE and not re.fullmatch(r"[a-z0-9]+://\S+", self.target):
            raise refusal("not_apprise", self.target)

    def _is_mail(self) -> None:
        if not MAIL_SERVER.fullmatch(self.target):
            raise refusal("not_mail_server", self.target)
        if not self.sender:
            raise refusal("no_sender", self.id)
        if not self.recipients:
            raise refusal("no_recipients", self.id)
        if (self.secret is None) != (not self.user):
            raise refusal("user_and_secret", self.id)
        if self.ca:
            _is_inside(self.id, self.ca)

    def value(self) -> Channel:
        return Channel(**dict(self))


def _is_http(text: str) -> bool:
    """An http(s) address with a host, and nothing in it that a request line could not hold."""
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port_fits and not re.search(r"\s", text)


def _is_inside(channel: str, target: str) -> None:
    path = PurePosixPath(target)
    if not target:
        raise refusal("no_target", channel)
    if path.is_absolute() or ".." in path.parts or "\\" in target:
        raise refusal("not_inside_path", target)

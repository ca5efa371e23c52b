"""The channels of the rules, open for sending."""

import ssl
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from alerts.channels.base import Channel
from alerts.channels.console import Console
from alerts.channels.dingtalk import DINGTALK
from alerts.channels.feishu import FEISHU
from alerts.channels.file import File
from alerts.channels.mail import Mail, Server
from alerts.channels.robot import Robot
from alerts.channels.service import Service
from alerts.channels.webhook import Webhook
from alerts.channels.wecom import WECOM
from domain.errors import BadUse
from domain.routes import Channel as Settings
from domain.routes import ChannelKind


class Secret(Protocol):
    """A value that does not show itself."""

    def get_secret_value(self) -> str:
        """The value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What channels need of where they run."""

    folder: Path
    """Paths of files are relative to it."""
    secrets: Mapping[str, Secret]
    stack: ExitStack
    """What must be closed in the end."""


@contextmanager
def open_channels(
    channels: Sequence[Settings], folder: Path, secrets: Mapping[str, Secret]
) -> Iterator[Mapping[str, Channel]]:
    """Channels by id, closed at the end. BadUse where one names a secret that is not set, or a file that is no authority."""
    with ExitStack() as stack:
        place = Place(folder=folder, secrets=secrets, stack=stack)
        yield {settings.id: KINDS[settings.kind](settings, place) for settings in channels}


def _console(settings: Settings, place: Place) -> Channel:  # noqa: ARG001  one signature for all
    return Console(sys.stdout)


def _file(settings: Settings, place: Place) -> Channel:
    return File(place.folder / settings.target)


def _webhook(settings: Settings, place: Place) -> Channel:
    hook = Webhook(_address(settings, place), _key(settings, place))
    place.stack.callback(hook.close)
    return hook


def _robot(service: Service) -> Callable[[Settings, Place], Channel]:
    def opened(settings: Settings, place: Place) -> Channel:
        robot = Robot(service, _address(settings, place), _key(settings, place))
        place.stack.callback(robot.close)
        return robot

    return opened


def _mail(settings: Settings, place: Place) -> Channel:
    where = urlsplit(settings.target)
    at_once = where.scheme == "smtps"
    server = Server(
        host=where.hostname or "",
        port=where.port or (465 if at_once else 587),
        tls_at_once=at_once,
        user=settings.user,
        password=_secret(settings, settings.secret, place) if settings.secret else "",
        trusted=_trusted(settings, place),
    )
    return Mail(server, settings.sender, settings.recipients)


def _trusted(settings: Settings, place: Place) -> ssl.SSLContext:
    """The certificates of the system, or those of the institution's own authority."""
    if not settings.ca:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=str(place.folder / settings.ca))
    except (OSError, ssl.SSLError) as error:
        raise BadUse("alert.no_ca", channel=settings.id, path=settings.ca) from error


def _apprise(settings: Settings, place: Place) -> Channel:
    from alerts.channels.post import Post  # noqa: PLC0415  one second and 35 MB: only where chosen

    return Post(_address(settings, place), {name: one.get_secret_value() for name, one in place.secrets.items()})


def _address(settings: Settings, place: Place) -> str:
    return _secret(settings, settings.target_secret, place).strip() if settings.target_secret else settings.target


def _key(settings: Settings, place: Place) -> bytes | None:
    return _secret(settings, settings.secret, place).encode() if settings.secret else None


def _secret(settings: Settings, name: str, place: Place) -> str:
    """BadUse where no setting gives it."""
    if name not in place.secrets:
        raise BadUse("alert.no_secret", channel=settings.id, secret=name, name=name.upper())
    return place.secrets[name].get_secret_value()


KINDS: Mapping[ChannelKind, Callable[[Settings, Place], Channel]] = {
    ChannelKind.CONSOLE: _console,
    ChannelKind.FILE: _file,
    ChannelKind.WEBHOOK: _webhook,
    ChannelKind.WECOM: _robot(WECOM),
    ChannelKind.DINGTALK: _robot(DINGTALK),
    ChannelKind.FEISHU: _robot(FEISHU),
    ChannelKind.MAIL: _mail,
    ChannelKind.APPRISE: _apprise,
}

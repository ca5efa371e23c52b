"""The channels of the rules, open for sending."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from alerts.channels.base import Channel
from alerts.channels.console import Console
from alerts.channels.file import File
from alerts.channels.webhook import Webhook
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
    """Channels by id, closed at the end. BadUse where one names a secret that is not set."""
    with ExitStack() as stack:
        place = Place(folder=folder, secrets=secrets, stack=stack)
        yield {settings.id: KINDS[settings.kind](settings, place) for settings in channels}


def _console(settings: Settings, place: Place) -> Channel:  # noqa: ARG001  one signature for all
    return Console(sys.stdout)


def _file(settings: Settings, place: Place) -> Channel:
    return File(place.folder / settings.target)


def _webhook(settings: Settings, place: Place) -> Channel:
    hook = Webhook(settings.target, _secret(settings, place))
    place.stack.callback(hook.close)
    return hook


def _secret(settings: Settings, place: Place) -> bytes | None:
    if settings.secret is None:
        return None
    if settings.secret not in place.secrets:
        raise BadUse("alert.no_secret", channel=settings.id, secret=settings.secret, name=settings.secret.upper())
    return place.secrets[settings.secret].get_secret_value().encode()


KINDS: Mapping[ChannelKind, Callable[[Settings, Place], Channel]] = {
    ChannelKind.CONSOLE: _console,
    ChannelKind.FILE: _file,
    ChannelKind.WEBHOOK: _webhook,
}

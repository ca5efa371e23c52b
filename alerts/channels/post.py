"""Messages to the long tail of services through Apprise, which tells only yes or no: delivery is not provable.

    yes          delivered, as far as Apprise knows: the detail says `unproven`
    no, or late  nobody knows: it may be a refusal or a lost answer

An address leads to one service and nothing else: no list of addresses, no configuration from elsewhere, no attachment,
no redirect, nothing on disk. A message's own addresses are names of secrets that hold such addresses.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from queue import Empty, Queue

import apprise

from alerts.channels.base import Outcome, Receipt
from alerts.message import Message

LONGEST = 60.0
"""Seconds for the whole of a message: Apprise bounds the wait for each byte alone."""
ASSET = apprise.AppriseAsset(
    app_id="wanglou",
    plugin_paths=[],
    secure_logging=True,
    storage_mode=apprise.PersistentStoreMode.MEMORY,
    http_redirects=False,
    async_mode=False,
    interpret_escapes=False,
)


class Post:
    """One address of Apprise, and those of people by name of secret."""

    def __init__(self, address: str, others: Mapping[str, str]) -> None:
        self._address = address
        self._others = others

    def arrived(self, alert_id: str) -> bool | None:
        return None

    def ready_in(self) -> timedelta:
        return timedelta(0)

    def send(self, message: Message) -> Receipt:
        names = message.addresses
        addresses = [self._others.get(name, "") for name in names] if names else [self._address]
        services = [apprise.Apprise.instantiate(one, asset=ASSET) if one else None for one in addresses]
        known = [service for service in services if service is not None]
        if len(known) < len(services):
            return Receipt(outcome=Outcome.PERMANENT, detail="post.no_address")
        told = _within(LONGEST, lambda: _told_to_all(known, message))
        return Receipt(outcome=Outcome.DELIVERED if told else Outcome.UNKNOWN, detail="post.unproven")


def _told_to_all(services: Sequence[apprise.NotifyBase], message: Message) -> bool:
    """Each is told, also after one that said no."""
    text = {"title": message.title, "body": message.body, "body_format": apprise.NotifyFormat.TEXT}
    answers = [service.notify(**text) for service in services]
    return all(answers)


def _within(seconds: float, call: Callable[[], bool]) -> bool:
    """What the call says; no, where it takes longer, is broken or ends without a word. It is left to itself then."""
    said: Queue[bool] = Queue()
    thread = threading.Thread(target=lambda: said.put(call()), daemon=True)
    thread.start()
    thread.join(seconds)
    try:
        return said.get_nowait()
    except Empty:
        return False

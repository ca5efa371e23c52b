"""Messages to the long tail of services through Apprise, which tells only yes or no: delivery is not provable.

    yes      delivered, as far as Apprise knows: the detail says `unproven`
    no       nobody knows: it may be a refusal or a lost answer

An address leads to one service and nothing else: no list of addresses, no configuration from elsewhere, no attachment,
no redirect, nothing on disk. A message's own addresses are names of secrets that hold such addresses.
"""

from collections.abc import Mapping
from datetime import timedelta

import apprise

from alerts.channels.base import Outcome, Receipt
from alerts.message import Message

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
        told = [
            service.notify(title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT)
            for service in known
        ]
        return Receipt(outcome=Outcome.DELIVERED if all(told) else Outcome.UNKNOWN, detail="post.unproven")

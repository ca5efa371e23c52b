"""A message as channels send it."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Text for people. `repeated`: it may have arrived before under the same number."""

    alert_id: str
    title: str
    body: str
    repeated: bool = False
    addresses: tuple[str, ...] = ()
    """The recipient's own on that channel: mail addresses, user ids or mobile numbers to mention, names of secrets."""

    @property
    def body_hash(self) -> str:
        """SHA-256 of title and body in hex: what the log keeps of a message."""
        return hashlib.sha256(f"{self.title}\n{self.body}".encode("utf-8", "replace")).hexdigest()

"""Messages to an HTTP endpoint of the operator's choice: JSON, signed, safe to take twice.

POST {alert_id, title, body, repeated}
  Idempotency-Key        the alert's number: the same for a repeated message
  X-Wanglou-Signature    sha256= and the HMAC-SHA256 of the body in hex, where a secret is set

The status says all: the answer's body is never read.
"""

import hashlib
import hmac
import json
from datetime import timedelta

from alerts.channels.base import Receipt
from alerts.channels.http import Patience, Request, Sender, by_status
from alerts.message import Message


class Webhook:
    """Posts to one address. `close` gives back its connections."""

    def __init__(self, address: str, secret: bytes | None = None, patience: Patience | None = None) -> None:
        self._address = address
        self._secret = secret
        self._sender = Sender(patience)

    def close(self) -> None:
        self._sender.close()

    def send(self, message: Message) -> Receipt:
        body = _body(message)
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.alert_id}
        if self._secret is not None:
            headers["X-Wanglou-Signature"] = signature(body, self._secret)
        return self._sender.post(Request(address=self._address, body=body, headers=headers), by_status)

    def arrived(self, alert_id: str) -> bool | None:
        return None

    def ready_in(self) -> timedelta:
        return timedelta(0)


def signature(body: bytes, secret: bytes) -> str:
    """What the receiver computes as well, to know that the message is ours."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def _body(message: Message) -> bytes:
    row = {
        "alert_id": message.alert_id, "title": message.title, "body": message.body, "repeated": message.repeated,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")

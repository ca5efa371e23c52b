"""Messages to an HTTP endpoint of the operator's choice: JSON, signed, safe to take twice.

POST {alert_id, title, body, repeated}
  Idempotency-Key        the alert's number: the same for a repeated message
  X-Wanglou-Signature    sha256= and the HMAC-SHA256 of the body in hex, where a secret is set

2xx is delivered; 408, 425, 429 and 5xx are tried again, as is what never left; other answers are final. Where the answer
was lost after sending, nobody knows. The address is the operator's own, so private networks are allowed; redirects
are not followed, and proxies of the environment are not used.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from alerts.channels.base import Outcome, Receipt
from alerts.channels.limit import cut_after
from alerts.message import Message

AGAIN = frozenset({408, 425, 429})
LONGEST_WAIT = timedelta(hours=1)
"""The most that a Retry-After is obeyed."""
TIME_OUT = httpx.Timeout(10.0, connect=5.0)
"""Seconds for each step."""
LONGEST = 30.0
"""Seconds for the whole of a request: one endpoint must not hold up all alerts."""


class Webhook:
    """Posts to one address. `close` gives back its connections."""

    def __init__(
        self, address: str, secret: bytes | None = None, time_out: httpx.Timeout = TIME_OUT, longest: float = LONGEST
    ) -> None:
        self._longest = longest
        self._address = address
        self._secret = secret
        # No connection is used twice: one that the other side closes meanwhile would look like a lost answer.
        once = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(timeout=time_out, limits=once, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def send(self, message: Message) -> Receipt:
        body = _body(message)
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.alert_id}
        if self._secret is not None:
            headers["X-Wanglou-Signature"] = signature(body, self._secret)
        try:
            # The answer's body is never read: the status says all, and its size is not ours to trust.
            with (
                cut_after(self._longest) as trace,
                self._client.stream(
                    "POST", self._address, content=body, headers=headers, extensions={"trace": trace}
                ) as answer,
            ):
                return _receipt(answer)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Receipt(outcome=Outcome.TEMPORARY, detail=_code(error), unreachable=True)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            return Receipt(outcome=Outcome.PERMANENT, detail=_code(error))
        except httpx.TimeoutException as error:
            return Receipt(outcome=Outcome.UNKNOWN, detail=_code(error), unreachable=True)
        except httpx.TransportError as error:
            return Receipt(outcome=Outcome.UNKNOWN, detail=_code(error))

    def arrived(self, alert_id: str) -> bool | None:
        return None


def signature(body: bytes, secret: bytes) -> str:
    """What the receiver computes as well, to know that the message is ours."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def _body(message: Message) -> bytes:
    row = {
        "alert_id": message.alert_id, "title": message.title, "body": message.body, "repeated": message.repeated,
    }  # fmt: skip
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")


def _receipt(answer: httpx.Response) -> Receipt:
    detail = f"http.{answer.status_code}"
    if answer.is_success:
        return Receipt(outcome=Outcome.DELIVERED, detail=detail)
    if answer.status_code in AGAIN or answer.is_server_error:
        wait = _wait(answer.headers.get("Retry-After", ""), datetime.now(UTC))
        return Receipt(outcome=Outcome.TEMPORARY, detail=detail, retry_after=wait)
    return Receipt(outcome=Outcome.PERMANENT, detail=detail)


def _wait(header: str, now: datetime) -> timedelta | None:
    """Retry-After as a span: seconds or an HTTP date (RFC 9110, 10.2.3); None where it is neither."""
    if header.isascii() and header.isdigit():
        return min(LONGEST_WAIT, timedelta(seconds=int(header[:6])))
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(LONGEST_WAIT, max(timedelta(0), aware - now))


def _code(error: Exception) -> str:
    return f"net.{type(error).__name__}"

"""Links by which a phone acknowledges: signed, for one alert and one purpose, and over after a time.

    /a/<alert>.<end, seconds since 1970 in hex>.<HMAC-SHA256 over purpose, alert and end, 128 bits in base64url>

Whoever holds such a link may acknowledge that one alert, and nothing else: a message that is handed on costs no more.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

PATH = "/a/"
LIFE = timedelta(hours=24)
BITS = 128
PURPOSE = "acknowledge"
FORM = re.compile(r"(A[0-9a-f]{20})\.([0-9a-f]{1,10})\.([A-Za-z0-9_-]{22})")


class Validity(StrEnum):
    """What is found of a link."""

    VALID = "valid"
    EXPIRED = "expired"
    FORGED = "forged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What a link is for."""

    alert_id: str
    ends_at: datetime
    """To the second."""


def token_of(ticket: Ticket, key: bytes) -> str:
    """The last part of the link's path."""
    end = f"{int(ticket.ends_at.timestamp()):x}"
    return f"{ticket.alert_id}.{end}.{_signature(ticket.alert_id, end, key)}"


def ticket_of(token: str, key: bytes, now: datetime) -> tuple[Validity, Ticket | None]:
    """Whether a link holds at `now`, and what it is for; nothing is known of a forged one."""
    form = FORM.fullmatch(token)
    if form is None or not hmac.compare_digest(form[3], _signature(form[1], form[2], key)):
        return Validity.FORGED, None
    ticket = Ticket(alert_id=form[1], ends_at=datetime.fromtimestamp(int(form[2], 16), UTC))
    return Validity.VALID if now < ticket.ends_at else Validity.EXPIRED, ticket


def _signature(alert_id: str, end: str, key: bytes) -> str:
    covered = f"{PURPOSE}\n{alert_id}\n{end}".encode()
    digest = hmac.new(key, covered, sha256).digest()[: BITS // 8]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()

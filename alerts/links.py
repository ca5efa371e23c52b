"""Links by which a phone acknowledges: signed, for one alert and one purpose, and over after a time.

    /a/<alert>.<end, seconds since 1970 in hex>.<HMAC-SHA256 over purpose, alert and end, 128 bits in base64url>
    /a/<drill>.<the same>      of an alert of a drill; the drill is part of the purpose
    /a/local.<the same>        of the page on this machine: whoever presses is not the one whom the message went to

Whoever holds such a link may acknowledge that one alert, and nothing else: a message that is handed on costs no more. What is signed for a drill
is not signed for anything real, nor the other way round.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.drills import DRILL_ID

PATH = "/a/"
LIFE = timedelta(hours=24)
BITS = 128
PURPOSE = "acknowledge"
LOCAL = "local"
FORM = re.compile(rf"(?:({LOCAL})\.)?(?:({DRILL_ID})\.)?(A[0-9a-f]{{20}})\.([0-9a-f]{{1,10}})\.([A-Za-z0-9_-]{{22}})")


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
    drill: str = ""
    """Id of the drill that the alert belongs to; empty: it is real."""
    is_local: bool = False
    """Made by the page on this machine, not sent to anybody."""


def token_of(ticket: Ticket, key: bytes) -> str:
    """The last part of the link's path."""
    end = f"{int(ticket.ends_at.timestamp()):x}"
    signed = f"{ticket.alert_id}.{end}.{_signature(_purpose(ticket.drill, is_local=ticket.is_local), ticket.alert_id, end, key)}"
    return ".".join([*([LOCAL] if ticket.is_local else []), *filter(None, [ticket.drill]), signed])


def ticket_of(token: str, key: bytes, now: datetime) -> tuple[Validity, Ticket | None]:
    """Whether a link holds at `now`, and what it is for; nothing is known of a forged one."""
    form = FORM.fullmatch(token)
    if form is None:
        return Validity.FORGED, None
    local, drill, alert_id, end, signature = form.groups()
    purpose = _purpose(drill or "", is_local=bool(local))
    if not hmac.compare_digest(signature, _signature(purpose, alert_id, end, key)):
        return Validity.FORGED, None
    ends_at = datetime.fromtimestamp(int(end, 16), UTC)  # as we signed it: a forged one may be no time at all
    ticket = Ticket(alert_id=alert_id, ends_at=ends_at, drill=drill or "", is_local=bool(local))
    return Validity.VALID if now < ticket.ends_at else Validity.EXPIRED, ticket


def _purpose(drill: str, *, is_local: bool) -> str:
    """What is signed beside alert and end."""
    return PURPOSE + (f" in {drill}" if drill else "") + (" here" if is_local else "")


def _signature(purpose: str, alert_id: str, end: str, key: bytes) -> str:
    covered = f"{purpose}\n{alert_id}\n{end}".encode()
    digest = hmac.new(key, covered, sha256).digest()[: BITS // 8]
    return urlsafe_b64encode(digest).rstrip(b"=").decode()

"""One POST, and what its answer says: what the HTTP channels have in common.

Where nothing left or the answer's status refuses it, it surely was not accepted; where the answer was lost after
sending, nobody knows. Redirects are not followed, proxies of the environment are not used, and the address is the
operator's own, so private networks are allowed.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from alerts.channels.base import Outcome, Receipt
from alerts.channels.limit import cut_after

AGAIN = frozenset({408, 425, 429})
LONGEST_WAIT = timedelta(hours=1)
"""The most that a Retry-After is obeyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds an endpoint is waited for: one must not hold up all alerts."""

    connect: float = 5.0
    step: float = 10.0
    whole: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is posted where."""

    address: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer with as much of its body as was asked for: its size is not ours to trust."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    whole: bool = True


Judge = Callable[[Answer], Receipt]


class Sender:
    """Posts, one at a time. `close` gives back its connections."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        logging.getLogger("httpx").disabled = True  # it logs addresses, and that of a robot is a secret
        # No connection is used twice: one that the other side closes meanwhile would look like a lost answer.
        once = httpx.Limits(max_keepalive_connections=0)
        time_out = httpx.Timeout(self._patience.step, connect=self._patience.connect)
        self._client = httpx.Client(timeout=time_out, limits=once, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def post(self, request: Request, judge: Judge, readable: int = 0) -> Receipt:
        """Post once; `judge` says what an answer means, of whose body `readable` bytes are read."""
        try:
            return judge(self._answer(request, readable))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Receipt(outcome=Outcome.TEMPORARY, detail=_code(error), unreachable=True)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            return Receipt(outcome=Outcome.PERMANENT, detail=_code(error))
        except httpx.TimeoutException as error:
            return Receipt(outcome=Outcome.UNKNOWN, detail=_code(error), unreachable=True)
        except (httpx.TransportError, httpx.DecodingError) as error:
            return Receipt(outcome=Outcome.UNKNOWN, detail=_code(error))

    def _answer(self, request: Request, readable: int) -> Answer:
        with (
            cut_after(self._patience.whole) as trace,
            self._client.stream(
                "POST", request.address, content=request.body, headers={**request.headers, "Accept-Encoding": "identity"},
                extensions={"trace": trace},
            ) as answer,
        ):  # fmt: skip
            body, whole = _read(answer, readable) if readable else (b"", True)
            return Answer(status=answer.status_code, headers=answer.headers, body=body, whole=whole)


def by_status(answer: Answer) -> Receipt:
    """2xx is delivered; 408, 425, 429 and 5xx are tried again; other answers are final."""
    detail = f"http.{answer.status}"
    if 200 <= answer.status < 300:
        return Receipt(outcome=Outcome.DELIVERED, detail=detail)
    if answer.status in AGAIN or answer.status >= 500:
        wait = wait_of(answer.headers.get("Retry-After", ""), datetime.now(UTC))
        return Receipt(outcome=Outcome.TEMPORARY, detail=detail, retry_after=wait, limited=answer.status == 429)
    return Receipt(outcome=Outcome.PERMANENT, detail=detail)


def wait_of(header: str, now: datetime) -> timedelta | None:
    """Retry-After as a span: seconds or an HTTP date (RFC 9110, 10.2.3); None where it is neither."""
    if header.isascii() and header.isdigit():
        return min(LONGEST_WAIT, timedelta(seconds=int(header[:6])))
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(LONGEST_WAIT, max(timedelta(0), aware - now))


def _read(answer: httpx.Response, readable: int) -> tuple[bytes, bool]:
    """At most `readable` bytes of the body, and whether that was all. Where a status refuses, a body may break off."""
    found = b""
    try:
        for chunk in answer.iter_bytes():
            found += chunk
            if len(found) > readable:
                return found[:readable], False
    except httpx.TransportError:
        if answer.is_success:
            raise
        return found, False
    return found, True


def _code(error: Exception) -> str:
    return f"net.{type(error).__name__}"

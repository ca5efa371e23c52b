"""Why a request or a poll failed: a reason code, how bad it is, and when to come again."""

from datetime import datetime, timedelta

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)

from crawlers.download import AddressRefusedError, CrowdedError
from crawlers.http_date import http_date
from domain.crawl import Grade

LONGEST_SILENCE = timedelta(days=1)
"""A Retry-After further away is obeyed for a day and then asked about again."""
SILENCE = timedelta(seconds=60)
"""After a 429 that names no time."""

_BY_STATUS = {
    401: ("login_wall", Grade.SOFT),
    402: ("forbidden", Grade.SOFT),
    403: ("forbidden", Grade.SOFT),
    404: ("not_found", Grade.SOFT),
    410: ("gone", Grade.PERMANENT),
    429: ("too_many_requests", Grade.TEMPORARY),
    451: ("forbidden", Grade.SOFT),
}
# In this order: the first class that fits names the reason.
_BY_ERROR: tuple[tuple[type[Exception], str, Grade], ...] = (
    (DownloadTimeoutError, "timeout", Grade.TEMPORARY),
    (CannotResolveHostError, "unresolved", Grade.TEMPORARY),
    (DownloadConnectionRefusedError, "refused", Grade.TEMPORARY),
    (DownloadCancelledError, "too_large", Grade.SOFT),
    (IgnoreRequest, "too_large", Grade.SOFT),
    (CrowdedError, "crowded", Grade.TEMPORARY),
    (UnsupportedURLSchemeError, "bad_address", Grade.SOFT),
    (DownloadFailedError, "reset", Grade.TEMPORARY),
)


class FetchError(Exception):
    """A request that brought nothing: `reason` is a code, `grade` says how bad it is."""

    def __init__(
        self, reason: str, grade: Grade, *, status: int | None = None, retry_at: datetime | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.grade, self.status, self.retry_at = reason, grade, status, retry_at


def from_status(status: int, retry_after: str | None, now: datetime) -> FetchError:
    """The failure that an answer's status means; Retry-After counts on 429 and 5xx."""
    if status >= 500:
        return FetchError("unavailable", Grade.TEMPORARY, status=status, retry_at=retry_time(retry_after, now))
    reason, grade = _BY_STATUS.get(status, ("refused_by_server", Grade.SOFT))
    retry_at = (retry_time(retry_after, now) or now + SILENCE) if status == 429 else None
    return FetchError(reason, grade, status=status, retry_at=retry_at)


def from_error(error: Exception) -> FetchError:
    """The failure that an exception of the downloader means; an answer that cannot be read is `broken_answer`."""
    refused = _cause(error, AddressRefusedError)
    if refused is not None:
        return FetchError(str(refused.args[0]), Grade.SOFT)
    for kind, reason, grade in _BY_ERROR:
        if isinstance(error, kind):
            return FetchError(reason, grade)
    return FetchError("broken_answer", Grade.TEMPORARY)


def retry_time(header: str | None, now: datetime) -> datetime | None:
    """The moment that Retry-After names, in seconds or as a date; None where it names none in the future."""
    wait = _wait(header, now) if header else None
    return now + min(wait, LONGEST_SILENCE) if wait and wait > timedelta(0) else None


def _wait(header: str, now: datetime) -> timedelta | None:
    if not header.strip().isdecimal():
        moment = http_date(header)
        return moment - now if moment else None
    try:
        return timedelta(seconds=int(header))
    except (ValueError, OverflowError):
        return None


def _cause(error: BaseException | None, kind: type[Exception]) -> Exception | None:
    """The first error of `kind` behind `error`, without walking in circles."""
    for _ in range(10):
        if error is None or isinstance(error, kind):
            return error
        error = getattr(error, "os_error", None) or error.__cause__ or error.__context__
    return None

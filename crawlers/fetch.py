"""A page by its address: robots.txt asked, redirects followed hop by hop, each hop under the same rules."""

from dataclasses import dataclass
from datetime import UTC, datetime

from crawlers.failures import FetchError, from_status
from crawlers.reach import reach
from crawlers.robots import Robots
from crawlers.wire import Answer, Tally, Wire
from domain.crawl import Grade

REDIRECTS = 5
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page that was had, or a 304."""

    answer: Answer
    moved_to: str | None
    """Where every hop said that it is a permanent move; else None."""

    @property
    def is_unchanged(self) -> bool:
        return self.answer.status == 304


class Fetcher:
    """Fetches pages for polls."""

    def __init__(self, wire: Wire, robots: Robots) -> None:
        self._wire, self._robots = wire, robots

    async def get(self, url: str, tally: Tally, *, max_bytes: int, validators: dict[str, str] | None = None) -> Fetched:
        """The page at `url`; FetchError where there is none. `validators` are headers of a conditional request."""
        url = _next(url, url)
        seen, permanent = {url}, True
        for _ in range(REDIRECTS + 1):
            self._wire.check(url)
            delay = await self._robots.permit(url, tally)
            answer = await self._wire.ask(url, tally, delay=delay, max_bytes=max_bytes, headers=validators)
            if answer.status not in _REDIRECTS or not answer.location:
                return _final(answer, url if permanent and len(seen) > 1 else None, asked=bool(validators))
            permanent = permanent and answer.status in _PERMANENT
            url = _next(url, answer.location)
            if url in seen:
                break
            seen.add(url)
        raise FetchError("redirect_loop", Grade.SOFT, status=answer.status)


def _next(base: str, link: str) -> str:
    url = reach(base, link)
    if url is None:
        raise FetchError("bad_address", Grade.SOFT)
    return url


def _final(answer: Answer, moved_to: str | None, *, asked: bool) -> Fetched:
    if answer.status == 304 and not asked:
        raise FetchError("broken_answer", Grade.TEMPORARY, status=304)
    if answer.status != 304 and not 200 <= answer.status < 300:
        raise from_status(answer.status, None, datetime.now(UTC))
    return Fetched(answer=answer, moved_to=moved_to)

"""Single addresses downloaded as politely as any poll would: `python -m crawlers.single`, an `Errand` in, `Copy` lines out."""

from base64 import b64encode

from crawlers.errand import Copy
from crawlers.failures import FetchError
from crawlers.page import is_cut_short
from crawlers.spiders.errands import run
from crawlers.tools import Tools
from crawlers.wire import Tally


async def copy(tools: Tools, address: str, tally: Tally) -> Copy:
    """What stands at the address; larger than a listing may be, it is refused."""
    try:
        fetched = await tools.fetcher.get(address, tally, max_bytes=tools.settings.max_listing_bytes)
    except FetchError as failure:
        return Copy(url=address, reason=failure.reason)
    answer = fetched.answer
    return Copy(
        url=answer.url,
        reason="cut_short" if is_cut_short(answer) else None,
        content_type=answer.content_type,
        base64=b64encode(answer.body).decode("ascii"),
    )


if __name__ == "__main__":
    run(copy)

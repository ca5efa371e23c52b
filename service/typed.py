"""What staff type, as it may be stored: without personal data, as what is collected. Their own user names are given elsewhere
and stay, since the audit trail needs them."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.addresses import canonical
from domain.duty import Response
from domain.errors import BadUse
from domain.orders import Order
from pipeline.characters import readable
from pipeline.mask import mask_address, mask_text
from storage.values import Change

LONGEST_NAME = 200
"""Characters of an event's name."""
WHEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Any moment: it tells only who is a minor, which nobody asks of what staff write."""


def typed(text: str) -> str:
    """Free text masked, without control characters and white space around it."""
    return mask_text(readable(text), now=WHEN).text.strip()


def typed_line(text: str) -> str:
    """The same in one line, for names."""
    return " ".join(typed(text).split())


def typed_address(url: str) -> str:
    """An address canonical and masked, as those of documents. BadAddress where it is none."""
    return canonical(mask_address(canonical(url)))


def typed_order(order: Order) -> Order:
    """The order with its reason and name masked; a blank name is none. BadUse where the name is too long."""
    name = typed_line(order.name or "")
    if len(name) > LONGEST_NAME:
        raise BadUse("order.long_name", length=len(name), limit=LONGEST_NAME)
    return replace(order, reason=typed(order.reason), name=name or None)


def typed_response(response: Response) -> Response:
    """The response with its note and address masked."""
    url = None if response.url is None else typed_address(response.url)
    return replace(response, note=typed(response.note), url=url)


def typed_change(change: Change) -> Change:
    """The audit entry with its reason masked."""
    return replace(change, detail=typed(change.detail))

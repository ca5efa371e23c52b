"""The town's outlets as rows of a source list."""

from typing import Any

from samples.timeline import root
from samples.town import Outlet, Town


def sources(town: Town, *, port: int) -> list[dict[str, Any]]:
    """One row an outlet, as `wanglou sources import` reads them."""
    return [_row(outlet, port) for outlet in town.outlets]


def _row(outlet: Outlet, port: int) -> dict[str, Any]:
    row = {
        "kind": outlet.kind.value,
        "url": root(outlet, port) + outlet.path,
        "name": outlet.name,
        "outlet": outlet.name,
        "platform": outlet.platform.value,
        "tier": outlet.tier.value,
    }
    return row | ({"selectors": dict(outlet.selectors)} if outlet.selectors else {})

"""Articles of the town as rows of the import format."""

from datetime import datetime
from typing import Any

from samples.town import Article, Outlet


def import_row(article: Article, outlet: Outlet, url: str, published: datetime) -> dict[str, Any]:
    """What `wanglou import` takes of an article that an outlet published at an address."""
    totals = {name: getattr(article.counters, name) for name in ("reposts", "comments", "likes")}
    return {
        "url": url,
        "title": article.title,
        "text": article.text,
        "published_at": published.isoformat(timespec="seconds"),
        "source": outlet.name,
        "outlet": outlet.name,
        "platform": outlet.platform.value,
        "tier": outlet.tier.value,
        "counters": {name: total for name, total in totals.items() if total is not None},
    }

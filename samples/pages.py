"""Pages of the town: list pages and article pages in the designs of `town/pages`."""

import json
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from string import Template

from samples.feeds import paragraphs
from samples.timeline import Posting, root
from samples.town import Outlet, Shape, data_folder

LISTED = 40
"""How many articles a list page shows."""

_ACTIONS = {"reposts": "ShareAction", "comments": "CommentAction", "likes": "LikeAction"}
_LD_TYPES = {"news": "NewsArticle", "card": "SocialMediaPosting", "video": "SocialMediaPosting"}


def list_page(outlet: Outlet, postings: Sequence[Posting], *, port: int) -> bytes:
    """The outlet's front page; `postings` newest first."""
    row = Template(_read(outlet.design, "row"))
    rows = "\n".join(row.substitute(_fields(outlet, posting, port)) for posting in postings[:LISTED])
    return _page(outlet, "list", {"rows": rows, "name": escape(outlet.name), "feed": _feed_link(outlet, port)})


def article_page(outlet: Outlet, posting: Posting, others: Sequence[Posting], *, port: int) -> bytes:
    """One article's page, with links to a few `others` as real pages have."""
    links = "\n".join(
        f'<li><a href="{escape(other.url)}">{escape(other.title)}</a></li>' for other in others if other != posting
    )
    return _page(outlet, "article", _fields(outlet, posting, port) | {"related": links})


def _page(outlet: Outlet, kind: str, fields: dict[str, str]) -> bytes:
    page = Template(_read(outlet.design, kind)).substitute(fields, charset=outlet.encoding)
    return page.encode(outlet.encoding, "xmlcharrefreplace")


def _read(design: str, kind: str) -> str:
    file: Path = data_folder() / "pages" / f"{design}-{kind}.html"
    return file.read_text(encoding="utf-8")


def _fields(outlet: Outlet, posting: Posting, port: int) -> dict[str, str]:
    text = partial(escape, quote=True)
    counted = posting.counters
    return {
        "name": text(outlet.name),
        "home": root(outlet, port) + "/",
        "title": text(posting.title),
        "body": paragraphs(posting.text),
        "lead": text(posting.text[:40]),
        "url": text(posting.url),
        "credit": text(posting.credit),
        "iso": posting.published.isoformat(),
        "date": f"{posting.published:%Y-%m-%d %H:%M}",
        "han_date": f"{posting.published:%Y年%m月%d日 %H:%M}",
        "reposts": _total(counted.reposts),
        "comments": _total(counted.comments),
        "likes": _total(counted.likes),
        "ld": _linked_data(outlet, posting),
    }


def _total(count: int | None) -> str:
    return "" if count is None else str(count)


def _feed_link(outlet: Outlet, port: int) -> str:
    if outlet.shape is Shape.LIST:
        return ""
    kind = {Shape.RSS: "rss+xml", Shape.ATOM: "atom+xml", Shape.JSON: "feed+json"}[outlet.shape]
    return f'<link rel="alternate" type="application/{kind}" href="{escape(root(outlet, port) + outlet.path)}">'


def _linked_data(outlet: Outlet, posting: Posting) -> str:
    """Schema.org data of an article: date, invented author, public totals."""
    totals = {action: getattr(posting.counters, name) for name, action in _ACTIONS.items()}
    data = {
        "@context": "https://schema.org",
        "@type": _LD_TYPES.get(outlet.design, "Article"),
        "headline": posting.title,
        "url": posting.url,
        "datePublished": posting.published.isoformat(),
        "dateModified": posting.modified.isoformat(),
        "author": {"@type": "Person", "name": posting.credit},
        "publisher": {"@type": "Organization", "name": outlet.name},
        "interactionStatistic": [_statistic(action, total) for action, total in totals.items() if total is not None],
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _statistic(action: str, total: int) -> dict[str, object]:
    kind = {"@type": f"https://schema.org/{action}"}
    return {"@type": "InteractionCounter", "interactionType": kind, "userInteractionCount": total}

"""JSON Feed 1.0 and 1.1 to `Listing`, by the same rule as XML: whatever names a person is not read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from crawlers.feed_values import Body, Listed, Listing, NotAFeed, Written


def read_json(text: str) -> Listing:
    """The listing in JSON `text`; NotAFeed where it is no JSON Feed.

    The version is not insisted upon: a feed that has an object with a list of item objects is read.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("json_no_feed") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("json_no_feed")
    return Listing(
        title=_plain(document, "title"),
        entries=tuple(_listed(item) for item in items if isinstance(item, dict)),
        ttl=None,
        warnings=() if all(isinstance(item, dict) for item in items) else ("item_skipped",),
    )


def _listed(item: Mapping[str, Any]) -> Listed:
    published, updated = _written(item, "date_published"), _written(item, "date_modified")
    return Listed(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_plain(item, "title"),
        bodies=tuple(_bodies(item)),
        published=published or updated,
        updated=updated,
        comments=None,
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    # A lone surrogate is legal in JSON and in nothing that comes after.
    return str(value).strip().encode("utf-8", "replace").decode("utf-8")


def _plain(item: Mapping[str, Any], key: str) -> Body:
    return Body(value=_text(item, key), is_html=False, is_content=False)


def _bodies(item: Mapping[str, Any]) -> Iterable[Body]:
    yield Body(value=_text(item, "content_html"), is_html=True, is_content=True)
    yield Body(value=_text(item, "content_text"), is_html=False, is_content=True)
    yield _plain(item, "summary")


def _written(item: Mapping[str, Any], key: str) -> Written | None:
    text = _text(item, key)
    return Written(text=text) if text else None

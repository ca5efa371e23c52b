"""Public totals that a page states in JSON-LD `interactionStatistic` or `commentCount`: numbers, never who."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.items import Counters

FIELDS = {"CommentAction": "comments", "LikeAction": "likes", "AgreeAction": "likes", "ShareAction": "reposts"}
NUMBER = re.compile(r"\d{1,12}")


def counters_of(records: Iterable[Mapping[str, Any]]) -> Counters:
    """The totals in a page's JSON-LD records; None where none is stated."""
    found: dict[str, int] = {}
    for record in records:
        for field, count in _stated(record):
            found.setdefault(field, count)
    return Counters(**found)


def _stated(record: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    statistics = record.get("interactionStatistic")
    for statistic in statistics if isinstance(statistics, list) else [statistics]:
        if isinstance(statistic, dict):
            field = FIELDS.get(_action(statistic.get("interactionType")))
            count = _count(statistic.get("userInteractionCount"))
            if field and count is not None:
                yield field, count
    count = _count(record.get("commentCount"))
    if count is not None:
        yield "comments", count


def _action(kind: Any) -> str:
    """`https://schema.org/LikeAction`, `{"@type": "LikeAction"}` and the like, as `LikeAction`."""
    if isinstance(kind, dict):
        kind = kind.get("@type") or kind.get("@id")
    return kind.rpartition("/")[2] if isinstance(kind, str) else ""


def _count(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    match = NUMBER.fullmatch(str(value).strip().replace(",", "").removesuffix(".0"))
    return int(match.group()) if match else None

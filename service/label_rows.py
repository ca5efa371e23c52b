"""Labels as fields of rows: the same in an export and in what `wanglou label` prints."""

from collections.abc import Iterable
from typing import Any

from domain.codec import to_plain
from domain.labels import Labels, MentionKind, TopicLabel

_PLACES = frozenset({MentionKind.PLACE, MentionKind.REGION, MentionKind.ELSEWHERE})


def label_row(labels: Labels | None) -> dict[str, Any]:
    """Topics, suggestions, sentiment and places; empty of what was not processed yet."""
    if labels is None:
        return {"topics": [], "suggestions": [], "sentiment": None, "places": []}
    tone = labels.sentiment
    return {
        "topics": _topics(labels.topics),
        "suggestions": _topics(labels.suggestions),
        "sentiment": {
            "label": to_plain(tone.label),
            "score": tone.score,
            "origin": tone.origin,
            "outside_domain": tone.is_outside,
        },
        "places": place_names(labels),
    }


def place_names(labels: Labels) -> list[str]:
    """The places that a text names, in order of their names; not the institution and its line of work."""
    return sorted({one.name for one in labels.mentions if one.kind in _PLACES})


def _topics(labels: Iterable[TopicLabel]) -> list[dict[str, Any]]:
    return [
        {"topic": one.topic, "harm": to_plain(one.harm), "confidence": one.confidence, "hits": to_plain(one.hits)}
        for one in labels
    ]

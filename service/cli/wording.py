"""Differences between rules in words."""

from typing import Any

from config.diff import Difference
from domain.messages import Catalogue


def said(one: Difference, catalogue: Catalogue) -> str:
    """One difference: words added and removed, or the value before and after."""
    if one.is_order:
        return catalogue.text("diff.order")
    if one.added or one.removed:
        return " ".join((*(f"+{word}" for word in one.added), *(f"-{word}" for word in one.removed)))
    if isinstance(one.before or one.after, (dict, list)) and None in (one.before, one.after):
        return catalogue.text("diff.added" if one.before is None else "diff.removed")
    return " -> ".join(_value(value, catalogue) for value in (one.before, one.after))


def _value(value: Any, catalogue: Catalogue) -> str:
    if value in (None, "", [], {}):
        return catalogue.text("diff.nothing")
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)

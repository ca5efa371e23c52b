"""Spans of time as people write them: `10s`, `5m`, `3h`, `2d`, `1h30m`, `PT10S`, or a number of seconds."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
LONGEST = timedelta(days=36525)
PART = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)\s*(ms|[smhdw])", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,12}(\.\d{1,9})?")
ISO = re.compile(r"P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?")


def parse_duration(given: object) -> timedelta:
    """The span that `given` means, 0 to 100 years. Raises PydanticCustomError `config.not_duration`."""
    if isinstance(given, timedelta):
        return given
    seconds = _seconds(str(given).strip()) if isinstance(given, (str, int, float)) else None
    if seconds is None or not 0 <= seconds <= LONGEST.total_seconds():
        raise PydanticCustomError("config.not_duration", "not a span of time", {"given": str(given)[:40]})
    return timedelta(seconds=seconds)


def at_least(least: timedelta) -> AfterValidator:
    """The check that a span is not shorter than `least`."""

    def check(span: timedelta) -> timedelta:
        if span < least:
            raise PydanticCustomError("config.out_of_range", "too short", {"limit": f">= {least.total_seconds():g}s"})
        return span

    return AfterValidator(check)


def at_most(most: timedelta) -> AfterValidator:
    """The check that a span is not longer than `most`."""

    def check(span: timedelta) -> timedelta:
        if span > most:
            raise PydanticCustomError("config.out_of_range", "too long", {"limit": f"<= {most.total_seconds():g}s"})
        return span

    return AfterValidator(check)


def _seconds(text: str) -> float | None:
    if NUMBER.fullmatch(text):
        return float(text)
    iso = ISO.fullmatch(text)
    if iso and any(iso.groups()):
        return sum(
            float(part or 0) * size for part, size in zip(iso.groups(), (604800, 86400, 3600, 60, 1), strict=True)
        )
    if text and not PART.sub("", text).strip():
        return sum(float(number) * UNITS[unit.lower()] for number, unit in PART.findall(text))
    return None


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
"""A field written in one of the forms above."""

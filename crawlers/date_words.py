"""The vocabulary of written dates, read once from dates.toml and made into patterns."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class DateWords:
    """Patterns over lower-case NFKC text; named groups are year month name day, part hour minute second, zone."""

    months: Mapping[str, int]
    zones: Mapping[str, int]
    parts: Mapping[str, str]
    """Word -> morning, small_hours, noon, afternoon or night."""
    ago: Mapping[str, str]
    """Word -> unit of timedelta."""
    day_words: Mapping[str, int]
    """Word -> days before today."""
    just_now: tuple[str, ...]
    digits: str
    ten: str
    numeral: re.Pattern[str]
    dates: tuple[re.Pattern[str], ...]
    times: tuple[re.Pattern[str], ...]
    ago_pattern: re.Pattern[str]
    day_pattern: re.Pattern[str]
    zone_name: re.Pattern[str]


@cache
def load_words() -> DateWords:
    """The words of dates.toml. Kept, because every date of every page asks for them."""
    data = tomllib.loads(files("crawlers").joinpath("dates.toml").read_text(encoding="utf-8"))
    units = {unit: _any(words) for unit, words in data["units"].items()}
    months = {word: number for number, words in enumerate(data["months"]["names"], 1) for word in words}
    parts = {word: part for part, words in data["parts"].items() for word in words}
    relative = data["relative"]
    ago = {word: unit for unit in ("second", "minute", "hour", "day") for word in relative[f"{unit}_ago"]}
    day_words = {w: n for n, key in enumerate(("today", "yesterday", "day_before")) for w in relative[key]}
    digits, ten = data["digits"]["values"], data["digits"]["ten"]
    return DateWords(
        months=months,
        zones=data["zones"],
        parts=parts,
        ago={word: f"{unit}s" for word, unit in ago.items()},
        day_words=day_words,
        just_now=tuple(relative["just_now"]),
        digits=digits,
        ten=ten,
        numeral=re.compile(f"([{digits}{ten}]+)(?={_any(_all(data['units']))})"),
        dates=_date_patterns(units, _any(months)),
        times=_time_patterns(units, _any(parts)),
        ago_pattern=re.compile(rf"(\d{{1,5}})\s*({_any(ago)})"),
        day_pattern=re.compile(_any(day_words)),
        zone_name=re.compile(rf"(?<![a-z/])({_any(data['zones'])})(?![a-z])"),
    )


def _all(units: Mapping[str, Any]) -> list[str]:
    return [word for words in units.values() for word in words]


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _date_patterns(units: Mapping[str, str], month_names: str) -> tuple[re.Pattern[str], ...]:
    """Forms of a date, the surest first."""
    year, month, day = units["year"], units["month"], units["day"]
    name = rf"(?P<name>{month_names})[a-z]*\.?"
    to_month, to_day = rf"\s*(?:{year}|[-/.])\s*", rf"\s*(?:{month}|[-/.])\s*"
    inner = rf"(?:[\s,-]*{name}|[\s,-]+(?P<month>\d{{1,2}}){month})[\s,-]*"
    forms = (
        rf"(?<!\d)(?P<year>\d{{4}}){to_month}(?P<month>\d{{1,2}}){to_day}(?P<day>\d{{1,2}})(?!\d)",
        r"^(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:t|\s|$)",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{inner}(?P<year>\d{{4}}|\d\d(?!\d|\s*:))(?!\s*{day})",
        rf"{name}[\s,]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![:\d])[\s,]*(?P<year>\d{{4}})",
        rf"{name}[\s,]*(?P<day>\d{{1,2}})(?=\s+\d{{1,2}}:.*\s(?P<year>\d{{4}})$)",
        rf"(?<!\d)(?P<year>\d\d)\s*{year}\s*(?P<month>\d{{1,2}})\s*{month}\s*(?P<day>\d{{1,2}})",
        rf"(?<!\d)(?P<month>\d{{1,2}})\s*{month}\s*(?P<day>\d{{1,2}})\s*{day}?(?!\d)",
        r"(?<![\d-])(?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?=\s+\d{1,2}:\d\d)",
        r"^(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)$",
        rf"^(?P<year>(?:19|20)\d\d){year}(?P<month>\d{{1,2}}){month}$",
    )
    return tuple(re.compile(form) for form in forms)


def _time_patterns(units: Mapping[str, str], parts: str) -> tuple[re.Pattern[str], ...]:
    hour, minute, second = units["hour"], units["minute"], units["second"]
    seconds = rf"(?:\s*(?P<second>\d{{1,2}})\s*{second})?"
    before, after = rf"(?P<part>{parts})?\s*", rf"(?:\s*(?P<after>{parts})(?![a-z]))?"
    forms = (
        rf"{before}(?<![\d:])(?P<hour>\d{{1,2}}):(?P<minute>\d{{1,2}})(?::(?P<second>\d{{1,2}}))?(?:[.,]\d+)?{after}",
        rf"{before}(?<!\d)(?P<hour>\d{{1,2}})\s*{hour}(?:\s*(?P<minute>\d{{1,2}})\s*(?:{minute}{seconds})?)?",
        r"(?<=\d{8}t)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?",
        r"(?<!\d)(?P<hour>\d{1,2})\s*(?P<after>am|pm)(?![a-z])",
    )
    return tuple(re.compile(form) for form in forms)

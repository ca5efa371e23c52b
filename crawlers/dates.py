"""Dates as feeds and pages write them, in Chinese and in the standards' forms, to a moment in UTC.

In order: a count of seconds or milliseconds; a distance from now; a day word; a written date. Without a zone of its
own a date is in the source's zone.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from crawlers.date_words import DateWords, load_words

_LONGEST = 200
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?")
_COMPACT = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])(?:[0-5]\d){0,2}")
_CLOCK = re.compile(r"\d:\d\d|\dt\d{4}|\d\s*[ap]m")
_OFFSET = re.compile(r"[\d:.,]*\s*(?:[ap]\.?m\.?)?\s*\(?(?:gmt|utc)?\s*([+-])(\d{1,2}):?(\d\d)?(?![\d-])")


def parse_date(text: str, *, time_zone: str, now: datetime | None = None) -> datetime | None:
    """The moment `text` names, aware and in UTC; None where it names none.

    `time_zone` is the IANA name of the source's zone: naive dates are in it, and CST is China's where it lies in
    Asia. `now` gives the year of a date without one and the ground of 5 minutes ago; without it those are None.
    """
    words = load_words()
    plain = _plain(text, words)
    if not plain:
        return None
    try:
        return _read(plain, words, ZoneInfo(time_zone), now)
    except (ValueError, OverflowError):
        return None


def _plain(text: str, words: DateWords) -> str:
    """Lower case, full-width forms narrowed, Chinese numerals before a unit made digits, white space single."""
    narrow = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST]).lower().split())
    return words.numeral.sub(lambda match: _number(match.group(1), words), narrow)


def _number(numeral: str, words: DateWords) -> str:
    values = {character: max(0, place - 1) for place, character in enumerate(words.digits)}
    if words.ten not in numeral:
        return "".join(str(values[character]) for character in numeral)
    tens, _, ones = numeral.partition(words.ten)
    return str(values.get(tens, 1) * 10 + values.get(ones, 0))


def _read(plain: str, words: DateWords, zone: ZoneInfo, now: datetime | None) -> datetime | None:
    if plain.replace(".", "").isdecimal():
        return _from_digits(plain, zone)
    local_now = now.astimezone(zone) if now else None
    if local_now is not None:
        relative = _relative(plain, words, local_now)
        if relative:
            return relative.astimezone(UTC)
    day = _day(plain, words, local_now)
    if day is None:
        return None
    moment = datetime.combine(day, time()) + _time_of_day(plain, words)
    return moment.replace(tzinfo=_zone(plain, words, zone)).astimezone(UTC)


def _from_digits(plain: str, zone: ZoneInfo) -> datetime | None:
    if _COMPACT.fullmatch(plain):
        padded = plain.ljust(14, "0")
        return datetime.strptime(padded, "%Y%m%d%H%M%S").replace(tzinfo=zone).astimezone(UTC)
    match = _EPOCH.fullmatch(plain)
    if match:
        count = match.group(1)
        return datetime.fromtimestamp(int(count) / (1000 if len(count) > 10 else 1), UTC)
    if re.fullmatch(r"(?:19|20)\d{6}", plain):
        return datetime.strptime(plain, "%Y%m%d").replace(tzinfo=zone).astimezone(UTC)
    dotted = re.fullmatch(r"((?:19|20)\d\d)\.(\d{1,2})\.(\d{1,2})", plain)
    if dotted:
        year, month, day = map(int, dotted.groups())
        return datetime(year, month, day, tzinfo=zone).astimezone(UTC)
    return None


def _relative(plain: str, words: DateWords, now: datetime) -> datetime | None:
    ago = words.ago_pattern.search(plain)
    if ago:
        return now - timedelta(**{words.ago[ago.group(2)]: int(ago.group(1))})
    return now if plain in words.just_now else None


def _day(plain: str, words: DateWords, now: datetime | None) -> date | None:
    for pattern in words.dates:
        match = pattern.search(plain)
        if match:
            return _date_of(match, words, now)
    word = words.day_pattern.search(plain)
    if word and now:
        return now.date() - timedelta(days=words.day_words[word.group()])
    return None


def _date_of(match: re.Match[str], words: DateWords, now: datetime | None) -> date | None:
    found = match.groupdict()
    name = found.get("name")
    month = words.months[name] if name else int(found["month"])
    day = int(found.get("day") or 1)
    if found.get("year"):
        return date(_full_year(found["year"]), month, day)
    return _latest(month, day, now) if now else None


def _full_year(digits: str) -> int:
    """Two digits as RFC 822 dates are commonly read: 90 to 99 are 19xx."""
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= 90 else 2000)


def _latest(month: int, day: int, now: datetime) -> date:
    """The last such day up to tomorrow: in January a date of December is last year's."""
    this_year = date(now.year, month, day)
    if this_year > now.date() + timedelta(days=1):
        return date(now.year - 1, month, day)
    return this_year


def _time_of_day(plain: str, words: DateWords) -> timedelta:
    for pattern in words.times:
        match = pattern.search(plain)
        if match:
            return _time_of(match.groupdict(), words)
    return timedelta()


def _time_of(found: dict[str, str | None], words: DateWords) -> timedelta:
    hour, minute, second = (int(found.get(unit) or 0) for unit in ("hour", "minute", "second"))
    word = found.get("part") or found.get("after")
    hour = _hour(hour, words.parts[word]) if word else hour
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no time of day")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _hour(hour: int, part: str) -> int:
    if part in ("morning", "small_hours"):
        return 0 if hour == 12 else hour
    if part == "noon":
        return hour + 12 if hour < 4 else hour
    if part == "night" and hour == 12:
        return 24
    return hour + 12 if hour < 12 else hour


def _zone(plain: str, words: DateWords, zone: ZoneInfo) -> tzinfo:
    clock = _CLOCK.search(plain)
    rest = plain[clock.end() :] if clock else ""
    offset = _OFFSET.match(rest)
    if offset:
        minutes = int(offset.group(2)) * 60 + int(offset.group(3) or 0)
        return timezone(timedelta(minutes=-minutes if offset.group(1) == "-" else minutes))
    name = words.zone_name.search(rest) or words.zone_name.match(plain)
    if name is None or (name.group() == "cst" and zone.key.startswith("Asia/")):
        return zone
    return timezone(timedelta(minutes=words.zones[name.group()]))

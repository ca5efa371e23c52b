"""Telephone numbers in a text in normal form: mobiles, landlines, numbers abroad, and local ones behind a cue.

Service numbers (110, 12345, 400 and 800) stay. Digits may be parted by up to three separators; every pattern is linear,
since a separator is no digit.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.cues import Cue
from pipeline.words import any_of, words

SEPARATOR = r"[ \t\-\u2010-\u2015\u2212\u2027\u2022\u20e3.\u00b7_~*/\\|,\uff0c\u3001()+]"
"""What people put between the digits of a number; the keycap mark stands behind each digit of an emoji."""
BEFORE = r"(?<![0-9])(?<![0-9]\.)(?<![\u00a5$])"
_HEX = r"(?<![0-9][a-f])(?<![0-9][a-f]{2})"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_GAP = r"[ \-\u2010-\u2015\u2212./_~]{0,3}"
_GROUPS = {
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (4, 3, 4),
    (4, 4, 3),
    (3, 3, 5),
    (5, 6),
    (3, 4, 2, 2),
    (3, 2, 2, 2, 2),
    (2, 3, 3, 3),
    (3, 3, 3, 2),
    (3, 2, 2, 4),
    (3, 2, 3, 3),
    (3, 5, 3),
    (1, 3, 3, 4),
    (1, 2, 4, 4),
    (5, 3, 3),
    (1,) * 11,
}
"""How people part the eleven digits of a mobile number."""
_LISTED = frozenset(".,/|\uff0c\u3001*~_+\\")
"""Separators that also stand between numbers of their own: only the usual groups are a mobile's."""
_ABROAD = re.compile(r"(?<![0-9a-z])\+(?!86)[1-9](?:[ ()-]{0,2}[0-9]){9,14}(?![0-9%]|\.[0-9])")
_DIGITS = re.compile(r"[0-9]+")
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_ROW = re.compile(r"[ \t]{1,3}(?!1[3-9])[0-9]{1,5}(?![0-9])")
_ROW_BEFORE = re.compile(r"(?<![0-9])(?!86|0086)[0-9]{1,5}[ \t]{1,3}$")

_HEAD, _TAIL = 7, 12
"""Characters of a number before its first digits (brackets, a short area code) and behind its last (an extension)."""

Spans = Iterator[tuple[int, int]]


def find_mobiles(text: str, start: int, end: int) -> Spans:
    """[start, end) of mobile numbers among the digits at [start, end), with or without a country code."""
    position, pattern = max(0, start - _HEAD), _mobile()
    while match := pattern.search(text, position, end + _TAIL):
        if _is_grouped(text, match):
            yield match.span()
            position = match.end()
        else:
            position = match.start() + 1


def find_landlines(text: str, start: int, end: int) -> Spans:
    """[start, end) of numbers with an area code or from abroad among the digits at [start, end), and what follows those."""
    head, tail = max(0, start - _HEAD), end + _TAIL
    for match in _landline().finditer(text, head, tail):
        yield match.span()
        yield from _following(text, match.end())
    yield from (match.span() for match in _ABROAD.finditer(text, head, tail))


def find_local(text: str, cues: Sequence[Cue]) -> Spans:
    """[start, end) of numbers without an area code behind a cue, and what follows those."""
    for cue in cues:
        found = _local().match(text, cue.end)
        if found and not _is_day(found[1]):
            yield found.span(1)
            yield from _following(text, found.end())


def _following(text: str, position: int) -> Spans:
    """Further local numbers right behind one."""
    while (match := _more().match(text, position)) and not _is_day(match[1]):
        yield match.span(1)
        position = match.end()


def _is_day(number: str) -> bool:
    """Eight digits that are a day of this century or the last."""
    return _DAY.fullmatch(number) is not None


def _is_grouped(text: str, match: re.Match[str]) -> bool:
    """Whether the digits stand together, or parted in one of the usual ways by one kind of separator."""
    number = match[1]
    if len(number) == 11:
        return True
    groups = tuple(len(group) for group in _DIGITS.findall(number))
    separators = {gap.strip(" ") for gap in _DIGITS.split(number)[1:-1]}
    if groups not in _GROUPS or len(separators) > 1:
        return False
    if "\t" in "".join(separators):
        return False
    if separators & _LISTED and groups not in ((3, 4, 4), (1,) * 11):
        return False
    return separators != {""} or not _is_row(text, match)


def _is_row(text: str, match: re.Match[str]) -> bool:
    """Whether another short number stands before or behind it: a row of a table."""
    before = _ROW_BEFORE.search(text, max(0, match.start() - 8), match.start())
    return before is not None or _ROW.match(text, match.end()) is not None


@cache
def _mobile() -> re.Pattern[str]:
    units = words("mask")["amounts"]
    return re.compile(
        rf"{BEFORE}{_HEX}(?:\(?(?:\+|00)?\(?86\)?{SEPARATOR}{{0,2}})?\(?"
        rf"(1{SEPARATOR}{{0,3}}[3-9](?:{SEPARATOR}{{0,3}}[0-9]){{9}})"
        rf"(?![0-9]|\.[0-9]|[a-f]+[0-9]| ?[{units}])"
    )


@cache
def _landline() -> re.Pattern[str]:
    extension = rf"(?: ?(?:{any_of(words('mask')['extensions'])}) ?[0-9]{{1,6}})?"
    opened, closed = r"[(\u3010\[]?", r"[)\u3011\]]?"
    return re.compile(
        rf"(?<![0-9_.])(?<![0-9]-){opened}(?:{opened}(?:(?:\+|00)86|86-){closed}{_GAP}{opened}0?|0){_AREA}{closed}{_GAP}"
        rf"[1-9][0-9]{{2,3}}[ -]?[0-9]{{4}}{extension}(?![0-9])"
    )


@cache
def _local() -> re.Pattern[str]:
    """Seven or eight digits without an area code, and no amount or date."""
    units = words("mask")["units"]
    return re.compile(
        rf"[^0-9\n\[\],\uff0c\u3002;\uff1b]{{0,8}}([2-8][0-9]{{2,3}}[ -]?[0-9]{{4}})(?![0-9{units}]|-[0-9]|\.[0-9])"
    )


@cache
def _more() -> re.Pattern[str]:
    units, also = words("mask")["units"], re.escape(words("mask")["also"])
    return re.compile(rf"[{also}]{{1,3}}([2-8][0-9]{{2,3}}-?[0-9]{{4}})(?![0-9{units}]|-[0-9]|\.[0-9])")

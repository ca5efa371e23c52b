"""Identity, card and telephone numbers in a text in normal form: where they stand and what they are.

In order: identity numbers (date and check digit, or after a cue), bank cards (Luhn, or after a cue), mobiles, landlines.
Digits may be parted by single spaces, dashes or dots. Service numbers (110, 12345, 400 and 800) and what is merely long
stay. Every pattern is linear: each separator and digit can be read in one way only.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.checks import birth_date, is_luhn
from pipeline.words import words

_SEP = r"[ \-\u2010-\u2015.\u00b7_]"
_ANY = re.compile(rf"[0-9](?:{_SEP}?[0-9]){{6}}|[0-9]{{3}}[)\uff09]")
_BEFORE = r"(?<![0-9_])(?<![0-9]\.)"
_AFTER = r"(?![0-9a-z_])"
_NO_DIGIT = re.compile(r"[^0-9x]")
_IDENTITY = re.compile(rf"{_BEFORE}[1-9](?:{_SEP}{{0,2}}[0-9]){{16}}{_SEP}{{0,2}}(?:[0-9]{_AFTER}|x(?![a-z_]))")
_OLD_IDENTITY = re.compile(rf"{_BEFORE}[1-9][0-9]{{5}}{_SEP}?[0-9]{{6}}{_SEP}?[0-9]{{3}}{_AFTER}")
_CARD = re.compile(rf"{_BEFORE}(?:[3-5][0-9]|6[0-9]|9[0-9])[0-9]{{2}}(?:{_SEP}?[0-9]){{11,15}}{_AFTER}")
_MOBILE = re.compile(rf"{_BEFORE}(?:(?:\+|00)?86{_SEP}?)?1{_SEP}?[3-9](?:{_SEP}?[0-9]){{9}}{_AFTER}")
_LANDLINE = re.compile(
    r"(?<![0-9_.])(?<![0-9]-)[(\uff08]?(?:(?:\+|00)86[ -]?0?(?:10|2[0-9]|[3-9][0-9]{2})|0(?:10|2[0-9]|[3-9][0-9]{2}))[)\uff09]?[ -]{0,2}"
    r"[1-9][0-9]{2,3}[ -]?[0-9]{4}(?:(?:-|\u8f6c|ext\.?)[0-9]{1,6})?(?![0-9])"
)
_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5), (5, 6), (3, 4, 2, 2), (3, 2, 2, 2, 2), (1,) * 11}
"""How people part the eleven digits of a mobile number."""
_PARTED = re.compile(_SEP)


@dataclass(frozen=True, slots=True)
class Number:
    """`kind` at [start, end) of the normal form; `born` for an identity number with a readable birth date."""

    start: int
    end: int
    kind: str
    born: date | None = None


def find_numbers(text: str) -> Iterator[Number]:
    """All personal numbers of a text in normal form, surest kinds first; later ones may overlap earlier ones."""
    if _ANY.search(text) is None:
        return
    yield from _scan(_IDENTITY, text, _identity)
    yield from _scan(_OLD_IDENTITY, text, _identity)
    yield from _scan(_cued("id_cues", 14, 16, "[0-9x]"), text, _cued_identity)
    yield from _scan(_CARD, text, _card)
    yield from _scan(_cued("card_cues", 9, 22), text, lambda match: _span(match, "bank_card"))
    yield from _scan(_MOBILE, text, _mobile)
    yield from _scan(_LANDLINE, text, lambda match: _span(match, "phone"))
    yield from _scan(_local(), text, _local_phone)


def _scan(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], Number | None]) -> Iterator[Number]:
    """What `read` accepts; after a refusal the search goes on one character further."""
    position = 0
    while match := pattern.search(text, position):
        number = read(match)
        position = match.start() + 1 if number is None else max(number.end, match.start() + 1)
        if number is not None:
            yield number


def _span(match: re.Match[str], kind: str, born: date | None = None) -> Number:
    group = 1 if match.re.groups else 0
    return Number(match.start(group), match.end(group), kind, born)


def _identity(match: re.Match[str]) -> Number | None:
    born = birth_date(_NO_DIGIT.sub("", match[0]))
    return _span(match, "id_card", born) if born else None


def _cued_identity(match: re.Match[str]) -> Number:
    return _span(match, "id_card", birth_date(_NO_DIGIT.sub("", match[1])))


def _card(match: re.Match[str]) -> Number | None:
    groups = [len(group) for group in _PARTED.split(match[0])]
    digits = _NO_DIGIT.sub("", match[0])
    whole = len(groups) == 1 or (groups[:-1] == [4] * (len(groups) - 1) and groups[-1] <= 4) or groups == [6, 13]
    right = 16 <= len(digits) <= 19 or (len(digits) == 15 and digits[:2] in ("34", "37"))
    return _span(match, "bank_card") if whole and right and is_luhn(digits) else None


def _mobile(match: re.Match[str]) -> Number | None:
    parts = [len(part) for part in _PARTED.split(match[0].lstrip("+"))]
    digits = sum(parts)
    if digits > 11:
        parts = _without(parts, digits - 11)
    return _span(match, "mobile") if tuple(parts) in _GROUPS else None


def _without(parts: list[int], prefix: int) -> list[int]:
    """The group lengths after the digits of a country code."""
    first = parts[0] - prefix
    return [first, *parts[1:]] if first > 0 else parts[1:]


def _local_phone(match: re.Match[str]) -> Number | None:
    return None if match[1][:2] in ("19", "20") and len(match[1]) == 8 else _span(match, "phone")


@cache
def _cued(cues: str, least: int, most: int, last: str = "[0-9]") -> re.Pattern[str]:
    """A number right after one of the cue words."""
    alternatives = "|".join(words("mask")[cues])
    return re.compile(
        rf"(?:{alternatives})[^0-9a-z\n\[\]]{{0,6}}([0-9](?:{_SEP}?[0-9]){{{least - 1},{most}}}{last}){_AFTER}"
    )


@cache
def _local() -> re.Pattern[str]:
    """Seven or eight digits without an area code, after a word such as telephone, and no amount or date."""
    cues, units = "|".join(words("mask")["phone_cues"]), words("mask")["units"]
    return re.compile(rf"(?:{cues})[^0-9\n\[\]]{{0,8}}([2-8][0-9]{{2,3}}[ -]?[0-9]{{4}})(?![0-9{units}]|-[0-9])")

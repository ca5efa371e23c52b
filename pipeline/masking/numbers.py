"""Identity, card and telephone numbers in a text in normal form: where they stand and what they are.

Every run of seven digits or more is looked at, in order for: identity numbers (date and check digit), bank cards (Luhn
and first digits of theirs), mobiles, landlines; then numbers behind a cue; then digits as words. Digits may be parted by separators. What stands
behind "order number" and the like is a thing's number. Every pattern is linear.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.cues import Cue
from pipeline.masking.checks import birth_date, is_card, is_luhn
from pipeline.masking.phones import BEFORE, SEPARATOR, find_landlines, find_local, find_mobiles
from pipeline.words import any_of, words

_RUN = re.compile(rf"[0-9](?:{SEPARATOR}{{0,3}}[0-9]){{6,}}")
_AFTER = r"(?![0-9])"
_SEP = rf"{SEPARATOR}{{0,2}}"
_IDENTITY = re.compile(rf"{BEFORE}[1-9](?:{_SEP}[0-9]){{16}}{_SEP}[0-9x\u00d7]{_AFTER}")
_OLD_IDENTITY = re.compile(rf"{BEFORE}[1-9][0-9]{{5}}{_SEP}[0-9]{{6}}{_SEP}[0-9]{{3}}(?![0-9a-z_])")
_CARD = re.compile(rf"{BEFORE}[3-69](?:{_SEP}[0-9]){{14,18}}{_AFTER}")
_CUED_IDENTITY = re.compile(rf"[^0-9a-z\n\[\]]{{0,6}}([0-9](?:{_SEP}[0-9]){{13,16}}{_SEP}[0-9x\u00d7]){_AFTER}")
_CUED_PERMIT = re.compile(r"[^0-9a-z\n\[\]]{0,6}([a-z]{1,2}(?:[0-9]{6}\(?[0-9a]\)?|[0-9]{9}))(?![0-9a-z])")
_CUED_CARD = re.compile(rf"[^0-9a-z\n\[\]]{{0,6}}([0-9](?:{_SEP}[0-9]){{9,22}}){_AFTER}")
_NO_DIGIT = re.compile(r"[^0-9x]")
_DIGITS = re.compile(r"[0-9]+")
_SHORTEST = 10
"""Digits of the shortest number that is looked for where digits are words."""


@dataclass(frozen=True, slots=True)
class Number:
    """`kind` at [start, end) of the normal form; `born` for an identity number with a readable birth date."""

    start: int
    end: int
    kind: str
    born: date | None = None


def find_numbers(text: str, cues: Mapping[str, Sequence[Cue]] | None = None) -> Iterator[Number]:
    """All personal numbers of a text in normal form; of overlapping ones the surer kind first."""
    for run in _RUN.finditer(text):
        yield from _among(text, *run.span())
    if cues:
        yield from _cued(text, cues)
    if _spoken_hint().search(text):
        for run in _spoken().finditer(text):
            yield from _said(run)


def _among(text: str, start: int, end: int) -> Iterator[Number]:
    """Numbers whose digits stand at [start, end)."""
    yield from _scan(_IDENTITY, text, start, end, _identity)
    yield from _scan(_OLD_IDENTITY, text, start, end, _old_identity)
    yield from _scan(_CARD, text, start, end, _card)
    yield from (Number(*span, "mobile") for span in find_mobiles(text, start, end))
    yield from (Number(*span, "phone") for span in find_landlines(text, start, end))


def _cued(text: str, cues: Mapping[str, Sequence[Cue]]) -> Iterator[Number]:
    for cue in cues.get("id_cues", ()):
        if match := _CUED_IDENTITY.match(text, cue.end) or _CUED_PERMIT.match(text, cue.end):
            yield _span(match, "id_card", birth_date(_bare(match[1])))
    for cue in cues.get("card_cues", ()):
        if match := _CUED_CARD.match(text, cue.end):
            yield _span(match, "bank_card")
    yield from (Number(*span, "phone") for span in find_local(text, cues.get("phone_cues", ())))


def _said(run: re.Match[str]) -> Iterator[Number]:
    """Numbers of a run with digits as words among its digits, read as digits."""
    if len(run[0]) < _SHORTEST:
        return
    text = run[0].translate(_spoken_digits())
    for number in _among(text, 0, len(text)):
        yield Number(run.start() + number.start, run.start() + number.end, number.kind, number.born)


def _scan(
    pattern: re.Pattern[str], text: str, start: int, end: int, read: Callable[[re.Match[str]], Number | None]
) -> Iterator[Number]:
    """What `read` accepts of [start, end) and a check digit behind; after a refusal the search goes on one further."""
    position = start
    while match := pattern.search(text, position, end + 3):
        number = read(match)
        position = match.start() + 1 if number is None else number.end
        if number is not None:
            yield number


def _span(match: re.Match[str], kind: str, born: date | None = None) -> Number:
    group = 1 if match.re.groups else 0
    return Number(match.start(group), match.end(group), kind, born)


def _bare(number: str) -> str:
    return _NO_DIGIT.sub("", number.replace("\u00d7", "x"))


def _identity(match: re.Match[str]) -> Number | None:
    born = birth_date(_bare(match[0]))
    return _span(match, "id_card", born) if born else None


def _old_identity(match: re.Match[str]) -> Number | None:
    return None if _is_order(match) else _identity(match)


def _card(match: re.Match[str]) -> Number | None:
    groups = [len(group) for group in _DIGITS.findall(match[0])]
    digits, separators = _bare(match[0]), {gap.strip() for gap in _DIGITS.split(match[0])[1:-1]}
    parted = len(separators) == 1 and (set(groups[:-1]) in ({4}, {1}) or groups[0] == 6)
    whole = len(groups) == 1 or (parted and len(digits) > 15) or groups == [4, 6, 5]
    return _span(match, "bank_card") if whole and is_card(digits) and is_luhn(digits) and not _is_order(match) else None


def _is_order(match: re.Match[str]) -> bool:
    """Whether right before the number stands that it is a thing's."""
    return _order().search(match.string, max(0, match.start() - 12), match.start()) is not None


@cache
def _order() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('mask')['order_cues'])})[^0-9a-z\n]{{0,4}}$")


@cache
def _spoken() -> re.Pattern[str]:
    """A run of digits with a word for one among them."""
    said = words("mask")["spoken"]
    return re.compile(rf"(?<![0-9{said}.])(?:[0-9][ -]?){{0,11}}[{said}](?:[ -]?[0-9{said}]){{3,19}}(?![0-9{said}])")


@cache
def _spoken_hint() -> re.Pattern[str]:
    said = words("mask")["spoken"]
    return re.compile(rf"[{said}][0-9{said} -]{{3}}")


@cache
def _spoken_digits() -> dict[int, str]:
    data = words("mask")
    return {ord(word): digit for word, digit in zip(data["spoken"], data["spoken_digits"], strict=True)}

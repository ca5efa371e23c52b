"""Personal data out of title, text and address before anything touches a disk.

In order: links (their accounts go, the rest stays), e-mail addresses, numbers (identity, card, telephone), plates,
passports, messenger accounts after a cue word, @handles, door numbers, Latin bylines, handles in the headers of posts,
bylines and credits. What an earlier rule took
no later one touches. Typed placeholders keep the text readable; masking twice changes nothing. All patterns are linear.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

from pipeline.accounts import is_personal_source, mask_address
from pipeline.checks import is_minor
from pipeline.credits import find_credits
from pipeline.cues import load_cues
from pipeline.handles import find_accounts, find_latin_credits
from pipeline.numbers import find_numbers
from pipeline.text import Normal, normal
from pipeline.words import words

__all__ = ["Masked", "is_personal_source", "mask_address", "mask_text"]

PASSES = 4
"""What one pass masks can show its neighbour to the next; more than two are never needed but in made-up text."""
_LINK = re.compile(
    r"(?:https?://[^\s<>\"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff\u201c\u201d\[\]]+"
    r"|(?<![a-z0-9.@-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,6}/[a-z0-9/?=&%._~@+-]+)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]+ ?(?:@|\(at\)|\[at\]) ?(?:[a-z0-9-]+\.)+[a-z]{2,}")
_HANDLE = re.compile(r"(?<![a-z0-9])@[\w\u00b7-]{1,30}")
_PASSPORT = re.compile(r"[a-z](?<![0-9a-z][a-z])(?:(?<=[eg])[0-9]{8}|(?<=e)[a-hj-np-z][0-9]{7})(?![0-9a-z])")


@dataclass(frozen=True, slots=True)
class Masked:
    """`counts`: how often each kind was masked. `minor`: an identity number of somebody under 14 stood there."""

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of the normal form to replace; kind `link` brings its own replacement, or None to stay."""

    start: int
    end: int
    kind: str
    replacement: str | None = None
    born: date | None = None


def mask_text(text: str, *, now: datetime) -> Masked:
    """`text` without personal data; `now` tells who is a minor."""
    form, spans = normal(text), list[Span]()
    for _ in range(PASSES):
        personal = _apart(_personal(form, text))
        if not personal:
            break
        spans += personal
        text = _replaced(text, form, personal)
        form = normal(text)
    credited = _apart(_credited(form.text))
    spans += credited
    if not spans:
        return Masked(text)
    minor = any(span.born is not None and is_minor(span.born, now.date()) for span in spans)
    return Masked(_replaced(text, form, credited), Counter(span.kind for span in spans), minor)


def _personal(form: Normal, original: str) -> Iterator[Span]:
    """Spans of all rules but bylines, by rank of the rules."""
    text = form.text
    if "/" in text:
        yield from _links(form, original)
    if "@" in text or "at)" in text or "at]" in text:
        yield from _plain(_MAIL, text, "email")
        yield from _plain(_HANDLE, text, "account")
    yield from (Span(n.start, n.end, n.kind, born=n.born) for n in find_numbers(text))
    yield from _plain(_plate(), text, "plate")
    yield from _plain(_PASSPORT, text, "passport")
    yield from _plain(_cued_passport(), text, "passport")
    yield from _accounts(text)
    yield from _doors(text)
    yield from (Span(start, end, "byline") for start, end in find_latin_credits(form, original))
    yield from (Span(start, end, "account") for start, end in find_accounts(text))


def _credited(text: str) -> Iterator[Span]:
    """Spans of bylines and credits, found once everything else is masked."""
    return (Span(start, end, "byline") for start, end in find_credits(text))


def _links(form: Normal, original: str) -> Iterator[Span]:
    for match in _LINK.finditer(form.text):
        link = original[form.at(match.start()) : form.at(match.end() - 1) + 1]
        masked = mask_address(link)
        yield Span(match.start(), match.end(), "account" if masked != link else "link", masked)


def _accounts(text: str) -> Iterator[Span]:
    """Accounts right behind a messenger's or platform's name."""
    for cue in load_cues("mask").find(text):
        match = _account().match(text, cue.end)
        before = text[max(0, cue.start - 1) : cue.start]
        if match and not (before.isascii() and before.isalnum()):
            yield Span(match.start(1), match.end(1), "account")


def _doors(text: str) -> Iterator[Span]:
    """Flats (building, unit, floor, room), rooms, and numbers in a street; the street's name stays."""
    unit, flat, room, street = _door_patterns()
    if words("mask")["door_unit"] in text:
        yield from _plain(unit, text, "door")
    if any(part in text for part in words("mask")["door_parts"]):
        yield from _plain(flat, text, "door")
    yield from _plain(room, text, "door")
    yield from _plain(street, text, "door")


def _plain(pattern: re.Pattern[str], text: str, kind: str) -> Iterator[Span]:
    group = 1 if pattern.groups else 0
    return (Span(match.start(group), match.end(group), kind) for match in pattern.finditer(text))


def _apart(spans: Iterator[Span]) -> list[Span]:
    """Spans in order of position, of overlapping ones the first found; links without accounts only keep others out.

    An account that runs on into what is taken (a handle and a link with no space between) ends where that begins.
    """
    taken: list[Span] = []
    for span in spans:
        index = bisect_left(taken, span.start, key=_start)
        if index and taken[index - 1].end > span.start:
            continue
        if index == len(taken) or span.end <= taken[index].start:
            taken.insert(index, span)
        elif span.kind == "account" and span.replacement is None and span.start < taken[index].start:
            taken.insert(index, replace(span, end=taken[index].start))
    return [span for span in taken if span.kind != "link"]


def _start(span: Span) -> int:
    return span.start


def _replaced(text: str, form: Normal, spans: list[Span]) -> str:
    placeholders = words("placeholders")
    parts, position = [], 0
    for span in spans:
        parts += [text[position : form.at(span.start)], span.replacement or placeholders[span.kind]]
        position = form.at(span.end - 1) + 1
    return "".join([*parts, text[position:]])


@cache
def _plate() -> re.Pattern[str]:
    """Civil plates of five, new-energy ones of six characters, and those ending in a word such as police."""
    regions, ends = words("mask")["plate_regions"], words("mask")["plate_ends"]
    serial = r"(?=(?:[a-hj-np-z]{0,2}[0-9]){3})"
    return re.compile(
        rf"[{regions}][a-hj-np-z][ \u00b7\u2022.-]?{serial}(?:[a-hj-np-z0-9]{{4}}[{ends}]|[a-hj-np-z0-9]{{5,6}})(?![0-9a-z])"
    )


@cache
def _cued_passport() -> re.Pattern[str]:
    cues = "|".join(words("mask")["passport_cues"])
    return re.compile(rf"(?:{cues})[^0-9a-z\n\[\]]{{0,8}}([a-z]{{1,2}}[0-9]{{6,9}})(?![0-9a-z])")


@cache
def _account() -> re.Pattern[str]:
    """A Latin account name or a long number behind a cue; without a colon or the like it must hold a digit."""
    gaps = re.escape(words("mask")["account_gaps"])
    return re.compile(
        rf"(?:[{gaps} ]{{0,4}}(?<=[{gaps}])|(?= ?[a-z_-]{{0,19}}[0-9]) ?)([a-z][a-z0-9_-]{{5,19}}|[0-9]{{5,12}})(?![a-z0-9])"
    )


@cache
def _door_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    mask = words("mask")
    part, rooms, number = "|".join(mask["door_parts"]), "".join(mask["door_rooms"]), mask["door_number"]
    floor, unit, count = "".join(mask["door_floor"]), mask["door_unit"], mask["numerals"]
    building = rf"[0-9a-z]{{1,4}}(?:{part})[ ,\uff0c]?"
    units, ordinal = mask["units"], mask["ordinal"]
    room = rf"(?:[0-9]{{1,2}}[{floor}])?(?:[0-9]{{1,4}}[{rooms}{number}]|[0-9]{{3,4}}(?![0-9{units}]))"
    streets, ways = "".join(mask["streets"]), mask["ways"]
    return (
        re.compile(
            rf"{building}[0-9{count}]{{1,3}}{unit}(?:{room})?|[0-9{count}]{{1,3}}{unit}{room}|[0-9](?<![0-9{ordinal}][0-9])[0-9]?{unit}"
        ),
        re.compile(building + room),
        re.compile(rf"[0-9](?<![0-9.][0-9])[0-9]{{2,3}}{mask['door_room']}(?![{mask['not_room']}])"),
        re.compile(
            rf"[0-9](?<=[{streets}][0-9])(?<![{ways}].[0-9])[0-9]{{0,4}}(?:[-\u2014][0-9]{{1,4}})?{number}(?![{mask['not_door']}])"
        ),
    )

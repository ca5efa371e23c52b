"""Number plates and passports in a text in normal form.

Plates (GA 36): a province, a letter and five characters; six for new energy, a letter first or last; those that end in
a word such as police; embassies', consulates' and armed police's own. Passports: China's by their form alone, others and
travel permits behind a cue.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.cues import Cue
from pipeline.words import words

_PASSPORT = re.compile(r"(?:[eg][0-9]{8}|e[a-hj-np-z][0-9]{7})(?![0-9a-z])")
_PASSPORT_AT = re.compile(r"[eg](?<![0-9a-z_][eg])[0-9a-z][0-9]{7}")
_CUED = re.compile(
    r"[^0-9a-z\n\[\]]{0,10}(?:(?:no|number|id)[.:# ]{0,3})?([a-z][ -]?[a-z]?[ -]?[0-9]{3,4}[ -]?[0-9]{3,7})(?![0-9a-z])"
)

Spans = Iterator[tuple[int, int]]


def find_plates(text: str, cues: Sequence[Cue]) -> Spans:
    """[start, end) of number plates; the `cues` are the words of special ones."""
    usual, special = _plates()
    for match in usual.finditer(text):
        yield match.start() - (1 if text[match.start() - 1] in words("mask")["plate_regions"] else 2), match.end()
    for cue in cues:
        if found := special.search(text, max(0, cue.start - 8), cue.end + 12):
            yield found.span()


def find_passports(text: str, cues: Sequence[Cue]) -> Spans:
    """[start, end) of passport and travel permit numbers."""
    for match in _PASSPORT_AT.finditer(text):
        if found := _PASSPORT.match(text, match.start()):
            yield found.span()
    for cue in cues:
        if found := _CUED.match(text, cue.end):
            yield found.span(1)


@cache
def _plates() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Usual plates without their province, which the search need not start at; special ones."""
    data = words("mask")
    regions, ends, emergency = data["plate_regions"], data["plate_ends"], data["plate_emergency"]
    letter, either = "[a-hj-np-z]", "[a-hj-np-z0-9]"
    gap = r"[ \u00b7\u2022\u2027\u2014.:-]?"
    green = rf"{letter}{either}[0-9]{{4}}|[0-9]{{5}}{letter}"
    usual = (
        rf"{letter}(?:(?<=[{regions}].)|(?<=[{regions}][ -].)){gap}(?=(?:[a-hj-np-z]{{0,2}}[0-9]){{3}})"
        rf"(?:{either}{{4}}(?:[{ends}]|{emergency})|(?:{green}|{either}{{5}})(?![0-9a-z]))"
    )
    embassy, consulate = data["embassy"], data["consulate"]
    special = (
        rf"{embassy}[0-9]{{3}}{gap}[0-9]{{3}}(?![0-9])|(?<![0-9])[0-9]{{3}}{gap}[0-9]{{3}}{embassy}(?![{data['not_embassy']}])"
        rf"|[{regions}]{consulate}{gap}{letter}?{gap}[0-9]{{4,5}}|(?<![a-z])wj ?[{regions}]? ?[0-9a-z]{{2}}[- ]?[0-9]{{3,5}}[0-9a-z]?(?![0-9a-z])"
    )
    return re.compile(usual), re.compile(special)

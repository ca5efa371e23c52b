"""The tables behind the normal form: one number for every code point, taken for a whole text at once.

A folded code point is the NFKC form, case-folded, where that is one character. Two marks in the high bits say what one
number cannot: a character is invisible and goes, or it is a traditional one, whose simplified form depends on the word
it stands in (a dry thing and an emperor's reign share a character) and is left to OpenCC's phrases. Characters that
simplified text writes as well (and OpenCC changes in some words only) stay, so that simplified text is left alone.
"""

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
INVISIBLE = 1 << 30
TRADITIONAL = 1 << 31
MARKS = INVISIBLE | TRADITIONAL
CODE = (1 << 21) - 1
"""The bits of the code point."""
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
"""Zero-width characters, direction marks, soft hyphens, variation selectors."""
_FOLDED = (
    (0x80, 0x3400), (0xA000, 0xAC00), (0xF900, 0x10000), (0x10400, 0x10D00), (0x118A0, 0x118E0), (0x16E40, 0x16E80),
    (0x1D400, 0x1D800), (0x1E900, 0x1E960), (0x1EE00, 0x1EF00), (0x1F100, 0x1F300), (0x1FBF0, 0x1FBFA), (0x2F800, 0x2FA20),
)  # fmt: skip
"""Blocks that hold characters with another folded form; all others stay (a test walks the whole plane)."""
_HAN = ((0x3400, 0xA000), (0x20000, 0x32400))
_SPOKEN = 0x40000
"""No letter or digit lies behind the third plane."""


def codes_of(text: str) -> Codes:
    """The code points of a text, half surrogate pairs as they are; shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(codes: Codes) -> str:
    """The text of code points among which is no half surrogate pair."""
    return codes.tobytes().decode("utf-32-le")


@cache
def folding() -> Codes:
    """Code point -> folded code point with marks; U+FFFD for half pairs. Shape (0x110000,), 4.4 MB."""
    table = np.arange(0x110000, dtype=np.uint32)
    for start, end in _FOLDED:
        table[start:end] = [_folded(chr(code)) for code in range(start, end)]
    table[0x41:0x5B] += 32
    table[0xD800:0xE000] = 0xFFFD
    traditional = np.zeros_like(table)
    traditional[list(_simplified_alone())] = TRADITIONAL
    table |= traditional[table]
    unseen = [code for code in range(0x10000) if _UNSEEN.match(chr(code))]
    table[unseen] |= INVISIBLE
    return table


@cache
def spoken() -> NDArray[np.bool_]:
    """Code point -> whether it is a letter or a digit. Shape (0x110000,)."""
    table = np.zeros(0x110000, dtype=np.bool_)
    table[:_SPOKEN] = [chr(code).isalnum() for code in range(_SPOKEN)]
    return table


def simplified(folded: Codes) -> str:
    """Folded code points with marks as text, each marked one in the simplified form of its word, at its place."""
    codes = folded & np.uint32(CODE)
    form = text_of(codes)
    converted = _converted(form)
    if len(converted) != len(form):
        return form.translate(_simplified_alone())
    return text_of(np.where(folded >= TRADITIONAL, codes_of(converted), codes))


def _folded(char: str) -> int:
    form = unicodedata.normalize("NFKC", char).casefold()
    return ord(form) if len(form) == 1 else ord(char)


@cache
def _simplified_alone() -> dict[int, int]:
    """Traditional character -> its simplified form where it stands alone."""
    chars = [chr(code) for start, end in _HAN for code in range(start, end)]
    pairs = zip(chars, _converted("\n".join(chars)).split("\n"), strict=True)
    return {ord(char): ord(form) for char, form in pairs if form != char}


def _converted(text: str) -> str:
    return str(_converter().convert(text))


@cache
def _converter():  # type: ignore[no-untyped-def]  # noqa: ANN202  the library's class, known only behind its import
    import opencc  # noqa: PLC0415  loads its dictionaries

    return opencc.OpenCC("t2s")

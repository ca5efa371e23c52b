"""The normal form in which texts are matched, and the hashes that tell whether two texts are the same.

Normal form: every character is replaced by its NFKC form, case-folded, where that is one character long (full-width
letters and digits, circled numbers, compatibility ideographs); other characters stay. Invisible characters (zero
width, direction marks, soft hyphens) are removed. So positions are kept but for the removed ones, and `Normal.at`
leads back to the original.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from domain.addresses import digest

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n")
_NO_WORD = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")
_FOLDED = (
    (0x80, 0x3400), (0xA000, 0xAC00), (0xF900, 0x10000), (0x10400, 0x10D00), (0x118A0, 0x118E0), (0x16E40, 0x16E80),
    (0x1D400, 0x1D800), (0x1E900, 0x1E960), (0x1EE00, 0x1EF00), (0x1F100, 0x1F300), (0x1FBF0, 0x1FBFA), (0x2F800, 0x2FA20),
)  # fmt: skip
"""Blocks that hold characters with another folded form; all others stay (a test walks the whole plane)."""
_SHORT = 20
"""Under so many letters and digits two equal texts need not be one text."""
_LONG = 60
"""From so many on the text alone tells, whatever the title."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in normal form; `offsets` gives each character's position in the original, None where they are equal."""

    text: str
    offsets: Sequence[int] | None = None

    def at(self, position: int) -> int:
        """The position in the original text of a position in the normal form."""
        return position if self.offsets is None else self.offsets[position]


def normal(text: str) -> Normal:
    """`text` in normal form, with the way back to its positions."""
    if _INVISIBLE.search(text) is None:
        return Normal(text.translate(_folding()))
    kept = [index for index, char in enumerate(text) if not _INVISIBLE.match(char)]
    return Normal("".join([text[index] for index in kept]).translate(_folding()), kept)


def readable(text: str) -> str:
    """`text` without what no text has and a terminal, a file or a database may choke on.

    Line breaks of all kinds are newlines, half surrogate pairs U+FFFD; control characters (so the beginnings of terminal
    sequences) and marks that turn the direction of writing are dropped.
    """
    if _NO_TEXT.search(text) is None:
        return text
    return _NO_TEXT.sub(_replacement, text.replace("\r\n", "\n"))


def _replacement(match: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= match[0] <= "\udfff" else _BREAKS.get(match[0], "")


def content_hash(title: str, text: str) -> str:
    """20 hex digits that change when the words of title or text do; white space counts as one space."""
    return digest(_SPACE.sub(" ", title).strip(), _SPACE.sub(" ", text).strip())


def duplicate_key(title: str, text: str, document_id: str) -> str:
    """Equal for word-for-word reposts, whatever their white space, punctuation, widths and letter case.

    `G` and 20 hex digits. A long text counts without its title; a text too short to tell keeps to `document_id`.
    """
    body = letters(text)
    if len(body) < _LONG:
        body = letters(title) + body
    return "G" + digest(body if len(body) >= _SHORT else document_id)


def letters(text: str) -> str:
    """The letters and digits of the normal form, in order, nothing between them."""
    return letters_of(normal(text).text)


def letters_of(form: str) -> str:
    """`letters` of a text that is in normal form already."""
    return _NO_WORD.sub("", form)


@cache
def _folding() -> dict[int, int]:
    """Code point -> code point, for all whose folded form is another single character; U+FFFD for half pairs."""
    pairs = ((code, _folded(chr(code))) for start, end in _FOLDED for code in range(start, end))
    found = {code: char for code, char in pairs if char != code} | {code: code + 32 for code in range(65, 91)}
    return found | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def _folded(char: str) -> int:
    form = unicodedata.normalize("NFKC", char).casefold()
    return ord(form) if len(form) == 1 else ord(char)

"""The normal form in which texts are matched, and the hashes that tell whether two texts are the same.

Normal form: every character is replaced by its NFKC form, case-folded, where that is one character long (full-width
letters and digits, circled numbers, compatibility ideographs), traditional characters by the simplified ones of their
word; other characters stay. Invisible characters (zero width, direction marks, soft hyphens) are removed. So positions
are kept but for the removed ones, and `Normal.at` leads back to the original.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.addresses import digest
from pipeline.folding import INVISIBLE, MARKS, TRADITIONAL, codes_of, folding, simplified, spoken, text_of

_SPACE = re.compile(r"\s+")
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
    folded = folding().take(codes_of(text))
    marks = int(np.bitwise_or.reduce(folded)) & MARKS
    if not marks:
        return Normal(text_of(folded))
    offsets = None
    if marks & INVISIBLE:
        seen = np.flatnonzero(folded & INVISIBLE == 0)
        folded, offsets = folded[seen], seen.tolist()
    return Normal(simplified(folded) if marks & TRADITIONAL else text_of(folded), offsets)


def normals(words: Sequence[str]) -> list[str]:
    """Each of many words in normal form. Made in one go: a call a word costs ten times as much."""
    if not words or any("\n" in word for word in words):
        return [normal(word).text for word in words]
    return normal("\n".join(words)).text.split("\n")


def is_whole(form: str, start: int, end: int) -> bool:
    """No Latin letter or digit goes on at either end of [start, end): `mac` is not in `machine`. Chinese has no such ends."""
    return not (_joins(form[start - 1 : start], form[start]) or _joins(form[end - 1], form[end : end + 1]))


def _joins(left: str, right: str) -> bool:
    return _is_latin(left) and _is_latin(right)


def _is_latin(char: str) -> bool:
    return char != "" and (char == "_" or (char.isalnum() and ord(char) < 0x2E80))


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
    codes = codes_of(form)
    return text_of(codes[spoken().take(codes)])

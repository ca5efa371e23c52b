"""Whether a receiver's synthesis is their own words.

Letters and digits alone are looked at, in one width and case. A synthesis says nothing where fewer than LEAST are left once
repetitions are counted once and all digits as one: a nod said five times, or a number, is a nod or a number. It is a copy
where four fifths of its runs of six characters stand in what was handed over: a title may be named, a block may not be pasted
or lightly cut.
"""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

LEAST = 12
"""Letters: one short sentence. "Understood" has ten, and says nothing of what was understood."""
RUN = 6
MOST_COPIED = 0.8


def says_nothing(synthesis: str) -> bool:
    """Whether it is too short, or but repeats itself, or is all figures: n characters that repeat no pair of neighbours make
    n - 1 pairs, and a phrase of n said again and again makes n."""
    plain = "".join("0" if char.isnumeric() and not char.isalpha() else char for char in _plain(synthesis))
    return len({*pairwise(plain)}) + 1 < LEAST


def copied(synthesis: str, handed_over: Iterable[str]) -> float:
    """Share of its runs of RUN characters that stand in any of these texts, 0 to 1; 0 where it is shorter than one."""
    runs = _runs(_plain(synthesis))
    known = {run for text in handed_over for run in _runs(_plain(text))}
    return sum(run in known for run in runs) / len(runs) if runs else 0.0


def is_copy(synthesis: str, handed_over: Iterable[str]) -> bool:
    """Whether it says nothing in words of its own."""
    return copied(synthesis, handed_over) >= MOST_COPIED


def _runs(text: str) -> list[str]:
    return [text[start : start + RUN] for start in range(len(text) - RUN + 1)]


def _plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())

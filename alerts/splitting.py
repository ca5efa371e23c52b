"""A long text as numbered parts, each within a service's limit: the whole is there, and nothing is cut in two that is one.

cut at   the last end of a sentence in the latter half of what fits, else the last end of a line there,
         else the last space between characters as people see them (grapheme clusters) and links
but      what is alone longer than a part is cut between its clusters, and such a cluster between its code points
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import regex

Size = Callable[[str], int]
"""What a text takes of the limit. Additive: that of two texts together is the sum."""

ATOM = regex.compile(r"https?://[^\s<>\"'\p{Pi}\p{Pf}\p{Ps}\p{Pe}、。，；：！？]+|\X")
CLUSTER = regex.compile(r"\X")
ENDS = frozenset("。！？；…")
WESTERN = frozenset(".!?;")
"""End a sentence where white space follows: they also stand in numbers and addresses."""
CLOSING = frozenset("”’」』）)】》]\"'")
HEAD_SHARE = 2
"""A title that takes more than this part of the limit stands in the text once, not over every part."""
SPARE = 40
"""Left free in each of several parts, so that a part sent again has room for the mark that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of `count` messages that are one text."""

    number: int
    count: int
    piece: str
    titled: bool = True
    """The title stands over it."""

    def under(self, title: str) -> str:
        """The text to send."""
        if self.count == 1:
            return f"{title}\n{self.piece}"
        return _head(title if self.titled else "", self.number, self.count) + self.piece


def utf8_size(text: str) -> int:
    """Bytes in UTF-8; half a surrogate pair counts as the question mark that is sent for it."""
    return len(text.encode("utf-8", "replace"))


def parts_of(title: str, body: str, limit: int, size: Size) -> tuple[Part, ...]:
    """Title and body as they are where they fit, else parts `title (1/3)` and a piece of the body; each at most `limit`.

    ValueError where not even a number and a character fit.
    """
    whole = f"{title}\n{body}"
    if size(whole) <= limit:
        return (Part(number=1, count=1, piece=body),)
    titled = size(title) * HEAD_SHARE <= limit
    head, text = (title, body) if titled else ("", whole)
    for digits in range(1, 7):
        most = 10**digits - 1
        pieces = pieces_of(text, limit - SPARE - size(_head(head, most, most)), size)
        if len(pieces) <= most:
            return tuple(
                Part(number=number, count=len(pieces), piece=piece, titled=titled)
                for number, piece in enumerate(pieces, 1)
            )
    raise ValueError("too many parts")


def pieces_of(text: str, limit: int, size: Size) -> tuple[str, ...]:
    """Pieces that joined are the text, none empty, none larger than `limit`. ValueError where a character is larger."""
    atoms = [piece for atom in ATOM.findall(text) for piece in _small(atom, limit, size)]
    ends = list(accumulate(map(size, atoms)))
    found: list[str] = []
    begin, taken = 0, 0
    while begin < len(atoms):
        full = _fitting(ends, begin, taken + limit)
        end = full if full == len(atoms) else _best_cut(atoms, begin, full)
        found.append("".join(atoms[begin:end]))
        begin, taken = end, ends[end - 1]
    return tuple(found)


def _head(title: str, number: int, count: int) -> str:
    return f"{title} ({number}/{count})\n" if title else f"({number}/{count})\n"


def _small(atom: str, limit: int, size: Size) -> Iterator[str]:
    """The atom where it fits into a part, else the largest pieces of it that do."""
    if size(atom) <= limit:
        yield atom
        return
    clusters = CLUSTER.findall(atom)
    if len(clusters) == 1:
        clusters = list(atom)
    if len(clusters) == 1:
        raise ValueError("a part has no room for a character")
    for cluster in clusters:
        yield from _small(cluster, limit, size)


def _fitting(ends: Sequence[int], begin: int, limit: int) -> int:
    """The first atom after `begin` that does not fit any more."""
    end = begin + 1
    while end < len(ends) and ends[end] <= limit:
        end += 1
    return end


def _best_cut(atoms: Sequence[str], begin: int, full: int) -> int:
    """Where to cut what begins at `begin` and would not fit beyond `full`; in its latter half, if a good place is there."""
    places = range(full, begin + (full - begin) // 2, -1)
    sentence = next((place for place in places if _ends_sentence(atoms, place)), None)
    line = next((place for place in places if _ends_line(atoms, place)), None)
    return sentence or line or full


def _ends_line(atoms: Sequence[str], place: int) -> bool:
    return atoms[place - 1] in {"\n", "\r\n"}


def _ends_sentence(atoms: Sequence[str], place: int) -> bool:
    """After a closing mark and what closes with it: quotes, brackets, white space."""
    if place < len(atoms) and (atoms[place] in CLOSING or atoms[place] in ENDS or atoms[place].isspace()):
        return False
    last = place - 1
    while last > 0 and (atoms[last].isspace() or atoms[last] in CLOSING):
        last -= 1
    return atoms[last] in ENDS or (atoms[last] in WESTERN and last < place - 1 and atoms[last + 1].isspace())

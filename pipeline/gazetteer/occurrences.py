"""Names of places where they stand in a scanned text: of names that overlap the first, of these the longest.

Left out: names inside other words, in the names of other things, and where somebody is or comes from, with the name that
follows at once.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.gazetteer.divisions import Named, Trust
from pipeline.gazetteer.surroundings import Surroundings, surroundings
from pipeline.scan import Scanned

_GAPS = frozenset(("", " ", "\u00b7"))
"""What may stand between the name of a place and that of one inside it."""


class Occurrence(NamedTuple):
    """A name that counts; `behind`: the name that stands right before it. (A tuple: some are made each report.)"""

    word: str
    start: int
    behind: str | None
    has_sign: bool


def occurrences(scanned: Scanned, names: Mapping[str, Named]) -> list[Occurrence]:
    """In order; of a name that can mean one place only the first that counts."""
    text, places, around = scanned.form.text, scanned.places, surroundings()
    spans = sorted([(start, -len(word), word) for word in places.keys() & names.keys() for start in places[word]])
    found: list[Occurrence] = []
    seen: set[str] = set()
    last, reach, is_tainted, other = "", 0, False, -1
    for number, (start, minus, word) in enumerate(spans):
        if start < reach or start == other:
            continue
        end = start - minus
        is_next = start - reach < 2 and last != "" and text[reach:start] in _GAPS
        if (is_tainted and is_next) or around.is_origin(text, start):
            last, reach, is_tainted = word, end, True
            continue
        if word not in seen:
            named = names[word]
            if around.is_other(text, start, end) or (named.is_short and _is_alike(named, text, end, around)):
                other = start
                continue
            if not around.is_whole(text, start, end, is_begun=is_next) and not (
                _is_overlapped(spans, number) and around.is_whole(text, start, end, is_begun=is_next, is_ended=True)
            ):
                continue
            if named.is_plain:
                seen.add(word)
            has_sign = named.trust is Trust.SIGN and around.has_sign(text, start, end)
            found.append(Occurrence(word, start, last if is_next else None, has_sign))
        last, reach, is_tainted = word, end, False
    return found


def _is_alike(named: Named, text: str, end: int, around: Surroundings) -> bool:
    """What is called like the place: a town, or, for a name that needs a sign, a river or a mountain."""
    return around.is_town(text, end) or (named.trust is Trust.SIGN and around.is_feature(text, end))


def _is_overlapped(spans: Sequence[tuple[int, int, str]], number: int) -> bool:
    """Another name begins inside this one: of the two the first is meant, though the dictionary may cut out the second."""
    start, minus, _ = spans[number]
    return any(start < later < start - minus for later, _, _ in spans[number + 1 : number + 4])

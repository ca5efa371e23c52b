"""How much a decoded text looks like text of its encoding: what tells apart bytes that several encodings can read."""

import re
from functools import lru_cache
from itertools import islice, pairwise

# Lead bytes of everyday characters (signs, kana, level 1) in the national sets, after which the others are rare.
_EVERYDAY = {
    "gb18030": ("gb2312", ((0xA1, 0xA3), (0xB0, 0xD7))),
    "big5hkscs": ("big5", ((0xA1, 0xA3), (0xA4, 0xC6))),
    "cp932": ("euc_jp", ((0xA1, 0xA5), (0xB0, 0xCF))),
    "euc_jp": ("euc_jp", ((0xA1, 0xA5), (0xB0, 0xCF))),
    "cp949": ("euc_kr", ((0xA1, 0xA3), (0xB0, 0xC8))),
}
_RUN = re.compile(r"[^\x00-\x7f]+")
_RUNS = 1000
_RUN_LENGTH = 100


def plausibility(text: str, codec: str) -> float:
    """0 to 1: the share of the non-ASCII characters that are ordinary in `codec`; 1 where there are none.

    It looks at the first 1 000 runs of them, each to 100 characters.
    """
    runs = [match.group()[:_RUN_LENGTH] for match in islice(_RUN.finditer(text), _RUNS)]
    if not runs:
        return 1.0
    if codec in _EVERYDAY:
        foreign = "".join(runs)
        return sum(_is_everyday(character, codec) for character in foreign) / len(foreign)
    return _as_letters(runs, isolated=codec == "cp1252")


@lru_cache(maxsize=30_000)
def _is_everyday(character: str, codec: str) -> bool:
    national, ranges = _EVERYDAY[codec]
    try:
        lead = character.encode(national)[0]
    except UnicodeEncodeError:
        return False
    return any(low <= lead <= high for low, high in ranges)


def _as_letters(runs: list[str], *, isolated: bool) -> float:
    """Alphabets: characters are letters, a capital does not follow a small letter, and in Latin text few adjoin."""
    total = sum(map(len, runs))
    odd = sum(1 for run in runs for character in run if not _is_writing(character))
    broken = sum(1 for run in runs for left, right in pairwise(run) if left.islower() and right.isupper())
    crowded = total - len(runs) if isolated else 0
    return max(0.0, 1 - (odd + broken + 0.8 * crowded) / total)


def _is_writing(character: str) -> bool:
    return (
        character.isalpha()
        or character in "\u00a0\u00ab\u00bb\u00b0\u00a9\u20ac\u00a3"
        or "\u2010" <= character <= "\u2026"
    )

"""Names of users: written so that two of them can be told apart, since a second person has to approve what one proposes.

Confusable letters of one script (a small l and a capital I) are left to the reader; letters of several scripts in one name
are refused, but for Latin beside Chinese.
"""

import unicodedata

from domain.duty import FIRST_USE, SERVICE
from domain.errors import BadUse

LONGEST = 40
MARKS = "._-·"
"""Beside letters and digits."""
BLANK = "\u115f\u1160"
"""Letters that show as nothing; other such ones become one of them by NFKC."""
RESERVED = frozenset({FIRST_USE.name, SERVICE.name, "system"})
TOGETHER = frozenset({"LATIN", "CJK"})
"""Scripts of one name: these, or a single other one."""


def user_name(given: str) -> str:
    """The name as it is kept: NFKC, without white space around it. BadUse where it could pass for another, or is reserved."""
    name = unicodedata.normalize("NFKC", given).strip()
    if not name:
        raise BadUse("user.blank")
    if len(name) > LONGEST:
        raise BadUse("user.long_name", limit=LONGEST)
    strange = next((one for one in name if not _is_plain(one)), None)
    if strange is not None:
        raise BadUse("user.strange", sign=f"U+{ord(strange):04X}")
    scripts = {_script(one) for one in name if one.isalpha()}
    if len(scripts) > 1 and not scripts <= TOGETHER:
        raise BadUse("user.scripts", name=name, scripts=", ".join(sorted(scripts)))
    if user_key(name) in RESERVED:
        raise BadUse("user.reserved", name=name)
    return name


def user_key(name: str) -> str:
    """What names have in common that a reader takes for the same, those too that are older than `user_name`'s rules."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(one for one in unicodedata.normalize("NFKC", folded) if _is_plain(one))


def _is_plain(one: str) -> bool:
    return one in MARKS or (one.isalnum() and one not in BLANK)


def _script(letter: str) -> str:
    """By the first word of its name in Unicode: LATIN, CJK, CYRILLIC."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]

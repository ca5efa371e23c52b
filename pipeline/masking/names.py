"""Where a personal name behind a role ends. Names are found to be covered, never kept.

A name begins with a surname and has one or two characters more. A word of the dictionary that is nobody's name is none,
unless a bracket or another name right behind shows that it is.
"""

import re
from dataclasses import dataclass
from functools import cache

import rjieba

from pipeline.words import any_of, words

HAN = r"[\u3400-\u9fff\u3007]"
_APART = re.compile(rf"{HAN}{{2,3}}(?=$|[ \n\u3000()\uff08\uff09\u3001])")
_HAN = re.compile(HAN)
_WHOLE = re.compile(rf"{HAN}+")
_SURE = re.compile(r"$|[)\uff09\u3001\u3011\n \t\u3000/|<\u4e28]")
_NAME_TAGS = frozenset({"nr", "nrt", "nrfg"})
"""jieba's tags of personal names."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells a name: how it begins, what follows it, and words that only look like one."""

    surname: re.Pattern[str]
    follow: re.Pattern[str]
    sure: re.Pattern[str]
    dotted: re.Pattern[str]
    """A name in parts, with a dot between."""
    not_names: frozenset[str]
    not_given: re.Pattern[str]
    not_ends: tuple[str, ...]
    soft: frozenset[str]


def name_end(text: str, start: int, *, spaced: bool = False, is_closed: bool = False) -> int | None:
    """Where the name that begins at `start` ends; None where none begins.

    `spaced`: a space parts it from its role. `is_closed`: only a name whose end shows.
    """
    dotted = _signs().dotted.match(text, start)
    if dotted:
        return dotted.end()
    surname = surname_length(text, start)
    if not surname:
        return _rare_name(text, start) if spaced else None
    if _is_soft(text, start):
        return None
    signs = _signs()
    for end in (start + surname + 2, start + surname + 1):
        name = text[start:end]
        if end == start + surname + 2 and _is_cut(text, end - 1):
            continue
        if end <= len(text) and _WHOLE.fullmatch(name) and _is_closed(text, end) and not signs.not_given.search(name):
            return end if _is_surely_name(text, start, end) else None
    return None if is_closed else _unclosed(text, start, surname)


def _is_surely_name(text: str, start: int, end: int) -> bool:
    """By what follows: "photo by" leaves no doubt, a bracket little, other things leave it to the dictionary."""
    name = text[start:end]
    if _signs().sure.match(text, end):
        return name[:2] not in _signs().not_names
    return not is_word(name) if _SURE.match(text, end) else not _is_plain(name)


def surname_length(text: str, start: int) -> int:
    """Characters of the surname at `start`; 0 where there is none."""
    surname = _signs().surname.match(text, start)
    return len(surname[0]) if surname else 0


def is_name(word: str, *, is_alone: bool = False) -> bool:
    """A surname begins it, and no word of the dictionary, unless it `is_alone` and goes on behind that."""
    plain = is_word(word) or word[:2] in _signs().not_names if is_alone and len(word) == 3 else _is_plain(word)
    return 0 < surname_length(word, 0) >= len(word) - 2 and not (
        plain or is_outlet(word) or _is_soft(word, 0) or _signs().not_given.search(word)
    )


def is_outlet(word: str) -> bool:
    """Whether it ends like an outlet or a role."""
    return len(word) > 2 and word.endswith(_signs().not_ends)


def _is_soft(text: str, start: int) -> bool:
    """Whether a word stands here that only looks like a surname: one that begins sentences, before a word."""
    signs = _signs()
    if text[start : start + 1] not in signs.soft or len(text) < start + 3:
        return False
    return (
        rjieba.has_word(text[start + 1 : start + 3]) or signs.not_given.search(text, start + 1, start + 3) is not None
    )


def _rare_name(text: str, start: int) -> int | None:
    """A short word apart from others behind a role, though no known surname begins it."""
    token = _APART.match(text, start)
    return token.end() if token and not _is_plain(token[0]) else None


def _is_closed(text: str, end: int) -> bool:
    """What stands behind shows that a name ends here: no Han character, or a word that follows names."""
    return _HAN.match(text, end) is None or _signs().follow.match(text, end) is not None


def _is_cut(text: str, position: int) -> bool:
    """Whether a word that follows names begins here, of more than one character: a role, most often."""
    follow = _signs().follow.match(text, position)
    return follow is not None and len(follow[0].strip()) > 1


def _unclosed(text: str, start: int, surname: int) -> int | None:
    """A name in running text with no sign of its end: two or three characters, as the dictionary cuts the rest."""
    short = start + surname + 1
    if (
        _is_plain(text[start:short])
        or _signs().not_given.search(text, start, short)
        or len(text) <= short
        or not _WHOLE.fullmatch(text, start, short + 1)
    ):
        return None
    return short if rjieba.has_word(text[short : short + 2]) else short + 1


def _is_plain(name: str) -> bool:
    """A word of the dictionary that is nobody's name, or begins with one."""
    surname = surname_length(name, 0)
    return name[:2] in _signs().not_names or is_word(name) or (surname > 0 and is_word(name[: surname + 1]))


def is_word(name: str) -> bool:
    """The dictionary has it, and not as a name."""
    return rjieba.has_word(name) and rjieba.tag(name, False)[0][1] not in _NAME_TAGS


@cache
def _signs() -> Signs:
    data = words("credits")
    follow = rf"[ \t\u3000]?(?:{any_of(data['follow'])})"
    return Signs(
        dotted=re.compile(rf"{HAN}{{1,6}}(?:\u00b7{HAN}{{1,8}}?){{1,3}}(?=$|(?!{HAN}|\u00b7)|{follow})"),
        surname=re.compile(rf"{any_of(data['compound_surnames'])}|[{data['surnames']}]"),
        follow=re.compile(follow),
        sure=re.compile(rf"[ \t\u3000]?(?:{any_of(data['sure'])})"),
        not_names=frozenset(data["not_names"]),
        not_given=re.compile(f"[{data['not_given']}]"),
        not_ends=tuple(data["not_ends"]),
        soft=frozenset(data["soft_surnames"]),
    )

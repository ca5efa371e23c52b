"""Accounts right behind a messenger's or platform's name, in a text in normal form.

An account is a long number or a Latin word; whether a plain word counts depends on the cue and on a colon between.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipeline.cues import Cue, is_inside_word
from pipeline.words import any_of, words

_TOKEN = re.compile(r"[a-z][a-z0-9_-]{4,29}(?![a-z0-9_])|[1-9][0-9]{2,3}(?: [0-9]{2,8}){1,3}(?![0-9])|[0-9]{5,12}")
_ODD = re.compile(r"[a-z-]*[0-9_]")

Spans = Iterator[tuple[int, int]]


def find_messengers(text: str, cues: Mapping[str, Sequence[Cue]]) -> Spans:
    """[start, end) of accounts behind the cues of a text."""
    for kind in ("sure_accounts", "accounts", "lone_accounts"):
        for cue in cues.get(kind, ()):
            if not is_inside_word(text, cue) and (span := _behind(text, cue)):
                yield span


def _behind(text: str, cue: Cue) -> tuple[int, int] | None:
    gap = _gap().match(text, cue.end)
    start = gap.end() if gap else cue.end
    token = _TOKEN.match(text, start)
    return token.span() if token and _is_account(cue, text[cue.end : start], token) else None


def _is_account(cue: Cue, gap: str, token: re.Match[str]) -> bool:
    """Whether the word is one: a colon before it settles that, elsewhere a digit in it, or a cue that needs neither."""
    colon = any(mark in gap for mark in words("mask")["account_colons"])
    if cue.kind == "lone_accounts" and not colon:
        return False
    if token[0][0].isdigit():
        return _amount().match(token.string, token.end()) is None
    if _software().match(token[0]) or (
        not gap and token.string[cue.end - 1].isascii() and "q" in _cue_text(token, cue)
    ):
        return False
    return colon or cue.kind == "sure_accounts" or _ODD.match(token[0]) is not None


def _cue_text(token: re.Match[str], cue: Cue) -> str:
    """The cue as it stands in the text."""
    return token.string[cue.start : cue.end]


@cache
def _gap() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('mask')['account_gaps'])}){{1,4}}")


@cache
def _software() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words('mask')['not_accounts'])})(?![a-z])")


@cache
def _amount() -> re.Pattern[str]:
    return re.compile(rf"[0-9a-z]|\.[0-9]|[{words('mask')['units']}]")

"""An operator's pattern on the addresses of a page, in bounded time: the one may be ill made, the others hostile."""

import time
from collections.abc import Iterable

import regex

BUDGET = 1.0
"""Seconds for all addresses of a page. The standard library's expressions know no time limit and hold up everything."""


class PatternError(ValueError):
    """No regular expression, or one that took too long."""


def check_pattern(pattern: str) -> None:
    """PatternError where it is no regular expression."""
    _compiled(pattern)


def fitting(pattern: str, addresses: Iterable[str]) -> frozenset[str]:
    """The addresses in which `pattern` is found. PatternError where it is none, or takes more than BUDGET."""
    compiled, end = _compiled(pattern), time.monotonic() + BUDGET
    try:
        return frozenset(
            one
            for one in addresses
            if compiled.search(one, timeout=max(0.001, end - time.monotonic()), concurrent=True)
        )
    except TimeoutError as error:
        raise PatternError(pattern) from error


def _compiled(pattern: str) -> "regex.Pattern[str]":
    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError) as error:
        raise PatternError(pattern) from error

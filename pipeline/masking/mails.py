"""E-mail addresses and @handles in a text in normal form, also with the at sign or the dots as words."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.words import any_of, words

_LOCAL = r"(?<![a-z0-9._%+-])[a-z0-9._%+-]++"
_KNOWN = r"(?:com|cn|net|org|edu|gov|info|io|me|hk|tw|top|cc|vip|xyz)"
_DOT = r"(?:\.| ?[\[({]dot[\])}] ?| dot |\u3002(?=(?:[a-z0-9-]{1,63}[.\u3002]){0,3}(?:com|cn|net|org)(?![a-z])))"
_SITE = rf"(?:[a-z0-9-]{{1,63}}{_DOT}){{1,5}}(?!(?:png|jpe?g|gif|webp|svg|js|css)(?![a-z]))[a-z]{{2,24}}"
_KNOWN_SITE = rf"(?:[a-z0-9-]{{1,63}}{_DOT}){{1,5}}{_KNOWN}(?![a-z])"
_BARE_AT = re.compile(rf"({_LOCAL}) at {_KNOWN_SITE}")
_SIGNS = ("@", "(a)", "[a]", "at)", "at]", "at}", "at>", "at\u3011", "#")

Spans = Iterator[tuple[int, int]]


def find_mails(text: str) -> Spans:
    """[start, end) of e-mail addresses."""
    if any(sign in text for sign in _SIGNS) or any(word in text for word in words("mask")["mail_at"]):
        yield from (match.span() for match in _mail().finditer(text))
    if " at " in text:
        for match in _BARE_AT.finditer(text):
            if match[1].rpartition(".")[2] not in words("mask")["not_mail"]:
                yield match.span()


def find_called(text: str) -> Spans:
    """[start, end) of @handles with their sign."""
    if "@" in text:
        yield from (match.span() for match in _called().finditer(text))


@cache
def _mail() -> re.Pattern[str]:
    said = any_of(words("mask")["mail_at"])
    signed = (
        rf"(?: {{0,2}}(?:@|[({{\[<\u3010](?:at|a)[)}}\]>\u3011]) {{0,2}}{_SITE}|#{_KNOWN_SITE}|(?:{said}){_KNOWN_SITE})"
    )
    return re.compile(_LOCAL + signed)


@cache
def _called() -> re.Pattern[str]:
    """A handle; where a word shows that the sentence goes on it ends, though nothing parts them."""
    data = words("mask")
    end = rf"(?!{any_of(data['handle_ends'])})"
    return re.compile(
        rf"(?:@(?<![a-z0-9]@)|@(?=[^\W0-9][\w-]{{2}}))(?!{any_of(data['not_called'])})[\w\u00b7-](?:{end}[\w\u00b7-]){{0,29}}"
    )

"""Accounts and Latin bylines by what stands around them: post headers, labels before a nickname, "By First Last".

In order: a label and a colon; a handle before "posted on" and a date; a handle between "last edited by" and a date; a
quoted handle behind a word such as "netizen"; a Latin byline. A handle is a run of word characters, whatever it means;
where ordinary words could stand as well, it must hold a Latin letter or end in a digit, as no Chinese word does.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipeline.cues import Cue, is_inside_word
from pipeline.text import Normal
from pipeline.words import any_of, words

_HANDLE = r"[\w\u00b7][\w\u00b7.-]{1,29}"
_ODD = rf"(?=[\w\u00b7.-]{{0,29}}[a-z_]|[^\W0-9]\w{{0,28}}[0-9](?!\w)){_HANDLE}"
_FREE = r"(?<![\w\u00b7.\[-])"
_WHEN = r"[ \t\u3000:\uff1a]{0,3}(?:(?:19|20)?[0-9]{2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,3} ?"
_BY = re.compile(
    r"(?:^|[\n(\[|;>,\uff08\uff0c\uff1b\u3002])[ \t\u3000]*(?:(?:written|reported|reporting|story|text|photos?|edited|editing|words) by|by|by:"
    r"|(?:author|reporter|editor|photographer|translator|correspondent|writer)s?:)[ \t]+"
)
_WORD = re.compile(r"(?:,? )?([a-z][a-z'\u2019-]*\.?|&)")
_CLOSED = re.compile(r"[ \t]*(?:$|[\n,;|)\]\uff09/<\uff0c\u3002]|- |\u2014|and |& )")
_LOOK_BACK = 34

Spans = Iterator[tuple[int, int]]


def find_accounts(text: str, cues: Mapping[str, Sequence[Cue]]) -> Spans:
    """[start, end) of handles in a text in normal form, by its cues."""
    for kind, pattern in (
        ("labels", _labelled()),
        ("odd_labels", _odd_labelled()),
        ("agents", _between()),
        ("people", _quoted()),
    ):
        for cue in cues.get(kind, ()):
            match = pattern.match(text, cue.end)
            if match and not (kind == "odd_labels" and is_inside_word(text, cue)):
                yield match.span(1)
    for cue in cues.get("posted", ()):
        yield from _before(text, cue.start)


def find_latin_credits(form: Normal, original: str) -> Spans:
    """[start, end) of names in Latin bylines; each word of a name must be capitalised in the `original`."""
    if "by" not in form.text and "r:" not in form.text and "rs:" not in form.text:
        return
    for match in _BY.finditer(form.text):
        end = _latin_end(form, original, match.end())
        if end is not None:
            yield match.end(), end


def _latin_end(form: Normal, original: str, start: int) -> int | None:
    """Where a row of at least two capitalised words ends; None where there are fewer, or a sentence goes on."""
    end, count, position = start, 0, start
    while word := _WORD.match(form.text, position):
        if original[form.at(word.start(1))].isupper():
            end, count = word.end(), count + 1
        elif word[1] not in ("and", "&"):
            break
        position = word.end()
    return end if count >= 2 and _CLOSED.match(form.text, end) else None


def _before(text: str, cue: int) -> Spans:
    """The handle before a cue that a date follows: parted from it by a space, or no plain word."""
    if not _dated().match(text, cue):
        return
    match = _last_handle().search(text, max(0, cue - _LOOK_BACK), cue)
    if match and match[1] not in words("handles")["not_handles"]:
        yield match.span(1)


@cache
def _last_handle() -> re.Pattern[str]:
    return re.compile(rf"{_FREE}({_HANDLE}(?=[ \t\u3000])|{_ODD})[ \t\u3000]{{0,2}}$")


@cache
def _dated() -> re.Pattern[str]:
    data = words("handles")
    return re.compile(rf"(?:{any_of(data['posted'])}){_WHEN}(?:{any_of(data['ago'])})|{any_of(data['days'])})")


@cache
def _labelled() -> re.Pattern[str]:
    data = words("handles")
    return re.compile(rf"[ \t]?[{data['colons']}][ \t\u3000]{{0,2}}({_HANDLE})")


@cache
def _odd_labelled() -> re.Pattern[str]:
    """Labels before which a colon may also begin a sentence, or behind which a role's own rules find names."""
    data = words("handles")
    return re.compile(rf"[ \t]?[{data['colons']}][ \t\u3000]{{0,2}}({_ODD})")


@cache
def _between() -> re.Pattern[str]:
    data = words("handles")
    return re.compile(rf"[ \t\u3000]({_HANDLE})[ \t\u3000]{data['at']} ?(?=[0-9])")


@cache
def _quoted() -> re.Pattern[str]:
    data = words("handles")
    return re.compile(rf" ?[{data['quotes']}]({_HANDLE})[{data['quotes']}](?:{any_of(data['speak'])})")

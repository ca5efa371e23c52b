"""Personal data out of title, text and address before anything touches a disk.

In order: links (their accounts go, the rest stays), e-mail addresses, numbers (identity, card, telephone), plates,
passports, messenger accounts after a cue word, @handles, door numbers, Latin bylines, handles in the headers of posts,
bylines and credits. What an earlier rule took
no later one touches. Typed placeholders keep the text readable; masking twice changes nothing. All patterns are linear.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pipeline.cues import mask_cues
from pipeline.masking.accounts import is_personal_source, mask_address
from pipeline.masking.checks import is_minor
from pipeline.masking.credits import find_credits
from pipeline.masking.doors import find_doors
from pipeline.masking.handles import find_accounts, find_latin_credits
from pipeline.masking.mails import find_called, find_mails
from pipeline.masking.messengers import find_messengers
from pipeline.masking.numbers import find_numbers
from pipeline.masking.plates import find_passports, find_plates
from pipeline.text import Normal, normal
from pipeline.words import words

__all__ = ["Masked", "is_personal_source", "mask_address", "mask_text"]

PASSES = 4
"""What one pass masks can show its neighbour to the next; more than two are never needed but in made-up text."""
_LINK = re.compile(
    r"(?:https?://[^\s<>\"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff\u201c\u201d\[\])|]+"
    r"|(?<![a-z0-9.@-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,6}/[a-z0-9/?=&%._~@+#-]*)",
    re.IGNORECASE,
)
_LINKED = re.compile(r"[a-z:]/")
_ASCII = re.compile(r"[!-~]{8,}")
_PUNCTUATION = re.compile(r"[;,!]")


@dataclass(frozen=True, slots=True)
class Masked:
    """`counts`: how often each kind was masked. `minor`: an identity number of somebody under 14 stood there."""

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) of the normal form to replace; kind `link` brings its own replacement, or None to stay."""

    start: int
    end: int
    kind: str
    replacement: str | None = None
    born: date | None = None


def mask_text(text: str, *, now: datetime) -> Masked:
    """`text` without personal data; `now` tells who is a minor."""
    form, spans = normal(text), list[Span]()
    for _ in range(PASSES):
        personal = _apart(_personal(form, text), len(form.text))
        if not personal:
            break
        spans += personal
        text = _replaced(text, form, personal)
        form = normal(text)
    credited = _apart(_credited(form.text), len(form.text))
    spans += credited
    if not spans:
        return Masked(text)
    minor = any(span.born is not None and is_minor(span.born, now.date()) for span in spans)
    return Masked(_replaced(text, form, credited), Counter(span.kind for span in spans), minor)


def _personal(form: Normal, original: str) -> Iterator[Span]:
    """Spans of all rules but bylines, by rank of the rules."""
    text = form.text
    cues = mask_cues().by_kind(text)
    yield from _spans("email", find_mails(text))
    if "/" in text and _LINKED.search(text):
        yield from _links(form, original)
    yield from _spans("account", find_called(text))
    yield from (Span(n.start, n.end, n.kind, born=n.born) for n in find_numbers(text, cues))
    yield from _spans("plate", find_plates(text, cues.get("special_plates", ())))
    yield from _spans("passport", find_passports(text, cues.get("passport_cues", ())))
    yield from _spans("account", find_messengers(text, cues))
    yield from _spans("door", find_doors(text))
    yield from _spans("byline", find_latin_credits(form, original))
    yield from _spans("account", find_accounts(text, cues))


def _spans(kind: str, found: Iterable[tuple[int, int]]) -> Iterator[Span]:
    return (Span(start, end, kind) for start, end in found)


def _credited(text: str) -> Iterator[Span]:
    """Spans of bylines and credits, found once everything else is masked."""
    return _spans("byline", find_credits(text))


def _links(form: Normal, original: str) -> Iterator[Span]:
    """Links: written in full-width letters they are read in normal form."""
    for match in _LINK.finditer(form.text):
        link = _written_link(original[form.at(match.start()) : form.at(match.end() - 1) + 1], match[0])
        masked = mask_address(link)
        yield Span(match.start(), match.start() + len(link), "account" if masked != link else "link", masked)


def _written_link(original: str, folded: str) -> str:
    """A link as it stands there, up to full-width punctuation; one in full-width letters in normal form."""
    if original.isascii():
        return original
    if len(original) == len(folded) and (run := _ASCII.match(original)):
        return run[0]
    return _PUNCTUATION.split(folded, maxsplit=1)[0]


def _apart(spans: Iterable[Span], length: int) -> list[Span]:
    """Spans in order of position, of overlapping ones the first found; links without accounts only keep others out.

    An account that runs on into what is taken (a handle and a link with no space between) ends where that begins.
    """
    taken, covered = [], bytearray(length)
    for span in spans:
        met = covered.find(1, span.start, span.end)
        end = span.end if met < 0 else met
        if end == span.start or (met >= 0 and (span.kind != "account" or span.replacement is not None)):
            continue
        covered[span.start : end] = b"\1" * (end - span.start)
        taken.append(span if end == span.end else replace(span, end=end))
    return sorted((span for span in taken if span.kind != "link"), key=_start)


def _start(span: Span) -> int:
    return span.start


def _replaced(text: str, form: Normal, spans: list[Span]) -> str:
    placeholders = words("placeholders")
    parts, position = [], 0
    for span in spans:
        parts += [text[position : form.at(span.start)], span.replacement or placeholders[span.kind]]
        position = form.at(span.end - 1) + 1
    return "".join([*parts, text[position:]])

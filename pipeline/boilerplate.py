"""What outlets put around a report, cut out for understanding: datelines, source notes, invitations, legal notes.

1. Title: segments behind `_ | -` at its end whose last one ends like the name of an outlet.
2. First 120 characters of the text: "original title:" before a title, and a dateline (outlet, place, day, "reports").
3. Last 600 characters, at most two thirds of the text: from a legal note or an editor's line to the end of that line; sentences that invite; the
   source in brackets, or as the last words.
4. Anywhere: style rules of a page that whoever took the text off it left in, `.name{colour:red}`. To grouping they are rare words, and
   whatever has them is alike.

Where something is cut a line break stands, so that no word and no rule reaches across; positions still lead to the
original. Nothing else in the middle of a text is boilerplate. Linear: one automaton finds the cue words, and the
patterns behind them are anchored and bounded.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import overload

from pipeline.cues import Cues
from pipeline.text import Normal, normal
from pipeline.words import any_of, words

LONGEST = 200_000
"""Characters of a document that are understood; what lies behind them is stored and shown, and nothing is said of it."""
HEAD = 120
TAIL = 600
_STARTS = 8
"""Places of a head where a dateline is looked for."""
_LEAST_TITLE = 6
"""Characters of a title that stay."""
_GAP = re.compile(r"[\s)\]\u3011]+")
_LINE = re.compile(r"[^\n]*")
_SENTENCE = re.compile(r"[^\n\u3002!?;]{0,80}[\u3002!?;]?")
_SELECTOR = re.compile(r"[.#@]?[a-z][a-z0-9_-]*(?:[ .#:>,]+[a-z0-9_-]+){0,4} ?$", re.ASCII | re.IGNORECASE)
_DECLARATIONS = re.compile(r"\{(?: ?[a-z-]{2,30} ?:[^{};\n]{1,200};?){1,40} ?\}", re.ASCII | re.IGNORECASE)
_OPENERS = frozenset(" \n\t\u3000\u3002!?;:,)>\u201d\"'\u00b7|([\u3010\u3011]\u4e28\u2193\u2191")
"""What may stand before the first word of a sentence or a bracket."""
_BRACKETS = frozenset("([\u3010")

Span = tuple[int, int]
"""[start, end) of the normal form."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a document is understood: title and text in normal form, joined by a line break, boilerplate cut out."""

    form: Normal
    title_end: int


@dataclass(frozen=True, slots=True)
class _Places(Sequence[int]):
    """Positions in the original: the piece that begins at `begins[n]` was moved forward by `shifts[n]`."""

    form: Normal
    begins: Sequence[int]
    shifts: Sequence[int]

    def __len__(self) -> int:
        return len(self.form.text) - self.shifts[-1]

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return self.form.at(place + self.shifts[bisect_right(self.begins, place) - 1])


def read(title: str, text: str) -> Reading:
    """`title + "\\n" + text` as it is understood; of a vast document the first `LONGEST` characters."""
    form = normal(f"{title[:LONGEST]}\n{text[:LONGEST]}"[:LONGEST])
    end = len(title) if form.offsets is None else bisect_left(form.offsets, len(title))
    end = min(end, len(form.text))
    spans = boilerplate(form.text, end)
    return _without(form, end, spans) if spans else Reading(form, end)


def boilerplate(form: str, title_end: int) -> list[Span]:
    """Where boilerplate stands in `title + "\\n" + text` in normal form: ascending, none touching another."""
    parts = (_in_title(form, title_end), _in_head(form, title_end + 1), _in_tail(form, title_end + 1), _styles(form))
    found = sorted(chain.from_iterable(parts))
    spans: list[Span] = []
    for start, end in found:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _in_title(form: str, title_end: int) -> Iterator[Span]:
    """The outlet behind a title."""
    if title_end > _LEAST_TITLE:
        tail = _title_tail().search(form, max(_LEAST_TITLE, title_end - 60), title_end)
        if tail:
            yield tail.span()


def _in_head(form: str, start: int) -> Iterator[Span]:
    """Labels of repeated titles, and the first dateline."""
    head = form[start : start + HEAD]
    places = [start]
    for cue in _head_cues().find(head):
        yield start + cue.start, start + cue.end
        places.append(start + cue.end)
    if not _is_told().search(head):
        return
    places += [start + gap.end() for gap in _GAP.finditer(head)][:_STARTS]
    for place in places:
        line = _dateline().match(form, place)
        if line:
            yield line.span()
            return


def _in_tail(form: str, start: int) -> Iterator[Span]:
    """Notes, invitations and sources behind the report."""
    begin = max(start + (len(form) - start) // 3, len(form) - TAIL)
    for cue in _tail_cues().find(form[begin:]):
        place = begin + cue.start
        before = form[place - 1] if place > start else "\n"
        if cue.kind != "end" and before not in _OPENERS:
            continue
        if before in _BRACKETS:
            place -= 1
        pattern = _source() if cue.kind == "source" else _SENTENCE if cue.kind == "sentence" else _LINE
        if found := pattern.match(form, place):
            yield found.span()


def _styles(form: str) -> Iterator[Span]:
    """Style rules, found by their braces."""
    brace = form.find("{")
    while brace >= 0:
        selector = _SELECTOR.search(form, max(0, brace - 60), brace)
        body = _DECLARATIONS.match(form, brace)
        if selector and body:
            yield selector.start(), body.end()
        brace = form.find("{", body.end() if body else brace + 1)


def _without(form: Normal, title_end: int, spans: list[Span]) -> Reading:
    """The form with a line break in place of each span."""
    texts, begins, shifts, begin, end = list[str](), [0], [0], 0, title_end
    for start, stop in spans:
        texts += (form.text[begin:start], "\n")
        shifts.append(shifts[-1] + stop - start - 1)
        begins.append(stop - shifts[-1])
        end = stop - shifts[-1] if stop == title_end else end - (stop - start - 1 if stop < title_end else 0)
        begin = stop
    texts.append(form.text[begin:])
    return Reading(Normal("".join(texts), _Places(form, begins, shifts)), end)


@cache
def _head_cues() -> Cues:
    return Cues({"label": words("boilerplate")["labels"]})


@cache
def _tail_cues() -> Cues:
    data = words("boilerplate")
    return Cues({"end": data["ends"], "tail": data["tails"], "sentence": data["sentences"], "source": data["sources"]})


@cache
def _title_tail() -> re.Pattern[str]:
    data = words("boilerplate")
    between = r"\s*[_|\-\u2013\u2014]+\s*"
    other = "".join(rf"(?<!{re.escape(word)})" for word in data["not_outlets"])
    return re.compile(
        rf"(?:{between}[^_|\-\u2013\u2014\n]{{1,12}}){{0,2}}{between}[^_|\-\u2013\u2014\s]{{1,12}}?(?:{any_of(data['outlets'])}){other}$"
    )


@cache
def _dateline() -> re.Pattern[str]:
    data = words("boilerplate")
    outlets, told, dated = any_of(data["outlets"]), any_of(data["told"]), any_of(data["dated"])
    day = r"(?:\d{4} ?\u5e74 ?)?\d{1,2} ?\u6708 ?\d{1,2} ?\u65e5 ?"
    return re.compile(
        rf"(?:[\w\u00b7]{{1,12}}?(?:{outlets})[\u3400-\u9fff]{{0,10}}? ?{day}(?:{dated})"
        rf"|[\w\u00b7]{{1,6}}?(?:{outlets})(?:{told})(?=[ :,(])"
        rf"|[\u3010\[][^\u3011\]\n]{{1,12}}(?:{told})[^\u3011\]\n]{{0,20}}[\u3011\]])"
        r"(?: ?\([^)\n]{1,60}\))?[ :,]{0,3}"
    )


@cache
def _is_told() -> re.Pattern[str]:
    data = words("boilerplate")
    return re.compile(rf"\u65e5 ?(?:{any_of(data['dated'])})|(?:{any_of(data['told'])})[ :,(\u3011\]]")


@cache
def _source() -> re.Pattern[str]:
    data = words("boilerplate")
    sources, after = any_of(data["sources"]), any_of(data["after_source"])
    return re.compile(
        rf"\((?:{sources})[:\u4e28| ]{{0,3}}[^()\n]{{1,40}}\)|[\[\u3010](?:{sources})[:\u4e28| ]{{0,3}}[^\]\u3011\n]{{1,40}}[\]\u3011]"
        rf"|(?:{sources})[:\u4e28|]\s{{0,3}}[^\n\u3002,;!?:\s]{{1,24}}?(?=$|\s|{after})"
    )

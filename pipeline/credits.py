"""Bylines and credits: where in a text names of those who made it stand. Nobody's name is read out, only covered.

In order: brackets that hold nothing but roles and names; names right behind a dateline; a role and a colon, slash or
bar; a role, perhaps a space, and a name known by its surname, in running text; a name and "photo by" behind it.
Ordinary sentences about reporters ("the reporter learned from ...") stay: a word of the dictionary is no name unless
what follows says so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.cues import Cue, credit_cues
from pipeline.names import HAN, is_name, is_word, name_end, surname_length
from pipeline.words import any_of, words

_LATIN = r"[a-z][a-z.'\u00b7-]{1,20}(?: [a-z][a-z.'\u00b7-]{1,20}){0,2}"
_TOKEN = re.compile(rf"{HAN}{{1,4}}(?:\u00b7{HAN}{{1,8}}){{0,3}}|{_LATIN}")
_BRACKET = re.compile(r"[(\uff08\u3010\[]([^()\uff08\uff09\u3010\u3011\[\]\n]{2,80})[)\uff09\u3011\]]")
_GAP = re.compile(r"[ \t\u3000]{0,3}")
_LAST_NAME = re.compile(rf"(?<!{HAN})({HAN}{{2,4}}) ?/? ?$")
_END = re.compile(r"[ \t\u3000]*(?:$|[\n()\uff08\uff09\u3010\u3011\]|\uff5c\u4e28;\uff1b\u3001/])")

Spans = Iterator[tuple[int, int]]


def find_credits(text: str) -> Spans:
    """[start, end) of the names in the credits of a text in normal form; later spans may repeat earlier ones."""
    lexicon = _lexicon()
    for bracket in _BRACKET.finditer(text):
        yield from _bracket(text, bracket, lexicon)
    for cue in credit_cues().find(text):
        if cue.kind in ("after", "letter"):
            yield from _before_photo(text, cue, lexicon)
        if cue.kind != "after":
            yield from _behind_role(text, cue, lexicon)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of credits as patterns."""

    role: re.Pattern[str]
    """Any role: `reporter` for those that may stand before a bare name, `letter` for one-character roles."""
    prefix: re.Pattern[str]
    """What may stand before a role in a bracket: an outlet, a kind of reporter."""
    colon: re.Pattern[str]
    joint: re.Pattern[str]
    between: re.Pattern[str]
    photo_end: re.Pattern[str]
    dateline: str


@cache
def _lexicon() -> Lexicon:
    data = words("credits")
    roles, letters = any_of(data["reporters"]), any_of(data["letters"])
    joints = re.escape(data["joints"])
    return Lexicon(
        role=re.compile(
            rf"(?P<reporter>{roles})|(?P<editor>{any_of(data['editors'])})|(?P<letter>{letters})(?=[ ]?[{re.escape(data['colons'])}])"
        ),
        prefix=re.compile(rf"(?:{HAN}|[a-z0-9/&+]){{0,14}}?(?={any_of(data['reporters'] + data['editors'])})"),
        colon=re.compile(rf"[ \t\u3000]{{0,2}}[{re.escape(data['colons'])}][ \t\u3000]{{0,2}}"),
        joint=re.compile(rf"[{joints}]{{1,3}}"),
        between=re.compile(rf"[{joints}{re.escape(data['colons'])}]{{1,3}}"),
        photo_end=re.compile(rf"(?:{any_of(data['after'])})?(?=$|[\n)\uff09\u3002 \u3000])"),
        dateline=data["dateline"],
    )


def _bracket(text: str, bracket: re.Match[str], lexicon: Lexicon) -> Spans:
    """The names of a bracket that holds nothing else than roles and names; with no role only behind a dateline."""
    start, end = bracket.span(1)
    spans: list[tuple[int, int]] = []
    roles = 0
    while start < end:
        role, token = _role_at(text, start, end, lexicon), _TOKEN.match(text, start, end)
        if role is None and token is None:
            return
        roles += role is not None
        if role is None and token is not None:
            spans.append(token.span())
        start = role or spans[-1][1]
        joint = lexicon.between.match(text, start, end)
        if joint is None and role is None and start < end:
            return
        start = joint.end() if joint else start
    if roles:
        yield from (span for span in spans if surname_length(text, span[0]) or not is_word(text[slice(*span)]))
    elif _is_behind_dateline(text, bracket.start(), lexicon) and all(is_name(text[a:b]) for a, b in spans):
        yield from spans


def _is_behind_dateline(text: str, start: int, lexicon: Lexicon) -> bool:
    return text[max(0, start - 3) : start].rstrip()[-1:] in lexicon.dateline


def _role_at(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """The end of a role, with what may stand before it, that begins at `start`."""
    prefix = lexicon.prefix.match(text, start, end)
    role = lexicon.role.match(text, prefix.end(), end) if prefix else lexicon.photo_end.match(text, start, end)
    return role.end() if role and role.end() > start else None


def _behind_role(text: str, role: Cue, lexicon: Lexicon) -> Spans:
    colon = lexicon.colon.match(text, role.end)
    if colon:
        yield from _behind_colon(text, colon.end(), lexicon)
    elif role.kind != "letter":
        start = _past_spaces(text, role.end)
        if start > role.end or role.kind == "reporter":
            yield from _bare(text, start, lexicon, spaced=start > role.end)


def _before_photo(text: str, cue: Cue, lexicon: Lexicon) -> Spans:
    """A name that nothing else stands before, and a word such as "photo by" that ends the line or sentence."""
    match = _LAST_NAME.search(text, max(0, cue.start - 7), cue.start)
    if match and lexicon.photo_end.match(text, cue.end) and is_name(match[1]):
        yield match.span(1)


def _past_spaces(text: str, start: int) -> int:
    gap = _GAP.match(text, start)
    return gap.end() if gap else start


def _behind_colon(text: str, start: int, lexicon: Lexicon) -> Spans:
    """Names behind a colon: short words up to the end of the line, a bracket or another role; a sentence is none."""
    spans = []
    while token := _TOKEN.match(text, start):
        stop = token.end()
        role = _next_role(text, start, stop, lexicon)
        if role == start:
            break
        stop = role or stop
        if not (_END.match(text, stop) or role or text[stop : stop + 1] in " \t\u3000"):
            if surname_length(text, start) and (name := name_end(text, start)):
                spans.append((start, name))
            break
        spans.append((start, stop))
        joint = lexicon.joint.match(text, stop)
        if joint is None:
            break
        start = joint.end()
    yield from spans


def _next_role(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Where in [start, end) a role begins that has a colon of its own, or fills the word from its start."""
    for role in lexicon.role.finditer(text, start, end + 8):
        if role.start() >= end:
            return None
        if lexicon.colon.match(text, role.end()) or (role.start() == start and role.end() >= end):
            return role.start()
    return None


def _bare(text: str, start: int, lexicon: Lexicon, *, spaced: bool) -> Spans:
    """Names known by their surnames, one after the other."""
    while end := name_end(text, start, spaced=spaced):
        yield start, end
        joint = lexicon.joint.match(text, end)
        if joint is None:
            return
        start, spaced = joint.end(), True

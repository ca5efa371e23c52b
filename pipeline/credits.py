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

import rjieba

from pipeline.words import words

_HAN = r"[\u3400-\u9fff\u3007]"
_LATIN = r"[a-z][a-z.'\u00b7-]{1,20}(?: [a-z][a-z.'\u00b7-]{1,20}){0,2}"
_TOKEN = re.compile(rf"{_HAN}{{1,4}}(?:\u00b7{_HAN}{{1,8}}){{0,3}}|{_LATIN}")
_BRACKET = re.compile(r"[(\uff08\u3010\[]([^()\uff08\uff09\u3010\u3011\[\]\n]{2,80})[)\uff09\u3011\]]")
_GAP = re.compile(r"[ \t\u3000]{0,3}")
_END = re.compile(r"[ \t\u3000]*(?:$|[\n()\uff08\uff09\u3010\u3011\[\]|\uff5c\u4e28;\uff1b\u3001/])")

Spans = Iterator[tuple[int, int]]


def find_credits(text: str) -> Spans:
    """[start, end) of the names in the credits of a text in normal form; later spans may repeat earlier ones."""
    lexicon = _lexicon()
    for bracket in _BRACKET.finditer(text):
        yield from _bracket(text, bracket, lexicon)
    for role in lexicon.role.finditer(text):
        yield from _behind_role(text, role, lexicon)
    for match in lexicon.before_photo.finditer(text):
        if _is_name(match[1], lexicon):
            yield match.span(1)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of credits as patterns."""

    role: re.Pattern[str]
    """Any role: `reporter` for those that may stand before a bare name, `letter` for one-character roles."""
    prefix: re.Pattern[str]
    """What may stand before a role in a bracket: an outlet, a kind of reporter."""
    colon: re.Pattern[str]
    joint: re.Pattern[str]
    follow: re.Pattern[str]
    before_photo: re.Pattern[str]
    dateline: str
    surname: re.Pattern[str]
    not_names: frozenset[str]


@cache
def _lexicon() -> Lexicon:
    data = words("credits")
    roles, letters = _any(data["reporters"]), _any(data["letters"])
    joints = re.escape(data["joints"])
    return Lexicon(
        role=re.compile(
            rf"(?P<reporter>{roles})|(?P<editor>{_any(data['editors'])})|(?P<letter>{letters})(?=[ ]?[{re.escape(data['colons'])}])"
        ),
        prefix=re.compile(rf"(?:{_HAN}|[a-z0-9/&+]){{0,14}}?(?={_any(data['reporters'] + data['editors'])})"),
        colon=re.compile(rf"[ \t\u3000]{{0,2}}[{re.escape(data['colons'])}][ \t\u3000]{{0,2}}"),
        joint=re.compile(rf"[{joints}]{{1,3}}"),
        follow=re.compile(rf"[ \t\u3000]?(?:{_any(data['follow'])})"),
        before_photo=re.compile(
            rf"(?<!{_HAN})({_HAN}{{2,4}}) ?/? ?(?:{_any(data['after'])})(?=$|[\n)\uff09\u3002 \u3000])"
        ),
        dateline=data["dateline"],
        surname=re.compile(rf"{_any(data['compound_surnames'])}|[{data['surnames']}]"),
        not_names=frozenset(data["not_names"]),
    )


def _any(alternatives: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(alternatives, key=len, reverse=True))


def _bracket(text: str, bracket: re.Match[str], lexicon: Lexicon) -> Spans:
    """The names of a bracket that holds nothing else than roles and names; with no role only behind a dateline."""
    start, end = bracket.span(1)
    spans: list[tuple[int, int]] = []
    roles = 0
    while start < end:
        role = _role_at(text, start, end, lexicon)
        if role is not None:
            roles, start = roles + 1, role
        elif token := _TOKEN.match(text, start, end):
            spans.append(token.span())
            start = token.end()
        else:
            return
        joint = re.compile(rf"(?:{lexicon.joint.pattern}|{lexicon.colon.pattern})").match(text, start, end)
        if joint is None and role is None and start < end:
            return
        start = joint.end() if joint else start
    behind_dateline = text[: bracket.start()].rstrip()[-1:] in lexicon.dateline
    if roles or (behind_dateline and all(_is_name(text[a:b], lexicon) for a, b in spans)):
        yield from (
            span for span in spans if roles == 0 or not _is_plain(text[slice(*span)], lexicon) or len(spans) > 1
        )


def _role_at(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """The end of a role, with what may stand before it, that begins at `start`."""
    prefix = lexicon.prefix.match(text, start, end)
    role = lexicon.role.match(text, prefix.end(), end) if prefix else None
    return role.end() if role else None


def _behind_role(text: str, role: re.Match[str], lexicon: Lexicon) -> Spans:
    colon = lexicon.colon.match(text, role.end())
    if colon:
        yield from _behind_colon(text, colon.end(), lexicon)
    elif role.lastgroup != "letter":
        gap = _GAP.match(text, role.end())
        assert gap is not None
        if gap.end() > role.end() or role.lastgroup == "reporter":
            yield from _bare(text, gap.end(), lexicon, spaced=gap.end() > role.end())


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
            if _surname_length(text, start, lexicon) and (name := _name_end(text, start, lexicon)):
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
    for role in lexicon.role.finditer(text, start):
        if role.start() >= end:
            return None
        if lexicon.colon.match(text, role.end()) or (role.start() == start and role.end() >= end):
            return role.start()
    return None


def _bare(text: str, start: int, lexicon: Lexicon, *, spaced: bool) -> Spans:
    """Names known by their surnames, one after the other."""
    while end := _name_end(text, start, lexicon, spaced=spaced):
        yield start, end
        joint = lexicon.joint.match(text, end)
        if joint is None:
            return
        start, spaced = joint.end(), True


def _surname_length(text: str, start: int, lexicon: Lexicon) -> int:
    surname = lexicon.surname.match(text, start)
    return len(surname[0]) if surname else 0


def _name_end(text: str, start: int, lexicon: Lexicon, *, spaced: bool = False) -> int | None:
    """Where the name that begins at `start` ends; None where no name begins there."""
    surname = _surname_length(text, start, lexicon)
    if not surname:
        return None
    for length in (surname + 2, surname + 1):
        name = text[start : start + length]
        if len(name) == length and re.fullmatch(_HAN + "+", name) and _is_closed(text, start + length, lexicon):
            return start + length if not _is_plain(name, lexicon) else None
    return None if spaced else _unclosed(text, start, surname, lexicon)


def _is_closed(text: str, end: int, lexicon: Lexicon) -> bool:
    """What stands behind shows that a name ends here: no Han character, or a word that follows names."""
    return re.match(_HAN, text[end : end + 1]) is None or lexicon.follow.match(text, end) is not None


def _unclosed(text: str, start: int, surname: int, lexicon: Lexicon) -> int | None:
    """A name in running text with no sign of its end: two or three characters, as the dictionary cuts the rest."""
    if _is_plain(text[start : start + surname + 1], lexicon) or len(text) < start + surname + 2:
        return None
    short = start + surname + 1
    return short if rjieba.has_word(text[short : short + 2]) else short + 1


def _is_name(word: str, lexicon: Lexicon) -> bool:
    return lexicon.surname.match(word) is not None and not _is_plain(word, lexicon)


def _is_plain(word: str, lexicon: Lexicon) -> bool:
    """A word of the dictionary that is nobody's name, or begins with one."""
    if word[:2] in lexicon.not_names:
        return True
    return any(rjieba.has_word(part) and rjieba.tag(part, False)[0][1] not in _NAME_TAGS for part in (word[:2], word))


_NAME_TAGS = frozenset({"nr", "nrt", "nrfg"})
"""jieba's tags of personal names."""

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
from pipeline.masking.names import HAN, is_name, is_outlet, is_word, name_end, surname_length
from pipeline.words import any_of, words

_LATIN = r"[a-z][a-z.'\u00b7-]{1,20}(?: [a-z][a-z.'\u00b7-]{1,20}){0,2}"
_TOKEN = re.compile(rf"{HAN}[ \u3000]{{1,2}}{HAN}(?!{HAN})|{HAN}{{1,4}}(?:\u00b7{HAN}{{1,8}}){{0,3}}|{_LATIN}")
_BRACKET = re.compile(r"[(\uff08\u3010\[]([^()\uff08\uff09\u3010\u3011\[\]\n]{2,80})[)\uff09\u3011\]]")
_GAP = re.compile(r"[ \t\u3000]{0,3}")
_LAST_NAME = re.compile(rf"(?<!{HAN})(?<![0-9])({HAN}{{2,4}}) ?/? ?$")
_END = re.compile(r"[ \t\u3000](?![0-9])|$|[\n()\uff08\uff09\u3010\u3011\]|\uff5c\u4e28;\uff1b\u3001/<]")
_STOP = re.compile(r"[,\uff0c\u3002]")
_SHUT = re.compile(r"$|[\s,\uff0c\u3002;\uff1b)\uff09/|]")
_CLOSED = frozenset({"letter", "after"})
"""Kinds of cues that are roles only with a sign or nothing behind."""
_HAN_END = re.compile(HAN)

Spans = Iterator[tuple[int, int]]


def find_credits(text: str) -> Spans:
    """[start, end) of the names in the credits of a text in normal form; later spans may repeat earlier ones."""
    lexicon = _lexicon()
    for bracket in _BRACKET.finditer(text):
        yield from _bracket(text, bracket, lexicon)
    ends: set[int] = set()
    for cue in credit_cues().find(text, _CLOSED):
        for span in _at_cue(text, cue, lexicon, ends):
            ends.add(span[1])
            yield span


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
    commas: str
    slashes: str
    not_nicks: re.Pattern[str]
    speakers: frozenset[str]
    photo: frozenset[str]
    """Those that may follow a name with nothing between."""
    before: re.Pattern[str]
    """What may stand right before a role in running text, at its end."""


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
        photo_end=re.compile(rf"(?:[/\u3001 ]?(?:{any_of(data['after'])}))?(?![\w/])"),
        dateline=data["dateline"],
        commas=data["commas"],
        slashes=data["slashes"],
        not_nicks=re.compile(f"[{data['not_nicks']}]"),
        speakers=frozenset(data["speakers"]),
        photo=frozenset(data["photo"]),
        before=re.compile(rf"(?:{any_of(data['before'])})$"),
    )


def _at_cue(text: str, cue: Cue, lexicon: Lexicon, ends: set[int]) -> Spans:
    """The names of one role; `ends` are those of names found before it."""
    if cue.kind != "reporter":
        yield from _before_photo(text, cue, lexicon)
    if cue.kind != "after" and not (cue.kind == "letter" and _is_inside(text, cue, lexicon, ends)):
        yield from _behind_role(text, cue, lexicon, ends)


def _is_inside(text: str, cue: Cue, lexicon: Lexicon, ends: set[int]) -> bool:
    """Whether a word that is a role by itself is the end of a longer one; before a slash it is none."""
    return (
        cue.start not in ends
        and _HAN_END.match(text, max(0, cue.start - 1), cue.start) is not None
        and text[cue.end : cue.end + 1] not in lexicon.slashes
    )


def _bracket(text: str, bracket: re.Match[str], lexicon: Lexicon) -> Spans:
    """The names of a bracket that holds nothing else than roles and names; with no role only behind a dateline."""
    start, end = bracket.span(1)
    spans: list[tuple[int, int]] = []
    roles, is_doubtful = 0, False
    while start < end:
        role, token = _role_at(text, start, end, lexicon), _TOKEN.match(text, start, end)
        if role is None and (token is None or (is_doubtful and not is_name(token[0]))):
            return
        roles += role is not None
        if role is None and token is not None:
            spans.append((start, _without_photo(token, lexicon)))
        start = role or spans[-1][1]
        joint = lexicon.between.match(text, start, end)
        if start < end and not _goes_on(text, start, joint, is_role=role is not None):
            return
        is_doubtful = joint is not None and _is_list(joint[0], lexicon, is_role=role is not None)
        start = joint.end() if joint else start
    if roles:
        yield from (span for span in spans if _is_credited(text[slice(*span)]))
    elif _is_behind_dateline(text, bracket.start(), lexicon) and _are_names([text[a:b] for a, b in spans]):
        yield from spans


def _without_photo(token: re.Match[str], lexicon: Lexicon) -> int:
    """Where a name ends that "photo by" may be stuck to."""
    for word in lexicon.photo:
        if len(token[0]) > len(word) + 1 and token[0].endswith(word) and surname_length(token[0], 0):
            return token.end() - len(word)
    return token.end()


def _is_list(joint: str, lexicon: Lexicon, *, is_role: bool) -> bool:
    """Whether what follows may be no name: behind a comma, and in a list of roles."""
    return any(comma in joint for comma in lexicon.commas) or (is_role and "\u3001" in joint)


def _goes_on(text: str, start: int, joint: re.Match[str] | None, *, is_role: bool) -> bool:
    """Whether a credit may go on so: names are parted, and only roles have a colon; a name stuck to its role has a surname."""
    if joint is None:
        token = _TOKEN.match(text, start)
        return is_role and token is not None and (surname_length(text, start) > 0 or _may_be_name(token[0]))
    return is_role or not (":" in joint[0] or "\uff1a" in joint[0])


def _may_be_name(word: str) -> bool:
    """A word with a surname, or one that the dictionary does not have; no outlet, no question, no lone character."""
    if is_outlet(word) or word in _lexicon().photo:
        return False
    return surname_length(word, 0) > 0 or not (len(word) < 2 or is_word(word) or _lexicon().not_nicks.search(word))


def _is_credited(word: str) -> bool:
    """Whether a word beside a role in a bracket may be a name: longer ones need a surname."""
    return _may_be_name(word) and (surname_length(word, 0) > 0 or len(word) < 4 or word.isascii())


def _are_names(candidates: list[str]) -> bool:
    """Whether all have surnames, and one of them is a name beyond doubt."""
    return all(surname_length(one, 0) for one in candidates) and any(is_name(one) for one in candidates)


def _is_behind_dateline(text: str, start: int, lexicon: Lexicon) -> bool:
    before = text[max(0, start - 3) : start].rstrip()
    return before != "" and before[-1] in lexicon.dateline


def _role_at(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """The end of a role, with what may stand before it, that begins at `start`."""
    prefix = lexicon.prefix.match(text, start, end)
    role = lexicon.role.match(text, prefix.end(), end) if prefix else lexicon.photo_end.match(text, start, end)
    return role.end() if role and role.end() > start else None


def _behind_role(text: str, role: Cue, lexicon: Lexicon, ends: set[int]) -> Spans:
    colon = lexicon.colon.match(text, role.end)
    if colon:
        yield from _behind_colon(text, colon.end(), lexicon, _trust(text, role, colon, lexicon))
    elif role.kind == "reporter":
        start = _past_spaces(text, role.end)
        yield from _bare(text, start, lexicon, spaced=start > role.end)
    elif role.kind == "editor" and (start := _past_spaces(text, role.end)) > role.end:
        names = list(_bare(text, start, lexicon, spaced=True))
        if names and (_is_apart(text, role.start, lexicon, ends) or _SHUT.match(text, names[-1][1])):
            yield from names


def _is_apart(text: str, start: int, lexicon: Lexicon, ends: set[int]) -> bool:
    """Whether a role is no part of a sentence: nothing, a name, or a word such as "trainee" stands right before it."""
    if start in ends or _HAN_END.match(text, max(0, start - 1), start) is None:
        return True
    return lexicon.before.search(text, max(0, start - 6), start) is not None


def _before_photo(text: str, cue: Cue, lexicon: Lexicon) -> Spans:
    """A name that nothing else stands before, and a word such as "photo by" that ends the line or sentence."""
    if lexicon.photo_end.match(text, cue.end) is None:
        return
    match = _LAST_NAME.search(text, max(0, cue.start - 7), cue.start)
    if match is None or not is_name(match[1]):
        return
    if match.end(1) < cue.start or text[cue.start : cue.end] in lexicon.photo:
        yield match.span(1)


def _past_spaces(text: str, start: int) -> int:
    gap = _GAP.match(text, start)
    return gap.end() if gap else start


def _trust(text: str, role: Cue, colon: re.Match[str], lexicon: Lexicon) -> str:
    """What may stand behind a role's colon: only `names`, a `word` or else a sentence, or a word in a `credit`."""
    is_bar = colon[0].strip() in lexicon.slashes
    if role.kind == "letter":
        return "word" if is_bar else "names"
    return "word" if text[role.start : role.end] in lexicon.speakers and not is_bar else "credit"


def _behind_colon(text: str, start: int, lexicon: Lexicon, trust: str) -> Spans:
    """Names behind a colon: short words up to the end of the line, a bracket or another role; a sentence is none."""
    while token := _TOKEN.match(text, start):
        stop = token.end()
        role = _next_role(text, start, stop, lexicon)
        if role == start:
            return
        stop = role or stop
        if not (_END.match(text, stop) or role or (trust == "names" and _STOP.match(text, stop))):
            if trust != "names" and (name := name_end(text, start, is_closed=trust == "word")):
                yield start, name
            return
        word = text[start:stop]
        if (
            is_name(word, is_alone=True)
            or (trust == "word" and _may_be_name(word))
            or (trust == "credit" and len(word) > 1 and not is_outlet(word))
        ):
            yield start, stop
        joint = lexicon.joint.match(text, stop)
        if joint is None:
            return
        start = joint.end()
        trust = "names" if any(comma in joint[0] for comma in lexicon.commas) else trust


def _next_role(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Where in [start, end) a role begins that has a colon of its own, or fills the word from its start."""
    for role in lexicon.role.finditer(text, start, end + 8):
        if role.start() >= end:
            return None
        if lexicon.colon.match(text, role.end()) or (role.start() == start and role.end() >= end):
            return role.start()
    return None


def _bare(text: str, start: int, lexicon: Lexicon, *, spaced: bool) -> Spans:
    """Names known by their surnames, one after the other; behind a space or a stop also rare ones."""
    while end := name_end(text, start, spaced=spaced):
        yield start, end
        joint = lexicon.joint.match(text, end)
        if joint is None:
            return
        start, spaced = joint.end(), not any(comma in joint[0] for comma in lexicon.commas)

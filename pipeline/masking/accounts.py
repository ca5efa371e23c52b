"""Addresses without accounts: a post keeps an address of its own, whoever wrote it.

In order: the platform's own rule (its neutral form of a post, or the account replaced), account segments of any site,
account parameters (of the query, or behind a semicolon), e-mail addresses and numbers; the same within addresses that
are a parameter's value. What is escaped without need is read as what it is. `masked` stands where an account stood.
"""

import re
from functools import cache
from importlib.resources import files
from tomllib import loads
from urllib.parse import parse_qsl, unquote, urlencode

from pipeline.masking.numbers import find_numbers

MASKED = "masked"
_MAIL = re.compile(r"[^/@\s]+(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_SEGMENT = re.compile(
    r"/(?:u|user|users|userinfo|people|person|space|member|members|profile|author|authors|writer|reporter|columnist|uid|account"
    r"|tel|phone|mobile|call|sms)/+([^/]+)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"/(?:@|%40|~|%7e)([^/]+)", re.IGNORECASE)
_DISCUZ = re.compile(r"/(?:space-uid|space-username|u|user|uid|author)[-_]([^/.]+)(?=(?:\.html?)?/?$)", re.IGNORECASE)
_MATRIX = re.compile(r";([^/;=]+)=([^/;]+)")
_ESCAPED = re.compile(r"%(?:2[def]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|7e|40)", re.IGNORECASE)
"""Letters, digits and `-._~@`, which need no escape in a path (RFC 3986, 2.3 and 3.3), and the slash."""
_DEPTH = 3
"""Addresses in parameters of addresses; deeper ones are dropped."""
_PAGE = re.compile(r"(?:19|20)\d\d(?:-?\d\d){0,2}$|[^/]+\.s?html?$|masked$", re.IGNORECASE)
"""A date or a page behind a word such as /people/ is an article, no account."""
_PERSONAL = re.compile(
    r"uid|f?ruid|fuid|host_(?:uid|mid)|user(?:_?(?:id|name))?|un|uname|nick(?:_?name)?|screen_name|sec_u?id|author(?:_?id)?|account(?:_?id)?"
    r"|open_?id|union_?id|phone|mobile|tel|e?mail|qq|wechat|weixin|customize_?id|member_?id|owner(?:_?id)?",
    re.IGNORECASE,
)


@cache
def _platforms() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    """(pattern over host, path and query; what it becomes; whether the address is the account itself)."""
    rows = loads(files("pipeline.masking").joinpath("accounts.toml").read_text("utf-8"))["rule"]
    return tuple((re.compile(row["match"], re.IGNORECASE), row["to"], row.get("profile", False)) for row in rows)


def mask_address(url: str) -> str:
    """`url` with every account, handle, e-mail address and personal number replaced; idempotent.

    Posts keep distinct addresses, in the platform's neutral form where it has one. A text that is no address comes back
    as it is.
    """
    return _masked(url, _DEPTH)


def _masked(url: str, depth: int) -> str:
    scheme, rest, fragment = _split(url)
    host, slash, tail = _by_platform(_unescaped(rest)).partition("/")
    path, mark, query = tail.partition("?")
    masked = mark + _mask_query(query, depth) if mark else ""
    return scheme + host + _mask_path(slash + path) + masked.rstrip("?") + _mask_fragment(fragment, depth)


def _mask_fragment(fragment: str, depth: int) -> str:
    """Behind the hash sign some sites keep a path, others parameters."""
    if fragment[1:2] == "/":
        return "#" + _mask_path(fragment[1:])
    return "#" + _mask_query(fragment[1:], depth) if "=" in fragment else fragment


def _unescaped(rest: str) -> str:
    """Path without escapes that hide a word; the query is read by its own rules."""
    path, mark, query = rest.partition("?")
    return _ESCAPED.sub(lambda match: chr(int(match[0][1:], 16)), path) + mark + query


def is_personal_source(url: str) -> bool:
    """Whether this address is one account (its page, feed or RSSHub route): such a source is refused."""
    rest = _split(url)[1]
    for pattern, _, profile in _platforms():
        if pattern.match(rest):
            return profile
    path, _, query = rest.partition("?")
    return _mask_path(unquote(path)) != unquote(path) or any(
        _is_personal(key, value) for key, value in parse_qsl(query)
    )


def _split(url: str) -> tuple[str, str, str]:
    """Scheme with `://`, then host, path and query, then the fragment with its `#`; no user name."""
    address, mark, fragment = url.partition("#")
    scheme, slashes, rest = address.rpartition("://")
    host, slash, tail = rest.partition("/")
    return scheme + slashes, host.rpartition("@")[2] + slash + tail, mark + fragment


def _by_platform(rest: str) -> str:
    for pattern, form, _ in _platforms():
        match = pattern.match(rest)
        if match:
            return match.expand(form)
    return rest


def _mask_path(path: str) -> str:
    path = _SEGMENT.sub(_unless_page, path)
    path = _HANDLE.sub(_replace_group, path)
    path = _DISCUZ.sub(_replace_group, path)
    path = _MATRIX.sub(lambda match: "" if _is_personal(match[1], match[2]) else match[0], path)
    path = _MAIL.sub(MASKED, path)
    for number in _identities(path):
        path = path.replace(number, MASKED)
    return path


def _identities(path: str) -> list[str]:
    """Identity numbers of a path; other long numbers there are article numbers."""
    return [path[n.start : n.end] for n in find_numbers(path.lower()) if n.kind == "id_card"]


def _unless_page(match: re.Match[str]) -> str:
    return match[0] if _PAGE.match(match[1]) else _replace_group(match)


def _replace_group(match: re.Match[str]) -> str:
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return match[0][:start] + MASKED + match[0][end:]


def _mask_query(query: str, depth: int) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    masked = [(key, _mask_value(value, depth)) for key, value in pairs if not _is_personal(key, value)]
    return query if masked == pairs else urlencode(masked)


def _is_personal(key: str, value: str) -> bool:
    return bool(value) and _PERSONAL.fullmatch(key) is not None


def _mask_value(value: str, depth: int) -> str:
    if "://" in value:
        return _masked(value, depth - 1) if depth else MASKED
    if "/" in value:
        return _mask_path("/" + value)[1:]
    if _MAIL.search(value) or any(True for _ in find_numbers(value.lower())):
        return MASKED
    return value

"""One robots.txt file as RFC 9309 reads it: which group is ours, which addresses it shuts, what pause it asks for.

The group is chosen here: ours by our product token, else those of `*`; only rules end a run of user-agent lines, so that
Sitemap, Crawl-delay and unknown lines between them do not. A rule is matched in two readings, and both must allow: Protego's,
which compares percent-encoding in normal form, and the literal one, for files that rely on the written form.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from protego import Protego

MAX_BYTES = 512 * 1024
"""RFC 9309 section 2.5: at least 500 KiB are read."""

# Slips of the pen that can only mean "disallow"; a misspelt "allow" opens nothing.
_LINE = re.compile(
    r"\s*(?P<key>user[ -]?agent|d(?:is|ia|sia)s?[a-z]?l+[ao]w|allow|crawl[ -]?delay|request[ -]?rate)\s*[:\s]\s*(?P<value>[^#]*)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z_-]*")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_RATE = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})\s*([smh]?)", re.IGNORECASE)
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Rule:
    """A line `allow:` or `disallow:` of our group."""

    allows: bool
    pattern: str


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one file says to us."""

    literal: tuple[Rule, ...]
    """Longest pattern first, `allow` before `disallow` of the same length."""
    normal: Protego
    crawl_delay: timedelta | None = None

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched; /robots.txt itself always may."""
        path = _path_of(url)
        if path == "/robots.txt":
            return True
        return self.normal.can_fetch(url, "*") and _first_match(self.literal, path)


def parse_robots(text: str, token: str) -> RobotsRules:
    """The rules for product token `token`; text that is no robots.txt allows everything."""
    rules: dict[Rule, None] = {}
    pauses: list[float] = []
    for key, value in _our_lines(text, token):
        if key.startswith(("crawl", "request")):
            pauses.extend(_pause(key, value))
        elif value:
            rules[Rule(key == "allow", value)] = None
    longest_first = sorted(rules, key=lambda rule: (len(rule.pattern), rule.allows), reverse=True)
    return RobotsRules(tuple(longest_first), _normal(rules), timedelta(seconds=max(pauses)) if pauses else None)


def _our_lines(text: str, token: str) -> list[tuple[str, str]]:
    """(key, value) of the rules in the groups that name us, or in those of `*` where none does."""
    ours: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    named: set[bool] = set()
    agents: set[bool] = set()
    in_rules = False
    for key, value in _lines(text):
        if key.startswith("user"):
            agents = set() if in_rules else agents
            agents |= _named_by(value, token)
            named |= agents
        else:
            for agent in agents:
                ours[agent].append((key, value))
        in_rules = key.endswith("w") or (in_rules and not key.startswith("user"))
    return ours[True] if True in named else ours[False]


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"[\r\n]+", text.lstrip("\ufeff")):
        match = _LINE.match(line)
        if match:
            yield match["key"].lower(), match["value"].strip()


def _named_by(value: str, token: str) -> set[bool]:
    """{True} where a user-agent line names us, {False} where it names everybody, else nothing."""
    if value.startswith("*") and (len(value) == 1 or value[1].isspace()):
        return {False}
    match = _TOKEN.match(value)
    return {True} if match and match.group() and match.group().lower() == token.lower() else set()


def _pause(key: str, value: str) -> Iterator[float]:
    """Seconds between requests from `Crawl-delay: 2` or `Request-rate: 1/10s`; nothing where unreadable."""
    rate = _RATE.match(value)
    if key.startswith("request") and rate and int(rate[1]):
        yield int(rate[2]) * _SECONDS[rate[3].lower()] / int(rate[1])
    elif key.startswith("crawl") and re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
        yield float(value)


def _normal(rules: dict[Rule, None]) -> Protego:
    lines = [f"{'Allow' if rule.allows else 'Disallow'}: {rule.pattern}" for rule in rules]
    return Protego.parse("\n".join(["User-agent: *", *lines]))


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query or url.partition("#")[0].endswith("?") else ""
    return _upper_escapes((parts.path or "/") + query)


def _upper_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda match: match.group().upper(), text)


def _first_match(rules: tuple[Rule, ...], path: str) -> bool:
    return next((rule.allows for rule in rules if _matches(rule.pattern, path)), True)


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything, a final `$` for the end; linear in the path for each part."""
    written = "".join(char if char.isascii() else _percent(char) for char in pattern)
    first, *rest = _upper_escapes(written.removesuffix("$")).split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not pattern.endswith("$") or len(path) == len(first)
    *middle, last = rest
    at = len(first)
    for part in middle:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return (
        path.find(last, at) >= 0 if not pattern.endswith("$") else path.endswith(last) and len(path) - len(last) >= at
    )


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))

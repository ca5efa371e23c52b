"""Rules that can never match, whatever the text: each with the part that makes it so."""

from collections.abc import Iterator
from itertools import combinations

from config.words import Shape, inside, shape
from domain.errors import Problem
from domain.rules import Keyword, Topic


def impossible(topic: Topic) -> Iterator[Problem]:
    """What can never match in a topic; retired rules are not looked at."""
    for keyword in topic.rules:
        if not topic.is_retired(keyword):
            for code, params in _parts(shape(keyword)):
                named = (("rule", keyword.id), *params)
                yield Problem(path=f"topics.{topic.id}", code=f"config.{code}", params=named)


def _parts(rule: Shape) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """(code, parameters) of the first thing that cannot be."""
    if not rule.groups or not all(rule.groups):
        yield "keyword_empty", ()
    elif any(all(_is_forbidden(word, rule) for word in group) for group in rule.groups):
        yield "keyword_never", ()
    elif any(all(any(inside(word, rule.excluding)) for word in group) for group in rule.groups):
        yield "keyword_excluded", ()
    elif rule.keyword.near and (least := _least_distance(rule)) > rule.keyword.near:
        yield "keyword_apart", (("near", str(rule.keyword.near)), ("least", str(least)))


def _is_forbidden(word: str, rule: Shape) -> bool:
    """A word of `none` stands in the word itself, near enough to its beginning."""
    reach = rule.keyword.none_near
    return any(not reach or offset <= reach for offset, _ in inside(word, rule.none))


def _least_distance(rule: Shape) -> int:
    """How far apart two of its groups must begin at least; 0 where `near` is enough for every pair."""
    near = rule.keyword.near
    return max((_between(first, second, near) for first, second in combinations(rule.groups, 2)), default=0)


def _between(first: frozenset[str], second: frozenset[str], near: int) -> int:
    """Least distance between the beginnings of words of two groups. Words may overlap; ends with the first that fits."""
    least = near + 1
    for one in sorted(first, key=len):
        for other in sorted(second, key=len):
            least = min(least, _shift(one, other), _shift(other, one))
            if least <= near:
                return least
    return least


def _shift(one: str, other: str) -> int:
    """How far behind the beginning of `one` the `other` can begin at the earliest."""
    return next((at for at in range(len(one)) if one[at:].startswith(other) or other.startswith(one[at:])), len(one))


def gated(topic: Topic) -> list[Keyword]:
    """Rules in use that count only where a place is named."""
    return [one for one in topic.rules if one.place is not None and not topic.is_retired(one)]

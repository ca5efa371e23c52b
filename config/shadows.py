"""Rules that add nothing: another rule of the topic matches whenever they do, and weighs as much.

A rule implies another where each group of the other is covered by one of its own (all words of the one hold a word of
the other's) and no condition of the other is stricter. It is shadowed where the other weighs at least as much and either
reaches the threshold alone or is implied in turn, so that one of two is a copy. Casualty rules have no weight.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from config.words import Shape, inside, shape
from domain.errors import Problem
from domain.rules import Keyword, PlaceGate, Status, Topic


def shadowed(topic: Topic) -> Iterator[Problem]:
    """Each shadowed rule of a topic with the one that stands for it."""
    yield from _among(topic, topic.keywords, topic.threshold)
    yield from _among(topic, topic.casualty, 0.0)


def repeated(topics: Sequence[Topic]) -> Iterator[Problem]:
    """Rules that stand in several topics with the same words and conditions."""
    first: dict[tuple[object, ...], Keyword] = {}
    for topic in topics:
        for rule in map(shape, topic.keywords):
            if rule.groups and not topic.is_retired(rule.keyword):
                known = first.setdefault(_signature(rule), rule.keyword)
                if known is not rule.keyword and not known.id.startswith(f"{topic.id}."):
                    yield _problem(f"topics.{topic.id}", "rule_repeated", rule.keyword, known)


def _among(topic: Topic, keywords: Sequence[Keyword], threshold: float) -> Iterator[Problem]:
    used = [shape(one) for one in keywords if one.status is Status.STABLE and topic.status is not Status.RETIRED]
    rules = [rule for rule in used if rule.groups and all(rule.groups)]
    wider = _Wider(rules)
    gone: set[str] = set()
    for rule in rules:
        for other in wider.than(rule):
            if other.keyword.id not in gone and _stands_for(other, rule, threshold):
                gone.add(rule.keyword.id)
                yield _problem(f"topics.{topic.id}", "rule_shadowed", rule.keyword, other.keyword)
                break


class _Wider:
    """Rules by the words of their rarest group: what may be implied is looked up, not tried."""

    def __init__(self, rules: Sequence[Shape]) -> None:
        counts = Counter(word for rule in rules for group in rule.groups for word in group)
        self._by_word: dict[str, list[Shape]] = defaultdict(list)
        for rule in rules:
            rarest = min(rule.groups, key=lambda group: sum(counts[word] for word in group))
            for word in sorted(rarest):
                self._by_word[word].append(rule)
        self._words = frozenset(self._by_word)

    def than(self, rule: Shape) -> list[Shape]:
        """Rules that `rule` may imply: any one word of the covering group holds a word of theirs."""
        words = [part for group in rule.groups for _, part in inside(min(group), self._words)]
        found = {
            id(other): other for word in words for other in self._by_word[word] if other.keyword.id != rule.keyword.id
        }
        return sorted(found.values(), key=lambda other: other.keyword.id)


def _stands_for(other: Shape, rule: Shape, threshold: float) -> bool:
    """Whether `rule` adds nothing beside `other`."""
    mine, its = rule.keyword, other.keyword
    if its.weight < mine.weight and threshold:
        return False
    if mine.severity is not None and (its.severity is None or its.severity < mine.severity):
        return False
    return implies(rule, other) and (its.weight >= threshold or implies(other, rule))


def implies(rule: Shape, other: Shape) -> bool:
    """Whether `other` matches every text that `rule` matches. May say no where it does."""
    return _is_no_stricter(rule, other) and _covers(rule, other)


def _is_no_stricter(rule: Shape, other: Shape) -> bool:
    mine, its = rule.keyword, other.keyword
    if (its.title_only and not mine.title_only) or (its.whole_word and not mine.whole_word):
        return False
    if its.place not in (None, mine.place) and (its.place, mine.place) != (PlaceGate.REGION, PlaceGate.OWN):
        return False
    if not other.excluding <= rule.excluding:
        return False
    if mine.none_near and other.none:
        return False
    return all(any(inside(word, rule.none)) for word in other.none)


def _covers(rule: Shape, other: Shape) -> bool:
    """Every group of `other` is covered by one of the rule's, and no nearness is asked for that the rule does not ask."""
    is_whole, reach = other.keyword.whole_word, 0
    for wanted in other.groups:
        offsets = [offset for group in rule.groups if (offset := _offset(group, wanted, is_whole)) is not None]
        if not offsets:
            return False
        reach = max(reach, min(offsets))
    if not other.keyword.near or len(other.groups) == 1:
        return True
    return 0 < rule.keyword.near + reach <= other.keyword.near and len(rule.groups) > 1 and rule.keyword.near > 0


def _offset(group: frozenset[str], wanted: frozenset[str], is_whole: bool) -> int | None:
    """How far behind the beginning of a word of `group` a wanted word begins at most; None where one holds none."""
    if is_whole:
        return 0 if group <= wanted else None
    farthest = 0
    for word in group:
        nearest = min((offset for offset, _ in inside(word, wanted)), default=None)
        if nearest is None:
            return None
        farthest = max(farthest, nearest)
    return farthest


def _signature(rule: Shape) -> tuple[object, ...]:
    one = rule.keyword
    return (rule.groups, rule.none, rule.excluding, one.near, one.none_near, one.title_only, one.whole_word, one.place)


def _problem(path: str, code: str, rule: Keyword, by: Keyword) -> Problem:
    return Problem(path=path, code=f"config.{code}", params=(("rule", rule.id), ("by", by.id)))

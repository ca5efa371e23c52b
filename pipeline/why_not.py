"""Why a rule matches a text or not: the parts of `pipeline.match` one by one, each failure named with where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.rules import Keyword, Rules, Topic
from pipeline.boilerplate import read
from pipeline.match import Gates, Obstacle, Rule, Words, block, compiled, counting, match, present, vetoes_of
from pipeline.places import Gazetteer
from pipeline.scan import Places, Scanned, Scanner
from pipeline.topics import evidence, opened
from pipeline.verdicts import Part, Reason, RuleVerdict, Spot, TopicVerdict

SHOWN = 3
"""Occurrences of a word that are shown with what stands in their way."""


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic with all its rules, retired ones too."""

    topic: Topic
    rules: Sequence[Rule]
    casualty: Sequence[Rule]

    def is_retired(self, rule: Rule) -> bool:
        return self.topic.is_retired(rule.keyword)


class Examiner:
    """Some topics of a set of rules, ready to be held against texts."""

    def __init__(self, rules: Rules, topics: Sequence[Topic]) -> None:
        self._topics = [
            _Topic(one, [compiled(rule) for rule in one.keywords], [compiled(rule) for rule in one.casualty])
            for one in topics
        ]
        self._gazetteer = Gazetteer(scope.institution for scope in rules.scopes)
        words = (word for one in self._topics for rule in (*one.rules, *one.casualty) for word in rule.words())
        self._scanner = Scanner([*words, *self._gazetteer.words()])

    def examine(self, title: str, text: str) -> tuple[TopicVerdict, ...]:
        """What each topic and each of its rules say of a document."""
        reading = read(title, text)
        scanned = self._scanner.find(reading.form, reading.title_end)
        gates = opened(self._gazetteer.judge(scanned))
        return tuple(_judged(one, scanned, gates) for one in self._topics)


def _judged(one: _Topic, scanned: Scanned, gates: Gates) -> TopicVerdict:
    used = [rule for rule in one.rules if not one.is_retired(rule)]
    matches = [found for rule in used if (found := match(rule, scanned, gates)) is not None]
    weight, is_suggested = evidence(one.topic, matches)
    is_assigned = bool(matches) and weight >= one.topic.threshold
    return TopicVerdict(
        topic=one.topic.id,
        is_assigned=is_assigned,
        is_suggested=is_assigned and is_suggested,
        evidence=round(weight, 4),
        threshold=one.topic.threshold,
        rules=tuple(_verdict(rule, scanned, gates, is_retired=one.is_retired(rule)) for rule in one.rules),
        casualty=tuple(_verdict(rule, scanned, gates, is_retired=one.is_retired(rule)) for rule in one.casualty),
    )


def _verdict(rule: Rule, scanned: Scanned, gates: Gates, *, is_retired: bool) -> RuleVerdict:
    found, name, groups = match(rule, scanned, gates), rule.keyword.id, len(rule.groups)
    reasons = [Reason(part=Part.RETIRED)] if is_retired else []
    if found is None:
        reasons += _reasons(rule, scanned, gates)
    if found is None or reasons:
        return RuleVerdict(rule=name, matches=False, groups=groups, weight=rule.weight, reasons=tuple(reasons))
    return RuleVerdict(
        rule=name, matches=True, groups=groups, weight=found.weight, is_early=found.is_early,
        spots=_spots(found.places, scanned),
    )  # fmt: skip


def _reasons(rule: Rule, scanned: Scanned, gates: Gates) -> Iterator[Reason]:
    """Everything that stands in the way of a rule that does not match, in the order in which it is looked at."""
    keyword = rule.keyword
    if not rule.groups or not all(rule.groups):
        yield Reason(part=Part.EMPTY)
    if keyword.place is not None and keyword.place not in gates:
        yield Reason(part=Part.PLACE, by=(keyword.place.value,))
    for word, places in () if keyword.none_near else sorted(present(rule.none, scanned).items()):
        yield Reason(part=Part.NONE, by=(word,), spots=_spots({word: places}, scanned))
    vetoes = vetoes_of(rule, scanned)
    found = [counting(rule, present(group, scanned), scanned, vetoes) for group in rule.groups]
    for number, group in enumerate(rule.groups):
        if not found[number]:
            yield from _group(rule, _name(keyword, number), group, scanned)
    if found and all(found) and keyword.near and len(found) > 1:
        yield from _apart(keyword, found, scanned)


def _name(keyword: Keyword, number: int) -> str:
    """`any`, or `all[1]` for the first of `all`."""
    return f"all[{number if keyword.any else number + 1}]" if number or not keyword.any else "any"


def _group(rule: Rule, name: str, group: Words, scanned: Scanned) -> Iterator[Reason]:
    """A group of which nothing counts: no word of it, or what stands in the way of each occurrence."""
    vetoes = vetoes_of(rule, scanned)
    standing = sorted((place, word) for word, places in present(group, scanned).items() for place in places[:SHOWN])
    if group and not standing:
        yield Reason(part=Part.GROUP, group=name, by=tuple(group))
    for place, word in standing[:SHOWN]:
        blocked = block(rule, word, place, scanned, vetoes)
        if blocked is None:
            continue
        spots = (Spot(word=word, position=scanned.form.at(place)),)
        if blocked.obstacle in (Obstacle.TITLE_ONLY, Obstacle.WHOLE_WORD):
            yield Reason(part=Part(blocked.obstacle), group=name, spots=spots)
            continue
        by = Spot(word=blocked.by, position=scanned.form.at(blocked.at))
        yield Reason(
            part=Part(blocked.obstacle), group=name, by=(blocked.by,), found=abs(blocked.at - place),
            allowed=rule.keyword.none_near, spots=(*spots, by),
        )  # fmt: skip


def _apart(keyword: Keyword, found: Sequence[Places], scanned: Scanned) -> Iterator[Reason]:
    """Groups that stand too far apart, by the narrowest window that holds one word of each."""
    window = narrowest(found)
    distance = window[-1][0] - window[0][0]
    if distance > keyword.near:
        spots = tuple(Spot(word=word, position=scanned.form.at(place)) for place, word in window)
        yield Reason(part=Part.NEAR, found=distance, allowed=keyword.near, spots=spots)


def narrowest(groups: Sequence[Places]) -> list[tuple[int, str]]:
    """(place, word) of one word of every group, in order, where the first and the last are nearest to each other."""
    marks = sorted((p, g, w) for g, group in enumerate(groups) for w, places in group.items() for p in places)
    last: dict[int, tuple[int, str]] = {}
    best: list[tuple[int, str]] = []
    for place, group, word in marks:
        last[group] = (place, word)
        if len(last) == len(groups):
            window = sorted(last.values())
            if not best or window[-1][0] - window[0][0] < best[-1][0] - best[0][0]:
                best = window
    return best


def _spots(places: Places, scanned: Scanned) -> tuple[Spot, ...]:
    shown = sorted((place, word) for word, found in places.items() for place in found[:SHOWN])
    return tuple(Spot(word=word, position=scanned.form.at(place)) for place, word in shown)

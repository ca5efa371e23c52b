"""Why a rule matches a text or not: the parts of `pipeline.match` one by one, each failure named with where it stands."""

from collections.abc import Iterable, Iterator, Sequence

from domain.rules import Keyword, Rules, Status, Topic
from pipeline.boilerplate import read
from pipeline.match import Gates, Obstacle, Rule, Words, block, compiled, counting, match, present, surroundings
from pipeline.places import Gazetteer
from pipeline.scan import Places, Scanned, Scanner
from pipeline.topics import evidence, opened
from pipeline.verdicts import Part, Reason, RuleVerdict, Spot, TopicVerdict

SHOWN = 3
"""Occurrences of a word that are shown with what stands in their way."""


class Examiner:
    """One topic of a set of rules, ready to be held against texts; rules that are retired too."""

    def __init__(self, rules: Rules, topic: Topic) -> None:
        self._topic = topic
        self._rules = [compiled(keyword) for keyword in topic.keywords]
        self._casualty = [compiled(keyword) for keyword in topic.casualty]
        self._gazetteer = Gazetteer(scope.institution for scope in rules.scopes)
        words = (word for rule in (*self._rules, *self._casualty) for word in _words(rule))
        self._scanner = Scanner([*words, *self._gazetteer.words()])

    def examine(self, title: str, text: str) -> TopicVerdict:
        """What the topic and each of its rules say of a document."""
        reading = read(title, text)
        scanned = self._scanner.find(reading.form, reading.title_end)
        gates = opened(self._gazetteer.judge(scanned))
        used = [rule for rule in self._rules if not self._is_retired(rule.keyword)]
        matches = [found for rule in used if (found := match(rule, scanned, gates)) is not None]
        weight, is_suggested = evidence(self._topic, matches)
        is_assigned = bool(matches) and weight >= self._topic.threshold
        return TopicVerdict(
            topic=self._topic.id,
            is_assigned=is_assigned,
            is_suggested=is_assigned and is_suggested,
            evidence=round(weight, 4),
            threshold=self._topic.threshold,
            rules=tuple(self._verdict(rule, scanned, gates) for rule in self._rules),
            casualty=tuple(self._verdict(rule, scanned, gates) for rule in self._casualty),
        )

    def _verdict(self, rule: Rule, scanned: Scanned, gates: Gates) -> RuleVerdict:
        found, weight = match(rule, scanned, gates), rule.keyword.weight
        groups = len(rule.groups)
        retired = [Reason(part=Part.RETIRED)] if self._is_retired(rule.keyword) else []
        if found is None or retired:
            reasons = (*retired, *(_reasons(rule, scanned, gates) if found is None else ()))
            return RuleVerdict(rule=rule.keyword.id, matches=False, groups=groups, weight=weight, reasons=reasons)
        return RuleVerdict(
            rule=rule.keyword.id, matches=True, groups=groups, weight=found.weight,
            is_early=found.is_early, spots=_spots(found.places, scanned),
        )  # fmt: skip

    def _is_retired(self, keyword: Keyword) -> bool:
        return Status.RETIRED in (keyword.status, self._topic.status)


def _reasons(rule: Rule, scanned: Scanned, gates: Gates) -> Iterator[Reason]:
    """Everything that stands in the way of a rule that does not match, in the order in which it is looked at."""
    keyword = rule.keyword
    if not rule.groups or not all(rule.groups):
        yield Reason(part=Part.EMPTY)
    if keyword.place is not None and keyword.place not in gates:
        yield Reason(part=Part.PLACE, by=(keyword.place.value,))
    for word, places in () if keyword.none_near else sorted(present(rule.none, scanned).items()):
        yield Reason(part=Part.NONE, by=(word,), spots=_spots({word: places}, scanned))
    found = [counting(rule, group, scanned) for group in rule.groups]
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
    around = surroundings(rule, scanned)
    standing = sorted((place, word) for word, places in present(group, scanned).items() for place in places[:SHOWN])
    if group and not standing:
        yield Reason(part=Part.GROUP, group=name, by=tuple(group))
    for place, word in standing[:SHOWN]:
        blocked = block(rule, word, place, scanned, around)
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


def _words(rule: Rule) -> Iterable[str]:
    return (*rule.none, *rule.excluding, *(word for group in rule.groups for word in group))

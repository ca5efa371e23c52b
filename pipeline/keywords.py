"""Keyword rules over one scan of the text: which topics a document is about, and the words that say so.

One Aho-Corasick automaton holds every word of every rule, so that a scan costs the same for ten rules or ten thousand.
A rule matches once a document; its weight counts twice where one of its words stands in title or lead.
Confidence = 1 - exp(-evidence / threshold), rounded to 1e-4; a topic is assigned from evidence = threshold on.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ahocorasick_rs import AhoCorasick

from domain.harms import Harm
from domain.labels import Hit, Mention, MentionKind, TopicLabel
from domain.rules import Keyword, PlaceGate, Topic
from pipeline.text import Normal, normal

LEAD = 120
"""Characters of the text that count as its lead."""
SHOWN = 8
"""Positions a hit keeps of each word: enough to show, bounded for any text."""

_GATES = {
    MentionKind.INSTITUTION: frozenset({PlaceGate.OWN, PlaceGate.REGION}),
    MentionKind.PLACE: frozenset({PlaceGate.OWN, PlaceGate.REGION}),
    MentionKind.REGION: frozenset({PlaceGate.REGION}),
}
"""What a mention opens."""

Places = Mapping[str, Sequence[int]]
"""Word in normal form -> where it begins, ascending."""
Gates = frozenset[PlaceGate]


@dataclass(frozen=True, slots=True)
class Scanned:
    """Title and text in normal form, joined by a line break, and where each known word stands in them."""

    form: Normal
    title_end: int
    lead_end: int
    places: Places


class Scanner:
    """Finds every one of a set of words, overlapping ones too, in one pass."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({form for word in words if (form := normal(word).text)})
        self._automaton = AhoCorasick(self._words)

    def scan(self, title: str, text: str) -> Scanned:
        """Where the words stand in `title + "\\n" + text`."""
        form = normal(f"{title}\n{text}")
        end = len(title) if form.offsets is None else bisect_left(form.offsets, len(title))
        places: dict[str, list[int]] = {}
        for index, start, _ in self._automaton.find_matches_as_indexes(form.text, overlapping=True):
            places.setdefault(self._words[index], []).append(start)
        return Scanned(form, end, end + 1 + LEAD, places)


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched: its words with their places in the normal form."""

    keyword: Keyword
    places: Places
    is_early: bool
    """One of the words stands in title or lead."""


class TopicRules:
    """All topics with their rules, ready to judge scans."""

    def __init__(self, topics: Sequence[Topic], severities: Mapping[Harm, tuple[float, float]]) -> None:
        """`severities`: of each harm, without and with casualties."""
        self._topics = [
            replace(topic, keywords=_all_folded(topic.keywords), casualty=_all_folded(topic.casualty))
            for topic in topics
        ]
        self._severities = severities
        self._rules_by_word = _by_word(self._topics)

    def words(self) -> Iterator[str]:
        """Every word that a scanner has to find for these rules."""
        for topic in self._topics:
            for rule in (*topic.keywords, *topic.casualty):
                yield from rule.any
                yield from rule.none
                yield from rule.excluding
                for group in rule.all:
                    yield from group

    def judge(self, scanned: Scanned, mentions: Iterable[Mention] = ()) -> tuple[TopicLabel, ...]:
        """The topics of a document in the order of the rules, with hits. `mentions`: what opens the place gates."""
        gates = Gates(gate for mention in mentions for gate in _GATES.get(mention.kind, ()))
        candidates = {pair for word in scanned.places for pair in self._rules_by_word.get(word, ())}
        rules_by_topic: dict[int, list[Keyword]] = {}
        for topic, rule in sorted(candidates):
            rules_by_topic.setdefault(topic, []).append(self._topics[topic].keywords[rule])
        judged = (
            self._judge_topic(self._topics[topic], rules, scanned, gates) for topic, rules in rules_by_topic.items()
        )
        found = [label for label in judged if label is not None]
        return tuple(self._with_subject(label, found) for label in found)

    def _judge_topic(
        self, topic: Topic, candidates: Sequence[Keyword], scanned: Scanned, gates: Gates
    ) -> TopicLabel | None:
        matches = [found for rule in candidates if (found := match(rule, scanned, gates)) is not None]
        evidence = math.fsum(found.keyword.weight * (2 if found.is_early else 1) for found in matches)
        if not matches or evidence < topic.threshold:
            return None
        hurt = [found for rule in topic.casualty if (found := match(rule, scanned, gates)) is not None]
        return TopicLabel(
            topic=topic.id,
            harm=topic.harm,
            confidence=round(1 - math.exp(-evidence / topic.threshold), 4),
            casualty=bool(hurt),
            hits=tuple(_hit(found, scanned) for found in (*matches, *hurt)),
            severity=self._own_severity(topic.harm, _highest(matches), _highest(hurt), hurt=bool(hurt)),
        )

    def _own_severity(
        self, harm: Harm | None, plain: float | None, casualty: float | None, *, hurt: bool
    ) -> float | None:
        """Severity by the matched rules' own; None: the harm's. Casualties never make a matter milder than it is."""
        if harm is None or (plain is None and casualty is None):
            return None
        if not hurt or casualty is not None:
            return max(plain or 0.0, casualty or 0.0)
        return plain if plain and plain > self._severities.get(harm, (0.0, 0.0))[True] else None

    def _with_subject(self, label: TopicLabel, found: Sequence[TopicLabel]) -> TopicLabel:
        """An unverified claim is about the gravest other harm that the document names, and as severe as that."""
        if label.harm is not Harm.UNVERIFIED_CLAIM:
            return label
        others = [other for other in found if other.harm is not None and other.harm is not label.harm]
        gravest = max(others, key=self._gravity, default=None)
        return (
            replace(label, about=gravest.harm, severity=gravest.severity) if gravest else replace(label, severity=None)
        )

    def _gravity(self, label: TopicLabel) -> float:
        if label.severity is not None or label.harm is None:
            return label.severity or 0.0
        return self._severities.get(label.harm, (0.0, 0.0))[label.casualty]


def match(rule: Keyword, scanned: Scanned, gates: Gates) -> Match | None:
    """Whether a rule (its words in normal form) matches, and by which words."""
    if rule.place is not None and rule.place not in gates:
        return None
    if not rule.none_near and any(word in scanned.places for word in rule.none):
        return None
    found = [_present(group, rule, scanned) for group in _groups(rule)]
    if not found or not all(found):
        return None
    if rule.near and len(found) > 1:
        found = _within(found, rule.near)
        if not found:
            return None
    merged = {word: places for group in found for word, places in group.items()}
    return Match(rule, merged, any(places[0] < scanned.lead_end for places in merged.values()))


def _highest(matches: Sequence[Match]) -> float | None:
    return max((found.keyword.severity for found in matches if found.keyword.severity is not None), default=None)


def _hit(found: Match, scanned: Scanned) -> Hit:
    shown = sorted((place, word) for word, places in found.places.items() for place in places[:SHOWN])
    return Hit(
        rule=found.keyword.id,
        words=tuple(word for _, word in shown),
        positions=tuple(scanned.form.at(place) for place, _ in shown),
    )


def _present(group: Sequence[str], rule: Keyword, scanned: Scanned) -> dict[str, list[int]]:
    """Words of a group that stand where the rule allows, with those places."""
    found = {}
    for word in group:
        places = scanned.places.get(word)
        if places is None:
            continue
        kept = [place for place in places if _is_allowed(word, place, rule, scanned)]
        if kept:
            found[word] = kept
    return found


def _is_allowed(word: str, place: int, rule: Keyword, scanned: Scanned) -> bool:
    """Whether an occurrence counts: in the title where it must be, whole, and by no phrase or word that forbids it."""
    end = place + len(word)
    if rule.title_only and place >= scanned.title_end:
        return False
    if rule.whole_word and not _is_whole(scanned.form.text, place, end):
        return False
    if any(_begins_in(phrase, place - len(phrase) + 1, end - 1, scanned) for phrase in rule.excluding):
        return False
    reach = rule.none_near
    return not reach or not any(_begins_in(other, place - reach, place + reach, scanned) for other in rule.none)


def _begins_in(word: str, first: int, last: int, scanned: Scanned) -> bool:
    """Whether the word begins at a position from `first` to `last`."""
    places = scanned.places.get(word, ())
    index = bisect_left(places, first)
    return index < len(places) and places[index] <= last


def _is_whole(text: str, start: int, end: int) -> bool:
    """No Latin letter or digit goes on at either end, so that `mac` is not in `machine`; Chinese has no such ends."""
    return not (_joins(text[start - 1 : start], text[start]) or _joins(text[end - 1], text[end : end + 1]))


def _joins(left: str, right: str) -> bool:
    return _is_latin(left) and _is_latin(right)


def _is_latin(char: str) -> bool:
    return char != "" and (char == "_" or (char.isalnum() and ord(char) < 0x2E80))


def _within(groups: list[dict[str, list[int]]], near: int) -> list[dict[str, list[int]]]:
    """Only places that belong to a window holding one word of every group, beginnings at most `near` apart.

    One sweep over all places in order: linear in their number. [] where there is no such window.
    """
    marks = sorted((p, g, w) for g, group in enumerate(groups) for w, places in group.items() for p in places)
    kept: list[dict[str, list[int]]] = [{} for _ in groups]
    counts, left, done = [0] * len(groups), 0, 0
    for right, (place, group, _) in enumerate(marks):
        counts[group] += 1
        while place - marks[left][0] > near:
            counts[marks[left][1]] -= 1
            left += 1
        if all(counts):
            for position, owner, word in marks[max(left, done) : right + 1]:
                kept[owner].setdefault(word, []).append(position)
            done = right + 1
    return kept if all(kept) else []


def _by_word(topics: Sequence[Topic]) -> dict[str, list[tuple[int, int]]]:
    """Word -> (topic, rule) whose first group it is in: no other rule can match."""
    pairs: dict[str, list[tuple[int, int]]] = {}
    for index, topic in enumerate(topics):
        for number, rule in enumerate(topic.keywords):
            for word in _groups(rule)[0] if _groups(rule) else ():
                pairs.setdefault(word, []).append((index, number))
    return pairs


def _groups(rule: Keyword) -> tuple[tuple[str, ...], ...]:
    return (rule.any, *rule.all) if rule.any else rule.all


def _all_folded(rules: Sequence[Keyword]) -> tuple[Keyword, ...]:
    return tuple(_folded(rule) for rule in rules)


def _folded(rule: Keyword) -> Keyword:
    """The rule with its words in normal form."""
    return replace(
        rule,
        any=_forms(rule.any),
        all=tuple(_forms(group) for group in rule.all),
        none=_forms(rule.none),
        excluding=_forms(rule.excluding),
    )


def _forms(group: Sequence[str]) -> tuple[str, ...]:
    return tuple(form for word in group if (form := normal(word).text))

"""Keyword rules over one scan of the text: which topics a document is about, and the words that say so.

A rule matches once a document; its weight counts twice where one of its words stands in title or lead.
Confidence = 1 - exp(-evidence / threshold), rounded to 1e-4; a topic is assigned from evidence = threshold on.
What reaches the threshold only with rules on trial is suggested; retired rules match nothing.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.harms import Harm
from domain.labels import Hit, Mention, MentionKind, TopicLabel
from domain.rules import Keyword, PlaceGate, Status, Topic
from pipeline.match import Gates, Match, Rule, compiled, match
from pipeline.scan import Scanned

SHOWN = 8
"""Positions a hit keeps of each word: enough to show, bounded for any text."""
Severities = Mapping[Harm, tuple[float, float]]
"""Of each harm, without and with casualties."""

_OPENS = {
    MentionKind.INSTITUTION: frozenset({PlaceGate.OWN, PlaceGate.REGION}),
    MentionKind.PLACE: frozenset({PlaceGate.OWN, PlaceGate.REGION}),
    MentionKind.REGION: frozenset({PlaceGate.REGION}),
}


_SHUT = Gates()


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A topic with its rules ready to be matched, retired ones left out."""

    topic: Topic
    casualty: tuple[Rule, ...]
    is_rated: bool
    """A rule has a severity of its own."""


class TopicRules:
    """All topics with their rules, ready to judge scans."""

    def __init__(self, topics: Sequence[Topic], severities: Severities) -> None:
        used = [topic for topic in topics if topic.status is not Status.RETIRED]
        self._topics = [TopicRule(topic, _in_use(topic.casualty), _is_rated(topic)) for topic in used]
        self._rules = [(number, rule) for number, topic in enumerate(used) for rule in _in_use(topic.keywords)]
        self._candidates = _by_word([rule for _, rule in self._rules])
        self._severities = severities

    def words(self) -> Iterator[str]:
        """Every word that a scanner has to find for these rules."""
        for rule in (*(rule for _, rule in self._rules), *(rule for one in self._topics for rule in one.casualty)):
            yield from rule.words()

    def judge(self, scanned: Scanned, mentions: Sequence[Mention] = ()) -> tuple[TopicLabel, ...]:
        """The topics of a document in the order of the rules, with hits. `mentions`: what opens the place gates."""
        gates = opened(mentions) if mentions else _SHUT
        matches: dict[int, list[Match]] = {}
        for number in self._candidate_numbers(scanned):
            topic, rule = self._rules[number]
            found = match(rule, scanned, gates)
            if found is not None:
                matches.setdefault(topic, []).append(found)
        judged = (self._label(self._topics[topic], found, scanned, gates) for topic, found in matches.items())
        labels = [label for label in judged if label is not None]
        return tuple(self._with_subject(label, labels) for label in labels)

    def _candidate_numbers(self, scanned: Scanned) -> list[int]:
        """Rules of whose rarest group a word stands in the text: no other rule can match."""
        known = self._candidates
        return sorted({number for word in scanned.places.keys() & known.keys() for number in known[word]})

    def _label(self, rules: TopicRule, matches: Sequence[Match], scanned: Scanned, gates: Gates) -> TopicLabel | None:
        topic = rules.topic
        weight, is_suggested = evidence(topic, matches)
        if weight < topic.threshold:
            return None
        hurt = [found for rule in rules.casualty if (found := match(rule, scanned, gates)) is not None]
        harm = topic.stated_harm
        return TopicLabel(
            topic=topic.id,
            harm=harm,
            confidence=round(1 - math.exp(-weight / topic.threshold), 4),
            casualty=any(found.rule.is_stable for found in hurt) if hurt else False,
            hits=tuple([_hit(found, scanned) for found in (*matches, *hurt)]),
            severity=self._own_severity(harm, matches, hurt) if rules.is_rated and harm else None,
            is_suggested=is_suggested,
        )

    def _own_severity(self, harm: Harm, matches: Sequence[Match], hurt: Sequence[Match]) -> float | None:
        """Severity by the matched rules' own; None: the harm's. Casualties never make a matter milder than it is."""
        plain, casualty = _highest(matches), _highest(hurt)
        if casualty is not None or (plain is not None and not any(found.rule.is_stable for found in hurt)):
            return max(plain or 0.0, casualty or 0.0)
        return plain if plain and plain > self._severities.get(harm, (0.0, 0.0))[True] else None

    def _with_subject(self, label: TopicLabel, found: Sequence[TopicLabel]) -> TopicLabel:
        """An unverified claim is about the gravest other harm that the document names, and as severe as that."""
        if label.harm is not Harm.UNVERIFIED_CLAIM:
            return label
        others = [one for one in found if one.harm not in (None, label.harm) and not one.is_suggested]
        gravest = max(others, key=self._gravity, default=None)
        return (
            replace(label, about=gravest.harm, severity=gravest.severity) if gravest else replace(label, severity=None)
        )

    def _gravity(self, label: TopicLabel) -> float:
        if label.severity is not None or label.harm is None:
            return label.severity or 0.0
        return self._severities.get(label.harm, (0.0, 0.0))[label.casualty]


def opened(mentions: Iterable[Mention]) -> Gates:
    """The place gates that what a text names opens."""
    return Gates(gate for mention in mentions for gate in _OPENS.get(mention.kind, ()))


def evidence(topic: Topic, matches: Sequence[Match]) -> tuple[float, bool]:
    """Sum of the weights of rules that matched, doubled where a word stands in title or lead; whether it only suggests.

    Rules on trial count only where the stable ones do not reach the threshold.
    """
    sure = math.fsum([one.weight for one in matches if one.rule.is_stable])
    if sure >= topic.threshold:
        return sure, topic.status is Status.EXPERIMENTAL
    return math.fsum([one.weight for one in matches]), True


def _hit(found: Match, scanned: Scanned) -> Hit:
    """A match as it is kept: each word at its first places, in order."""
    shown = sorted([(place, word) for word, places in found.places.items() for place in places[:SHOWN]])
    at = scanned.form.at
    return Hit(
        rule=found.rule.keyword.id,
        words=tuple([word for _, word in shown]),
        positions=tuple([at(place) for place, _ in shown]),
    )


def _highest(matches: Sequence[Match]) -> float | None:
    """Highest own severity; a rule on trial has no say."""
    rated = [one.rule.keyword.severity for one in matches if one.rule.is_stable]
    return max((one for one in rated if one is not None), default=None)


def _is_rated(topic: Topic) -> bool:
    return any(keyword.severity is not None for keyword in topic.rules)


def _in_use(keywords: Sequence[Keyword]) -> tuple[Rule, ...]:
    return tuple(compiled(keyword) for keyword in keywords if keyword.status is not Status.RETIRED)


def _by_word(rules: Sequence[Rule]) -> dict[str, tuple[int, ...]]:
    """Word -> rules whose rarest group it is in."""
    found: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for word in min(rule.groups, key=_commonness, default=()):
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


def _commonness(group: Iterable[str]) -> float:
    """A rough guess at how often one of the words stands in a text: each further character is worth a factor of 8."""
    return math.fsum(8.0 ** -len(word) for word in group)

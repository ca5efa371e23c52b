"""Runs the tests that stand beside the topic rules."""

from collections.abc import Iterable

from config.topic_tests import TopicTest
from domain.labels import Mention, MentionKind, TopicLabel, Where
from domain.rules import PlaceGate, Rules, Status
from pipeline.boilerplate import read
from pipeline.match import compiled, match
from pipeline.scan import Scanned, Scanner
from pipeline.topics import TopicRules, opened

_NAMED = {
    PlaceGate.OWN: (Mention(kind=MentionKind.PLACE, name="", where=Where.BODY),),
    PlaceGate.REGION: (Mention(kind=MentionKind.REGION, name="", where=Where.BODY),),
    None: (),
}


class RuleTests:
    """The topic rules alone, ready to be tested."""

    def __init__(self, rules: Rules) -> None:
        self._topics = TopicRules(rules.topics, {})
        self._scanner = Scanner(self._topics.words())
        self._on_trial = {topic.id for topic in rules.topics if topic.status is Status.EXPERIMENTAL}
        self._rules = {
            keyword.id: compiled(keyword)
            for topic in rules.topics
            for keyword in topic.rules
            if not topic.is_retired(keyword)
        }

    def failing(self, tests: Iterable[TopicTest]) -> list[TopicTest]:
        """The tests that do not hold."""
        return [test for test in tests if not self.holds(test)]

    def holds(self, test: TopicTest) -> bool:
        """Whether the rules say of the text what the test expects."""
        scanned = self._scanned(test.title, test.text)
        label = next((one for one in self._topics.judge(scanned, _NAMED[test.gate]) if one.topic == test.topic), None)
        if test.casualty is not None and label is not None and label.casualty != test.casualty:
            return False
        if test.rule is not None:
            return self._matches(test, scanned) == test.expect
        return (label is not None and (not label.is_suggested or test.topic in self._on_trial)) == test.expect

    def labels(self, title: str, text: str, gate: PlaceGate | None) -> tuple[TopicLabel, ...]:
        """The topics of a text that names what `gate` says."""
        return self._topics.judge(self._scanned(title, text), _NAMED[gate])

    def _scanned(self, title: str, text: str) -> Scanned:
        reading = read(title, text)
        return self._scanner.find(reading.form, reading.title_end)

    def _matches(self, test: TopicTest, scanned: Scanned) -> bool:
        """Whether the rule that the test names matches, whatever the topic's threshold."""
        rule = self._rules.get(test.rule or "")
        return rule is not None and match(rule, scanned, opened(_NAMED[test.gate])) is not None

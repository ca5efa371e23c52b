"""The tests that stand beside the topics, as values with the place where each stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.problems import unknown
from config.schema_topics import TestForm
from config.topics import StandingTopic
from domain.errors import Problem
from domain.rules import PlaceGate, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTest:
    """A text beside a topic, and what must be said of it; `casualty` None where it does not matter."""

    __test__ = False
    topic: str
    title: str
    text: str
    expect: bool
    casualty: bool | None
    rule: str | None
    """Whole id of the rule that must match, or must not."""
    gate: PlaceGate | None
    """The text is taken as one that names the institution's own place, or its region."""
    place: str
    """File and line."""

    def problem(self) -> Problem:
        """That it does not hold."""
        code = "config.test_missed" if self.expect else "config.test_failed"
        told = f"{self.title} {self.text}".strip()[:60]
        return Problem(path=self.place, code=code, params=(("topic", self.rule or self.topic), ("text", told)))


def topic_tests(
    standing: Mapping[str, StandingTopic], topics: Sequence[Topic], problems: list[Problem]
) -> tuple[TopicTest, ...]:
    """The tests of all topics, by topic; one that speaks of a rule that is not there is a problem."""
    return tuple(test for topic in topics for test in _tests(standing[topic.id], topic, problems))


def _tests(standing: StandingTopic, topic: Topic, problems: list[Problem]) -> Iterator[TopicTest]:
    # Of a keyword rule and a casualty rule of one name the keyword rule is meant.
    rules = {rule.id.rpartition(".")[2]: rule.id for rule in reversed(topic.rules)}
    for number, form in enumerate(standing.form.tests):
        path = (*standing.path, "tests", number)
        if form.rule is not None and form.rule not in rules:
            problems.append(unknown(standing.parsed.place((*path, "rule")), form.rule, rules, "config.unknown_rule"))
        yield _test(form, topic, rules, standing.parsed.place(path))


def _test(form: TestForm, topic: Topic, rules: Mapping[str, str], place: str) -> TopicTest:
    return TopicTest(
        topic=topic.id, title=form.title, text=form.text, expect=form.expect, casualty=form.casualty,
        rule=rules.get(form.rule) if form.rule else None, gate=form.place, place=place,
    )  # fmt: skip

"""Criticism is not risk, whatever a desk configures: no topic with a harm may match a text of the boundary's list.

Whatever is to act is checked: files that are read in or proposed, tables of words, and the files that processing begins with.
Each text is taken as one that names the institution's own place, so that no place gate hides a match; what only rules on
trial find counts too.
"""

from collections.abc import Iterator
from pathlib import Path

from config.boundary import BoundaryText, load_boundary
from config.load import Configuration, load_configuration
from domain.errors import ConfigError, Problem
from domain.labels import TopicLabel
from domain.rules import PlaceGate, Rules
from service.rule_tests import RuleTests

Crossing = tuple[BoundaryText, TopicLabel]


def load_within(folder: Path | None) -> Configuration:
    """The configuration of a folder, as `load_configuration`. ConfigError also where it crosses the boundary."""
    configuration = load_configuration(folder)
    check_boundary(configuration, RuleTests(configuration.rules))
    return configuration


def check_files(rules: Rules, folder: Path) -> None:
    """The same of rules that were loaded from a folder: its files are read again only to say where the fault stands."""
    if crossings(rules, RuleTests(rules)):
        load_within(folder)


def check_boundary(configuration: Configuration, tests: RuleTests) -> None:
    """ConfigError with a problem for every topic of the configuration that crosses. `tests`: its rules ready to be tested."""
    found = crossed(configuration, tests)
    if found:
        raise ConfigError(found)


def crossed(configuration: Configuration, tests: RuleTests) -> tuple[Problem, ...]:
    """The problems of `crossings`, each with its place in the files."""
    return tuple(configuration.places.located(problem) for problem in crossings(configuration.rules, tests))


def crossings(rules: Rules, tests: RuleTests) -> tuple[Problem, ...]:
    """A problem for every topic with a harm that matches texts of the boundary, in the order of the rules."""
    harmful = {topic.id for topic in rules.topics if topic.harm is not None}
    by_topic: dict[str, list[Crossing]] = {}
    for text, label in _matches(tests):
        if label.topic in harmful:
            by_topic.setdefault(label.topic, []).append((text, label))
    return tuple(_problem(by_topic[topic.id]) for topic in rules.topics if topic.id in by_topic)


def _matches(tests: RuleTests) -> Iterator[Crossing]:
    for text in load_boundary():
        for label in tests.labels(text.title, text.text, PlaceGate.OWN):
            yield text, label


def _problem(found: list[Crossing]) -> Problem:
    """Where the first rule stands that matched, in which words, and the numbers of all texts."""
    text, label = found[0]
    hit = label.hits[0]
    params = (
        ("topic", label.topic), ("rule", hit.rule), ("words", " ".join(dict.fromkeys(hit.words))),
        ("title", text.title), ("numbers", ", ".join(str(one.number) for one, _ in found)),
    )  # fmt: skip
    return Problem(path=f"topics.{label.topic}", code="config.crosses_boundary", params=params)

"""Texts held against one rule or topic by its id: the question behind `explain --rule`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.problems import nearest
from domain.codec import to_plain
from domain.errors import BadUse
from domain.messages import Catalogue
from domain.rules import Rules, Topic
from pipeline.why_not import Examiner
from service.why_rule import about_rule, why_rule, why_standing, why_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A topic, or with `rule` one rule of it."""

    topic: Topic
    rule: str | None


def asked(rules: Rules, name: str) -> Asked:
    """The topic, or the rule, of that id; BadUse with the nearest one where there is none."""
    known = {topic.id: Asked(topic=topic, rule=None) for topic in rules.topics}
    for topic in rules.topics:
        for keyword in topic.rules:
            known.setdefault(keyword.id, Asked(topic=topic, rule=keyword.id))
    if name not in known:
        near = nearest(name, known)
        raise BadUse("explain.unknown_rule_near" if near else "explain.unknown_rule", id=name, nearest=near)
    return known[name]


class Examination:
    """One question, ready to be put to texts."""

    def __init__(self, rules: Rules, question: Asked) -> None:
        self._question = question
        self._examiner = Examiner(rules, [question.topic])

    def lines(self, catalogue: Catalogue, title: str, text: str) -> Iterator[str]:
        """The answer for a person."""
        (verdict,), whole = self._examiner.examine(title, text), f"{title}\n{text}"
        topic, rule = self._question.topic, verdict.of(self._question.rule or "")
        if rule is None:
            yield from why_topic(catalogue, whole, verdict, topic)
            return
        keyword = next(one for one in topic.rules if one.id == rule.rule)
        yield from why_rule(catalogue, whole, rule, keyword, adds=rule in verdict.rules)
        yield from about_rule(catalogue, keyword)
        yield from why_standing(catalogue, rule, verdict, topic)

    def row(self, title: str, text: str) -> dict[str, Any]:
        """The answer as plain data: the topic's verdict, with one rule where one was asked for."""
        (verdict,) = self._examiner.examine(title, text)
        plain: dict[str, Any] = to_plain(verdict)
        if self._question.rule is None:
            return plain
        return {**plain, "rules": [to_plain(verdict.of(self._question.rule))], "casualty": []}

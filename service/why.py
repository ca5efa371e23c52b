"""Why something stands where it stands, as lines of text: an event its level, a document its labels."""

from collections.abc import Iterator

from domain.labels import Labels, TopicLabel
from domain.messages import Catalogue
from domain.rules import Rules
from scoring.explain import explain, sentence
from storage.base import EventRow


def why_event(catalogue: Catalogue, row: EventRow, rules: Rules) -> Iterator[str]:
    """One sentence, then every contribution, coverage, configuration and topics."""
    one = row.assessment
    if one is None:
        yield catalogue.text("event.not_assessed")
        return
    scopes = {scope.scope.id: scope for scope in rules.scopes}
    yield sentence(explain(one, scopes.get(one.scope_id, rules.scopes[0])), catalogue)
    for part in sorted(one.contributions, key=lambda part: -abs(part.points)):
        yield f"  {part.points:+7.2f}  {catalogue.text(f'factor.{part.name}')}"
    yield catalogue.text("event.computed", coverage=f"{one.coverage:.0%}", config_id=one.config_id)
    yield catalogue.text("event.topics", topics=_names(rules, row.event.topics))


def why_labels(catalogue: Catalogue, labels: Labels, rules: Rules) -> Iterator[str]:
    """Topics with the rules and words that gave them, tone with its evidence, what of the desk's world is named."""
    if not labels.topics:
        yield catalogue.text("explain.no_topic")
    for topic in labels.topics:
        yield from _topic_lines(catalogue, topic, rules)
    tone = catalogue.text(f"tone.{labels.sentiment.label or 'none'}")
    words = ", ".join(f"{one.word}({one.weight:+.2f})" for one in labels.sentiment.evidence) or "-"
    yield catalogue.text("explain.tone", tone=tone, score=f"{labels.sentiment.score:+.2f}", words=words)
    named = ", ".join(f"{one.name}({catalogue.text(f'where.{one.where}')})" for one in labels.mentions) or "-"
    yield catalogue.text("explain.mentions", named=named)
    yield catalogue.text("explain.made", config_id=labels.config_id, engine=labels.engine, model=labels.model)


def _topic_lines(catalogue: Catalogue, topic: TopicLabel, rules: Rules) -> Iterator[str]:
    yield catalogue.text(
        "explain.topic", name=_names(rules, (topic.topic,)), confidence=f"{topic.confidence:.2f}",
        casualty=catalogue.text("explain.casualty") if topic.casualty else "",
    )  # fmt: skip
    for hit in topic.hits:
        yield catalogue.text("explain.hit", rule=hit.rule, words=", ".join(hit.words))


def _names(rules: Rules, topics: tuple[str, ...]) -> str:
    names = {topic.id: topic.name for topic in rules.topics}
    return ", ".join(names.get(one, one) for one in topics) or "-"

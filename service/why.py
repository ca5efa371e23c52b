"""Why a document has its labels, as lines of text."""

from collections.abc import Iterable, Iterator

from domain.labels import LEXICON, Hit, Labels, Mention, MentionKind, TopicLabel
from domain.messages import Catalogue
from domain.rules import Rules
from pipeline.verdicts import Spot
from service.why_rule import marked


def why_labels(catalogue: Catalogue, labels: Labels, rules: Rules, text: str) -> Iterator[str]:
    """Topics with the rules and words that gave them, tone with its evidence, what of the desk's world is named.

    `text` is `title + "\\n" + text` of what was labelled; where it is gone, words are shown without their surroundings.
    """
    if not labels.topics:
        yield catalogue.text("explain.no_topic")
    for topic in (*labels.topics, *labels.suggestions):
        yield from _topic_lines(catalogue, topic, rules, text)
    tone = catalogue.text(f"tone.{labels.sentiment.label or 'none'}")
    words = ", ".join(f"{one.word}({one.weight:+.2f})" for one in labels.sentiment.evidence) or "-"
    yield catalogue.text("explain.tone", tone=tone, score=f"{labels.sentiment.score:+.2f}", words=words)
    if labels.sentiment.origin != LEXICON:
        yield catalogue.text("explain.tone_model", model=labels.sentiment.origin)
    if labels.sentiment.is_outside:
        yield catalogue.text("explain.outside")
    own = [one for one in labels.mentions if one.kind is not MentionKind.ELSEWHERE]
    yield catalogue.text("explain.mentions", named=_named(catalogue, own))
    if len(own) < len(labels.mentions):
        others = [one for one in labels.mentions if one.kind is MentionKind.ELSEWHERE]
        yield catalogue.text("explain.elsewhere", named=_named(catalogue, others))
    yield catalogue.text("explain.made", config_id=labels.config_id, engine=labels.engine, model=labels.model)


def _topic_lines(catalogue: Catalogue, topic: TopicLabel, rules: Rules, text: str) -> Iterator[str]:
    marks = "".join(
        (
            catalogue.text("explain.casualty") if topic.casualty else "",
            "" if topic.severity is None else catalogue.text("explain.own_severity", severity=f"{topic.severity:g}"),
            catalogue.text("explain.suggested") if topic.is_suggested else "",
        )
    )
    name, confidence = _names(rules, (topic.topic,)), f"{topic.confidence:.2f}"
    yield catalogue.text("explain.topic", name=name, confidence=confidence, casualty=marks)
    for hit in topic.hits:
        maker, _, model = hit.rule.partition(":")
        code, by = ("explain.hit_model", model) if maker == "model" else ("explain.hit", hit.rule)
        yield catalogue.text(code, rule=by, words=_shown(catalogue, hit, text))


def _shown(catalogue: Catalogue, hit: Hit, text: str) -> str:
    """The words of a hit in their surroundings, or by themselves where the text is gone."""
    spots = [Spot(word=word, position=at) for word, at in zip(hit.words, hit.positions, strict=True)]
    return marked(catalogue, text, spots) or ", ".join(hit.words)


def _named(catalogue: Catalogue, mentions: Iterable[Mention]) -> str:
    return ", ".join(f"{one.name}({catalogue.text(f'where.{one.where}')})" for one in mentions) or "-"


def _names(rules: Rules, topics: tuple[str, ...]) -> str:
    return ", ".join(rules.topic_names.get(one, one) for one in topics) or "-"

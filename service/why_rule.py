"""Why a rule or a topic says what it says of a text, as lines: what failed is named and shown where it stands."""

from collections.abc import Iterable, Iterator, Sequence

from domain.messages import Catalogue
from domain.rules import Keyword, Rules, Status, Topic
from pipeline.verdicts import Part, Reason, RuleVerdict, Spot, TopicVerdict
from service.excerpt import excerpt

SHOWN = 8
"""Words of a group that are shown."""


def why_topic(catalogue: Catalogue, text: str, verdict: TopicVerdict, topic: Topic) -> Iterator[str]:
    """The topic; its rules that match; those all of whose words are there and that something keeps from matching; and
    by name those that want words. Casualty rules where they match and the topic is assigned.

    `text` is `title + "\\n" + text` as it was examined.
    """
    yield _standing(catalogue, verdict, topic)
    keywords = {keyword.id: keyword for keyword in topic.rules}
    for one in sorted(verdict.rules, key=lambda one: not one.matches):
        if not one.missing:
            yield from why_rule(catalogue, text, one, keywords[one.rule], adds=True)
    for one in verdict.casualty if verdict.is_assigned else ():
        if one.matches:
            yield from why_rule(catalogue, text, one, keywords[one.rule], adds=False)
    yield from _wanting(catalogue, verdict)


def _wanting(catalogue: Catalogue, verdict: TopicVerdict) -> Iterator[str]:
    """Rules that some or all groups have no word of."""
    partly = [one for one in verdict.rules if 0 < len(one.missing) < one.groups]
    if partly:
        item = "explain.partly_item"
        rules = (catalogue.text(item, rule=one.rule, groups=", ".join(one.missing)) for one in partly)
        yield catalogue.text("explain.partly", rules=catalogue.text("explain.list").join(rules))
    silent = sum(0 < one.groups == len(one.missing) for one in verdict.rules)
    if silent:
        yield catalogue.text("explain.untouched", count=silent)


def why_rule(catalogue: Catalogue, text: str, verdict: RuleVerdict, keyword: Keyword, *, adds: bool) -> Iterator[str]:
    """One rule with all that stands in its way, or with the words that count. `adds`: no casualty rule, so it weighs."""
    trial = catalogue.text("explain.on_trial") if keyword.status is Status.EXPERIMENTAL else ""
    if verdict.matches:
        early = catalogue.text("explain.early") if verdict.is_early else ""
        weight = catalogue.text("explain.weighs", weight=f"{verdict.weight:g}", early=early) if adds else ""
        yield catalogue.text("explain.matches", rule=verdict.rule, weight=weight, trial=trial)
        yield "    " + marked(catalogue, text, verdict.spots)
    else:
        yield catalogue.text("explain.fails", rule=verdict.rule, trial=trial)
    for reason in verdict.reasons:
        yield "  - " + _why(catalogue, text, reason)


def why_standing(catalogue: Catalogue, verdict: RuleVerdict, topic: TopicVerdict, of: Topic) -> Iterator[str]:
    """After one rule: what its topic makes of it."""
    if verdict in topic.rules:
        yield _standing(catalogue, topic, of)


def about_rule(catalogue: Catalogue, keyword: Keyword) -> Iterator[str]:
    """What the rule is for and what it is known to hit wrongly, where somebody wrote it down."""
    if keyword.description:
        yield catalogue.text("explain.description", text=keyword.description)
    if keyword.false_positives:
        yield catalogue.text("explain.false_positives", text="; ".join(keyword.false_positives))


def below(catalogue: Catalogue, verdicts: Iterable[TopicVerdict], rules: Rules) -> Iterator[str]:
    """Topics of which rules match without reaching the threshold."""
    topics = {topic.id: topic for topic in rules.topics}
    for verdict in verdicts:
        if not verdict.is_assigned and verdict.evidence:
            yield _standing(catalogue, verdict, topics[verdict.topic])


def marked(catalogue: Catalogue, text: str, spots: Sequence[Spot]) -> str:
    """The text around the words, these marked."""
    spans = [(spot.position, spot.position + len(spot.word)) for spot in spots]
    return excerpt(text, spans, catalogue.text("explain.mark", word="{}"))


def _standing(catalogue: Catalogue, verdict: TopicVerdict, topic: Topic) -> str:
    code = "suggested" if verdict.is_suggested else "assigned" if verdict.is_assigned else "below"
    if topic.status is Status.RETIRED:
        code = "retired"
    elif not verdict.evidence:
        code = "silent"
    return catalogue.text(
        f"explain.topic_{code}", name=topic.name, id=topic.id,
        evidence=f"{verdict.evidence:.2f}", threshold=f"{verdict.threshold:.2f}",
    )  # fmt: skip


def _why(catalogue: Catalogue, text: str, reason: Reason) -> str:
    code = f"{reason.part}_{reason.by[0]}" if reason.part is Part.PLACE else str(reason.part)
    words = catalogue.text("explain.list").join(reason.by[:SHOWN])
    more = catalogue.text("explain.more", count=len(reason.by)) if len(reason.by) > SHOWN else ""
    return catalogue.text(
        f"explain.not.{code}", group=reason.group, by=words + more, found=reason.found, allowed=reason.allowed,
        word=reason.spots[0].word if reason.spots else "", excerpt=marked(catalogue, text, reason.spots),
    )  # fmt: skip

"""Published precision: of the first alerts of episodes that people judged, how many were real (DOMAIN 4).

Each episode counts once, by its first alert. A duplicate and what is not ours count against it, as noise does: somebody
was told for nothing. Who judges chooses what is judged, so what nobody judged stands beside it, with what the share would be
if all of that were real, or none of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from domain.duty import Disposition
from domain.risk import level_name
from domain.rules import Rules
from scoring.proportion import Share, share
from service.quality.episodes import Episode, Span, episodes, first_touch
from storage.base import Storage
from storage.values import CarrierRow

Key = tuple[str, ...]
ALL: Key = ()
UNKNOWN = "-"
"""The group of what nothing is stored of any more."""


class Grouped(StrEnum):
    """By what alerts can be told apart."""

    LEVEL = "level"
    """At which the episode was first told of."""
    TOPIC = "topic"
    """With a harm, of the documents that stood then; an event of several topics counts in each."""
    RULE = "rule"
    """That gave one of those topics; an event that several rules found counts in each."""
    SOURCE = "source"
    """Outlet that carried it first."""
    KIND = "kind"
    """Platform and tier of that outlet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of one group."""

    group: Key
    """Empty for all; a level; a topic; a topic and a rule; an outlet and its platform and tier; a platform and a tier."""
    alerted: int
    said: Mapping[Disposition, int]
    real: Share
    """Of those judged."""
    bounds: tuple[float, float] | None
    """The share if none, or all, of what nobody judged were real; None where there is nothing."""

    @property
    def judged(self) -> int:
        return self.real.total

    @property
    def unjudged(self) -> int:
        return self.alerted - self.real.total


def precision(
    storage: Storage, rules: Rules, span: Span, by: Grouped, scope_id: str | None = None
) -> tuple[Precision, ...]:
    """All first alerts of a span, then each group, those with most alerts first, then by name."""
    told = [one for one in episodes(storage, rules, span, scope_id) if one.told]
    found = _groups(storage, rules, span, by, told)
    groups: dict[Key, list[Episode]] = {}
    for episode, own in found:
        for group in own:
            groups.setdefault(group, []).append(episode)
    ordered = sorted(groups, key=lambda group: (-len(groups[group]), group))
    return (precision_of(ALL, told), *(precision_of(group, groups[group]) for group in ordered))


def precision_of(group: Key, told: Iterable[Episode]) -> Precision:
    """The counts of some episodes."""
    said = Counter(one.disposition for one in told)
    alerted, judged, real = said.total(), said.total() - said[None], said[Disposition.REAL]
    bounds = (round(real / alerted, 4), round((real + said[None]) / alerted, 4)) if alerted else None
    return Precision(
        group=group,
        alerted=alerted,
        said={one: said[one] for one in Disposition},
        real=share(real, judged),
        bounds=bounds,
    )


def _groups(
    storage: Storage, rules: Rules, span: Span, by: Grouped, told: Sequence[Episode]
) -> Iterator[tuple[Episode, Iterable[Key]]]:
    """Each episode with the groups that it counts in."""
    if by is Grouped.LEVEL:
        for one in told:
            page = one.told[0]
            yield one, [(level_name(page.level, proposed=page.proposed),)]
        return
    harmless = {topic.id for topic in rules.topics if topic.stated_harm is None}
    waiting: dict[str, list[Episode]] = {}
    for one in told:
        waiting.setdefault(one.event_id, []).append(one)
    carriers = storage.carriers(first_touch(span, rules), topics=by in (Grouped.TOPIC, Grouped.RULE))
    for event_id, rows in groupby(carriers, key=lambda row: row.event_id):
        members = list(rows) if event_id in waiting else []
        for one in waiting.pop(event_id, ()):
            stood = [row for row in members if row.joined_at <= one.told[0].decided_at]
            yield one, groups_of(stood, by, harmless)
    yield from ((one, [(UNKNOWN,)]) for left in waiting.values() for one in left)


def groups_of(stood: Sequence[CarrierRow], by: Grouped, harmless: AbstractSet[str]) -> list[Key]:
    """Groups of an event with these documents, earliest first."""
    found: set[Key]
    if by is Grouped.SOURCE:
        found = {(row.outlet, row.platform, row.tier) for row in stood[:1]}
    elif by is Grouped.KIND:
        found = {(row.platform, row.tier) for row in stood[:1]}
    else:
        said = [(topic, rules) for row in stood for topic, rules in row.topics if topic not in harmless]
        of_rules = by is Grouped.RULE
        found = (
            {(topic, rule) for topic, rules in said for rule in rules} if of_rules else {(topic,) for topic, _ in said}
        )
    return sorted(found) or [(UNKNOWN,)]

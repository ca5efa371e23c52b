"""Invented facts for the tests of scoring."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.events import EventFacts, Fact, Scope
from domain.harms import Harm
from domain.items import Platform, Tier
from domain.labels import Mention, MentionKind, Tone, TopicLabel, Where
from domain.risk import Level, LevelMemory
from domain.routes import Duty
from domain.rules import Institution, Place, ScopeRules

START = datetime(2025, 3, 1, tzinfo=UTC)
PLACE = Mention(kind=MentionKind.PLACE, name="望川", code="990101", where=Where.TITLE)
FIRE = TopicLabel(topic="fire", harm=Harm.FIRE_EXPLOSION, confidence=0.9)

DUTIES = tuple(
    Duty(
        level=level, acknowledge=timedelta(minutes=10), deputy_after=timedelta(minutes=10),
        fact_check=timedelta(minutes=30), answer_target=timedelta(hours=hours), answer_limit=timedelta(hours=48),
    )
    for level, hours in ((Level.IV, 48), (Level.III, 24), (Level.II, 4), (Level.I, 4))
)  # fmt: skip

RULES = ScopeRules(
    scope=Scope(name="desk"),
    institution=Institution(
        name="望川应急局", aliases=("应急局",), places=(Place(code="990101", name="望川", aliases=("望川区",)),),
        region=("澄江市",), sector=("消防",),
    ),
    duties=DUTIES,
)  # fmt: skip


def fact(number: int, **changes: Any) -> Fact:
    """The `number`-th member: 10 minutes after the one before, at an outlet of its own."""
    at = START + timedelta(minutes=10 * number)
    plain = Fact(
        document_id=f"D{number}", sequence=number, happened_at=at, collected_at=at, outlet=f"outlet {number}",
        platform=Platform.NEWS, tier=Tier.LOCAL, duplicate=False, tone=None, topics=(FIRE,), mentions=(PLACE,),
    )  # fmt: skip
    return replace(plain, **changes)


def event(facts: Sequence[Fact]) -> EventFacts:
    return EventFacts(event_id="E1", facts=tuple(facts))


def memory(**known: Any) -> LevelMemory:
    return LevelMemory(event_id="E1", scope_id="desk", **known)


def negative(count: int, total: int) -> list[Fact]:
    """`total` members with a tone, `count` of them negative."""
    return [fact(i, tone=Tone.NEGATIVE if i < count else Tone.NEUTRAL) for i in range(total)]

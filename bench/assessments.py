"""What an assessment costs: microseconds for events of 10, 100 and 1 000 members, by step.

    .venv/bin/python -m bench.assessments [--seconds 0.5]

gather     facts to evidence, once each time a member joins
weigh      index and level, at every evaluation
explained  contributions, where a row is kept
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.events import EventFacts, Fact, Scope
from domain.harms import Harm
from domain.items import Platform, Tier
from domain.labels import Mention, MentionKind, Tone, TopicLabel, Where
from domain.risk import LevelMemory
from domain.rules import Institution, Place, ScopeRules
from scoring.evidence import gather
from scoring.index import explained, weigh

START = datetime(2025, 3, 1, tzinfo=UTC)
RULES = ScopeRules(
    scope=Scope(name="desk"), institution=Institution(name="desk", places=(Place(code="990101", name="town"),))
)
MEMORY = LevelMemory(event_id="E", scope_id="desk")


def facts(count: int) -> EventFacts:
    """Invented members: an outlet in 60, every platform and tier in turn, one label and two mentions each."""
    platforms, tiers = list(Platform), list(Tier)
    mentions = tuple(
        Mention(kind=MentionKind.PLACE, name=name, where=where)
        for name, where in (("town", Where.TITLE), ("far", Where.BODY))
    )
    members = (
        Fact(
            document_id=f"D{i}",
            sequence=i,
            happened_at=START + timedelta(minutes=i),
            collected_at=START + timedelta(minutes=i),
            outlet=f"outlet {i % 60}",
            platform=platforms[i % 7],
            tier=tiers[i % 4],
            duplicate=i % 4 == 3,
            tone=Tone.NEGATIVE if i % 2 else None,
            topics=(TopicLabel(topic="fire", harm=Harm.FIRE_EXPLOSION, confidence=0.9, casualty=i % 3 == 0),),
            mentions=mentions,
        )
        for i in range(count)
    )
    return EventFacts(event_id="E", facts=tuple(members))


def microseconds(work: Callable[[], object], seconds: float) -> float:
    """Best mean of five runs."""
    runs = []
    for _ in range(5):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds / 5:
            work()
            count += 1
        runs.append((time.perf_counter() - start) / count)
    return min(runs) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=0.5)
    seconds = parser.parse_args().seconds
    print(f"{'members':>8} {'gather':>9} {'weigh':>9} {'explained':>10}   microseconds")
    for count in (10, 100, 1000):
        event = facts(count)
        now = START + timedelta(minutes=count)
        evidence = gather(event, RULES, platforms=7)
        kept = weigh(evidence, RULES, MEMORY, now=now, config_id="c", code_version="1").assessment
        costs = (
            microseconds(lambda: gather(event, RULES, platforms=7), seconds),  # noqa: B023  run at once
            microseconds(lambda: weigh(evidence, RULES, MEMORY, now=now, config_id="c", code_version="1"), seconds),  # noqa: B023
            microseconds(lambda: explained(kept, RULES), seconds),  # noqa: B023
        )
        print(f"{count:>8} {costs[0]:>9.1f} {costs[1]:>9.1f} {costs[2]:>10.1f}")


if __name__ == "__main__":
    main()

"""Spread: what an event of 10 000 members costs, and how near texts of one event and of different ones are.

    python -m bench.spread [--shared ../shared]

Cost is without reading members from the store. Nearness: every pair of reports of a labelled event, and pairs of reports
of different ones; the figures on which `pipeline.spread.LEAST_NEAR` rests.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np

from bench.reprints import signed
from bench.shared import shared_folder
from bench.streams import make_document, read_stream
from domain.events import Member
from domain.items import Document
from domain.labels import Sketch
from pipeline.duplicates import VALUES, similarity
from pipeline.spread import spread

MEMBERS = 10_000
OTHERS = 3
"""Reports of another event that a report is held against."""
SHARES = (0.5, 0.75, 0.9, 0.999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A made member."""

    member: Member
    document: Document
    sketch: Sketch


def main() -> None:
    """Print cost, then quantiles."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=shared_folder())
    options = parser.parse_args()
    for outlets in (60, MEMBERS):
        rows = list(made(outlets))
        started = time.process_time()
        found = spread(rows)
        print(f"{MEMBERS} members, {len(found.steps)} outlets: {time.process_time() - started:.2f} s")
    events = labelled(options.shared)
    show("one event", [similarity(*pair) for texts in events for pair in combinations(texts, 2)])
    show("different events", [similarity(one, other) for some, others in combinations(events, 2)
                              for one in some for other in others[:OTHERS]])  # fmt: skip


def made(outlets: int) -> Iterator[Row]:
    """Members a minute apart at so many outlets in turn, each with a text of its own."""
    drawn = np.random.default_rng(1)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    plain = make_document("made", "2026-01-01 00:00", "")
    for number in range(MEMBERS):
        moment = at + timedelta(minutes=number)
        member = Member(event_id="E1", document_id=f"D{number}", sequence=number, joined_at=moment, happened_at=moment)
        document = Document(
            id=member.document_id, source_id="S1", outlet=f"outlet{number % outlets}", platform=plain.platform,
            tier=plain.tier, url=plain.url, title="", text="", published_at=moment, collected_at=moment, content_hash="",
            duplicate_group="",
        )  # fmt: skip
        values = tuple(drawn.integers(0, 2**32, VALUES).tolist())
        yield Row(member=member, document=document, sketch=Sketch(signature=values, terms=()))


def labelled(shared: Path) -> list[list[bytes]]:
    """Signatures of the reports of each labelled event."""
    events: dict[str, list[bytes]] = {}
    for row in read_stream(shared):
        if row.event:
            events.setdefault(row.event, []).append(signed(row.document.title, row.document.text))
    return [texts for _, texts in sorted(events.items())]


def show(name: str, values: Sequence[float]) -> None:
    """Quantiles of similarities."""
    quantiles = ", ".join(
        f"{share:.1%} up to {value:.3f}" for share, value in zip(SHARES, np.quantile(values, SHARES), strict=True)
    )
    print(f"{name}: {len(values)} pairs, {quantiles}")


if __name__ == "__main__":
    main()

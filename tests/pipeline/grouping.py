"""What tests of grouping share: made documents, and a shelf that keeps what a store would."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.addresses import document_id
from domain.events import Event, Member
from domain.items import Document, Platform, Tier
from domain.labels import Labelled, Labels, Sketch, TopicLabel
from domain.rules import Grouping
from pipeline.duplicates import signature
from pipeline.events import Grouper, Placement
from pipeline.regrouping import Regrouping

START = datetime(2026, 3, 1, tzinfo=UTC)
RULES = Grouping()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    member: Member
    document: Document
    labels: Labels
    sketch: Sketch


class Shelf:
    """Keeps what a store would: latest revision of each member, latest value of each event."""

    def __init__(self) -> None:
        self.rows: dict[str, Stored] = {}
        self.events: dict[str, Event] = {}

    def keep(self, document: Document, labelled: Labelled, placement: Placement) -> None:
        kept = replace(document, title="", text="", duplicate_group=placement.duplicate_group)
        self.rows[document.id] = Stored(
            member=placement.member, document=kept, labels=labelled.labels, sketch=labelled.sketch
        )
        self.events[placement.event.id] = placement.event

    def regroup(self, regrouping: Regrouping) -> None:
        self.events.update((event.id, event) for event in regrouping.events)
        for member in regrouping.members:
            self.rows[member.document_id] = replace(self.rows[member.document_id], member=member)

    def restored(self, now: datetime) -> Grouper:
        grouper, since = Grouper(RULES), now - RULES.window
        self.take_up(grouper, [event.id for event in self.events.values() if event.touched_at >= since])
        return grouper

    def take_up(self, grouper: Grouper, ids: Sequence[str]) -> None:
        rows = sorted(self.rows.values(), key=lambda row: row.member.sequence)
        grouper.restore(
            [row for row in rows if row.member.event_id in ids], [self.events[name] for name in sorted(ids)]
        )


def make(
    name: str, words: Sequence[int], hours: float, *, revision: int = 1, shingles: int = 0, topic: str = ""
) -> tuple[Document, Labelled]:
    """A document about some words (term ids); equal `shingles` > 0 are the same text."""
    at = START + timedelta(hours=hours)
    document = Document(
        id=document_id(name), source_id="S", outlet=f"o{len(name) % 3}", platform=Platform.NEWS, tier=Tier.LOCAL, url=f"http://a.example/{name}",
        title="", text="", published_at=at, collected_at=at, content_hash="c", revision=revision, duplicate_group="G" + name,
    )  # fmt: skip
    sketch = Sketch(
        signature=signature(f"{shingles}".rjust(3, "甲") * 30) if shingles else (),
        terms=tuple(sorted((word, 1000 + 7 * word) for word in set(words))),
    )
    topics = (TopicLabel(topic=topic, harm=None, confidence=0.9),) if topic else ()
    labels = Labels(topics=topics, config_id="x", engine="e", model="m")
    return document, Labelled(document_id=document.id, revision=revision, labels=labels, sketch=sketch, tokens="")


def place(grouper: Grouper, made: tuple[Document, Labelled], sequence: int) -> Placement:
    return grouper.place(*made, sequence, made[0].collected_at)

"""Small makers of values for tests: everything has a default, everything can be said otherwise. All names are made up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.addresses import digest, document_id, source_id
from domain.alerts import Alert, Delivery, DeliveryStatus, Reason, SubjectKind, alert_id
from domain.crawl import PollState
from domain.duty import Response, ResponseKind, Role, User
from domain.events import Event, Member, event_id
from domain.feedback import Correction, Task
from domain.handover import Handover, ShiftSpan, handover_id
from domain.harms import Harm
from domain.items import Document, Platform, Source, SourceKind, Tier
from domain.labels import (
    Hit,
    Labelled,
    Labels,
    Mention,
    MentionKind,
    Sentiment,
    Sketch,
    Tone,
    ToneWord,
    TopicLabel,
    Where,
)
from domain.risk import Assessment, Contribution, Factor, Level, LevelMemory
from storage.values import Change, Collected, Cursor, Harvest, Placed, Step

NOON = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
"""Noon of a Monday in Shanghai."""
SOURCE_URL = "https://news.linjiang.example/feed.xml"


def at(minutes: float = 0) -> datetime:
    """So many minutes after NOON."""
    return NOON + timedelta(minutes=minutes)


def a_source(url: str = SOURCE_URL, **other: Any) -> Source:
    given: dict[str, Any] = {
        "id": source_id(url), "name": "临江新闻", "kind": SourceKind.FEED, "url": url, "outlet": "临江新闻",
        "platform": Platform.NEWS, "tier": Tier.LOCAL,
    }  # fmt: skip
    return Source(**(given | other))


def a_document(number: int = 1, **other: Any) -> Document:
    """Document `number` of the source at SOURCE_URL."""
    url = f"https://news.linjiang.example/{number}.html"
    text = str(other.get("text", f"第{number}条:城东化工厂今晨起火。"))
    given: dict[str, Any] = {
        "id": document_id(url), "source_id": source_id(SOURCE_URL), "outlet": "临江新闻", "platform": Platform.NEWS,
        "tier": Tier.LOCAL, "url": url, "title": f"新闻{number}", "text": text, "published_at": at(number - 30),
        "collected_at": at(number), "content_hash": digest(text), "duplicate_group": digest("group", text),
    }  # fmt: skip
    return Document(**(given | other))


def a_poll_state(source: Source | None = None, **other: Any) -> PollState:
    source = source or a_source()
    given: dict[str, Any] = {
        "source_id": source.id, "address": source.url, "next_poll_at": at(30), "interval": timedelta(minutes=30)
    }  # fmt: skip
    return PollState(**(given | other))


def collected(document: Document, key: str | None = None, fingerprint: str | None = None) -> Collected:
    return Collected(
        document=document, key=key or digest("key", document.url), fingerprint=fingerprint or document.content_hash
    )


def a_harvest(*documents: Document, **other: Any) -> Harvest:
    """A harvest of documents of one source."""
    given: dict[str, Any] = {
        "source_id": documents[0].source_id if documents else a_source().id,
        "at": at(60),
        "collected": tuple(collected(document) for document in documents),
    }
    return Harvest(**(given | other))


def some_labels(**other: Any) -> Labels:
    hit = Hit(rule="fire-1", words=("起火",), positions=(12,))
    given: dict[str, Any] = {
        "topics": (TopicLabel(topic="fire", harm=Harm.FIRE_EXPLOSION, confidence=0.6321, hits=(hit,)),),
        "sentiment": Sentiment(label=Tone.NEGATIVE, score=-0.4, evidence=(ToneWord(word="起火", position=12, weight=-0.4),)),
        "mentions": (Mention(kind=MentionKind.PLACE, name="城东", where=Where.LEAD),),
        "config_id": "0123456789abcdef", "engine": "rjieba", "model": "keywords", "severity": 0.4425, "score": 31.5,
    }  # fmt: skip
    return Labels(**(given | other))


def a_labelled(document: Document, tokens: str = "城东 化工厂 今晨 起火", **labels: Any) -> Labelled:
    sketch = Sketch(signature=(0, 7, 2**32 - 1), terms=((3, 2), (2**40, 1)))
    return Labelled(
        document_id=document.id, revision=document.revision, labels=some_labels(**labels), sketch=sketch, tokens=tokens
    )


def placed(
    document: Document, tokens: str = "城东 化工厂 今晨 起火", group: str | None = None, **labels: Any
) -> Placed:
    return Placed(labelled=a_labelled(document, tokens, **labels), duplicate_group=group or document.duplicate_group)


def an_event(document: Document | None = None, **other: Any) -> Event:
    document = document or a_document()
    given: dict[str, Any] = {
        "id": event_id(document.id), "founded_by": document.id, "title_document": document.id,
        "first_seen": document.happened_at, "last_seen": document.happened_at, "touched_at": at(60), "documents": 1, "outlets": 1, "topics": ("fire",),
    }  # fmt: skip
    return Event(**(given | other))


def a_member(event: Event, document: Document, sequence: int, **other: Any) -> Member:
    given: dict[str, Any] = {"joined_at": at(60), "happened_at": document.happened_at}
    return Member(event_id=event.id, document_id=document.id, sequence=sequence, **(given | other))


def an_assessment(event: Event, **other: Any) -> Assessment:
    given: dict[str, Any] = {
        "event_id": event.id, "scope_id": "desk", "at": at(65), "index": 47.13, "base_index": 45.0, "level": Level.III,
        "raw_level": Level.III, "spread": 0.41, "harm": 0.66, "severity": 0.7, "negativity": 0.6, "gate": 1.0, "urgency": 0.25,
        "coverage": 0.89, "factors": (Factor(name="heat", weight=0.22, value=3.2, normalised=0.5),
                                      Factor(name="growth", weight=0.09, value=None, normalised=None)),
        "contributions": (Contribution(name="base", points=1.9),), "documents": 1, "outlets": 1,
        "config_id": "0123456789abcdef", "code_version": "0.1.0",
    }  # fmt: skip
    return Assessment(**(given | other))


def a_memory(event: Event, **other: Any) -> LevelMemory:
    given: dict[str, Any] = {
        "event_id": event.id,
        "scope_id": "desk",
        "level": Level.III,
        "highest": Level.III,
        "episode_started_at": at(65),
    }
    return LevelMemory(**(given | other))


def an_alert(event: Event | None = None, **other: Any) -> Alert:
    subject, recipient, occasion = (event or an_event()).id, "desk", "first:III"
    given: dict[str, Any] = {
        "id": alert_id(subject, "desk", 1, str(other.get("occasion", occasion)), recipient, "console"),
        "subject_kind": SubjectKind.EVENT, "subject_id": subject, "scope_id": "desk", "episode": 1, "reason": Reason.FIRST,
        "occasion": occasion, "recipient": recipient, "channel": "console", "level": Level.III,
        "decided_at": at(65), "due_at": at(65), "index": 47.13, "config_id": "0123456789abcdef",
    }  # fmt: skip
    return Alert(**(given | other))


def a_delivery(
    alert: Alert, attempt: int = 1, status: DeliveryStatus = DeliveryStatus.SENDING, **other: Any
) -> Delivery:
    given: dict[str, Any] = {"alert_id": alert.id, "attempt": attempt, "started_at": at(66), "status": status}
    return Delivery(**(given | other))


def a_step(expected: Cursor | None = None, sequence: int | None = None, **other: Any) -> Step:
    """A step from `expected` (the beginning) to `sequence`, which stays where it is by default."""
    expected = expected or Cursor()
    cursor = replace(expected, sequence=expected.sequence if sequence is None else sequence)
    given: dict[str, Any] = {"expected": expected, "cursor": cursor}
    return Step(**(given | other))


def a_correction(document: Document, label: str, **other: Any) -> Correction:
    return replace(
        Correction(document_id=document.id, task=Task.TOPIC, label=label, revision=document.revision, at=at()), **other
    )


def a_change(action: str = "test", subject: str = "S1", **other: Any) -> Change:
    given: dict[str, Any] = {"at": at(), "actor": "service", "action": action, "subject": subject}
    return Change(**(given | other))


def a_user(name: str = "wang", **other: Any) -> User:
    given: dict[str, Any] = {"name": name, "role": Role.DUTY, "password": "argon2id", "created_at": at()}
    return User(**(given | other))


def a_response(event: Event, kind: ResponseKind = ResponseKind.ACKNOWLEDGED, **other: Any) -> Response:
    given: dict[str, Any] = {"event_id": event.id, "scope_id": "desk", "kind": kind, "actor": "wang", "at": at(70)}
    return Response(**(given | other))


def a_shift(**other: Any) -> ShiftSpan:
    given: dict[str, Any] = {
        "role": "duty", "scope_id": "desk", "starts_at": at(-240), "ends_at": at(480), "next_from": at(480),
        "next_until": at(1200),
    }  # fmt: skip
    return ShiftSpan(**(given | other))


def a_handover(ends_at: datetime | None = None, **other: Any) -> Handover:
    ends_at = ends_at or at(480)
    given: dict[str, Any] = {
        "id": handover_id("duty", "desk", ends_at), "shift": a_shift(ends_at=ends_at), "drafted_at": at(60),
        "config_id": "0123456789abcdef", "sections": (),
    }  # fmt: skip
    return Handover(**(given | other))

"""A small fictional evaluation for tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.alerts import DeliveryStatus, Reason
from domain.duty import Disposition, Response, ResponseKind
from domain.effect import Effect, Side, Standing
from domain.items import Platform, Tier
from domain.messages import load_catalogue
from domain.risk import Level
from reports.effect import Answered
from reports.evaluation import Evaluation, Evidence, Judged, Levelled, Milestone, Result, Sent, Told
from reports.evaluation_sections import Words

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return NOON + minutes * MINUTE


def words(language: str = "en") -> Words:
    """Moments as they are; people by their id in capitals."""
    return Words(catalogue=load_catalogue(language), when=lambda one: f"{one:%d %H:%M}",
                 dated=lambda one: f"{one:%Y-%m-%d %H:%M}", named=str.upper)  # fmt: skip


def act(kind: ResponseKind, minutes: float, **other: Any) -> Response:
    return Response(event_id="E1", scope_id="desk", kind=kind, actor="zhou", at=at(minutes), **other)


def judged(kind: str, result: Result, due: float = 30, done: float | None = 20) -> Judged:
    return Judged(kind=kind, episode=1, level=Level.II, due_at=at(due), done_at=None if done is None else at(done),
                  by="zhou" if done is not None else "", result=result)  # fmt: skip


def told(minutes: float, reason: Reason = Reason.FIRST, occasion: str = "first:II", *sent: Sent) -> Told:
    arrived = Sent(recipient="duty", channel="phone", status=DeliveryStatus.DELIVERED, arrived_at=at(minutes + 1))
    return Told(
        at=at(minutes), reason=reason, occasion=occasion, level=Level.II, proposed=False, messages=sent or (arrived,)
    )


def side(since: float, documents: int, index: float) -> Side:
    return Side(since=at(since), until=at(since + 360), documents=documents, rate=round(documents / 6, 2),
                toned=documents, negative=documents // 2, share=None, new_outlets=1, index=index)  # fmt: skip


EFFECT = Effect(window=timedelta(hours=6), answered_at=at(200), standing=Standing.WHOLE, before=side(-160, 40, 66.5),
                after=side(200, 10, 48.25), change=(0.13, 0.49))  # fmt: skip
ANSWER = act(ResponseKind.ANSWERED, 200, note="first notice", url="https://gov.example/7")


def an_evaluation(**other: Any) -> Evaluation:
    """An event that was acknowledged in time, checked late, answered in time, and closed."""
    given: dict[str, Any] = {
        "event_id": "E1", "scope": "Desk", "title": "仓库起火", "topics": ("火灾",), "first_seen": at(-20), "last_seen": at(300),
        "documents": 50, "outlets": 12, "peak_index": 66.5,
        "levels": (Levelled(at=at(0), level=Level.II, proposed=False, index=66.5),
                   Levelled(at=at(400), level=Level.NONE, proposed=False, index=20.0)),
        "milestones": (Milestone(at=at(-20), kind="document", outlet="晨报", platform=Platform.NEWS, tier=Tier.LOCAL, title="起火"),
                       Milestone(at=at(-5), kind="platform", outlet="论坛", platform=Platform.FORUM, tier=Tier.OTHER, title="看到烟"),
                       Milestone(at=at(90), kind="central", outlet="国闻", platform=Platform.NEWS, tier=Tier.CENTRAL, title="火")),
        "tellings": (told(0),),
        "acts": (act(ResponseKind.VERIFIED, 40, note="asked"), ANSWER,
                 act(ResponseKind.DISPOSED, 410, note="it burnt", disposition=Disposition.REAL), act(ResponseKind.CLOSED, 420)),
        "duties": (judged("acknowledge", Result.MET, 11, 5), judged("check", Result.LATE, 30, 40), judged("answer", Result.MET, 240, 200),
                   judged("limit", Result.MET, 280, 200)),
        "effects": (Answered(answer=ANSWER, effects=(EFFECT,)),), "coverage": 0.89, "closed_at": at(420),
        "due_on": date(2026, 3, 16),
        "evidence": (Evidence(captured_at=at(-15), source="晨报", url="https://a.example/1", content_hash="ab12", revision=1),
                     Evidence(captured_at=at(60), source="晨报", url="https://a.example/1", content_hash="cd34", revision=2)),
        "configurations": ("0123456789abcdef",), "code_versions": ("4",), "made_at": at(1000),
    }  # fmt: skip
    return Evaluation(**(given | other))

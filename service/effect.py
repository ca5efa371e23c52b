"""What followed an institution's public answers, out of what is stored."""

from typing import Any

from domain.codec import to_plain
from domain.duty import ResponseKind
from domain.effect import Happened
from reports.effect import Answered
from scoring.effect import effects_of
from service.outlook import forecast_at
from storage.base import Storage
from storage.values import EventRow


def answers_of(storage: Storage, row: EventRow, scope_id: str) -> tuple[Answered, ...]:
    """Every public answer of an event in a scope, as of the last evaluation, oldest first."""
    given = [one for one in storage.responses(row.event.id)
             if one.kind is ResponseKind.ANSWERED and one.scope_id == scope_id]  # fmt: skip
    if not given:
        return ()
    now = forecast_at(storage, row.event)
    documents = [
        Happened(at=one.member.happened_at, outlet=one.document.outlet, tone=one.labels.sentiment.label)
        for one in storage.event_rows(row.event.id)
    ]
    indices = [(one.at, one.index) for one in storage.assessments(row.event.id) if one.scope_id == scope_id]
    return tuple(Answered(answer=one, effects=effects_of(documents, indices, one.at, now)) for one in given)


def effect_row(row: EventRow, one: Answered) -> dict[str, Any]:
    """One answer for a program; spans in seconds."""
    return {"event_id": row.event.id, "answered_at": to_plain(one.answer.at), "url": one.answer.url,
            "windows": to_plain(one.effects)}  # fmt: skip

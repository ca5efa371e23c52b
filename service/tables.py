"""Events, assessments and alerts as rows of files."""

from typing import Any

from domain.codec import to_plain
from domain.risk import Assessment
from storage.values import AlertRow, EventRow


def event_row(row: EventRow) -> dict[str, Any]:
    """One event with where it stands."""
    event, assessment = row.event, row.assessment
    return {
        "id": event.id,
        "title": row.title,
        "state": row.state.value,
        "level": assessment.level.name if assessment else None,
        "proposed": assessment.proposed if assessment else False,
        "index": assessment.index if assessment else None,
        "first_seen": to_plain(event.first_seen),
        "last_seen": to_plain(event.last_seen),
        "documents": event.documents,
        "outlets": event.outlets,
        "topics": list(event.topics),
        "merged_into": event.merged_into,
        "split_from": event.split_from,
    }


def assessment_row(assessment: Assessment) -> dict[str, Any]:
    """One assessment whole, levels by name."""
    return {**to_plain(assessment), "level": assessment.level.name, "raw_level": assessment.raw_level.name}


def alert_row(row: AlertRow) -> dict[str, Any]:
    """One alert with its attempts."""
    return {**to_plain(row.alert), "level": row.alert.level.name, "status": row.status,
            "deliveries": to_plain(row.deliveries)}  # fmt: skip

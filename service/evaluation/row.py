"""An evaluation as a row for programs."""

from collections.abc import Iterable
from typing import Any

from domain.codec import to_plain
from reports.evaluation import Evaluation, Judged, Levelled, Told
from reports.findings import findings_of, suggestions_of


def evaluation_row(one: Evaluation) -> dict[str, Any]:
    """The whole, levels by name, with what was found and what is suggested."""
    findings = findings_of(one)
    return {
        **to_plain(one),
        "levels": _named(one.levels),
        "duties": _named(one.duties),
        "tellings": _named(one.tellings),
        "findings": [_finding(found.code, found.judged, is_well=found.is_well) for found in findings],
        "suggestions": to_plain(suggestions_of(findings)),
    }


def _named(parts: Iterable[Levelled | Judged | Told]) -> list[dict[str, Any]]:
    return [{**to_plain(part), "level": part.level.name} for part in parts]


def _finding(code: str, judged: Judged | None, *, is_well: bool) -> dict[str, Any]:
    return {"code": code, "is_well": is_well, "result": judged.result.value if judged else None}

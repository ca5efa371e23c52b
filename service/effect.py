"""What followed an institution's public answers, out of what is stored; as lines and rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.codec import to_plain
from domain.duty import Response, ResponseKind
from domain.messages import Catalogue
from scoring.effect import FEWEST, HOUR, Effect, Happened, Side, Standing, effects_of
from service.outlook import forecast_at
from storage.base import Storage
from storage.values import EventRow

When = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A public answer and what followed it."""

    answer: Response
    effects: tuple[Effect, ...]


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


def effect_lines(catalogue: Catalogue, found: tuple[Answered, ...], when: When) -> Iterator[str]:
    """An answer, then a line a window."""
    for one in found:
        yield catalogue.text("effect.answered", at=when(one.answer.at), url=one.answer.url or "")
        for effect in told_apart(one.effects):
            yield "  " + catalogue.text("effect.line", hours=hours_of(effect), **effect_cells(catalogue, effect))
            note = effect_note(catalogue, effect)
            if note:
                yield "    " + note
    if found:
        yield catalogue.text("effect.notice")


def told_apart(effects: Sequence[Effect]) -> Sequence[Effect]:
    """Up to the first that is too early: those after it are as long and count the same."""
    early = [number for number, one in enumerate(effects) if one.standing is Standing.EARLY]
    return effects[: early[0] + 1] if early else effects


def effect_cells(catalogue: Catalogue, effect: Effect) -> dict[str, str]:
    """Both windows side by side, by what is counted."""
    sides = (effect.before, effect.after)
    return {
        "documents": _pair(str(side.documents) for side in sides),
        "rate": _pair("-" if side.rate is None else f"{side.rate:.2f}" for side in sides),
        "negative": _pair(_negative(catalogue, side) for side in sides),
        "outlets": _pair(str(side.new_outlets) for side in sides),
        "index": _pair("-" if side.index is None else f"{side.index:.2f}" for side in sides),
    }


def effect_note(catalogue: Catalogue, effect: Effect) -> str:
    """How the rate changed, or why nothing is said of it."""
    if effect.standing is Standing.EARLY:
        passed = (effect.after.until - effect.answered_at) / HOUR
        return catalogue.text("effect.early", passed=f"{passed:.1f}", hours=hours_of(effect))
    if effect.standing is Standing.FEW:
        return catalogue.text("effect.few", fewest=FEWEST)
    if effect.change is None:
        return ""
    low, high = effect.change
    return catalogue.text("effect.change", low=f"{low:.2f}", high=f"{high:.2f}")


def effect_row(row: EventRow, one: Answered) -> dict[str, Any]:
    """One answer for a program; spans in seconds."""
    return {"event_id": row.event.id, "answered_at": to_plain(one.answer.at), "url": one.answer.url,
            "windows": to_plain(one.effects)}  # fmt: skip


def hours_of(effect: Effect) -> str:
    """The length of its windows in hours."""
    return f"{effect.window / HOUR:g}"


def _negative(catalogue: Catalogue, side: Side) -> str:
    if side.share is None:
        return catalogue.text("effect.negative", negative=side.negative, toned=side.toned)
    low, high = side.share
    return catalogue.text("effect.negative_share", negative=side.negative, toned=side.toned, low=f"{low:.0%}",
                          high=f"{high:.0%}")  # fmt: skip


def _pair(values: Iterable[str]) -> str:
    return " \N{RIGHTWARDS ARROW} ".join(values)

"""What followed public answers, in words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.duty import Response
from domain.effect import FEWEST, HOUR, Effect, Side, Standing
from domain.messages import Catalogue

When = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A public answer and what followed it."""

    answer: Response
    effects: tuple[Effect, ...]


def effect_lines(catalogue: Catalogue, found: Sequence[Answered], when: When) -> Iterator[str]:
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

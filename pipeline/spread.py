"""How an event went from outlet to outlet: who carried it when, and whose text each one's first text is nearest to.

Texts are compared by their MinHash signatures (`pipeline.duplicates`). Equal texts are one text, known by its first
carrier; an outlet's first text is held against the earliest texts of the outlets before it. Outlets only: what a document
is known by beyond its outlet plays no part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from domain.items import Platform
from domain.spread import PlatformSpread, Spread, SpreadStep
from pipeline.duplicates import VALUES
from pipeline.rows import Row

Values = NDArray[np.uint32]
COMPARED = 512
"""Distinct texts, the earliest, that first texts are held against: the cost of an event of any size is bounded."""
LEAST_NEAR = 0.1
"""Under this no text is called near: of reports of different events 99.9 % stay under .04, of one event half reach .06 (docs/spread.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Near:
    """The text nearest to another one."""

    outlet: str | None = None
    similarity: float | None = None


@dataclass(slots=True)
class _Texts:
    """The distinct texts so far with their first carriers, the earliest COMPARED of them as columns to compare with."""

    carriers: dict[bytes, str] = field(default_factory=dict)
    outlets: list[str] = field(default_factory=list)
    columns: Values = field(default_factory=lambda: np.zeros((VALUES, COMPARED), dtype=np.uint32))

    def add(self, values: Values, outlet: str) -> None:
        key = values.tobytes()
        if not key or key in self.carriers:
            return
        self.carriers[key] = outlet
        if len(self.outlets) < COMPARED:
            self.columns[:, len(self.outlets)] = values
            self.outlets.append(outlet)

    def nearest(self, values: Values) -> _Near:
        """The likest text; of equally like ones the earliest."""
        if not len(values) or not self.outlets:
            return _Near()
        same = self.carriers.get(values.tobytes())
        if same is not None:
            return _Near(outlet=same, similarity=1.0)
        alike = (self.columns[:, : len(self.outlets)] == values[:, None]).sum(axis=0, dtype=np.uint8)
        best = int(alike.argmax())
        share = int(alike[best]) / VALUES
        return _Near(outlet=self.outlets[best], similarity=share) if share >= LEAST_NEAR else _Near()


def spread(rows: Iterable[Row]) -> Spread:
    """The steps of an event's members, in whatever order they are given."""
    ordered = sorted(rows, key=lambda row: (row.member.happened_at, row.member.sequence, row.member.document_id))
    if not ordered:
        return Spread()
    start, first = ordered[0].member.happened_at, _values(ordered[0])
    counts: dict[str, int] = {}
    for row in ordered:
        counts[row.document.outlet] = counts.get(row.document.outlet, 0) + 1
    texts, steps = _Texts(), dict[str, SpreadStep]()
    for row in ordered:
        values, outlet = _values(row), row.document.outlet
        if outlet not in steps:
            likeness = _likeness(first, values) if steps else None
            steps[outlet] = _step(row, start, counts[outlet], likeness, texts.nearest(values))
        texts.add(values, outlet)
    return Spread(
        steps=tuple(steps.values()),
        platforms=_platforms(ordered, start),
        texts=len(texts.carriers),
        compared=len(texts.outlets),
    )


def _step(row: Row, start: datetime, documents: int, likeness: float | None, near: _Near) -> SpreadStep:
    return SpreadStep(
        outlet=row.document.outlet,
        platform=row.document.platform,
        tier=row.document.tier,
        first_at=row.member.happened_at,
        delay=row.member.happened_at - start,
        documents=documents,
        similarity=likeness,
        nearest=near.outlet,
        nearest_similarity=near.similarity,
    )


def _platforms(ordered: Sequence[Row], start: datetime) -> tuple[PlatformSpread, ...]:
    members: dict[Platform, list[Row]] = {}
    for row in ordered:
        members.setdefault(row.document.platform, []).append(row)
    return tuple(
        PlatformSpread(
            platform=platform,
            first_at=rows[0].member.happened_at,
            delay=rows[0].member.happened_at - start,
            outlets=len({row.document.outlet for row in rows}),
            documents=len(rows),
        )
        for platform, rows in members.items()
    )


def _values(row: Row) -> Values:
    return np.array(row.sketch.signature, dtype=np.uint32)


def _likeness(one: Values, other: Values) -> float | None:
    """Estimated Jaccard similarity; None where a text is too short to tell."""
    if not len(one) or not len(other):
        return None
    return int(np.count_nonzero(one == other)) / VALUES

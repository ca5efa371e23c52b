"""The lines of a digest: how many of which level, the gravest by name, and where the rest is to be found."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.messages import Catalogue
from domain.risk import Level

NAMED = 5
"""Events that a digest names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of a digest."""

    level: Level
    index: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest tells of."""

    counts: tuple[tuple[Level, int], ...]
    """How many things of each level, the gravest first; NONE: what is over."""
    lines: tuple[Line, ...]
    """The gravest of them, NAMED at most."""

    @property
    def total(self) -> int:
        """How many things there are."""
        return sum(count for _, count in self.counts)


def digest_lines(digest: Digest, number: str, catalogue: Catalogue) -> Iterator[str]:
    """What the message says in place of one event's reasons."""
    counts = (_count(level, count, catalogue) for level, count in digest.counts)
    yield catalogue.text("alert.digest_counts", total=digest.total, counts=catalogue.text("alert.and").join(counts))
    for one in digest.lines:
        level = catalogue.text(f"level.{one.level.name}")
        yield catalogue.text("alert.digest_line", level=level, index=f"{one.index:.2f}", title=one.title)
    left = digest.total - len(digest.lines)
    if left > 0:
        yield catalogue.text("alert.digest_more", count=left, number=number)


def _count(level: Level, count: int, catalogue: Catalogue) -> str:
    name = catalogue.text("alert.digest_over" if level is Level.NONE else f"level.{level.name}")
    return catalogue.text("alert.digest_count", level=name, count=count)

"""KPIs that nothing stored can tell, brought as counts: how many releases were accurate, how many people asked were satisfied.

    kpi,hits,total
    accurate,12,12
    satisfied,93,100

Rows of one KPI are added up. Counts alone: whoever was asked stays outside.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from domain.errors import BadUse
from scoring.kpi import JUDGES, Kpi
from scoring.proportion import share
from service.quality.kpis import Score, score

HEADS = ("kpi", "hits", "total")
BROUGHT = tuple(kpi for kpi in Kpi if kpi not in JUDGES)
MOST = 1_000_000
"""Bytes of a file: a survey of counts is a page."""

Counts = Mapping[Kpi, tuple[int, int]]
"""(hits, total)."""


def read_survey(path: Path) -> Counts:
    """The counts in a CSV file; BadUse where it is none, with the line."""
    if path.stat().st_size > MOST:
        raise BadUse("quality.survey_big", file=path, most=MOST)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadUse("quality.survey_encoding", file=path) from error
    lines = [[cell.strip() for cell in line.split(",")] for line in text.splitlines()]
    if not lines or tuple(lines[0]) != HEADS:
        raise BadUse("quality.survey_head", file=path, head=",".join(HEADS))
    found: dict[Kpi, tuple[int, int]] = {}
    for number, cells in enumerate(lines[1:], 2):
        if any(cells):
            kpi, hits, total = _row(path, number, cells)
            before = found.get(kpi, (0, 0))
            found[kpi] = before[0] + hits, before[1] + total
    return found


def with_survey(scores: Iterable[Score], counts: Counts) -> tuple[Score, ...]:
    """Scores with the counts that were brought in their places."""
    return tuple(score(one.kpi, share(*counts[one.kpi])) if one.kpi in counts else one for one in scores)


def _row(path: Path, number: int, cells: list[str]) -> tuple[Kpi, int, int]:
    known = {kpi.value: kpi for kpi in BROUGHT}
    name, *counts = cells
    is_number = len(counts) == len(HEADS) - 1 and all(
        one.isascii() and one.isdigit() and len(one) < 10 for one in counts
    )
    if name not in known or not is_number or int(counts[0]) > int(counts[1]):
        raise BadUse("quality.survey_row", file=path, line=number, known=", ".join(known))
    return known[name], int(counts[0]), int(counts[1])

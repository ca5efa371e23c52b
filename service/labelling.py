"""Labelling rows without storing them: `wanglou label`."""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.errors import BadUse
from domain.items import Source
from pipeline.label import Labeller
from pipeline.learning.shelf import Shelf
from pipeline.mask import mask_text
from service.admit import Refused
from service.app import desk_of
from service.documents import read_row, read_source
from service.label_rows import label_row

NO_ADDRESS = "http://label.invalid/"


def label_rows(
    workspace: Path | None, lines: Iterable[bytes], now: datetime
) -> Iterator[tuple[int, dict[str, Any] | BadUse]]:
    """Each JSONL line as itself with topics, sentiment, places and masked_text; or what is wrong with it."""
    rules, _, models = desk_of(workspace, os.environ)
    labeller = Labeller(rules, shelf=Shelf(models))
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _labelled(labeller, line, now)


def _labelled(labeller: Labeller, line: bytes, now: datetime) -> dict[str, Any] | BadUse:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            return BadUse("import.not_object")
        return _with_labels(labeller, row, now)
    except (ValueError, RecursionError):
        return BadUse("import.not_json")
    except BadUse as error:
        return error


def _with_labels(labeller: Labeller, row: dict[str, Any], now: datetime) -> dict[str, Any]:
    source: Source = read_source(row)
    admitted = read_row({**row, "url": row.get("url") or NO_ADDRESS}, source, now)
    if isinstance(admitted, Refused):
        raise BadUse("import.refused", reason=admitted.reason)
    labels = labeller.label(admitted.document).labels
    return {
        **row,
        **label_row(labels),
        "masked_text": mask_text(str(row.get("text") or ""), now=now).text,
    }

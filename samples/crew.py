"""What the sample town's invented desk does in the story: who acknowledges, checks, answers and closes, and when."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).with_name("town")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that a member of the desk does with the first event of a topic."""

    topic: str
    kind: str
    """Of `domain.duty.ResponseKind`; `confirmed`: level I."""
    after: timedelta
    since: str = "first"
    """Counted from the first level of the event, from when its level II was `escalated`, or from when I was `proposed`."""
    by: str
    note: str = ""
    url: str | None = None


def load_acts() -> tuple[Act, ...]:
    """Every act, as the file has them."""
    rows = tomllib.loads((HERE / "crew.toml").read_text(encoding="utf-8"))["act"]
    return tuple(Act(**{**row, "after": timedelta(minutes=row["after"])}) for row in rows)


def roster_file() -> Path:
    """Who is on duty in the town."""
    return HERE / "roster.yaml"

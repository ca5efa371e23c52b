"""Texts that no topic with a harm may match, whatever a desk configures: the product's boundary as data."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryText:
    """A text of pure criticism, political speech, petition, protest, election, religion or ethnicity."""

    number: int
    """Its place in the list, from 1."""
    kind: str
    title: str
    text: str


def load_boundary() -> tuple[BoundaryText, ...]:
    """The list shipped beside this module, in its order. No workspace can replace it."""
    table = tomllib.loads(files("config").joinpath("boundary.toml").read_text(encoding="utf-8"))
    return tuple(BoundaryText(number=number, **row) for number, row in enumerate(table["text"], 1))

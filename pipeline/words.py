"""The Chinese words that the code of this room has to know, from the data file beside it."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(table: str) -> dict[str, Any]:
    """One table of `words.toml`: text and lists of text by name."""
    loaded: dict[str, Any] = tomllib.loads(files("pipeline").joinpath("words.toml").read_text("utf-8"))[table]
    return loaded


def any_of(alternatives: list[str]) -> str:
    """Literal words as one pattern, longest first."""
    return "|".join(re.escape(word) for word in sorted(alternatives, key=len, reverse=True))

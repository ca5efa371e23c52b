"""Two parsers, one reading: what libyaml is trusted with, ruamel.yaml reads alike, data and lines."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.events import Refused, careful, swift
from config.parse import Parsed, _parsed

DEFAULTS = Path(str(files("config").joinpath("defaults")))
SHIPPED = sorted(path for path in DEFAULTS.rglob("*.yaml"))
PIECES = (
    "a", "b", "k: ", "a: ", "- ", "\n", "\n", "\n  ", "\n    ", "\n - ", " ", ": ", ":", "? ", ",", ", ", "[", "]", "{", "}", "#",
    " # x\n", "&a", "*a", "!t", "|", "|\n", "|+\n", ">-\n", ">2\n", "'", "''", '"', "\\n", "\\u4e2d", "\\x41", "\\/", "\\\n", "%", "@",
    "`", "~", "null", "---", "---\n", "...\n", "中", "：", "\u3000", "x: y", "x:y", '"a":1', "'k': v", "[a, b]", "{a: 1, b: [c]}", "10:30",
    "http://x.y", "a#b", "<<: ", "😀", "\u200b", "\t", "\r\n", "\x85", "\u2028", "\x7f", "\ufeff", "\x00", "\n\n", " >_< ",
    "a: >-\n  b\n  ", "- >-\n  a\n", "k: |-\n  # a\n",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)


def read(content: bytes, events: Callable[[bytes], Iterator[Any]]) -> Parsed | None:
    try:
        return _parsed("t.yaml", content, events)
    except Refused:
        return None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_files_are_read_swiftly_and_alike(path: Path) -> None:
    found = read(path.read_bytes(), swift)
    assert found is not None
    assert found == read(path.read_bytes(), careful)


@settings(max_examples=2000, deadline=None)
@given(TEXTS)
@example("---")
@example("|\n#")
@example("b\n...\n...")
@example("|#a")
@example("|-\n  \n    a")
@example('["a":1]')
def test_what_is_read_swiftly_is_read_alike(text: str) -> None:
    content = text.encode()
    found = read(content, swift)
    assert found is None or found == read(content, careful)

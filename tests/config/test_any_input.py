"""Whatever stands in a file, there is a configuration or a ConfigError: noise, trees of known keys, and the shipped files
cut, doubled, re-indented and overwritten.

Cut and spliced pieces of the shipped files are short, since reading YAML costs a millisecond a line.
"""

import json
import tempfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import FORMS, Configuration, Shipped, load_over, read_shipped
from config.problems import models_in
from config.schema_topics import TopicsFile
from config.topics import TOPICS
from domain.errors import ConfigError, Problem
from domain.messages import load_catalogue

NAMES = (*FORMS, TOPICS, "topics/x.yaml")
ENGLISH = load_catalogue("en")
FOLDER = files("config").joinpath("defaults")
LONGEST = 12
"""Lines of a piece."""


def lines_of(name: str) -> list[str]:
    """What may be cut: the shipped file of that name, for topics one of them."""
    shipped = name if FOLDER.joinpath(name).is_file() else "topics/outage.yaml"
    return FOLDER.joinpath(shipped).read_text(encoding="utf-8").splitlines(keepends=True)


SHIPPED_LINES = {name: lines_of(name) for name in NAMES}
KEYS = sorted({key for form in (*FORMS.values(), TopicsFile) for part in models_in(form) for key in part.model_fields})
WORDS = (
    "", "~", "null", "a", "desk", "火", "起火 爆炸", "0", "1", "-1", "0.5", "1e400", ".nan", "nan", "-.inf", "0x1F", "1_000",
    "9" * 30, "5m", "PT5M", "P1D", "99999w", "true", "no", "I", "IV", "V", "all", "console", "webhook", "fire_explosion",
    "unverified_claim", "outage", "2026-05-01", "2026-05-01T08:00:00+08:00", "9999-12-31T23:59:59-23:59", "https://[", "../x",
    "Asia/Shanghai", "../../etc", "\u200b", "\ufeff", "\x00", "{", "[", "%", "*a", "&a", "!t", "- ", "a: b",
)  # fmt: skip
TREES = st.recursive(
    st.sampled_from(WORDS) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return read_shipped()


def holds(shipped: Shipped, name: str, content: bytes) -> None:
    """One or the other; every problem has words, and a place in the file."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "topics").mkdir()
        (Path(folder) / name).write_bytes(content)
        for one in told(shipped, Path(folder)):
            assert ENGLISH.text(one.code, **dict(one.params))
            assert one.path.startswith(f"{name}:"), one


def told(shipped: Shipped, folder: Path) -> tuple[Problem, ...]:
    try:
        assert isinstance(load_over(shipped, folder), Configuration)
    except ConfigError as error:
        return error.problems
    return ()


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.binary(max_size=80) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
)
def test_any_bytes(shipped: Shipped, name: str, content: bytes) -> None:
    holds(shipped, name, content)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(KEYS), TREES, max_size=4))
def test_any_tree_of_known_keys(shipped: Shipped, name: str, tree: dict[str, object]) -> None:
    holds(shipped, name, json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace"))


@st.composite
def mutants(draw: st.DrawFn) -> tuple[str, bytes]:
    """A shipped file's name, and a piece of it after one to four accidents."""
    name = draw(st.sampled_from(NAMES))
    lines = SHIPPED_LINES[name]
    start = draw(st.integers(0, max(0, len(lines) - 3))) if len(lines) > LONGEST and draw(st.booleans()) else 0
    piece = lines[start : start + draw(st.integers(1, LONGEST))]
    for accident in draw(st.lists(st.sampled_from(ACCIDENTS), min_size=1, max_size=4)):
        piece = accident(piece, draw(st.integers(0, max(0, len(piece) - 1))), draw(st.sampled_from((*WORDS, *KEYS))))
    return name, "".join(piece).encode("utf-8", "replace")


def with_line(lines: list[str], at: int, line: str) -> list[str]:
    return [*lines[:at], line, *lines[at + 1 :]]


def overwritten(lines: list[str], at: int, word: str) -> list[str]:
    """Another value behind the key."""
    return with_line(lines, at, f"{lines[at].partition(':')[0]}: {word}\n") if lines else lines


def renamed(lines: list[str], at: int, word: str) -> list[str]:
    """Another key before the value."""
    if not lines:
        return lines
    key, colon, rest = lines[at].partition(":")
    return with_line(lines, at, f"{key[: len(key) - len(key.lstrip(' -'))]}{word}{colon}{rest}")


def cut(lines: list[str], at: int, _: str) -> list[str]:
    return with_line(lines, at, lines[at][: len(lines[at]) // 2]) if lines else lines


def without(lines: list[str], at: int, _: str) -> list[str]:
    return lines[:at] + lines[at + 1 :]


def doubled(lines: list[str], at: int, _: str) -> list[str]:
    return [*lines[: at + 1], *lines[at : at + 1], *lines[at + 1 :]]


def indented(lines: list[str], at: int, word: str) -> list[str]:
    return with_line(lines, at, ("\t" if word else "  ") + lines[at]) if lines else lines


def unindented(lines: list[str], at: int, _: str) -> list[str]:
    return with_line(lines, at, lines[at].removeprefix("  ")) if lines else lines


ACCIDENTS = (overwritten, overwritten, renamed, cut, without, doubled, indented, unindented)


@settings(max_examples=300, deadline=None)
@given(mutants())
def test_any_accident_with_the_shipped_files(shipped: Shipped, mutant: tuple[str, bytes]) -> None:
    holds(shipped, *mutant)

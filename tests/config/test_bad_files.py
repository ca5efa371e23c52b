"""Named bad configurations beside all that is told of each: file, line, path, and what to do."""

import base64
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from config.load import Shipped, load_over, read_shipped
from config.parse import LARGEST, MOST_NODES
from config.topics import LARGEST_LIST
from domain.errors import ConfigError, Problem
from domain.messages import LANGUAGES, load_catalogue
from tests.config.desk import write

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("bad_files.toml").read_text("utf-8"))["case"]
PLACE = re.compile(r"[a-z_/]+\.ya?ml:\d+( \S+)?")
ENGLISH = load_catalogue("en")


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return read_shipped()


@pytest.fixture(scope="module")
def said_anyway(shipped: Shipped) -> tuple[Problem, ...]:
    """Warnings about the shipped rules."""
    return load_over(shipped, None).warnings()


def problems(shipped: Shipped, folder: Path) -> tuple[Problem, ...]:
    """What stops a configuration, else what is doubtful in it."""
    try:
        return load_over(shipped, folder).warnings()
    except ConfigError as error:
        return error.problems


def content(case: dict[str, Any]) -> bytes:
    return base64.b64decode(case["base64"]) if "base64" in case else str(case["text"]).encode()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_bad_file_beside_its_message(
    tmp_path: Path, shipped: Shipped, said_anyway: tuple[Problem, ...], case: dict[str, Any]
) -> None:
    (tmp_path / case["file"]).parent.mkdir(exist_ok=True)
    (tmp_path / case["file"]).write_bytes(content(case))
    found = [one for one in problems(shipped, tmp_path) if one not in said_anyway]
    assert [f"{one.path}: {ENGLISH.text(one.code, **dict(one.params))}" for one in found] == case["says"]
    assert all(PLACE.fullmatch(one.path) for one in found), "file, line and path"
    assert all(one.path.startswith(case["file"]) for one in found)
    assert all(load_catalogue(language).text(one.code, **dict(one.params)) for one in found for language in LANGUAGES)


def test_there_are_many_and_each_says_something_else() -> None:
    assert len(CASES) >= 100
    assert len({case["name"] for case in CASES}) == len(CASES)
    kinds = {re.sub(r"^\S+( [a-z]\S*)?: ", "", case["says"][0]) for case in CASES}
    assert len(kinds) >= 75


LARGE = [
    ("levels.yaml", b"# " + b"x" * LARGEST, "levels.yaml:1: the file is larger than 1048576 bytes"),
    ("topics.yaml", b"topics:\n" + b"- {}\n" * MOST_NODES, f"topics.yaml:24999: there are more than {MOST_NODES} entries"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "message"), LARGE, ids=["bytes", "entries"])
def test_what_is_too_large(tmp_path: Path, shipped: Shipped, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    (found,) = problems(shipped, tmp_path)
    assert f"{found.path}: {ENGLISH.text(found.code, **dict(found.params))}" == message


def test_too_many_topic_files(tmp_path: Path, shipped: Shipped) -> None:
    for number in range(LARGEST_LIST + 1):
        write(tmp_path, f"topics/t{number}.yaml", "[")
    assert any(one.code == "config.too_many" for one in problems(shipped, tmp_path))


def test_a_folder_where_a_file_belongs(tmp_path: Path, shipped: Shipped) -> None:
    (tmp_path / "levels.yaml").mkdir()
    (tmp_path / "index.yaml").symlink_to(tmp_path / "nowhere")
    found = problems(shipped, tmp_path)
    assert [(one.path, one.code) for one in found] == [
        ("index.yaml:1", "config.not_file"), ("levels.yaml:1", "config.not_file"),
    ]  # fmt: skip


def test_problems_of_several_files_come_at_once(tmp_path: Path, shipped: Shipped) -> None:
    write(tmp_path, "levels.yaml", "margin: x\n")
    write(tmp_path, "index.yaml", "weights: [heat\n")
    write(tmp_path, "topics/a.yaml", "id: a\n")
    found = problems(shipped, tmp_path)
    assert sorted(one.path.partition(":")[0] for one in found) == ["index.yaml", "levels.yaml", "topics/a.yaml"]

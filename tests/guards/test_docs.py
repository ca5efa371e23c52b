"""What the documents say is so: every command, option and dependency is described, and nothing that is not there."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.messages import LANGUAGES, load_catalogue
from service.cli import build
from service.cli.help import help_code, option_code

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md")))
TREE = build(load_catalogue("en"))
Path_ = tuple[str, ...]


def commands(command: Any = TREE, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every node of the command tree, groups too."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


LEAVES = {path: command for path, command in commands() if not hasattr(command, "commands")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_option_has_help(language: str) -> None:
    texts = load_catalogue(language).texts
    codes = {help_code(path) for path, _ in commands()} | {option_code(name) for name in _options()}
    assert not sorted(codes - texts.keys())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_help_is_left_of_what_is_gone(language: str) -> None:
    codes = {help_code(path) for path, _ in commands()} | {option_code(name) for name in _options()}
    kept = {code for code in load_catalogue(language).texts if code.startswith(("help.", "option."))}
    assert not sorted(kept - codes)


def test_every_command_has_its_row_with_an_example() -> None:
    rows = dict(
        re.findall(r"^\| `wanglou ([a-z ]+)` \| .+ \| `(wanglou [^`]+)` \|$", _text("docs/commands.md"), re.MULTILINE)
    )
    assert set(rows) == {" ".join(path) for path in LEAVES}
    for name, example in rows.items():
        assert _leaf(shlex.split(example)[1:]) == tuple(name.split()), example


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_documented_commands_and_options_exist(page: Path) -> None:
    for line in _command_lines(page.read_text(encoding="utf-8")):
        words = shlex.split(line, comments=True)
        leaf = _leaf(words)
        assert leaf is not None, line
        known = {
            option
            for command in (TREE, LEAVES.get(leaf))
            if command
            for param in command.params
            for option in param.opts
        }
        assert {word.split("=")[0] for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)} <= known, line


def test_every_dependency_has_its_line() -> None:
    declared = {re.split(r"[\[<>=]", one)[0] for one in PROJECT["dependencies"]}
    rows = re.findall(r"^\| ([\w., -]+) \| [^|]+ \| [^|]+ \|$", _text("docs/dependencies.md"), re.MULTILINE)
    described = {name.strip() for row in rows for name in row.split(",")} - {"library", "---"}
    assert described == declared


def test_the_menu_of_the_makefile_is_whole() -> None:
    told = set(re.findall(r"^([a-z]+):.*##", _text("Makefile"), re.MULTILINE))
    assert {"venv", "demo", "test", "check", "bench", "clean"} <= told
    asked = {name for page in PAGES for name in re.findall(r"\bmake ([a-z]+)\b(?=[ `;,.]|$)", _code(page))}
    assert asked <= told


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            assert target.startswith(("http://", "https://")) or (page.parent / target).exists(), (page.name, target)


def test_changes_are_told() -> None:
    assert "\n## Unreleased\n" in _text("CHANGELOG.md")


def _options() -> set[str]:
    return {param.name for _, command in commands() for param in command.params
            if param.param_type_name == "option" and param.name != "help"}  # fmt: skip


def _command_lines(text: str) -> Iterator[str]:
    """Calls of `wanglou` that name a command: in code of a line, and in blocks of code."""
    for code in _codes(text):
        for line in code.splitlines():
            call = re.search(r"(?:^|[ /;&(=])wanglou((?: .*)?)$", line.strip())
            words = call.group(1).strip() if call else ""
            if words and words[0] not in "&[" and not re.match(r"[A-Z]{3,}|…", words):
                yield re.sub(r"[\[\]]|\|.*|…", "", words)


def _codes(text: str) -> Iterator[str]:
    yield from re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"(?<!`)`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def _code(page: Path) -> str:
    return "\n".join(_codes(page.read_text(encoding="utf-8")))


def _leaf(words: list[str]) -> Path_ | None:
    """The command that words name, past options of the root; a group where no command of it follows; else None."""
    rest = list(words)
    while rest and rest[0] in {"-w", "--workspace", "--as"}:
        rest = rest[2:]
    known = dict(commands())
    path: Path_ = ()
    for word in rest:
        if (*path, word) not in known:
            break
        path = (*path, word)
    return path or None


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")

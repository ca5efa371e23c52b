"""`docs/configuration.md` names every setting, every file, and every key of every file."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from config.environment import variable
from config.load import FORMS
from config.problems import models_in
from config.schema_scopes import ScopeForm, ScopesFile
from config.schema_topics import TopicsFile
from config.settings import setting_paths
from domain.harms import Harm

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
FILES = {**FORMS, "topics.yaml": TopicsFile}


def section(name: str) -> str:
    """The part of the page about a file."""
    found = re.search(rf"^### `{re.escape(name)}`.*?(?=^###|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"no section about {name}"
    return found.group()


def words(text: str) -> set[str]:
    """Everything that stands in back quotes."""
    return {word for quoted in re.findall(r"`([^`]+)`", text) for word in quoted.split()}


@pytest.mark.parametrize("path", setting_paths(), ids=variable)
def test_every_setting_is_documented(path: tuple[str, ...]) -> None:
    assert f"| `{variable(path)}` |" in TEXT


def test_no_setting_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"^\| `(WANGLOU_[A-Z_*]+)`", TEXT, re.MULTILINE)) == {
        variable(path) for path in setting_paths()
    }


@pytest.mark.parametrize("name", FILES)
def test_every_key_of_a_file_is_documented(name: str) -> None:
    forms: list[type[BaseModel]] = [ScopesFile, ScopeForm] if name == "scopes.yaml" else list(models_in(FILES[name]))
    keys = {key for form in forms for key in form.model_fields}
    assert keys - words(section(name)) == set()


@pytest.mark.parametrize("name", FILES)
def test_no_key_is_documented_that_does_not_exist(name: str) -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", section(name), re.MULTILINE))
    known = {key for form in models_in(FILES[name]) for key in form.model_fields}
    assert documented - known == set()


def test_every_harm_is_documented() -> None:
    assert {harm.value for harm in Harm} <= words(TEXT)

"""Every code that this room can raise has a text in both languages."""

import re
from pathlib import Path

import pytest

import config
from domain.messages import LANGUAGES, load_catalogue

ROOM = Path(config.__file__).parent
RAISED = re.compile(r"refusal\(\s*\"(\w+)\"|_problem\(.*?, \"(\w+)\"|\"config\.(\w+)\"")
CODES = sorted(
    {
        next(filter(None, found))
        for path in ROOM.glob("*.py")
        for found in RAISED.findall(path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_its_text(code: str) -> None:
    for language in LANGUAGES:
        assert f"config.{code}" in load_catalogue(language).texts


def test_names_that_are_nearly_right_are_told_apart() -> None:
    texts = load_catalogue("en").texts
    assert all(f"config.unknown_{kind}_near" in texts for kind in ("key", "variable", "file"))


def test_the_room_raises_many_codes() -> None:
    assert len(CODES) > 50

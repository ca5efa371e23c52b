"""The catalogue: both languages say the same things, and text is never expanded twice."""

import re
from pathlib import Path

import pytest

from domain.messages import LANGUAGES, load_catalogue, shown

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("domain", "crawlers", "pipeline", "scoring", "storage", "alerts", "config", "reports", "web", "service")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_key_stands_in_both_languages_with_the_same_parameters() -> None:
    zh, en = (load_catalogue(language).texts for language in LANGUAGES)
    assert zh.keys() == en.keys()
    names = re.compile(r"\{(\w+)\}")
    assert {key: set(names.findall(zh[key])) for key in zh} == {key: set(names.findall(en[key])) for key in en}


def test_no_chinese_stands_in_the_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CHINESE.search(line)
    ]
    assert found == []


def test_values_are_put_in_once() -> None:
    text = load_catalogue("zh").text("address.not_http", url="{with_user} {0.__class__}")
    assert "{with_user} {0.__class__}" in text


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert load_catalogue("en").text("no.such", a=1) == "no.such a=1"


def test_there_is_no_third_language() -> None:
    with pytest.raises(ValueError, match="no catalogue"):
        load_catalogue("xx")


def test_foreign_text_speaks_to_no_terminal() -> None:
    said = load_catalogue("en").text("address.not_http", url="a\x1b[31m\u202eb\u2028\ud800")
    assert "a\ufffd[31m\ufffdb\ufffd\ufffd" in said


@pytest.mark.parametrize("char", ["\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff"])
def test_what_is_no_character_is_not_shown(char: str) -> None:
    assert shown(f"a{char}b") == "a\ufffdb"

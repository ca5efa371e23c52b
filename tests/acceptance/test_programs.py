"""Every command as the program that people start, beside the same command called within the test process."""

import shutil
from pathlib import Path

import pytest

from service.cli import COMMANDS
from tests.acceptance.desk import Desk
from tests.acceptance.town import FIRE, STORY, a_row, lines

ELSEWHERE = {"run": "test_service", "demo": "test_demo"}
"""Commands whose program another file starts."""
ALIKE: tuple[tuple[str, ...], ...] = (
    ("export", "documents"), ("search", "火灾", "--json"), ("label", "posts.jsonl", "--json"), ("explain", "--text", STORY),
    ("extract", "page.html", "--url", "http://a.example/1.html", "--json"), ("feed", "parse", "absent.xml"), ("sources", "list"),
    ("event", "list", "--all"), ("rising",), ("kpi", "--since", "2026-01-01", "--until", "2026-02-01"), ("alerts", "list", "--json"), ("config", "check"), ("feedback", "list"), ("model", "list"),
    ("watch", "list"), ("drill",), ("user", "list"), ("audit", "verify"), ("whatif", "--since", "1d"), ("replay", "posts.jsonl"), ("fly",),
    ("duty", "show", "--at", "2026-05-01T08:00"), ("duty", "handovers"), ("report", "evaluation", "E0"), ("alerts", "route", "--for-level", "II", "--at", "2026-05-01T08:00"),
)  # fmt: skip
"""Commands that change nothing: done, refused, or failed."""
CHANGING: tuple[tuple[str, ...], ...] = (
    ("init",), ("import", "posts.jsonl"), ("process",), ("collect",), ("rescore",), ("db", "upgrade"),
)  # fmt: skip


@pytest.fixture(scope="session")
def first_told(first_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a processed desk, and beside it the files that the commands read."""
    folder = tmp_path_factory.mktemp("told")
    shutil.copytree(first_desk.folder, folder / "desk")
    (folder / "posts.jsonl").write_bytes(lines(*map(a_row, range(3))))
    (folder / "page.html").write_text(f"<title>{FIRE}</title><h1>{FIRE}</h1><article><p>{STORY}</p></article>", "utf-8")
    desk = Desk(folder / "desk")
    desk.ok("import", "posts.jsonl")
    desk.ok("process")
    return folder


@pytest.fixture
def told(first_told: Path, tmp_path: Path) -> Desk:
    shutil.copytree(first_told, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path / "desk")


@pytest.mark.parametrize("words", ALIKE, ids=" ".join)
def test_the_program_says_what_is_said_within(told: Desk, words: tuple[str, ...]) -> None:
    assert told.start(*words) == told.call(*words)


@pytest.mark.parametrize("words", CHANGING, ids=" ".join)
def test_the_program_does_what_is_done_within(told: Desk, words: tuple[str, ...]) -> None:
    done = told.start(*words)
    assert (done.status, done.err) == (0, ""), done


def test_no_command_goes_unstarted() -> None:
    started = {words[0] for words in (*ALIKE, *CHANGING)} | set(ELSEWHERE)
    assert {name for names in COMMANDS.values() for name in names} <= started

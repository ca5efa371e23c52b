"""Putting an event aside by command: with a reason and an end, and what is said of it."""

from contextlib import closing
from pathlib import Path

import pytest

from domain.risk import Level
from service.workspace import Workspace
from storage.open import open_storage
from tests.factories import a_change, a_document, a_harvest, a_memory, a_source, a_step, an_alert, an_event
from tests.service.calling import Call, caller, rows

DOCUMENTS = tuple(a_document(number) for number in (1, 2))
PLAIN, GRAVE = (an_event(document) for document in DOCUMENTS)


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """A desk with an event at III and one at II."""
    folder = Workspace(tmp_path / "w")
    folder.make()
    with closing(open_storage(f"sqlite:///{folder.database}")) as store:
        store.upgrade()
        store.put_sources([a_source()], a_change())
        store.commit_harvest(a_harvest(*DOCUMENTS))
        memories = (a_memory(PLAIN), a_memory(GRAVE, level=Level.II, highest=Level.II))
        store.commit_step(a_step(sequence=2, events=(PLAIN, GRAVE), memories=memories, alerts=(an_alert(PLAIN),)))
    return caller(folder.folder, capsys)


def test_an_event_is_put_aside_and_taken_up_again(call: Call) -> None:
    assert "搁置" in call("alerts", "shelve")
    call("alerts", "shelve", PLAIN.id, "--until", "2h", "--reason", "正在核实")
    call("process")
    (row,) = rows(call("alerts", "shelve", "--json"))
    assert (row["event_id"], row["level"], row["held"]) == (PLAIN.id, "III", "")
    assert "正在核实" in call("alerts", "shelve")
    assert "搁置" in call("event", "show", PLAIN.id)
    call("alerts", "shelve", PLAIN.id, "--end", "--reason", "已核实")
    call("process")
    assert rows(call("alerts", "shelve", "--json")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((PLAIN.id, "--until", "2h"), "理由"),
        ((PLAIN.id, "--until", "25h", "--reason", "x"), "24 小时"),
        ((PLAIN.id, "--until", "2026-03-01", "--reason", "x"), "24 小时"),
        ((PLAIN.id, "--until", "soon", "--reason", "x"), "soon"),
        ((PLAIN.id, "--reason", "x"), "--until"),
        ((PLAIN.id, "--until", "2h", "--end", "--reason", "x"), "--until"),
        ((GRAVE.id, "--until", "2h", "--reason", "x"), "Ⅱ级以上"),
        (("E404", "--until", "2h", "--reason", "x"), "E404"),
    ],
    ids=["no reason", "too long", "past", "no time", "no end", "both", "grave", "unknown"],
)
def test_bad_use_is_said_in_one_line(call: Call, words: tuple[str, ...], said: str) -> None:
    told = call("alerts", "shelve", *words, status=2)
    assert said in told
    assert len(told.splitlines()) == 1


def test_an_event_is_also_found_by_the_number_of_its_alert(call: Call) -> None:
    assert PLAIN.id in call("event", "show", an_alert(PLAIN).id, "--json")
    assert "A404" in call("event", "show", "A404", status=2)


def test_no_answer_comes_before_its_event(call: Call) -> None:
    told = call("event", "answer", PLAIN.id, "--url", "https://answer.example/1", "--at", "2020-01-01", status=2)
    assert "2020-01-01 00:00" in told, "by the desk's own clock"
    assert "2026-03-09" in told


def test_levels_may_be_typed_as_they_are_shown(call: Call) -> None:
    assert call("alerts", "route", "--for-level", "Ⅱ") == call("alerts", "route", "--for-level", "II")

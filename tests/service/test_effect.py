"""What followed a public answer, out of a store: as lines for people and rows for programs."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.duty import ResponseKind
from domain.events import Event
from domain.items import Document
from domain.labels import Sketch
from domain.messages import load_catalogue
from reports.effect import effect_lines
from service.by_hand import event_of
from service.effect import answers_of
from service.workspace import Workspace
from storage.base import Storage
from storage.open import open_storage
from storage.values import Cursor, Placed
from tests.factories import (
    a_change,
    a_document,
    a_harvest,
    a_member,
    a_response,
    a_source,
    a_step,
    an_assessment,
    an_event,
    at,
    placed,
)
from tests.service.calling import Call, caller, rows

FIRST = a_document(1, published_at=at(-300))
EVENT = an_event(FIRST, documents=31)
ANSWER = a_response(EVENT, ResponseKind.ANSWERED, at=at(), url="https://gov.example/notice/7")


def documents() -> list[Document]:
    """Three hours of ten an hour before the answer at noon, then two an hour for two hours."""
    before = [a_document(number, published_at=at(-6 * number)) for number in range(2, 31)]
    after = [a_document(100 + number, published_at=at(30 * number + 5)) for number in range(4)]
    return [FIRST, *before, *after]


def sketched(document: Document) -> Placed:
    """A labelled document with a signature as long as real ones."""
    one = placed(document)
    return replace(one, labelled=replace(one.labelled, sketch=Sketch(signature=tuple(range(64)), terms=())))


def filled(store: Storage, evaluated_at: datetime, event: Event = EVENT) -> Storage:
    store.put_sources([a_source()], a_change())
    found = documents()
    store.commit_harvest(a_harvest(*found))
    store.commit_step(
        a_step(
            Cursor(), cursor=Cursor(sequence=len(found), evaluated_at=evaluated_at), events=(event,),
            placed=tuple(sketched(one) for one in found),
            members=tuple(a_member(event, one, number) for number, one in enumerate(found, 1)),
            assessments=(an_assessment(event, at=at(-5), index=64.5), an_assessment(event, at=at(300), index=41.25)),
        )
    )  # fmt: skip
    store.put_response(ANSWER, None, a_change())
    return store


def told(store: Storage) -> list[str]:
    found = answers_of(store, event_of(store, EVENT.id), "desk")
    return list(effect_lines(load_catalogue("en"), found, lambda moment: f"{moment:%H:%M}"))


def test_the_windows_as_lines(store: Storage) -> None:
    assert told(filled(store, at(24 * 60))) == [
        "public answer 04:00 https://gov.example/notice/7",
        "  6 h before and after: documents 30 → 4; an hour 6.00 → 0.67; negative 30 of 30 (89% to 100%) → 4 of 4; new outlets 1 → 0; index 64.50 → 41.25",
        "    the rate after is 0.04 to 0.30 times the one before (95 %)",
        "  24 h before and after: documents 30 → 4; an hour 6.00 → 0.17; negative 30 of 30 (89% to 100%) → 4 of 4; new outlets 1 → 0; index 64.50 → 41.25",
        "    the rate after is 0.01 to 0.08 times the one before (95 %)",
        "This is what followed the answer, not what came of it: events fade by themselves.",
    ]  # fmt: skip


def test_too_early_is_said_once(store: Storage) -> None:
    _, line, note, _ = told(filled(store, at(60)))
    assert "documents 9 → 2;" in line
    assert note == "    only 1.0 of 6 h have passed, so both sides are that long: too early for more than counts"


def test_another_scope_has_not_answered(store: Storage) -> None:
    filled(store, at(24 * 60))
    assert answers_of(store, event_of(store, EVENT.id), "storm") == ()


@pytest.fixture
def call(desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    store = open_storage(f"sqlite:///{Workspace(desk).database}")
    store.upgrade()
    filled(store, at(24 * 60)).close()
    return caller(desk, capsys)


def test_by_command(call: Call) -> None:
    assert "6 h before and after: documents 30 → 4" in call("event", "effect", EVENT.id)
    (row,) = rows(call("event", "effect", EVENT.id, "--json"))
    assert [one["window"] for one in row["windows"]] == [one / timedelta(seconds=1) for one in (6 * HOUR, 24 * HOUR)]
    assert [(one["before"]["documents"], one["after"]["documents"]) for one in row["windows"]] == [(30, 4), (30, 4)]


def test_the_page_of_the_event_shows_it(call: Call) -> None:
    assert "the rate after is 0.04 to 0.30 times the one before" in call("event", "show", EVENT.id)
    (row,) = rows(call("event", "show", EVENT.id, "--json"))
    assert row["effects"] == rows(call("event", "effect", EVENT.id, "--json"))


HOUR = timedelta(hours=1)

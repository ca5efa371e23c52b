"""What a message says of time, out of what is stored when it leaves: the first publication, and what people have done."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.links import LIFE, PATH, Validity, ticket_of
from domain.alerts import Reason
from domain.duty import Response, ResponseKind
from domain.risk import Level
from samples.town import institution_file
from service.app import App, open_app
from service.by_hand import respond
from service.link_key import link_key
from service.telling import Teller
from tests.factories import a_change, a_document, a_harvest, a_memory, a_source, a_step, an_alert, an_event, at

EVENT = an_event(a_document(published_at=at(-330)))
"""Published 5 h 30 min before noon: at level II, with five hours to answer, the limit was past half an hour before."""
PAGE = an_alert(EVENT, occasion="first:II", level=Level.II, decided_at=at(0), due_at=at(0), recipient="duty")
CHECK = an_alert(
    EVENT, occasion="check:II:50", level=Level.II, decided_at=at(15), due_at=at(15), reason=Reason.DEADLINE_NEAR
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "institution.yaml").write_bytes(institution_file().read_bytes())
    environ = {"WANGLOU_WEB__PUBLIC_URL": "https://desk.example", "WANGLOU_LANGUAGE": "en"}
    with open_app(tmp_path, environ, make=True) as app:
        app.storage.put_sources([a_source()], a_change())
        app.storage.commit_harvest(a_harvest(a_document(published_at=at(-330))))
        memory = a_memory(EVENT, level=Level.II, highest=Level.II, episode_started_at=at(0))
        app.storage.commit_step(a_step(events=(EVENT,), memories=(memory,), alerts=(PAGE, CHECK)))
        yield app


def said(app: App, alert: object = PAGE) -> list[str]:
    body = Teller(app).message(alert, repeated=False).body  # type: ignore[arg-type]
    return [line for line in body.splitlines() if line.startswith(("Open", "Answer", "The ", "Half"))]


def done(app: App, kind: ResponseKind) -> None:
    respond(app.storage, Response(event_id=EVENT.id, scope_id="desk", kind=kind, actor="lan", at=at(5)), a_change())


def test_a_limit_that_is_past_is_said_with_the_level_and_not_again(app: App) -> None:
    assert said(app) == [
        "Open the fact-check by 03-09 12:30.",
        "Answer by 03-09 16:00 (internal target).",
        "The statutory limit of the answer passed 03-09 11:30.",
    ]
    assert said(app, CHECK) == [
        "Half of the time to open the fact-check has passed.", "Open the fact-check by 03-09 12:30.",
    ]  # fmt: skip


def test_what_is_done_by_the_time_it_leaves_is_not_asked_for(app: App) -> None:
    done(app, ResponseKind.VERIFIED)
    assert [line.split(" by ")[0] for line in said(app)] == [
        "Answer",
        "The statutory limit of the answer passed 03-09 11:30.",
    ]
    done(app, ResponseKind.ANSWERED)
    assert said(app) == []


def test_of_an_episode_that_is_over_the_times_of_the_alert_are_said(app: App) -> None:
    memory = a_memory(EVENT, level=Level.III, highest=Level.III, episode=2, episode_started_at=at(500))
    app.storage.commit_step(a_step(app.storage.cursor(), memories=(memory,)))
    assert said(app)[:2] == ["Open the fact-check by 03-09 12:30.", "Answer by 03-09 16:00 (internal target)."]


def test_the_link_of_what_waited_lives_a_day_from_when_it_left(app: App) -> None:
    held = replace(PAGE, due_at=at(48 * 60))
    (line,) = [one for one in Teller(app).message(held, repeated=False).body.splitlines() if PATH in one]
    token = line.rpartition(PATH)[2]
    for minutes, wanted in ((47.9 * 60, Validity.VALID), (71.9 * 60, Validity.VALID), (72.1 * 60, Validity.EXPIRED)):
        assert ticket_of(token, link_key(app.workspace), at(minutes))[0] is wanted
    assert at(24 * 60) - at(0) == LIFE

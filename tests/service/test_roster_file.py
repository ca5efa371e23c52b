"""A roster changed under a running service: taken up by itself, and nothing else of the files."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from domain.errors import StorageError
from domain.rules import Rules
from service.app import App, open_app
from service.governance import read_ledger
from service.roster_file import RosterFile
from service.versions import activate, approve, propose
from service.workspace import Workspace
from tests.config.desk import write
from tests.factories import a_change, at
from tests.service.calling import desk_with
from tests.service.locking import impatient, locked

ROSTER = """
people: [{id: zhou, name: 周小满}, {id: wu, name: 吴谷雨}]
shifts: [{role: duty, person: PERSON, starts_at: 2026-03-02T08:00, ends_at: 2026-03-03T08:00}]
"""
ONE, OTHER = (ROSTER.replace("PERSON", person) for person in ("zhou", "wu"))


@dataclass
class Running:
    """A service that looks at the file, and what its parts were given."""

    app: App
    given: list[Rules] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.file = RosterFile(self.app, (self.given.append,))

    def looks(self, times: int = 2) -> "Running":
        for _ in range(times):
            self.file.look()
        return self

    def roster(self, text: str) -> "Running":
        write(self.app.workspace.config, "roster.yaml", text)
        return self

    @property
    def people(self) -> list[str]:
        """Who is on the first shift, by what was given."""
        return [rules.roster.shifts[0].person for rules in self.given]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    folder = desk_with(tmp_path / "desk", "roster.yaml", ONE)
    with open_app(folder, {}) as app:
        yield Running(app)


def test_what_stays_as_it_was_changes_nothing(running: Running) -> None:
    assert running.looks(5).given == []


def test_a_changed_file_acts_and_its_rules_are_kept(running: Running) -> None:
    running.looks().roster(OTHER).looks()
    assert running.people == ["wu"]
    assert running.app.storage.rules(running.given[0].config_id) is not None
    running.roster(ONE).looks()
    assert running.people == ["wu", "zhou"]


def test_a_file_that_changed_before_the_first_look_is_taken_too(running: Running) -> None:
    assert running.roster(OTHER).looks().people == ["wu"]


def test_a_file_that_is_being_written_waits(running: Running) -> None:
    running.looks().roster("people: [{id: zhou, name: 周小满}]\n").looks(1).roster(OTHER).looks(1)
    assert running.given == []
    assert running.looks(1).people == ["wu"]


def test_nothing_else_of_the_files_is_taken(running: Running) -> None:
    write(running.app.workspace.config, "levels.yaml", "thresholds: {IV: 28}\n")
    running.roster(OTHER).looks()
    assert running.given == [replace(running.app.rules, roster=running.given[0].roster)]


def test_at_fault_the_old_roster_goes_on_and_the_log_says_so_once(running: Running) -> None:
    with capture_logs() as logs:
        running.looks().roster(OTHER.replace("wu, starts_at", "nobody, starts_at")).looks(4)
    assert running.given == []
    assert [line["event"] for line in logs] == ["roster at fault, the old one goes on"]
    assert "roster.yaml" in logs[0]["place"]
    assert running.roster(OTHER).looks().people == ["wu"], "mended"


def test_what_a_locked_store_refused_is_taken_at_the_next_look(running: Running, tmp_path: Path) -> None:
    path = Workspace(tmp_path / "desk").database
    with impatient(path) as store:
        hurried = Running(replace(running.app, storage=store)).looks().roster(OTHER)
        with locked(path), pytest.raises(StorageError):
            hurried.looks()
        assert hurried.given == []
        assert hurried.looks(1).people == ["wu"]
        assert hurried.looks(3).people == ["wu"], "once"


def test_what_all_files_brought_is_the_ground_of_the_next(running: Running) -> None:
    stricter = replace(running.app.rules, version="2")
    running.file.reload(stricter)
    running.roster(OTHER).looks()
    assert running.given[0].version == "2"


def test_where_a_version_acts_the_file_is_a_draft(running: Running) -> None:
    storage, rules = running.app.storage, running.app.rules
    propose(storage, rules, a_change())
    ledger = read_ledger(storage)
    approve(storage, ledger.find(rules.config_id), a_change(), alone=True)
    activate(storage, read_ledger(storage).find(rules.config_id), a_change(), rules, at(10))
    assert running.looks().roster(OTHER).looks().given == []

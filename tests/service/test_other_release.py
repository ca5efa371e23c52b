"""A version that another release wrote is never read as something else: one clear line, and a way to go on."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.load import load_rules
from config.settings import load_settings
from domain.codec import plain_json, to_json, to_plain
from domain.errors import BadUse
from domain.filters import EventFilter
from domain.messages import load_catalogue
from domain.rules import Lexicon, Rules
from domain.versions import Act, ActKind
from pipeline.label import Labeller
from service.app import App
from service.cli import invoke
from service.governance import OTHER_RELEASE, Acting, kept_rules, read_ledger, rules_at
from service.process import Processor
from service.rescore import RulesById, rescore
from service.standing import standing_of
from service.why_event import standing_row, why_event
from service.workspace import Workspace
from storage.base import Storage
from storage.memory import MemoryStorage
from storage.open import open_storage
from storage.values import Change
from tests.factories import at
from tests.service.town import fill, rows

EN = load_catalogue("en")
Written = Callable[[dict[str, Any]], object]
"""What another release makes of the rules of this one."""
WRITTEN: dict[str, Written] = {
    "lacks a field that has a default": lambda plain: {key: plain[key] for key in plain if key != "words"},
    "lacks a field that has none": lambda plain: {key: plain[key] for key in plain if key != "lexicon"},
    "lacks a field further in": lambda plain: plain | {"grouping": {}},
    "has an unknown field": lambda plain: plain | {"moods": ["calm"]},
    "has another type": lambda plain: plain | {"topics": 7},
    "has another value of a closed list": lambda plain: plain | {"topics": [plain["topics"][0] | {"harm": "boredom"}]},
    "is a list": lambda plain: [plain],
}


@pytest.fixture(scope="module")
def files() -> Rules:
    """The shipped rules without the words of tone, which are most of their text."""
    return replace(load_rules(None), lexicon=Lexicon())


@pytest.fixture(params=list(WRITTEN), name="stored")
def _stored(request: pytest.FixtureRequest, files: Rules) -> tuple[str, bytes]:
    """The id and the text of a version as another release keeps them."""
    return of_other_release(files, WRITTEN[request.param])


def of_other_release(files: Rules, write: Written) -> tuple[str, bytes]:
    text = plain_json(write(to_plain(files)))
    return hashlib.sha256(text).hexdigest()[:16], text


def change(action: str = "config.activate") -> Change:
    return Change(at=at(), actor="wang", action=action, subject="")


def activate(store: Storage, config_id: str, text: bytes | None, minutes: int, replaces: str) -> None:
    """A version activated, whatever it is."""
    known = len(store.acts())
    for act in (
        Act(kind=ActKind.PROPOSED, config_id=config_id, actor="wang", at=at()),
        Act(kind=ActKind.APPROVED, config_id=config_id, actor="li", at=at()),
        Act(kind=ActKind.ACTIVATED, config_id=config_id, actor="li", at=at(), starts_at=at(minutes), replaces=replaces),
    ):
        store.put_act(act, change(), known, text)
        known += 1


def test_every_reader_of_versions_refuses_it(files: Rules, stored: tuple[str, bytes]) -> None:
    store, (config_id, text) = MemoryStorage(), stored
    store.put_rules(files.config_id, to_json(files), change("rules.used"))
    activate(store, config_id, text, 10, files.config_id)
    readers: list[Callable[[], Rules]] = [
        lambda: kept_rules(store, config_id),
        lambda: rules_at(store, None, at(10)),
        lambda: Acting(store, files).at(at(10)),
    ]
    for read in readers:
        with pytest.raises(BadUse) as caught:
            read()
        assert (caught.value.code, caught.value.params) == (OTHER_RELEASE, {"version": config_id})
        assert caught.value.exit_status == 2
    assert rules_at(store, None, at(9)) == files, "what acted before is read as ever"


def test_what_is_left_to_do_under_it_is_done_under_the_next(files: Rules, stored: tuple[str, bytes]) -> None:
    store, (config_id, text) = MemoryStorage(), stored
    activate(store, config_id, text, 10, files.config_id)
    activate(store, files.config_id, to_json(files), 20, config_id)
    assert Acting(store, files).at(at(15)).config_id == files.config_id


def test_assessments_by_it_are_counted_and_said(files: Rules, stored: tuple[str, bytes], assessed: Storage) -> None:
    config_id, text = stored
    assessed.put_rules(config_id, text, change("rules.used"))
    one = next(assessed.assessments())
    done = rescore([replace(one, config_id=config_id), replace(one, config_id=config_id), one], RulesById(assessed))
    assert (done.other_release, done.unknown_rules, done.identical) == ({config_id: 2}, {}, 1)


@pytest.fixture(scope="module")
def assessed(files: Rules) -> Storage:
    """A few hours of the story, assessed by the shipped rules."""
    store = MemoryStorage()
    store.put_rules(files.config_id, to_json(files), change("rules.used"))
    fill(store, rows(days=0))
    Processor(store, files, Labeller(files).label_batch, interval=timedelta(hours=1)).settle()
    return store


def test_an_event_is_explained_by_the_present_rules_and_it_is_said(
    files: Rules, stored: tuple[str, bytes], assessed: Storage, tmp_path: Path
) -> None:
    config_id, text = stored
    assessed.put_rules(config_id, text, change("rules.used"))
    app = App(
        settings=load_settings(tmp_path, {}), workspace=Workspace(tmp_path), storage=assessed, rules=files, catalogue=EN
    )
    row = next(row for row in assessed.events(EventFilter(only_open=False)) if row.assessment)
    assert row.assessment is not None
    strange = replace(row, assessment=replace(row.assessment, config_id=config_id))
    one = standing_of(app, strange, tuple(assessed.event_rows(row.event.id)))
    assert one is not None
    assert one.scope == files.scopes[0]
    assert [
        line for line in why_event(EN, one) if line.startswith(f"version {config_id} was written by another release")
    ]
    assert standing_row(EN, one)["rules_unread"] == OTHER_RELEASE


def test_a_desk_under_it_proposes_its_files_anew(
    files: Rules, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    workspace = tmp_path / "workspace"
    assert invoke(["init", str(workspace)]) == 0
    config_id, text = of_other_release(files, WRITTEN["has an unknown field"])
    with closing(open_storage(f"sqlite:///{workspace / 'data' / 'wanglou.db'}")) as store:
        now = load_rules(workspace / "config").config_id
        activate(store, config_id, text, 10, now)

    def call(*words: str, status: int = 0) -> str:
        capsys.readouterr()
        assert invoke(["-w", str(workspace), *words]) == status
        told = capsys.readouterr()
        return told.err if status else told.out

    line = f"version {config_id} was written by another release"
    for words in (["event", "list"], ["config", "show", config_id]):
        told = call(*words, status=2)
        assert told.startswith(line), words
        assert told.count("\n") == 1, words
    assert "changes cannot be counted" in call("config", "propose", "--reason", "after the upgrade")
    call("config", "approve", now, "--alone")
    assert f"version {now} acts from" in call("config", "activate", now)
    call("event", "list")
    assert call("config", "rollback", "--reason", "try", status=2).startswith(line)
    with closing(open_storage(f"sqlite:///{workspace / 'data' / 'wanglou.db'}")) as store:
        assert read_ledger(store).line.at(at(60 * 24 * 3650)) == now

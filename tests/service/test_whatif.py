"""What another configuration would have done with the town's story."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL, SIGSTOP
from subprocess import DEVNULL, Popen
from time import sleep

import pytest

from config.load import load_rules
from domain.duty import Disposition, Response, ResponseKind
from domain.errors import BadUse
from domain.filters import DocumentFilter
from domain.risk import Level
from domain.rules import Rules, ScopeRules
from pipeline.label import Labeller
from service.app import App, open_app
from service.process import Processor
from service.scratch import scratch_folder
from service.whatif import Span, WhatIf, _rows, what_if
from storage.values import Change
from tests.service.town import END, START, make_workspace

SPAN = Span(warm=START - timedelta(days=1), since=START, until=END)
STRANGER = """\
name: 远山县应急管理局
places: [{code: "990900", name: 远山县}]
"""


def nobody(config_id: str, at: object) -> None:
    """Nobody looks."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The town's workspace, processed, with what people found two of its events to be."""
    folder = tmp_path_factory.mktemp("town") / "workspace"
    make_workspace(folder, days=1)
    with open_app(folder, {**os.environ, "WANGLOU_LANGUAGE": "en"}) as opened:
        label_all = Labeller(opened.rules).label_batch
        Processor(opened.storage, opened.rules, label_all, interval=timedelta(minutes=5)).settle()
        dispose(opened, "起火", Disposition.NOISE)
        dispose(opened, "起火", Disposition.REAL)
        dispose(opened, "网传", Disposition.NOISE)
        yield opened


def dispose(app: App, words: str, found: Disposition) -> None:
    """A person says what the event with these words was."""
    event = next(
        record.event_id for record in app.storage.documents(DocumentFilter()) if words in record.document.title
    )
    assert event is not None
    response = Response(
        event_id=event, scope_id="desk", kind=ResponseKind.DISPOSED, actor="local", at=END, disposition=found
    )
    app.storage.put_response(response, None, Change(at=END, actor="local", action="event.dispose", subject=event))


def desk(rules: Rules, **other: object) -> Rules:
    """The rules with another part of the desk's."""
    scope: ScopeRules = rules.scopes[0]
    return replace(rules, scopes=(replace(scope, **other),))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def stricter(app: App) -> WhatIf:
    """Every threshold ten points higher."""
    levels = app.rules.scopes[0].levels
    thresholds = tuple((level, threshold + 10) for level, threshold in levels.thresholds)
    return what_if(app, desk(app.rules, levels=replace(levels, thresholds=thresholds)), SPAN, nobody)


def test_equal_rules_change_nothing(app: App) -> None:
    found = what_if(app, app.rules, SPAN, nobody)
    matrix = found.comparison.transitions["desk"]
    assert all(list(row) == [level] for level, row in matrix.items())
    assert {"NONE", "II"} <= matrix.keys()
    assert found.comparison.changes == ()
    assert found.comparison.loads[0] == found.comparison.loads[1]


def test_the_present_is_what_the_desk_saw(app: App, stricter: WhatIf) -> None:
    told = {(row.alert.subject_id, row.alert.occasion) for row in app.storage.alerts(START, END)}
    assert stricter.comparison.loads[0].total == len(told)
    assert stricter.present == app.rules.config_id


def test_stricter_rules_tell_less_and_say_of_what(stricter: WhatIf) -> None:
    present, other = stricter.comparison.loads
    assert present.total > other.total
    order = [*Level.__members__]
    assert stricter.comparison.changes
    for one in stricter.comparison.changes:
        assert order.index(one.other) < order.index(one.present)
        assert {part.name for part in one.why} <= {"urgency"}, "of one moment: its clock alone differs"


def test_a_matter_of_another_town_moves_by_the_gate(app: App, tmp_path: Path) -> None:
    (tmp_path / "institution.yaml").write_text(STRANGER, encoding="utf-8")
    found = what_if(app, load_rules(tmp_path), SPAN, nobody)
    assert found.comparison.loads[1].total == 0
    fire = next(one for one in found.comparison.changes if "起火" in one.title)
    assert (fire.other, fire.why[0].name) == ("NONE", "gate")
    assert fire.why[0].points < 0


def test_dispositions_judge_both(app: App, stricter: WhatIf) -> None:
    """The last word counts: the fire was real, the claim noise."""
    present = stricter.comparison.judged[0]
    assert (present.precision.hits, present.precision.total) == (1, 2)
    assert (present.recall.hits, present.recall.total) == (1, 1)


def test_nothing_is_left_behind_and_nothing_stored(app: App, stricter: WhatIf) -> None:
    assert folders(app) == []


def folders(app: App) -> list[Path]:
    return sorted(path for path in (app.workspace.folder / "data").iterdir() if path.is_dir())


@contextmanager
def begun(app: App) -> Iterator[Popen[bytes]]:
    """The command in a process of its own, which is busy in a folder of its own."""
    told = ["--config", str(app.workspace.config), "--since", START.isoformat(), "--until", END.isoformat()]
    before = folders(app)
    with Popen(
        [sys.executable, "-m", "service", "--workspace", str(app.workspace.folder), "whatif", *told],
        stdout=DEVNULL,
        stderr=DEVNULL,
    ) as process:
        try:
            while not any((folder / "scratch.db").is_file() for folder in folders(app) if folder not in before):
                assert process.poll() is None, "it ends without a folder of its own"
                sleep(0.005)
            yield process
        finally:
            process.send_signal(SIGKILL)


def test_what_a_killed_one_left_behind_is_cleared_away_by_the_next(app: App) -> None:
    (app.workspace.folder / "data" / "whatif-older").mkdir()
    with begun(app):
        (killed,) = folders(app)
    assert folders(app) == [killed], "the older one was cleared away, and nobody cleared up after the kill"
    what_if(app, app.rules, SPAN, nobody)
    assert folders(app) == []


def test_what_another_is_busy_in_is_left_alone(app: App) -> None:
    with begun(app) as process:
        process.send_signal(SIGSTOP)
        (busy,) = folders(app)
        held = {path.name for path in busy.iterdir()}
        with scratch_folder(app.workspace.folder / "data", "whatif") as mine:
            assert folders(app) == sorted([busy, mine])
        assert {path.name for path in busy.iterdir()} == held
    with scratch_folder(app.workspace.folder / "data", "whatif"):
        pass
    assert folders(app) == []


def test_a_time_of_which_nothing_is_stored(app: App) -> None:
    early = Span(warm=START - timedelta(days=900), since=START - timedelta(days=800), until=START - timedelta(days=700))
    with pytest.raises(BadUse, match=r"whatif\.nothing"):
        what_if(app, app.rules, early, nobody)


@pytest.mark.parametrize("minutes", [-1440, -700, 0, 37, 1000])
def test_only_the_warm_up_and_the_span_are_taken(minutes: int, app: App) -> None:
    warm = START + timedelta(minutes=minutes)
    span = Span(warm=warm, since=END - timedelta(hours=1), until=END)
    every = app.storage.inbox(0, 9999, before=END)
    assert list(_rows(app.storage, span)) == [row for row in every if row.at >= warm]

"""Which models are in use, and what may be written where."""

import resource
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from config.load import load_rules
from config.schema_models import write_models
from domain.errors import BadUse
from domain.feedback import Task
from domain.items import Platform
from domain.models import DataFile
from domain.rules import ActiveModel
from pipeline.learning.shelf import Shelf
from service.labelled import Labelled
from service.models import Wish, compare, model_rows, put_to_use, take_out_of_use, with_model
from service.teaching import Lesson, teach
from service.workspace import Workspace

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROWS = tuple(
    (f"{text}{number}", label) for number in range(12) for text, label in (("停水", "outage"), ("比赛", "other"))
)
FIRST, SECOND = "0" * 16, "0" * 15 + "1"
TOPIC = partial(ActiveModel, task=Task.TOPIC)


def lesson(rows: tuple[tuple[str, str], ...]) -> Lesson:
    file = Labelled(file=DataFile(name="rows.csv", sha256="", rows=len(rows)), rows=rows)
    return Lesson(task=Task.TOPIC, domain="any", files=(file,))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "desk")
    made.make()
    write_models(made.config, ())  # the starter is put aside
    return made


@pytest.fixture
def trained(tmp_path: Path) -> tuple[Path, str]:
    """A model's file, and its id."""
    out = tmp_path / "made.npz"
    return out, teach(lesson(ROWS), out, NOW)[0]


def test_two_who_put_models_to_use_at_once_both_do(workspace: Workspace) -> None:
    wanted = [TOPIC(model_id=f"{number:016x}", platforms=(one,)) for number, one in enumerate(Platform)]
    with ThreadPoolExecutor(len(wanted)) as threads:
        list(threads.map(partial(put_to_use, workspace), wanted))
    assert set(load_rules(workspace.config).models) == set(wanted)


@pytest.mark.parametrize(("named", "code"), [("", "not_active"), ("1", "not_active"), ("000", "twice")])
def test_only_one_model_is_taken_out_of_use(workspace: Workspace, named: str, code: str) -> None:
    for model, platform in ((FIRST, Platform.NEWS), (SECOND, Platform.FORUM)):
        put_to_use(workspace, TOPIC(model_id=model, platforms=(platform,)))
    with pytest.raises(BadUse, match=rf"model\.{code}"):
        take_out_of_use(workspace, named)
    assert len(load_rules(workspace.config).models) == 2
    assert take_out_of_use(workspace, SECOND) == SECOND
    assert [one.model_id for one in load_rules(workspace.config).models] == [FIRST]


def test_a_model_on_more_platforms_stands_there_once() -> None:
    everywhere = TOPIC(model_id=FIRST)
    assert with_model((everywhere,), TOPIC(model_id=FIRST, platforms=(Platform.NEWS,))) == (everywhere,)
    on_news = with_model(
        (TOPIC(model_id=FIRST, platforms=(Platform.NEWS,)),), TOPIC(model_id=FIRST, platforms=(Platform.FORUM,))
    )
    assert on_news == (TOPIC(model_id=FIRST, platforms=(Platform.FORUM, Platform.NEWS)),)


def test_a_damaged_file_hides_no_other_and_can_be_put_there_anew(
    workspace: Workspace, trained: tuple[Path, str]
) -> None:
    shelf, (made, model) = Shelf(workspace.models), trained
    shelf.put(made)
    put_to_use(workspace, TOPIC(model_id=model))
    rules = load_rules(workspace.config)
    (workspace.models / "abc.npz").write_bytes(b"PK")
    rows = list(model_rows(shelf, rules))
    assert [row["model"] for row in rows if isinstance(row, dict) and row["active"]] == [model]
    assert len([row for row in rows if isinstance(row, BadUse)]) == 1
    (workspace.models / f"{model}.npz").write_bytes(b"PK")
    assert compare(shelf, rules, Wish(path=made), ()) is None, "it takes its own place"
    shelf.put(made)
    assert shelf.load(model).model_id == model
    assert sorted(path.name for path in workspace.models.iterdir()) == sorted(("abc.npz", f"{model}.npz"))


def test_a_reason_is_enough_where_the_model_in_use_is_gone(workspace: Workspace, trained: tuple[Path, str]) -> None:
    put_to_use(workspace, TOPIC(model_id=FIRST))
    shelf, rules = Shelf(workspace.models), load_rules(workspace.config)
    with pytest.raises(BadUse, match=r"model\.absent"):
        compare(shelf, rules, Wish(path=trained[0]), ())
    assert compare(shelf, rules, Wish(path=trained[0], forced_because="the file is lost"), ()) is None


@pytest.mark.parametrize(("count", "is_starter"), [(12, True), (100, False)])
def test_few_rows_of_ones_own_make_a_starter(tmp_path: Path, count: int, is_starter: bool) -> None:
    rows = tuple((f"{text}{number}", label) for number in range(count) for text, label in ROWS[:2])
    assert teach(lesson(rows), tmp_path / "made.npz", NOW)[1].is_starter == is_starter


def test_training_data_is_not_overwritten(tmp_path: Path) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("label,text\n", encoding="utf-8")
    for out, code in (
        (data, "out_taken"),
        (tmp_path, "out_folder"),
        (Path(), "out_folder"),
        (tmp_path / "a/b", "no_folder"),
    ):
        with pytest.raises(BadUse, match=rf"model\.{code}"):
            teach(lesson(ROWS), out, NOW)
    assert data.read_text("utf-8") == "label,text\n"


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(BadUse, match=r"model\.unwritten"):
            teach(lesson(ROWS), tmp_path / "made.npz", NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (tmp_path / "made.npz").exists()

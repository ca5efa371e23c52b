"""`wanglou kpi`, `alerts precision` and `alerts load` as people and programs read them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len

from domain.alerts import DeliveryStatus
from domain.duty import Disposition
from domain.events import Event
from service.workspace import Workspace
from storage.open import open_storage
from tests.service.calling import Call, caller, rows
from tests.service.ledger import Ledger

DAY = 24 * 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace of the shipped rules."""
    Workspace(tmp_path / "desk").make()
    return tmp_path / "desk"


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command in English, with 80 columns."""
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    monkeypatch.setattr("service.cli.root.PIPED", 80)
    return caller(folder, capsys)


@pytest.fixture
def ledger(folder: Path, call: Call) -> Iterator[Ledger]:
    """The workspace's store."""
    call("db", "upgrade")
    with closing(open_storage(f"sqlite:///{Workspace(folder).database}", scratch=True)) as store:
        yield Ledger(store)


@pytest.fixture
def events(ledger: Ledger) -> list[Event]:
    """Twenty events at III: two told and acted on late, three judged noise, fifteen real, two not judged."""
    found = [ledger.event(published=DAY * number, began=DAY * number + 10) for number in range(20)]
    for number, event in enumerate(found):
        ledger.told(event, DAY * number + (40 if number < 2 else 10))
        ledger.did(event, ack=DAY * number + (90 if number < 2 else 25))
        if number < 18:
            ledger.found(event, Disposition.NOISE if number < 3 else Disposition.REAL, DAY * number + 95)
    return found


@pytest.mark.usefixtures("ledger")
def test_an_empty_desk(call: Call) -> None:
    assert {(row["hits"], row["total"], row["share"], row["verdict"]) for row in rows(call("kpi", "--json"))} == {
        (0, 0, None, "undecided")
    }
    assert "nothing to count" in call("kpi")
    assert "nothing to count" in call("alerts", "precision")
    assert "0 alerts operator-hours: 0;" in " ".join(call("alerts", "load").split())
    (row,) = rows(call("alerts", "load", "--json"))
    assert (row["alerts"], row["ways"]) == (0, [])


def test_kpis_for_programs(call: Call, events: list[Event]) -> None:
    found = {row["kpi"]: row for row in rows(call("kpi", "--json"))}
    # Of 20 events 3 were noise, which wants no warning: 17 are too few for a share.
    assert (found["warned"]["hits"], found["warned"]["total"], found["warned"]["share"]) == (17, 17, None)
    assert (found["handled"]["hits"], found["handled"]["total"], found["handled"]["verdict"]) == (18, 20, "met")
    assert found["handled"]["interval"] == pytest.approx([0.699, 0.972], abs=0.001)
    assert found["handled"]["missed"] == [{"event_id": event.id, "scope": "desk", "episode": 1} for event in events[:2]]
    assert rows(call("kpi", "--json", "--misses"))[4]["missed"][0]["title"] == "新闻4"


def test_a_span_and_a_scope(call: Call, events: list[Event]) -> None:
    assert len(events) == 20
    since, until = "2026-03-11T12:00+08:00", "2026-03-16T12:00+08:00"
    assert rows(call("kpi", "--json", "--since", since, "--until", until))[2]["total"] == 5
    assert rows(call("kpi", "--json", "--scope", "desk"))[2]["total"] == 20


@pytest.mark.usefixtures("ledger")
def test_what_nothing_stored_tells_is_brought(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "survey.csv"
    file.write_text("\ufeffkpi,hits,total\naccurate,12,12\nsatisfied,40,50\n\nsatisfied,50,50\n", encoding="utf-8")
    *_, accurate, satisfied = rows(call("kpi", "--survey", str(file), "--json"))
    assert (accurate["hits"], accurate["total"], accurate["verdict"]) == (12, 12, "undecided")
    assert (satisfied["hits"], satisfied["total"], satisfied["verdict"]) == (90, 100, "met")


BAD = [
    ("no_columns", b"satisfied,93,100\n", "line 1: the columns have to be kpi,hits,total"),
    ("empty", b"", "line 1"),
    ("not_utf8", "kpi,hits,total\n满意,1,1".encode("gbk"), "not UTF-8"),
    ("counted_by_us", b"kpi,hits,total\nwarned,1,1\n", "line 2: one of accurate, satisfied"),
    ("no_number", b"kpi,hits,total\nsatisfied,1,1\nsatisfied,many,1\n", "line 3"),
    ("negative", b"kpi,hits,total\nsatisfied,-1,1\n", "line 2"),
    ("more_than_all", b"kpi,hits,total\nsatisfied,2,1\n", "line 2"),
    ("a_cell_too_few", b"kpi,hits,total\nsatisfied,2\n", "line 2"),
    ("too_big", b"x" * 1_000_001, "over 1000000 bytes"),
]


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(("content", "message"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_survey_is_said_in_a_line(call: Call, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "survey.csv").write_bytes(content)
    said = call("kpi", "--survey", str(tmp_path / "survey.csv"), status=2)
    assert message in said
    assert len(said.splitlines()) == 1


@pytest.mark.usefixtures("ledger")
def test_a_survey_that_is_not_there(call: Call, tmp_path: Path) -> None:
    assert "nowhere.csv" in call("kpi", "--survey", str(tmp_path / "nowhere.csv"), status=2)


@pytest.mark.usefixtures("events")
def test_kpis_for_people_in_eighty_columns(call: Call) -> None:
    said = call("kpi", "--misses")
    assert max(cell_len(line) for line in said.splitlines()) <= 80
    assert "handled in time" in said
    assert "90.0 % (70-97)" in said
    assert "Missed, answered in time: 17" in said
    assert "Missed, answered in time, since its level: 17" in said
    assert "新闻20" in said


@pytest.mark.usefixtures("events")
def test_precision_by_each_group(call: Call) -> None:
    for by in ("level", "topic", "rule", "source", "kind"):
        whole, group = rows(call("alerts", "precision", "--by", by, "--json"))
        assert (whole["by"], whole["group"], whole["alerted"], whole["real"], whole["noise"]) == ("all", [], 20, 15, 3)
        assert (whole["unjudged"], whole["precision"]["hits"], whole["precision"]["total"]) == (2, 15, 18)
        assert (whole["precision"]["share"], whole["bounds"]) == (None, [0.75, 0.85])
        assert (group["by"], group["alerted"]) == (by, 20)


@pytest.mark.usefixtures("events")
def test_precision_for_people_says_who_judged(call: Call) -> None:
    said = call("alerts", "precision")
    assert max(cell_len(line) for line in said.splitlines()) <= 80
    assert "Nobody has judged 2 of 20" in said
    assert "level III (considerable)" in said


def test_the_load_for_people_and_programs(call: Call, ledger: Ledger, events: list[Event]) -> None:
    dead = ledger.told(events[0], 30, "platform:forum", arrived=None, channel="mail")
    ledger.delivered(dead, 40, DeliveryStatus.DEAD)
    (row,) = rows(call("alerts", "load", "--until", "2026-04-01", "--json"))
    assert (row["alerts"], row["levels"][1]["share"]["hits"]) == (21, 20)
    assert [(way["channel"], way["counts"], way["median"]) for way in row["ways"]] == [
        ("console", {"delivered": 20}, 30.0), ("mail", {"dead": 1}, None),
    ]  # fmt: skip
    said = call("alerts", "load", "--until", "2026-04-01")
    assert max(cell_len(line) for line in said.splitlines()) <= 80
    assert "alerts an operator-hour" in said
    assert "30.0 s" in said
    assert "not a public alert under law" in said


def test_the_load_names_what_is_stale(call: Call, ledger: Ledger) -> None:
    event = ledger.event()
    ledger.told(event, 10)
    said = call("alerts", "load", "--until", "2026-04-01").split("stale over 24 h")
    assert event.id not in said[1]
    assert f"{event.id}  新闻1" in said[2]


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("words", [("kpi",), ("alerts", "precision"), ("alerts", "load")], ids=" ".join)
def test_all_of_time_is_no_trouble(call: Call, words: tuple[str, ...]) -> None:
    assert call(*words, "--since", "0001-01-01", "--until", "9999-12-31", "--json")


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("kpi", "--since", "2026-03-02", "--until", "2026-03-01"), "--since 2026-03-02 is not before 2026-03-01"),
        (("alerts", "load", "--since", "2999-01-01"), "--since 2999-01-01 is not before"),
        (("alerts", "precision", "--since", "soon"), "soon"),
        (("alerts", "precision", "--by", "person"), "person"),
        (("kpi", "--scope", "nowhere"), "nowhere"),
    ],
    ids=["empty_span", "in_the_future", "no_moment", "no_group", "no_scope"],
)
def test_bad_use_is_said_in_a_line(call: Call, words: tuple[str, ...], message: str) -> None:
    said = call(*words, status=2)
    assert message in said
    assert len(said.splitlines()) == 1


def test_nobody_is_named(call: Call, ledger: Ledger, events: list[Event]) -> None:
    ledger.told(events[0], 100, "rise:II", recipient="zhou")
    for words in (("kpi", "--misses"), ("alerts", "precision", "--by", "rule"), ("alerts", "load")):
        for form in ((), ("--json",)):
            said = call(*words, *form)
            assert "zhou" not in said
            assert "wang" not in said

"""The evaluation of a closed event out of a store: which duties were met, and what is filed by command."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from config.load import load_rules
from domain.alerts import Alert, DeliveryStatus, Reason
from domain.duty import Disposition, Response, ResponseKind
from domain.errors import BadUse
from domain.events import EventState
from domain.items import Platform, Tier
from domain.risk import Level, LevelMemory
from domain.rules import Rules
from reports.evaluation import Evaluation, Judged, Levelled, Result
from service.by_hand import event_of, respond
from service.evaluation.duties import Course, judged
from service.evaluation.gather import evaluation_of
from service.workspace import Workspace
from storage.base import Storage
from storage.open import open_storage
from storage.values import AlertRow, DutyRow
from tests.config.desk import write
from tests.factories import (
    a_change,
    a_delivery,
    a_document,
    a_harvest,
    a_member,
    a_memory,
    a_response,
    a_source,
    a_step,
    an_alert,
    an_assessment,
    an_event,
    at,
    placed,
)
from tests.service.calling import Call, caller, rows

EVENT = an_event()
RULES = load_rules(None)
DUTIES = RULES.scopes[0].duties


def page(level: Level, minute: float, occasion: str, *, episode: int = 1, rung: float | None = None) -> AlertRow:
    alert = an_alert(EVENT, occasion=occasion, level=level, decided_at=at(minute), due_at=at(minute), episode=episode,
                     reason=Reason.FIRST if occasion.startswith("first") else Reason.LEVEL_ROSE)  # fmt: skip
    arrived = at(minute if rung is None else rung)
    sent = a_delivery(alert, status=DeliveryStatus.DELIVERED, started_at=arrived, finished_at=arrived)
    return AlertRow(alert=alert, status="delivered", deliveries=(sent,))


def done(kind: ResponseKind, minute: float, acknowledges: str | None = "first:II", episode: int = 1) -> Response:
    return a_response(EVENT, kind, at=at(minute), episode=episode, acknowledges=acknowledges)


def told(row: DutyRow, closed: float = 600, levels: Sequence[Levelled] = ()) -> list[str]:
    """Lines such as `1 check II +30 met`."""
    course = Course(published_at=at(-30), closed_at=at(closed), levels=tuple(levels))
    return [_line(one) for one in judged(row, DUTIES, course)]


def _line(one: Judged) -> str:
    return f"{one.episode} {one.kind} {one.level.name} {(one.due_at - at()).total_seconds() / 60:+.0f} {one.result}"


def row_of(*alerts: AlertRow, responses: Sequence[Response] = (), **memory: object) -> DutyRow:
    known: LevelMemory = a_memory(
        EVENT, **{"level": Level.II, "highest": Level.II, "episode_started_at": at(0), **memory}
    )
    return DutyRow(memory=known, state=EventState.CLOSED, alerts=alerts, responses=tuple(responses))


FIRST = page(Level.II, 0, "first:II", rung=2)
ACK, CHECK, ANSWER = ResponseKind.ACKNOWLEDGED, ResponseKind.VERIFIED, ResponseKind.ANSWERED
CASES = [
    ("all in time", [done(ACK, 5), done(CHECK, 20), done(ANSWER, 200)], 600, ["met", "met", "met", "met"]),
    ("to the second", [done(ACK, 12), done(CHECK, 30), done(ANSWER, 240)], 600, ["met", "met", "met", "met"]),
    ("each a minute late", [done(ACK, 13), done(CHECK, 31), done(ANSWER, 241)], 600, ["late", "late", "late", "met"]),
    ("beyond the statutory limit", [done(ACK, 5), done(CHECK, 20), done(ANSWER, 271)], 600, ["met", "met", "late", "late"]),
    ("nobody did anything", [], 600, ["missed", "missed", "missed", "missed"]),
    ("whoever answers has checked", [done(ANSWER, 25)], 600, ["late", "met", "met", "met"]),
    ("closed before it was due", [done(ResponseKind.CLOSED, 8)], 8, ["met", "lapsed", "lapsed", "lapsed"]),
]  # fmt: skip


@pytest.mark.parametrize(("responses", "closed", "results"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_duties_of_one_page(responses: list[Response], closed: float, results: list[str]) -> None:
    ends = ["acknowledge II +12", "check II +30", "answer II +240", "limit II +270"]
    wanted = sorted(f"1 {end} {result}" for end, result in zip(ends, results, strict=True))
    assert sorted(told(row_of(FIRST, responses=responses), closed)) == wanted


def test_a_page_that_a_graver_one_replaced_is_asked_no_more() -> None:
    row = row_of(page(Level.III, 0, "first:III"), page(Level.II, 10, "rise:II"), responses=[done(ACK, 15, "rise:II")])
    assert told(row)[:2] == ["1 acknowledge II +20 met", "1 acknowledge III +30 lapsed"]


def test_when_the_level_has_ended_nothing_more_is_asked() -> None:
    gone = Levelled(at=at(100), level=Level.NONE, proposed=False, index=10.0)
    assert told(row_of(FIRST, responses=[done(ACK, 5)]), levels=[gone])[-2:] == [
        "1 answer II +240 lapsed", "1 limit II +270 lapsed",
    ]  # fmt: skip


def test_of_iv_an_answer_is_due_only_sometimes() -> None:
    row = row_of(page(Level.IV, 0, "first:IV"), level=Level.IV, highest=Level.IV)
    results = {line.split()[1]: line.split()[-1] for line in told(row, closed=60 * 24 * 10)}
    assert results == {"acknowledge": "missed", "check": "missed", "answer": "lapsed", "limit": "lapsed"}


def test_each_episode_has_its_own_duties() -> None:
    again = page(Level.II, 1000, "first:II", episode=2)
    acts = [done(ACK, 5), done(ANSWER, 60), done(ACK, 1020, episode=2)]
    row = row_of(FIRST, again, responses=acts, episode=2, episode_started_at=at(1000))
    found = told(row, closed=3000)
    assert [line for line in found if "acknowledge" in line] == [
        "1 acknowledge II +12 met", "2 acknowledge II +1010 late",
    ]  # fmt: skip
    assert {line.split()[-1] for line in found if line.startswith("2 answer")} == {"missed"}


def test_an_event_without_a_level_has_no_duties() -> None:
    assert told(row_of(episode_started_at=None)) == []


DOCUMENTS = (
    a_document(1),
    a_document(2, platform=Platform.FORUM, outlet="论坛", tier=Tier.OTHER),
    a_document(3, platform=Platform.FORUM, outlet="论坛", tier=Tier.OTHER),
    a_document(4, outlet="国闻", tier=Tier.CENTRAL),
)


def closed(store: Storage) -> Storage:
    """An event that was told of, checked, and closed as real; one message was given up."""
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(*DOCUMENTS))
    store.commit_harvest(
        a_harvest(replace(DOCUMENTS[0], text="改", content_hash="ff00", collected_at=at(61)), at=at(61))
    )
    first = an_alert(EVENT, occasion="first:II", level=Level.II, decided_at=at(70), due_at=at(70))
    lost = replace(first, id="A2", channel="room")
    store.commit_step(
        a_step(
            events=(replace(EVENT, documents=4, outlets=3),),
            placed=tuple(placed(one) for one in DOCUMENTS),
            members=tuple(a_member(EVENT, one, number) for number, one in enumerate(DOCUMENTS, 1)),
            memories=(a_memory(EVENT, level=Level.II, highest=Level.II, episode_started_at=at(70)),),
            assessments=(an_assessment(EVENT, at=at(65), level=Level.NONE, index=50.0),
                         an_assessment(EVENT, at=at(70), level=Level.II, index=66.5, coverage=0.55),
                         an_assessment(EVENT, at=at(75), level=Level.II, index=64.0)),
            alerts=(first, lost),
        )
    )  # fmt: skip
    deliver(store, first, DeliveryStatus.DELIVERED)
    deliver(store, lost, DeliveryStatus.DEAD)
    for kind, minute, other in ((ResponseKind.VERIFIED, 90, {}), (ResponseKind.DISPOSED, 300, {"disposition": Disposition.REAL}),
                                (ResponseKind.CLOSED, 301, {})):  # fmt: skip
        respond(store, a_response(EVENT, kind, at=at(minute), actor="lan", **other), a_change())
    return store


def deliver(store: Storage, alert: Alert, status: DeliveryStatus) -> None:
    store.claim_alert(a_delivery(alert, started_at=at(71)))
    store.record_delivery(a_delivery(alert, status=status, started_at=at(71), finished_at=at(72)))


def gathered(store: Storage, rules: Rules = RULES) -> Evaluation:
    return evaluation_of(store, rules, event_of(store, EVENT.id), rules.scopes[0], at(400))


def test_what_is_gathered(store: Storage) -> None:
    found = gathered(closed(store))
    assert [(one.kind, one.outlet) for one in found.milestones] == [
        ("document", "临江新闻"), ("platform", "论坛"), ("central", "国闻"),
    ]  # fmt: skip
    assert [(one.level, one.index) for one in found.levels] == [(Level.II, 66.5)]
    (telling,) = found.tellings
    assert [(one.channel, one.status, one.arrived_at) for one in telling.messages] == [
        ("console", "delivered", at(72)), ("room", "dead", None),
    ]  # fmt: skip
    assert {one.kind: one.result for one in found.duties} == {
        "acknowledge": Result.LATE, "check": Result.MET, "answer": Result.LAPSED, "limit": Result.MISSED,
    }  # fmt: skip
    assert (found.coverage, found.peak_index, found.closed_at) == (0.55, 66.5, at(301))
    assert f"{found.due_on}" == "2026-03-16"
    assert [(one.revision, one.content_hash) for one in found.evidence][:2] == [
        (1, DOCUMENTS[0].content_hash),
        (2, "ff00"),
    ]
    assert len(found.evidence) == 5


def test_holidays_move_the_day(store: Storage, tmp_path: Path) -> None:
    write(
        tmp_path, "roster.yaml", "holidays: [{name: 节, first: 2026-03-10, last: 2026-03-11, worked: [2026-03-14]}]\n"
    )
    assert f"{gathered(closed(store), load_rules(tmp_path)).due_on}" == "2026-03-17"


def test_what_is_not_closed_is_not_evaluated(store: Storage) -> None:
    closed(store)
    store.commit_step(a_step(store.cursor(), states=((EVENT.id, "desk", EventState.NEW),)))
    with pytest.raises(BadUse, match=r"evaluation\.not_closed"):
        gathered(store)


def test_it_is_the_same_however_often_it_is_gathered(store: Storage) -> None:
    assert gathered(closed(store)) == gathered(store)


@pytest.fixture
def call(desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("WANGLOU_LANGUAGE", "en")
    store = open_storage(f"sqlite:///{Workspace(desk).database}")
    store.upgrade()
    closed(store).close()
    return caller(desk, capsys)


def test_by_command(call: Call) -> None:
    said = call("report", "evaluation", EVENT.id)
    assert said.startswith("# Evaluation: 新闻1")
    assert "acknowledgement, level II (major): 03-09 13:30, 8 min after 03-09 13:22 (lan)" in said
    assert "1 messages over room could not be delivered" in said
    assert '"report.evaluation"' in call("audit", "export")


def test_rows_for_programs(call: Call) -> None:
    (row,) = rows(call("report", "evaluation", EVENT.id, "--json"))
    assert (row["event_id"], row["due_on"], row["levels"][0]["level"]) == (EVENT.id, "2026-03-16", "II")
    assert {one["kind"]: one["result"] for one in row["duties"]}["acknowledge"] == "late"
    assert {"code": "undelivered", "is_well": False, "result": None} in row["findings"]
    assert {"action": "rehearse", "role": "leader"} in row["suggestions"]


@pytest.mark.parametrize(
    ("name", "words"), [("a.docx", ()), ("b", ("--format", "docx")), ("c.DOCX", ("--format", "docx"))]
)
def test_into_a_word_file(call: Call, tmp_path: Path, name: str, words: tuple[str, ...]) -> None:
    file = tmp_path / name
    assert f"written: {file}" in call("report", "evaluation", EVENT.id, "-o", str(file), *words, errors=True)
    assert docx.Document(str(file)).paragraphs[0].text == "Evaluation: 新闻1"
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []


def test_into_a_page(call: Call, tmp_path: Path) -> None:
    call("report", "evaluation", EVENT.id, "-o", str(tmp_path / "e.html"))
    page_text = (tmp_path / "e.html").read_text(encoding="utf-8")
    assert "<h1>Evaluation: 新闻1</h1>" in page_text
    assert "<script" not in page_text


BAD = [
    (("report", "evaluation", "E0"), "no such event"),
    (("report", "evaluation", EVENT.id, "--format", "pdf"), "unknown format: pdf; there are docx, html, md"),
    (("report", "evaluation", EVENT.id, "--format", "docx"), "name one with -o FILE"),
    (("report", "evaluation", EVENT.id, "-o", "no.pdf"), "no.pdf: .pdf is no format of a report; end the name in one of docx, html, md"),
    (("report", "evaluation", EVENT.id, "-o", "no.pdf", "--format", "html"), "no.pdf: .pdf is no format of a report"),
    (("report", "evaluation", EVENT.id, "-o", "no.docx", "--format", "html"), "no.docx is named as docx, but --format says html"),
    (("report", "evaluation", EVENT.id, "--scope", "x"), "no such watch: x"),
    (("report", "evaluation", EVENT.id, "-o", "/nowhere/x.md"), "/nowhere/x.md.part"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(row[0][3:]) or "unknown" for row in BAD])
def test_what_cannot_be_asked(call: Call, words: tuple[str, ...], message: str) -> None:
    assert message in call(*words, status=2)
    assert not [*Path().glob("no.*")]

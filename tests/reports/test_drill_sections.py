"""The report of a drill in words: each thing once, in order of time, and nothing of a title obeyed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.alerts import DeliveryStatus, Reason
from domain.drills import Drill, DrillState
from domain.duty import ResponseKind
from domain.events import EventState
from domain.items import Platform, Tier
from domain.messages import LANGUAGES, load_catalogue
from domain.risk import Level
from reports.drill_sections import Words, sections, span
from reports.drills import Done, Drilled, DrillReport, Levelled, Measure, Published, Telling, Timed, Verdict
from reports.tables import Section
from reports.writing import written
from tests.factories import at

EN = load_catalogue("en")
SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = Words(
    catalogue=EN, scenario="Fire in a school kitchen", when=lambda moment: f"{moment.astimezone(SHANGHAI):%H:%M}",
    named={"duty": "duty officer", "deputy": "deputy", "zhou": "周小满", "wang": "wang"}.__getitem__,
)  # fmt: skip
TITLE = "<script>|起火|</script> *[x](y)*"
TOLD = Telling(
    at=at(10), number="A1", event_id="E1", reason=Reason.FIRST, occasion="first:II", level=Level.II, proposed=False,
    recipient="duty", channel="file", status=DeliveryStatus.DELIVERED, delivered_at=at(11), lag=timedelta(seconds=1.2), attempts=1,
    detail="",
)  # fmt: skip
FAILED = replace(
    TOLD, number="A2", recipient="deputy", status=DeliveryStatus.DEAD, delivered_at=None, lag=None, detail="http.404"
)
REPORT = DrillReport(
    drill=Drill(
        id="D20260504-200000", scenario="kitchen_fire", begun_by="wang", begun_at=at(0), starts_at=at(0),
        length=timedelta(hours=5), pace=1.0, config_id="0" * 16, channels=("file",), ended_at=at(90), ending=DrillState.DONE,
    ),
    state=DrillState.DONE,
    until=at(90),
    events=(Drilled(id="E1", title=TITLE, level=Level.II, state=EventState.CLOSED),),
    published=(Published(at=at(1), event_id="E1", outlet="苇岸论坛", platform=Platform.FORUM, tier=Tier.OTHER, title=TITLE),),
    levels=(Levelled(at=at(10), event_id="E1", level=Level.II, proposed=False, index=62.9),),
    tellings=(TOLD, FAILED),
    done=(Done(at=at(15), event_id="E1", kind=ResponseKind.ACKNOWLEDGED, by="zhou"),),
    measures=(
        Measure(event_id="E1", timed=Timed.ACKNOWLEDGE, level=Level.II, since=at(11), target=timedelta(minutes=10),
                took=timedelta(minutes=4), by="zhou", verdict=Verdict.MET),
        Measure(event_id="E1", timed=Timed.CHECK, level=Level.II, since=at(10), target=timedelta(minutes=30), took=None, by="",
                verdict=Verdict.MISSED),
    ),
)  # fmt: skip


def by_heading(report: DrillReport = REPORT) -> dict[str, Section]:
    return {section.heading: section for section in sections(report, WORDS)}


def rows(heading: str) -> Sequence[Sequence[str]]:
    return by_heading()[heading].rows


def test_times_stand_beside_their_targets() -> None:
    assert rows("Times beside their targets (in the drill's time)") == (
        ("acknowledgement", "II", "0:04:00", "0:10:00", "met", "周小满"),
        ("fact-check", "II", "-", "0:30:00", "missed", ""),
    )


def test_what_did_not_arrive_says_why() -> None:
    assert rows("Not delivered") == (("+0:10", "first level", "deputy", "file", "undeliverable (http.404)"),)


def test_deliveries_are_counted_by_recipient_and_channel() -> None:
    assert rows("Deliveries (longest wait in real time)") == (
        ("duty officer", "file", "1", "1", "0:00:01"),
        ("deputy", "file", "1", "0", "-"),
    )


def test_the_time_line_is_in_order_and_tells_each_occasion_once() -> None:
    assert rows("What happened") == (
        ("+0:01", "published", f"苇岸论坛: {TITLE}"),
        ("+0:10", "level", "level II (major), index 63"),
        ("+0:10", "first level", "duty officer (file): delivered, deputy (file): undeliverable"),
        ("+0:15", "acknowledged", "周小满"),
    )


def test_a_deadline_says_which() -> None:
    near = replace(TOLD, number="A3", reason=Reason.DEADLINE_NEAR, occasion="check:II:50", at=at(25))
    found = by_heading(replace(REPORT, tellings=(near,)))["What happened"].rows
    assert ("+0:25", "half of the time to check", "duty officer (file): delivered") in found


def test_the_summary_counts() -> None:
    lines = by_heading()["Drill: Fire in a school kitchen"].lines
    assert lines[0] == EN.text("alert.drill_line")
    assert "times: 1 met, 0 late, 1 missed, 0 not due yet at the end" in lines
    assert "1 documents, 2 messages, 1 of them not delivered" in lines
    assert EN.text("level.notice") in lines


def test_a_drill_in_which_nobody_was_told_says_so() -> None:
    silent = replace(REPORT, events=(), tellings=(), measures=(), done=(), levels=())
    found = by_heading(silent)
    assert EN.text("drill.nothing_told") in found["Drill: Fire in a school kitchen"].lines
    assert [*found] == ["Drill: Fire in a school kitchen", "What happened"]


def test_nothing_of_a_title_is_obeyed() -> None:
    in_markdown, as_page = (written(sections(REPORT, WORDS), form, "en", at(90)).decode() for form in ("md", "html"))
    assert r"\<script\>\|起火\|\</script\> \*\[x\](y)\*" in in_markdown
    assert "<script>" not in in_markdown + as_page
    assert "&lt;script&gt;" in as_page


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_timed_has_words(language: str) -> None:
    texts = load_catalogue(language).texts
    codes = (
        [f"drill.timed_{one}" for one in Timed]
        + [f"drill.{one}" for one in Verdict]
        + [f"drill.is_{one}" for one in DrillState]
    )
    assert not [code for code in codes if code not in texts]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00:00"), (59.6, "0:01:00"), (86400, "24:00:00"), (360_061, "100:01:01")]
)
def test_a_span_has_hours_without_end(seconds: float, said: str) -> None:
    assert span(timedelta(seconds=seconds)) == said

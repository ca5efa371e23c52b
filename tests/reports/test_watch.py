"""The report of a special watch in Markdown."""

from datetime import UTC, datetime

from domain.alerts import Reason
from domain.events import Scope
from domain.messages import load_catalogue
from domain.risk import Level
from reports.watch import WatchedEvent, WatchReport, watch_report

START, END = datetime(2026, 6, 7, tzinfo=UTC), datetime(2026, 6, 10, tzinfo=UTC)
FIRE = WatchedEvent(
    id="E1", title="[仓库] 起火\n*", level=Level.II, proposed=True, index=71.5, first_at=START, documents=4
)
RAIN = WatchedEvent(id="E2", title="雨", level=Level.NONE, proposed=False, index=3.0, first_at=START, documents=1)
REPORT = WatchReport(
    scope=Scope(id="exam", name="考试周", starts_at=START, ends_at=END), until=END, documents=5, first=START, last=END,
    events=(FIRE, RAIN), alerts=((Reason.FIRST, 2), (Reason.LEVEL_ROSE, 1)), sources=(("晨报", 3), ("晚报", 2)),
)  # fmt: skip

EXPECTED = """\
# 考试周

From 06-07 to 06-10.
5 documents from 2 sources in 2 events.
First document 06-07, last 06-10.

{notice}

## {II}: 1

- \\[仓库\\] 起火 \\* ({proposed}): highest index 71.50, 4 documents, first assessed 06-07 (E1)

## {NONE}: 1

## Alerts by reason

- first level: 2
- level rose: 1

## Documents by source

- 晨报: 3
- 晚报: 2"""


def lines(report: WatchReport, language: str = "en") -> str:
    return "\n".join(watch_report(report, load_catalogue(language), lambda moment: f"{moment:%m-%d}"))


def test_what_it_says_in_which_order() -> None:
    texts = load_catalogue("en").texts
    levels = {name: texts[f"level.{name}"] for name in ("II", "NONE")}
    assert lines(REPORT) == EXPECTED.format(notice=texts["level.notice"], proposed=texts["level.proposed_I"], **levels)


def test_a_watch_that_saw_nothing_says_so() -> None:
    empty = WatchReport(
        scope=Scope(id="exam", name="考试周"), until=END, documents=0, first=None, last=None, events=(), alerts=(), sources=()
    )  # fmt: skip
    text = lines(empty)
    assert "From - to 06-10." in text
    assert text.count("\n-\n") + text.endswith("\n-") == 2
    assert "None" not in text


def test_it_is_said_in_chinese() -> None:
    assert "2 个信源的 5 篇文稿,归为 2 个事件。" in lines(REPORT, "zh")

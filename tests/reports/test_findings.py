"""What an evaluation finds, and what follows from it by rule."""

from dataclasses import replace

import pytest

from domain.alerts import DeliveryStatus, Reason
from domain.duty import Disposition, ResponseKind
from domain.messages import LANGUAGES, load_catalogue
from domain.risk import Level
from reports.evaluation import Evaluation, Levelled, Result, Sent
from reports.findings import ACTIONS, findings_of, suggestions_of
from tests.reports.evaluations import ANSWER, act, an_evaluation, at, judged, told


def said(one: Evaluation) -> tuple[list[str], list[str]]:
    """Codes of what went well, and of what did not."""
    found = findings_of(one)
    return [line.code for line in found if line.is_well], [line.code for line in found if not line.is_well]


def lost(status: DeliveryStatus) -> Sent:
    return Sent(recipient="duty", channel="room", status=status)


DISPOSED = act(ResponseKind.DISPOSED, 300, disposition=Disposition.NOISE)
RUNG = told(21, Reason.ESCALATED, "escalate:first:II:deputy")
WITHDRAWN = told(21, Reason.ESCALATED, "escalate:first:II:deputy", lost(DeliveryStatus.WITHDRAWN))
CASES = [
    ("as it is", {}, ["duty.check"]),
    ("all in time", {"duties": (judged("check", Result.MET),)}, []),
    ("never answered", {"duties": (judged("limit", Result.MISSED, done=None),)}, ["duty.limit"]),
    ("no longer asked", {"duties": (judged("limit", Result.LAPSED, done=None),)}, []),
    ("told 31 minutes after it began", {"duties": (), "first_seen": at(-30)}, ["warned"]),
    ("told 30 minutes after it began", {"duties": (), "first_seen": at(-29)}, []),
    ("of IV nobody wants a warning in time", {"duties": (), "first_seen": at(-300),
                                              "levels": (Levelled(at=at(0), level=Level.IV, proposed=False, index=33.0),)}, []),
    ("nothing arrived", {"duties": (), "tellings": (told(0, Reason.FIRST, "first:II", lost(DeliveryStatus.DEAD)),)},
     ["untold", "undelivered"]),
    ("one way did not arrive", {"duties": (), "tellings": (told(0), told(1, Reason.REMINDER, "x", lost(DeliveryStatus.UNKNOWN)))},
     ["unproved"]),
    ("it went up", {"duties": (), "tellings": (told(0), RUNG)}, ["escalated"]),
    ("it would have gone up", {"duties": (), "tellings": (told(0), WITHDRAWN)}, []),
    ("it rose after the answer", {"duties": (), "tellings": (told(0), told(260, Reason.LEVEL_ROSE, "rise:I"))}, ["rose_again"]),
    ("answered before it was told of", {"duties": (), "tellings": (told(0),), "first_seen": at(-1),
                                        "acts": (act(ResponseKind.ANSWERED, -10),)}, []),
    ("it came back twice", {"duties": tuple(replace(judged("check", Result.MET), episode=number) for number in (1, 2, 3))}, ["came_back"]),
    ("it was judged half blind", {"duties": (), "coverage": 0.41}, ["blind"]),
    ("it was noise", {"duties": (), "acts": (ANSWER, DISPOSED)}, ["false_alarm"]),
    ("it was noise, and nobody had been told", {"duties": (), "acts": (DISPOSED,), "tellings": (), "levels": ()}, []),
]  # fmt: skip


@pytest.mark.parametrize(("other", "wanted"), [case[1:] for case in CASES], ids=[str(case[0]) for case in CASES])
def test_what_did_not_go_well(other: dict[str, object], wanted: list[str]) -> None:
    assert said(an_evaluation(**other))[1] == wanted


def test_what_went_well_is_each_duty_met_and_the_warning() -> None:
    assert said(an_evaluation())[0] == ["duty.acknowledge", "duty.answer", "duty.limit", "warned"]


def test_each_action_is_suggested_once_and_for_misses_alone() -> None:
    late = an_evaluation(
        duties=(judged("check", Result.LATE), judged("check", Result.MISSED), judged("answer", Result.MET))
    )
    assert [(one.action, one.role) for one in suggestions_of(findings_of(late))] == [("checkers", "leader")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_and_action_has_words(language: str) -> None:
    texts = load_catalogue(language).texts
    codes = {f"evaluation.is_{code}" for code in ACTIONS if not code.startswith("duty.")}
    codes |= {f"evaluation.action_{action}" for action, _ in ACTIONS.values()} | {"evaluation.is_warned_well"}
    codes |= {f"evaluation.{result}" for result in Result} | {
        f"evaluation.duty_{name}" for name in ("met", "late", "missed")
    }
    assert not sorted(codes - texts.keys())

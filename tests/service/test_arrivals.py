"""What a digest tells of has arrived with the digest, whoever asks: evaluation, KPIs, hand-over."""

import pytest

from alerts.flood import digest_id
from config.load import load_rules
from domain.alerts import Alert, Reason, SubjectKind
from domain.duty import ResponseKind
from domain.risk import Level
from reports.evaluation import Evaluation
from reports.findings import findings_of
from service.arrivals import arrival, with_digests
from service.by_hand import event_of, respond
from service.evaluation.gather import evaluation_of
from service.handover.happened import summary
from service.quality.told import Book
from storage.memory import MemoryStorage
from tests.factories import a_change, a_response, a_step, an_assessment, at
from tests.service.ledger import Ledger, an_alert_of

RULES = load_rules(None)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(MemoryStorage())


def a_digest(minute: float, **other: str) -> Alert:
    return an_alert_of(
        "flood", minute, "digest:1", subject_kind=SubjectKind.SYSTEM, reason=Reason.DIGEST, episode=0, **other
    )


def evaluated(ledger: Ledger, event_id: str) -> Evaluation:
    """The evaluation of an event that had III and was closed."""
    event = event_of(ledger.store, event_id).event
    cursor = ledger.store.cursor()
    rated = an_assessment(event, at=at(10), level=Level.III)
    ledger.store.commit_step(a_step(cursor, cursor.sequence, assessments=(rated,)))
    respond(ledger.store, a_response(event, ResponseKind.CLOSED, at=at(300)), a_change())
    return evaluation_of(ledger.store, RULES, event_of(ledger.store, event_id), RULES.scopes[0], at(400))


def test_a_digest_is_found_by_what_it_tells_of(ledger: Ledger) -> None:
    folded = ledger.told(ledger.event(), 10, arrived=None, digest="digest:1")
    digest = a_digest(10)
    assert digest_id(folded) == digest.id
    ledger.put(digest, 15)
    (row,) = with_digests(ledger.store, (one for one in ledger.store.alerts() if one.alert.digest))
    assert (arrival(row), row.status) == (at(15), "folded")


@pytest.mark.parametrize(
    ("arrived", "said"), [(15, ("warned", True)), (45, ("warned", False)), (None, ("untold", False))]
)
def test_an_evaluation_says_when_the_digest_arrived(
    ledger: Ledger, arrived: float | None, said: tuple[str, bool]
) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=None, digest="digest:1")
    ledger.put(a_digest(10), arrived)
    found = evaluated(ledger, event.id)
    assert said in [(one.code, one.is_well) for one in findings_of(found)]
    asked = next(one for one in found.duties if one.kind == "acknowledge")
    assert asked.due_at == at((arrived or 10) + 30), "the time to act counts from when it arrived"


def test_a_digest_to_another_tells_nobody_of_this(ledger: Ledger) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=None, digest="digest:1")
    ledger.put(a_digest(10, recipient="zhou"), 15)
    book = Book(survivor=lambda event_id: event_id)
    book.read(ledger.store.alerts())
    assert [page.arrived_at for key in book.keys for page in book.pages(key)] == [None]
    assert ("untold", False) in [(one.code, one.is_well) for one in findings_of(evaluated(ledger, event.id))]


def test_a_hand_over_counts_what_left(ledger: Ledger) -> None:
    first, second, third = (ledger.event() for _ in range(3))
    ledger.told(first, 10, arrived=None, digest="digest:1")
    ledger.told(second, 10, arrived=None, digest="digest:1")
    ledger.put(a_digest(10), 15)
    ledger.told(third, 20)
    ledger.told(first, 30, "rise:II", arrived=None, due_at=at(480), level=Level.II)
    ledger.did(first, ack=40)
    lines = [line.figure for line in summary(ledger.store, "desk", at(0), at(100)) if line.code == "told"]
    assert lines == ["3/3/2/2"], "three occasions in a digest and a message; what was withdrawn told nobody"

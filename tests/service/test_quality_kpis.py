"""KPIs over a store: facts of episodes as they lie in it, and the sums with their verdicts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load_rules
from domain.alerts import DeliveryStatus, Reason, SubjectKind
from domain.codec import to_json
from domain.duty import Disposition
from domain.risk import Level
from domain.routes import Duty
from domain.rules import Rules
from scoring.kpi import CaseFacts, Kpi
from scoring.proportion import Share, Verdict
from service.quality.duties import KeptDuties
from service.quality.episodes import Episode, Span, episodes
from service.quality.kpis import Score, facts_of, kpis, onsets_of, scores
from service.quality.told import Book
from storage.values import AlertRow
from tests.factories import a_change, a_delivery, at
from tests.scoring.test_kpi import CASES
from tests.service.ledger import Ledger, an_alert_of

HOUR, DAY = 60, 24 * 60
ALL = Span(now=at(30 * DAY))


@pytest.fixture(scope="module")
def rules() -> Rules:
    """The shipped rules."""
    return load_rules(None)


def only(ledger: Ledger, rules: Rules, span: Span = ALL) -> Episode:
    """The one episode of a store."""
    (found,) = episodes(ledger.store, rules, span)
    return found


def facts(ledger: Ledger, rules: Rules) -> CaseFacts:
    """Those of the one episode of a store."""
    one = only(ledger, rules)
    onsets = onsets_of(ledger.store, at(-99 * DAY), {one.event_id})
    return facts_of(one, onsets.get(one.event_id), KeptDuties(ledger.store, rules), {})


def by_kpi(ledger: Ledger, rules: Rules, span: Span = ALL) -> dict[Kpi, Score]:
    return {score.kpi: score for score in kpis(ledger.store, rules, span)}


def test_an_empty_store_has_nothing_to_count(ledger: Ledger, rules: Rules) -> None:
    found = kpis(ledger.store, rules, ALL)
    assert [score.kpi for score in found] == list(Kpi)
    assert {(score.share, score.verdict, score.open, score.missed) for score in found} == {
        (Share(hits=0, total=0, interval=None), Verdict.UNDECIDED, 0, ())
    }


def test_one_event_told_acted_on_answered_and_closed_in_time(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10)
    ledger.did(event, ack=20, check=60, answer=300, close=600)
    found = facts(ledger, rules)
    assert (found.published_at, found.collected_at, found.warned_at) == (at(0), at(5), at(10.5))
    assert [(page.due_at, page.acted_at, page.over_at) for page in found.pages] == [(at(40.5), at(20), None)]
    assert (found.checked_at, found.answered_at, found.closed_at) == (at(60), at(300), at(600))
    scores_ = by_kpi(ledger, rules)
    asked = (Kpi.WARNED, Kpi.COLLECTED, Kpi.HANDLED, Kpi.EFFECTIVE, Kpi.ANSWERED, Kpi.LEVELLED)
    assert {scores_[kpi].share for kpi in asked} == {Share(hits=1, total=1, interval=None)}
    assert {scores_[kpi].verdict for kpi in asked} == {Verdict.UNDECIDED}


@pytest.mark.parametrize(("late", "verdict"), [(1, Verdict.MET), (2, Verdict.MISSED)])
def test_of_exactly_twenty_there_is_a_verdict(ledger: Ledger, rules: Rules, late: int, verdict: Verdict) -> None:
    events = [ledger.event(published=100 * number, began=100 * number + 10) for number in range(20)]
    for number, event in enumerate(events):
        ledger.told(event, 100 * number + (31 if number < late else 10))
    found = by_kpi(ledger, rules)[Kpi.WARNED]
    assert (found.share.hits, found.share.total, found.verdict) == (20 - late, 20, verdict)
    assert found.share.interval is not None
    assert found.missed == tuple((event.id, "desk", 1) for event in events[:late])


def test_nobody_was_told_of_a_grave_event(ledger: Ledger, rules: Rules) -> None:
    ledger.event()
    found = by_kpi(ledger, rules)
    assert (found[Kpi.WARNED].share.total, found[Kpi.WARNED].share.hits) == (1, 0)
    assert found[Kpi.HANDLED].share.total == 0


def test_an_alert_that_never_arrived_warns_nobody(ledger: Ledger, rules: Rules) -> None:
    ledger.told(ledger.event(), 10, arrived=None)
    assert facts(ledger, rules).warned_at is None
    assert by_kpi(ledger, rules)[Kpi.WARNED].share.hits == 0


def test_the_first_of_several_recipients_counts(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=8)
    ledger.told(event, 10, arrived=3, recipient="zhou", channel="mail")
    found = facts(ledger, rules)
    assert found.warned_at == at(13)
    assert len(found.pages) == 1


def test_what_a_digest_told_of_arrived_with_the_digest(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    digest = an_alert_of("flood", 9, "digest:1", subject_kind=SubjectKind.SYSTEM, reason=Reason.DIGEST, episode=0)
    ledger.told(event, 10, arrived=None, digest="digest:1")
    ledger.put(digest, 15)
    assert facts(ledger, rules).warned_at == at(15)


def test_what_quiet_hours_hold_back_is_late_and_is_acted_on_from_the_morning(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    held = ledger.told(event, 10, arrived=None, due_at=at(480))
    found = facts(ledger, rules)
    assert (found.warned_at, found.pages[0].due_at) == (None, at(510))
    ledger.delivered(held, 481)
    found = facts(ledger, rules)
    assert (found.warned_at, found.pages[0].due_at) == (at(481), at(511))


def test_the_earliest_way_counts_where_one_is_held_back(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=None, due_at=at(480), channel="mail")
    ledger.told(event, 10, arrived=1)
    assert facts(ledger, rules).pages[0].due_at == at(41)


def test_what_was_withdrawn_because_somebody_had_acted_warned_them(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=None, due_at=at(480))
    ledger.did(event, ack=25)
    assert [row.status for row in ledger.store.alerts()] == ["withdrawn"]
    found = by_kpi(ledger, rules)
    assert (found[Kpi.WARNED].share.hits, found[Kpi.HANDLED].share.hits) == (1, 1)


def test_what_was_withdrawn_for_another_reason_warned_nobody(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10, arrived=None, due_at=at(480))
    ledger.ends(event, 100)
    assert [row.status for row in ledger.store.alerts()] == ["withdrawn"]
    assert by_kpi(ledger, rules)[Kpi.WARNED].missed


def test_what_was_split_from_an_event_was_told_of_with_it(ledger: Ledger, rules: Rules) -> None:
    parent = ledger.event()
    ledger.told(parent, 10)
    child = ledger.event(published=2, began=200, split_from=parent.id)
    found = by_kpi(ledger, rules)[Kpi.WARNED]
    assert (found.share.hits, found.share.total) == (2, 2)
    assert [one.split_from for one in episodes(ledger.store, rules, ALL)] == [None, parent.id]
    assert child


def test_each_page_wants_its_own_act(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event(highest=Level.II, level=Level.II)
    ledger.told(event, 10, "first:III")
    ledger.told(event, 20, "rise:II", level=Level.II)
    ledger.did(event, ack=35)
    found = facts(ledger, rules)
    assert [(page.due_at, page.acted_at, page.over_at) for page in found.pages] == [
        (at(40.5), at(35), at(20)),
        (at(30.5), at(35), None),
    ]
    assert by_kpi(ledger, rules)[Kpi.HANDLED].missed


def test_deadlines_are_those_that_held_when_it_was_told(ledger: Ledger, rules: Rules) -> None:
    slow = replace(rules, scopes=tuple(replace(one, duties=tuple(map(_slower, one.duties))) for one in rules.scopes))
    ledger.store.put_rules(slow.config_id, to_json(slow), a_change())
    ledger.store.put_rules("later", b'{"scopes":[{"duties":"of another release"}]}', a_change())
    due = {}
    for config_id in (slow.config_id, rules.config_id, "later", "not kept"):
        ledger.told(ledger.event(), 10, config_id=config_id, arrived=0)
    for one in episodes(ledger.store, rules, ALL):
        found = facts_of(one, None, KeptDuties(ledger.store, rules), {})
        due[one.pages[0].config_id] = found.pages[0].due_at, found.answer_limit
    now = (at(40), timedelta(hours=48))
    then = (at(10 + 30 + 60), timedelta(hours=49))
    assert due == {slow.config_id: then, rules.config_id: now, "later": now, "not kept": now}


def _slower(duty: Duty) -> Duty:
    """An hour more for everything."""
    hour = timedelta(hours=1)
    return replace(duty, acknowledge=duty.acknowledge + hour, answer_limit=duty.answer_limit + hour)


def test_a_proposed_first_level_asks_for_the_duties_of_the_second(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event(level=Level.II, proposed=True)
    ledger.told(event, 10, "rise:I", level=Level.II, proposed=True)
    found = facts(ledger, rules)
    assert (found.grade, found.pages[0].due_at, found.answer_limit) == (Level.II, at(20.5), timedelta(hours=5))


def test_a_persons_level_is_what_it_is_in_the_end(ledger: Ledger, rules: Rules) -> None:
    ledger.told(ledger.event(highest=Level.II, manual=Level.IV), 10, "first:II", level=Level.II)
    assert by_kpi(ledger, rules)[Kpi.WARNED].share.total == 0


@pytest.mark.parametrize("disposition", [one for one in Disposition if one is not Disposition.REAL])
def test_what_people_set_aside_wants_neither_answer_nor_check(
    ledger: Ledger, rules: Rules, disposition: Disposition
) -> None:
    event = ledger.event()
    ledger.told(event, 10)
    ledger.found(event, disposition, 20)
    found = by_kpi(ledger, rules)
    assert {kpi for kpi, score in found.items() if score.share.total} == {Kpi.HANDLED}


def test_a_close_does_not_hold_if_it_is_told_of_again(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event(highest=Level.II)
    ledger.told(event, 10)
    ledger.did(event, ack=12, check=20, answer=30, close=60)
    ledger.told(event, 2 * DAY, "rise:II", level=Level.II)
    assert facts(ledger, rules).again_at == at(2 * DAY)
    assert by_kpi(ledger, rules)[Kpi.EFFECTIVE].missed


def test_a_later_episode_is_a_return_and_told_apart(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event(episode=2, began=2 * DAY)
    ledger.told(event, 10)
    ledger.did(event, ack=12, check=20, answer=30, close=60)
    ledger.told(event, 2 * DAY, "first:III", episode=2)
    first, second = episodes(ledger.store, rules, ALL)
    assert (first.number, first.paged_later, len(first.acts)) == (1, (at(2 * DAY),), 5 - 1)
    assert (second.number, second.began_at, second.acts) == (2, at(2 * DAY), ())
    found = by_kpi(ledger, rules)
    assert found[Kpi.WARNED].share.total == 1
    assert found[Kpi.EFFECTIVE].missed == (first.key,)


def test_a_merged_event_counts_as_what_it_became(ledger: Ledger, rules: Rules) -> None:
    older, younger = ledger.event(), ledger.event(published=3, level=None)
    ledger.told(older, 10)
    ledger.told(younger, 12)
    ledger.did(younger, ack=15)
    ledger.merged(younger, older)
    found = only(ledger, rules)
    assert (found.event_id, len(found.pages), len(found.acts)) == (older.id, 1, 1)


def test_a_span_holds_what_began_in_it(ledger: Ledger, rules: Rules) -> None:
    for number in range(3):
        ledger.told(ledger.event(published=DAY * number, began=DAY * number + 10), DAY * number + 10)
    since = Span(since=at(DAY), now=ALL.now)
    assert len(episodes(ledger.store, rules, since)) == 2
    assert len(episodes(ledger.store, rules, Span(since=at(DAY), until=at(2 * DAY), now=ALL.now))) == 1
    assert len(episodes(ledger.store, rules, Span(until=at(DAY), now=ALL.now))) == 1


def test_a_rise_in_the_span_of_what_began_before_it_is_left_out(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event(highest=Level.II)
    ledger.told(event, 10)
    ledger.told(event, 2 * DAY, "rise:II", level=Level.II)
    assert episodes(ledger.store, rules, Span(since=at(DAY), now=ALL.now)) == ()


def test_scopes_are_told_apart(ledger: Ledger, rules: Rules) -> None:
    event = ledger.event()
    ledger.told(event, 10)
    ledger.told(event, 10, scope_id="exam")
    assert [one.scope_id for one in episodes(ledger.store, rules, ALL)] == ["desk", "exam"]
    assert [one.scope_id for one in episodes(ledger.store, rules, ALL, "exam")] == ["exam"]


@given(st.lists(CASES, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_cases_does_not_matter(cases: list[CaseFacts], random: object) -> None:
    given_ = [((f"E{number:03}", "desk", 1), case) for number, case in enumerate(cases)]
    mixed = list(given_)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    plain, other = (scores(one, at(9 * DAY)) for one in (given_, mixed))
    assert [(one.share, one.open, one.verdict, sorted(one.missed)) for one in plain] == [
        (one.share, one.open, one.verdict, sorted(one.missed)) for one in other
    ]
    assert all(one.share.value is None or 0 <= one.share.value <= 1 for one in plain)
    assert all(one.share.total + one.open <= len(cases) for one in plain)


TOLD = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(("first:III", "rise:II", "cleared", "platform:forum")),
              st.sampled_from(("duty", "zhou")), st.none() | st.integers(0, 90)),
    max_size=12,
)  # fmt: skip


@given(TOLD, st.randoms(use_true_random=False))
def test_the_order_of_what_was_told_at_one_moment_does_not_matter(
    told: list[tuple[int, str, str, int | None]], random: object
) -> None:
    rows = [row_of(*one) for one in told]
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    mixed.sort(key=lambda row: row.alert.decided_at)
    rows.sort(key=lambda row: row.alert.decided_at)
    books = [Book(survivor=str), Book(survivor=str)]
    for book, read in zip(books, (rows, mixed), strict=True):
        book.read(read)
    one, other = ((book.keys, [(book.pages(key), book.ends(key)) for key in book.keys]) for book in books)
    assert one == other


def row_of(minute: int, occasion: str, recipient: str, arrived: int | None) -> AlertRow:
    """An alert as it is stored, delivered so many seconds after its decision."""
    alert = an_alert_of("E1", minute, occasion, recipient=recipient)
    delivered = a_delivery(alert, status=DeliveryStatus.DELIVERED, finished_at=at(minute + (arrived or 0) / 60))
    return AlertRow(alert=alert, status="pending", deliveries=() if arrived is None else (delivered,))

"""Orders of people: obeyed at their place in the inbox, the same whatever the batches and restarts; and said where not."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from config.load import load_rules
from domain.errors import BadUse
from domain.events import EventState
from domain.filters import EventFilter
from domain.orders import DONE, Order, OrderKind
from domain.risk import Level
from pipeline.label import Labeller
from samples.town import institution_file
from service.by_hand import give
from service.documents import read_source
from service.process import Processor
from storage.base import Storage
from storage.memory import MemoryStorage
from storage.values import Change, EventRow, OrderRow
from tests.factories import a_change
from tests.service.test_process import outcome
from tests.service.town import END, START, fill, rows

FIVE = timedelta(minutes=5)
Given = Callable[[Storage], None]


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, Labeller]:
    folder = tmp_path_factory.mktemp("config")
    (folder / "institution.yaml").write_bytes(institution_file().read_bytes())
    rules = load_rules(folder)
    return rules, Labeller(rules)


class Busy(MemoryStorage):
    """A store in which things happen between the reading of rows and that of orders."""

    def __init__(self) -> None:
        super().__init__()
        self.between: list[Callable[[], None]] = []

    def orders(self, after: int, before: datetime | None = None) -> tuple[OrderRow, ...]:
        while self.between:
            self.between.pop(0)()
        return super().orders(after, before)


class Desk:
    """A store with two quiet days and the story; orders are given at moments of the story's time."""

    def __init__(self, known: tuple[object, Labeller], batch: int = 500, every: timedelta | None = None) -> None:
        self.store, self._known, self._batch, self._every = Busy(), known, batch, every
        self._waiting = rows(2)
        sources = {one.id: one for one in map(read_source, self._waiting)}
        self.store.put_sources(tuple(sources.values()), a_change())
        self._now = START - timedelta(days=3)
        self._processor = self._made()

    def until(self, moment: datetime) -> None:
        """Collect and process up to a moment; with `every`, a new processor so often."""
        due = [row for row in self._waiting if _at(row) < moment]
        self._waiting = self._waiting[len(due) :]
        fill(self.store, due)
        while self._every is not None and self._now < moment:
            self._now += self._every
            self._processor.run(min(self._now, moment))
            self._processor = self._made()
        self.process(moment)
        self._now = moment

    def process(self, moment: datetime) -> None:
        """Process what is in the inbox up to a moment."""
        self._processor.run(moment)

    def _made(self) -> Processor:
        rules, labeller = self._known
        return Processor(self.store, rules, labeller.label_batch, interval=FIVE, rows=self._batch)  # type: ignore[arg-type]

    def event(self, word: str) -> EventRow:
        return next(row for row in self.store.events(EventFilter(only_open=False)) if word in row.title)

    def order(self, kind: OrderKind, at: datetime, **what: object) -> None:
        plain: dict[str, object] = {"kind": kind, "actor": "li", "reason": "a test", "at": at}
        order = Order(**(plain | what))  # type: ignore[arg-type]
        give(self.store, order, Change(at=at, actor="li", action=f"event.{kind}", subject=order.event_id))


def _at(row: dict[str, object]) -> datetime:
    return datetime.fromisoformat(str(row.get("collected_at") or row["published_at"]))


NOON = START + timedelta(minutes=2200)
"""All strands have begun, and go on."""
SHELF = timedelta(hours=4)


def told(desk: Desk) -> None:
    """Half a story; then the claim is put aside, a report leaves the food event, and more is told."""
    desk.until(NOON)
    fire, food, claim = desk.event("起火").event, desk.event("食堂").event, desk.event("网传").event
    desk.order(OrderKind.SHELVE, NOON, event_id=claim.id, until=NOON + SHELF)
    reports = [record.document.id for record in desk.store.event_documents(food.id)]
    desk.order(OrderKind.SPLIT, NOON, event_id=food.id, documents=tuple(reports[-1:]))
    desk.order(OrderKind.RENAME, NOON, event_id=fire.id, name="化工厂火灾")
    desk.order(OrderKind.ANSWER, NOON, event_id=fire.id)
    desk.order(OrderKind.LEVEL, NOON + FIVE, event_id=fire.id, level=Level.III)
    desk.until(NOON + timedelta(hours=1))
    split = next(row for row in desk.store.events(EventFilter(only_open=False)) if row.event.split_from == food.id)
    desk.order(OrderKind.MERGE, NOON + timedelta(hours=2), event_id=food.id, other=split.event.id)
    desk.until(END + timedelta(hours=3))


@pytest.fixture(scope="module")
def steady(labelled: tuple[object, Labeller]) -> Desk:
    desk = Desk(labelled)
    told(desk)
    return desk


def test_every_order_is_carried_out_and_says_so(steady: Desk) -> None:
    assert [row.outcome for row in steady.store.orders(0)] == [DONE] * 6


def test_what_is_put_aside_is_told_of_again_in_time(steady: Desk) -> None:
    claim = steady.event("网传").event.id
    told_of = [row.alert for row in steady.store.event_alerts(claim)]
    assert [one for one in told_of if one.decided_at <= NOON], "it had been told before"
    after = [one for one in told_of if one.decided_at > NOON]
    assert {one.decided_at for one in after[:2]} == {NOON + SHELF}
    assert {one.occasion for one in after[:2]} == {f"unshelved:{NOON + SHELF:%Y%m%dT%H%M%SZ}"}
    (memory,) = steady.store.event_memories(claim)
    assert memory.shelved_until is None


def test_what_is_grave_or_has_no_level_is_not_put_aside(labelled: tuple[object, Labeller]) -> None:
    desk = Desk(labelled)
    desk.until(NOON)
    for word in ("起火", "小狗"):
        desk.order(OrderKind.SHELVE, NOON, event_id=desk.event(word).event.id, until=NOON + SHELF)
    desk.until(NOON + FIVE)
    assert [row.outcome for row in desk.store.orders(0)] == ["not_to_shelve"] * 2


def test_an_event_that_a_person_named_keeps_its_name(steady: Desk) -> None:
    assert steady.event("化工厂火灾").event.documents > 5


def test_an_answer_ends_urgency_and_a_level_by_hand_stands_beside(steady: Desk) -> None:
    fire = steady.event("化工厂火灾").event.id
    history = [one for one in steady.store.assessments(fire) if one.scope_id == "desk"]
    before = [one for one in history if one.at <= NOON]
    after = [one for one in history if one.at > NOON + FIVE]
    assert any(one.urgency > 0 for one in before)
    assert all(one.urgency == 0 for one in after)
    assert {one.manual for one in after} == {Level.III}
    assert {one.level for one in after} == {Level.II}, "a floor holds it: the person's level stands beside"
    assert steady.store.event(fire).state is EventState.ANSWERED  # type: ignore[union-attr]


def test_what_was_split_and_merged_again_is_one_event_with_all_its_documents(steady: Desk) -> None:
    food = steady.event("食堂").event
    assert food.by_hand
    merged = [
        row.event for row in steady.store.events(EventFilter(only_open=False)) if row.event.merged_into == food.id
    ]
    assert len(merged) == 1
    assert steady.store.event(merged[0].id) == steady.store.event(food.id)
    assert len(steady.store.event_documents(food.id)) == food.documents


def test_nobody_is_told_of_a_first_level_twice_when_events_merge(steady: Desk) -> None:
    food = steady.event("食堂").event.id
    firsts = [row.alert.occasion for row in steady.store.alerts() if row.alert.subject_id == food]
    assert len([one for one in firsts if one.startswith("first")]) <= len(
        {r.alert.channel for r in steady.store.alerts()}
    )


@pytest.mark.parametrize(
    ("batch", "every"), [(1, None), (7, None), (500, timedelta(hours=2)), (500, timedelta(minutes=35))]
)
def test_batches_and_restarts_do_not_matter(
    batch: int, every: timedelta | None, steady: Desk, labelled: tuple[object, Labeller]
) -> None:
    other = Desk(labelled, batch, every)
    told(other)
    assert outcome(other.store) == outcome(steady.store)


def test_documents_of_several_events_become_one_that_a_person_raised(labelled: tuple[object, Labeller]) -> None:
    desk = Desk(labelled)
    desk.until(NOON)
    chosen = tuple(desk.store.event_documents(desk.event(word).event.id)[0].document.id for word in ("停车", "小狗"))
    desk.order(OrderKind.RAISE, NOON, documents=chosen)
    desk.until(NOON + FIVE)
    raised = next(row.event for row in desk.store.events(EventFilter(only_open=False)) if row.event.raised_by)
    assert (raised.raised_by, raised.raised_reason) == ("li", "a test")
    assert {record.document.id for record in desk.store.event_documents(raised.id)} >= set(chosen)


def test_a_closed_event_is_taken_up_again_by_an_order(labelled: tuple[object, Labeller]) -> None:
    desk = Desk(labelled)
    desk.until(END + timedelta(days=9))
    fire, dog = desk.event("起火").event, desk.event("小狗").event
    desk.order(OrderKind.MERGE, END + timedelta(days=9), event_id=fire.id, other=dog.id)
    desk.until(END + timedelta(days=9, hours=1))
    assert desk.store.orders(0)[0].outcome == DONE
    assert desk.store.event(dog.id) == desk.store.event(fire.id)
    assert len(desk.store.event_documents(fire.id)) == fire.documents + dog.documents


@pytest.mark.parametrize("meanwhile", [False, True], ids=["before the reads", "between the reads"])
def test_a_row_is_not_passed_over_by_an_order_after_it(meanwhile: bool, labelled: tuple[object, Labeller]) -> None:
    """A row and an order come in once the rows are read: the order waits until the row is taken."""
    desk, late = Desk(labelled), NOON + timedelta(minutes=1)
    desk.until(NOON)
    fire = desk.event("起火").event.id
    row = {**rows(0)[0], "url": "https://late.example/1", "collected_at": late.isoformat()}
    comes: list[Callable[[], None]] = [
        lambda: fill(desk.store, [row]),
        lambda: desk.order(OrderKind.RENAME, late, event_id=fire, name="化工厂火灾"),
    ]
    if meanwhile:
        desk.store.between += comes
    else:
        for happen in comes:
            happen()
    desk.process(NOON + FIVE)
    assert not desk.store.between
    (order,) = desk.store.orders(0)
    assert order.outcome == DONE
    (passed,) = desk.store.inbox(order.sequence - 2, 1)
    assert passed.sequence == order.sequence - 1
    taken = desk.store.document(passed.document.id)
    assert taken is not None
    assert taken.event_id is not None


@pytest.mark.parametrize(
    ("kind", "what", "code"),
    [
        (OrderKind.MERGE, {"other": "self"}, "order.same_event"),
        (OrderKind.MERGE, {"other": "E404"}, "event.unknown"),
        (OrderKind.SPLIT, {"documents": ("D404",)}, "order.not_a_member"),
        (OrderKind.SPLIT, {"documents": "all"}, "order.all_members"),
        (OrderKind.RENAME, {"reason": "  "}, "order.no_reason"),
    ],
)
def test_what_could_never_be_done_is_refused_at_once(
    kind: OrderKind, what: dict[str, object], code: str, steady: Desk
) -> None:
    fire = steady.event("化工厂火灾").event.id
    members = tuple(record.document.id for record in steady.store.event_documents(fire))
    known = {"self": fire, "all": members}
    given = {key: known.get(value, value) if isinstance(value, str) else value for key, value in what.items()}
    count = len(steady.store.orders(0))
    with pytest.raises(BadUse) as refused:
        steady.order(kind, END, event_id=fire, **given)
    assert refused.value.code == code
    assert len(steady.store.orders(0)) == count

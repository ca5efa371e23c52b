"""Public totals through processing: a document is taken from the bin in which it was counted, whatever came in between."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from config.load import load_rules
from domain.addresses import digest
from domain.items import Counters, Document
from domain.orders import DONE, Order, OrderKind
from domain.streams import TOTALS
from pipeline.label import Labeller
from scoring.percentiles import bin_of
from service.process import Processor
from storage.memory import MemoryStorage
from storage.values import Change
from tests.factories import a_change, a_document, a_harvest, a_source, at

DAY = 24 * 60
RULES = load_rules(None)
LABELLER = Labeller(RULES)
FIRST = a_document(1, published_at=at(0), collected_at=at(0), counters=Counters(likes=3))


@dataclass(slots=True)
class Desk:
    """A store, a processor that is made anew before each use where `restarts`, and the document as it was seen last."""

    store: MemoryStorage
    restarts: bool
    processor: Processor
    seen: Document

    def after(self, days: float, **other: object) -> None:
        """So many days after the first report its page is found with other words or totals; processed to the day's end."""
        moment = at(days * DAY)
        self.seen = replace(self.seen, collected_at=moment, **other)  # type: ignore[arg-type]
        self.store.commit_harvest(a_harvest(self.seen, at=moment))
        self.process(days + 0.2)

    def process(self, days: float) -> None:
        self.processor = made(self.store) if self.restarts else self.processor
        self.processor.run(at(days * DAY))

    def raise_again(self, days: float) -> None:
        """A person raises the document as an event of its own, which takes the closed one up again."""
        moment = at(days * DAY)
        order = Order(kind=OrderKind.RAISE, documents=(FIRST.id,), actor="li", reason="a test", at=moment)
        row = self.store.put_order(order, Change(at=moment, actor="li", action="event.raise", subject=FIRST.id))
        self.process(days + 0.2)
        assert self.store.orders(row.sequence - 1)[0].outcome == DONE

    def totals(self) -> dict[tuple[int, int], int]:
        """Counts by day after the first and by bin, those that are 0 left out."""
        first = int(at(0).timestamp()) // 3600 // 24
        found = [one for one in self.store.hour_counts(0) if one.stream.startswith(TOTALS)]
        assert all(one.count >= 0 for one in found)
        return {(one.hour // 24 - first, int(one.stream.rpartition(":")[2])): one.count for one in found if one.count}


def made(store: MemoryStorage) -> Processor:
    return Processor(store, RULES, LABELLER.label_batch, interval=timedelta(minutes=5))


def words(text: str) -> dict[str, object]:
    return {"text": text, "content_hash": digest(text)}


def likes(number: int) -> dict[str, object]:
    return {"counters": Counters(likes=number)}


def grown(desk: Desk) -> None:
    desk.after(0.3, **likes(100))


def revised(desk: Desk) -> None:
    desk.after(0.3, **words("更正"), **likes(100))


def dated_anew(desk: Desk) -> None:
    """The page tells another day; the event keeps the moment it knows."""
    desk.after(1.1, **words("更正"), **likes(100), published_at=at(DAY))
    desk.after(1.4, **likes(200))


def revised_late(desk: Desk) -> None:
    """Its event has closed: what was counted is not known any more."""
    desk.after(5, **words("更正"), **likes(100))
    desk.after(5.3, **likes(200))


def dated_late(desk: Desk) -> None:
    desk.after(5, **words("更正"), **likes(100), published_at=at(4 * DAY))
    desk.after(5.3, **likes(200))


def taken_up(desk: Desk) -> None:
    """Totals came while the event was closed, and an order takes it up again."""
    desk.after(5, **likes(100))
    desk.raise_again(6)
    desk.after(6.3, **likes(200))


HISTORIES: tuple[tuple[Callable[[Desk], None], dict[tuple[int, int], int]], ...] = (
    (grown, {(0, bin_of(100)): 1}),
    (revised, {(0, bin_of(100)): 1}),
    (dated_anew, {(0, bin_of(200)): 1}),
    (revised_late, {(0, bin_of(3)): 1, (0, bin_of(200)): 1}),
    (dated_late, {(0, bin_of(3)): 1, (4, bin_of(200)): 1}),
    (taken_up, {(0, bin_of(3)): 1, (0, bin_of(200)): 1}),
)  # fmt: skip


@pytest.mark.parametrize("restarts", [False, True], ids=["steady", "restarted"])
@pytest.mark.parametrize(("live", "expected"), HISTORIES, ids=[live.__name__ for live, _ in HISTORIES])
def test_no_total_is_taken_away_that_was_not_counted(
    live: Callable[[Desk], None], expected: dict[tuple[int, int], int], restarts: bool
) -> None:
    store = MemoryStorage()
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(FIRST, at=at(0)))
    desk = Desk(store, restarts, made(store), FIRST)
    desk.process(0.1)
    assert desk.totals() == {(0, bin_of(3)): 1}
    live(desk)
    assert desk.totals() == expected

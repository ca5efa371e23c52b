"""Open events stay in the order in which they were touched, so that a look at the end finds all that is new."""

from datetime import datetime

import pytest

from service.open_events import OpenEvents
from tests.factories import at

TOUCHES: tuple[tuple[str, list[tuple[str, datetime]], list[str]], ...] = (
    ("as they came", [("a", at(10)), ("b", at(20)), ("c", at(30))], ["a", "b", "c"]),
    ("touched again is touched last", [("a", at(10)), ("b", at(20)), ("a", at(30))], ["b", "a"]),
    ("a new name is no touch", [("a", at(10)), ("b", at(20)), ("a", at(10))], ["a", "b"]),
    ("what came before is none", [("a", at(10)), ("b", at(20)), ("a", at(5))], ["a", "b"]),
)


@pytest.mark.parametrize(("touches", "order"), [row[1:] for row in TOUCHES], ids=[row[0] for row in TOUCHES])
def test_events_stand_in_order_of_touch(touches: list[tuple[str, datetime]], order: list[str]) -> None:
    events = OpenEvents()
    for event_id, moment in touches:
        events.touch(event_id, moment)
    assert list(events.untouched_since(at(60))) == order
    assert events.touched_since(events[order[-1]].touched_at) == {order[-1]}
    assert list(events.untouched_since(events[order[-1]].touched_at)) == order[:-1]

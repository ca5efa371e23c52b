"""What one process packs, another unpacks: the same value, made again without its checks."""

import pickle
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load_rules
from domain.codec import to_json
from domain.items import Counters, Tier
from domain.labels import Hit, Mention, MentionKind, Where
from service.executor import label_task
from service.parcel import packed, unpacked
from tests.factories import a_document


@dataclass(slots=True)
class Open:
    """One that may change."""

    numbers: list[int]


@dataclass(frozen=True)
class Unslotted:
    """One without slots goes as it always did."""

    name: str


@dataclass(frozen=True, slots=True)
class Bare:
    """One without fields."""


HIT = Hit(rule="火灾", words=("起火", "\ud800"), positions=(1, 5))
VALUES = {
    "nothing": None,
    "plain values": [1, 2.5, "字", b"\0", (True, {"a": None})],
    "a value of one field": Open(numbers=[1, 2]),
    "a value of several": HIT,
    "values in values": ([HIT, HIT], {"x": (Counters(likes=3), Tier.CENTRAL)}),
    "with times": a_document(1),
    "enums": Mention(kind=MentionKind.PLACE, name="青河", where=Where.LEAD),
    "without slots": Unslotted(name="x"),
    "without fields": Bare(),
    "a time": datetime(2023, 8, 20, tzinfo=UTC),
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_the_same_comes_out(value: object) -> None:
    found = unpacked(packed(value))
    assert found == value
    assert type(found) is type(value)


@given(st.lists(st.builds(Hit, rule=st.text(), words=st.tuples(st.text()), positions=st.tuples(st.integers()))))
def test_any_values(values: list[Hit]) -> None:
    assert unpacked(packed(values)) == values


def test_what_is_one_stays_one() -> None:
    one, other = unpacked(packed((HIT, HIT)))
    assert one is other


def test_labels_of_a_worker() -> None:
    labelled = label_task(to_json(load_rules(None)), None, [a_document(number) for number in range(5)])
    parcel = packed(labelled)
    assert unpacked(parcel) == labelled
    assert len(parcel) <= len(pickle.dumps(labelled, pickle.HIGHEST_PROTOCOL))

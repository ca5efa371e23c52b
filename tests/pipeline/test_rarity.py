"""How telling a term is follows from the events that use it, and from nothing that happened before."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rarity import LEAST_EVENTS, Rarity, Vector, steps
from pipeline.term_index import TermIndex

POSTINGS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 9)), max_size=40, unique=True)
TERMS = st.dictionaries(st.integers(1, 9), st.integers(1, 5000), min_size=1, max_size=9)


def index_of(postings: list[tuple[str, int]]) -> TermIndex:
    index = TermIndex()
    for event, term in postings:
        index.add(event, index.slots([term]))
    return index


def vector_of(index: TermIndex, terms: dict[int, int]) -> Vector:
    return Vector(index.known([*terms]), np.array([*terms.values()], dtype=np.float64))


def used(index: TermIndex) -> dict[int, int]:
    """Term -> events that use it."""
    slots = np.flatnonzero(index.used)
    return dict(zip(index.terms[slots].tolist(), index.used[slots].tolist(), strict=True))


def test_a_term_of_many_events_weighs_less() -> None:
    index = index_of([*((str(event), 1) for event in range(90)), ("0", 2)])
    first, second, third = Rarity(index, 100).weights(*vector_of(index, {1: 10, 2: 10, 3: 10}))
    assert 0 < first < second < third


def test_few_events_teach_nothing() -> None:
    index = TermIndex()
    one, many = (Rarity(index, events).weights(*vector_of(index, {1: 1})) for events in (1, LEAST_EVENTS))
    assert one == many


@given(POSTINGS, st.integers(0, 300), TERMS, st.lists(TERMS, min_size=1, max_size=3))
def test_cosines_are_those_of_the_plain_definition(
    postings: list[tuple[str, int]], events: int, sought: dict[int, int], others: list[dict[int, int]]
) -> None:
    index = index_of(postings)
    for place, other in enumerate(others):  # a profile's terms are used by its event
        index.add(f"other{place}", index.slots(other))
    common, table = used(index), steps(1000)

    def weighed(terms: dict[int, int]) -> dict[int, int]:
        return {
            term: weight * int(table[max(events, 100)] - table[common.get(term, 0)]) for term, weight in terms.items()
        }

    rarity, own = Rarity(index, events), weighed(sought)
    asked = vector_of(index, sought)
    width = max(map(len, others))
    profiles = [padded(vector_of(index, other), width) for other in others]
    found = rarity.cosines(Vector(asked.slots, rarity.weights(*asked)), profiles)
    for cosine, other in zip(found, map(weighed, others), strict=True):
        dot = sum(weight * other.get(term, 0) for term, weight in own.items())
        lengths = [math.hypot(*terms.values()) for terms in (own, other)]
        assert cosine == pytest.approx(dot / math.prod(lengths), abs=1e-12)


def padded(vector: Vector, width: int) -> Vector:
    rest = (0, width - len(vector.slots))
    return Vector(np.pad(vector.slots, rest), np.pad(vector.weights, rest))


@given(POSTINGS, POSTINGS)
def test_what_left_again_is_as_if_it_had_never_come(stay: list[tuple[str, int]], go: list[tuple[str, int]]) -> None:
    index = index_of([*dict.fromkeys([*stay, *go])])
    for event, term in {*go} - {*stay}:
        index.remove(event, index.slots([term]))
    assert (
        used(index)
        == used(index_of(stay))
        == {key: len({event for event, term in stay if term == key}) for _, key in stay}
    )


def test_a_slot_is_given_again() -> None:
    index = TermIndex()
    for term in range(1, 10_000):
        slots = index.slots([term])
        index.add("a", slots)
        index.remove("a", slots)
    assert slots == [1]
    assert index.known([1, 9_999]).tolist() == [0, 0]


@given(
    POSTINGS,
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 99)), min_size=1, max_size=9, unique_by=lambda pair: pair[0]),
)
def test_a_search_adds_up_what_is_shared(postings: list[tuple[str, int]], telling: list[tuple[int, int]]) -> None:
    wanted = {}
    for event in {event for event, _ in postings}:
        shared = [weight for term, weight in telling if (event, term) in postings]
        if len(shared) >= 2:
            wanted[event] = sum(shared)
    index = index_of(postings)
    slots = index.known([term for term, _ in telling]).tolist()
    asked = zip(slots, (weight for _, weight in telling), strict=True)
    assert {event: weight for weight, event in index.sharing(asked, 2)} == wanted

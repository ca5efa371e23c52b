"""How telling a term is follows from the events that use it, and from nothing that happened before."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.clusters import TermIndex
from pipeline.rarity import LEAST_EVENTS, Rarity, square_of, steps

POSTINGS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 9)), max_size=40)


def index_of(postings: list[tuple[str, int]]) -> TermIndex:
    index = TermIndex()
    for event, term in postings:
        index.add(event, [term])
    return index


def test_a_term_of_many_events_weighs_less() -> None:
    index = index_of([*((str(event), 1) for event in range(90)), ("0", 2)])
    weighed = Rarity(100, index.common).weighed([(1, 10), (2, 10), (3, 10)])
    assert 0 < weighed[1] < weighed[2] < weighed[3]


def test_few_events_teach_nothing() -> None:
    assert Rarity(1, {}).weighed([(1, 1)]) == Rarity(LEAST_EVENTS, {}).weighed([(1, 1)])


def test_the_same_terms_are_wholly_alike_and_others_not_at_all() -> None:
    rarity = Rarity(200, index_of([("a", term) for term in range(9)]).common)
    one = rarity.weighed([(1, 30), (2, 40)])
    assert rarity.cosine(one, square_of(one), [(1, 30), (2, 40)]) == 1.0
    assert rarity.cosine(one, square_of(one), [(3, 30), (4, 40)]) == 0.0
    assert 0 < rarity.cosine(one, square_of(one), [(1, 30), (4, 40)]) < 1


@given(POSTINGS, POSTINGS)
def test_what_left_again_is_as_if_it_had_never_come(stay: list[tuple[str, int]], go: list[tuple[str, int]]) -> None:
    index = index_of([*stay, *go])
    for posting in {*go} - {*stay}:
        index.remove(posting[0], [posting[1]])
    assert index.common == index_of(stay).common
    assert all(
        count == steps(len({event for event, term in stay if term == key})) for key, count in index.common.items()
    )


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
    assert {event: weight for weight, event in index_of(postings).sharing(telling, 2)} == wanted

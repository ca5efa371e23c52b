"""What an event is held to be about follows from the members that it has, whatever came and went before."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Event
from pipeline.clusters import PROFILE, Cluster, Entry, pack

AT = datetime(2026, 5, 1, tzinfo=UTC)
TERMS = np.arange(1000, 0, -1).astype(np.uint32)
"""Ids by slot, not in their order."""
MEMBERS = st.lists(
    st.tuples(
        st.dictionaries(st.integers(1, 99), st.integers(1, 9), min_size=1, max_size=50), st.booleans(), st.booleans()
    ),
    min_size=1,
    max_size=8,
)


def entry(number: int) -> Entry:
    return Entry(
        document_id=str(number), sequence=number, joined_at=AT, happened_at=AT, event_id="e", outlet="o", group="g",
        duplicate_of=None, packed=b"", signature=b"", topics=(),
    )  # fmt: skip


def cluster() -> Cluster:
    return Cluster(
        event=Event(id="e", founded_by="1", title_document="1", first_seen=AT, last_seen=AT, touched_at=AT, documents=0, outlets=0)
    )  # fmt: skip


@given(MEMBERS)
def test_a_profile_is_of_the_members_there_are(members: list[tuple[dict[int, int], bool, bool]]) -> None:
    grown, sums = cluster(), Counter[int]()
    for number, (terms, is_looked_at, goes_again) in enumerate(members):
        grown.add(entry(number), terms)
        sums.update(terms)
        if is_looked_at:
            grown.profile(TERMS)
        if goes_again:
            grown.remove(entry(number), terms)
            sums.subtract(terms)
    wanted = sorted((-weight, int(TERMS[slot]), slot) for slot, weight in sums.items() if weight)[:PROFILE]
    found = grown.profile(TERMS)
    pairs = [pair for pair in zip(found.weights.tolist(), found.slots.tolist(), strict=True) if pair[0]]
    assert pairs == [(-weight, slot) for weight, _, slot in wanted]
    assert len(found.slots) == PROFILE
    assert grown.sums == +sums


@given(
    st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 9999)), max_size=50, unique_by=lambda pair: pair[0])
)
def test_terms_come_out_as_they_were_packed(terms: list[tuple[int, int]]) -> None:
    one = entry(1)
    one.packed = pack(terms)
    assert [*zip(*one.terms(), strict=True)] == terms

"""Grouping: cases, and the laws that a restart or another batch size change nothing."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.addresses import document_id
from domain.events import event_id
from domain.items import Document
from domain.labels import Labelled
from pipeline.duplicates import Bands, packed, signature, similarity
from pipeline.events import Grouper
from tests.pipeline.grouping import RULES, START, Shelf, make, place


def test_like_documents_share_an_event() -> None:
    grouper = Grouper(RULES)
    first = place(grouper, make("a", [1, 2, 3, 4], 0, topic="fire"), 1)
    second = place(grouper, make("bb", [1, 2, 3, 9], 5), 2)
    other = place(grouper, make("c", [11, 12, 13], 5), 3)
    assert first.event.id == event_id(document_id("a")) == second.event.id != other.event.id
    assert (second.event.documents, second.event.outlets, second.event.topics) == (2, 2, ("fire",))
    assert second.member.duplicate_of is None
    assert second.event.first_seen == START
    assert second.event.last_seen == second.event.touched_at == START + timedelta(hours=5)


def test_one_shared_word_is_not_enough() -> None:
    grouper = Grouper(RULES)
    first = place(grouper, make("a", [1, 2], 0), 1)
    assert place(grouper, make("b", [1, 9], 1), 2).event.id != first.event.id


def test_near_duplicates_fold_to_the_first() -> None:
    grouper = Grouper(RULES)
    first = place(grouper, make("a", [1, 2, 3], 0, shingles=5), 1)
    for sequence, name in enumerate(("b", "c"), 2):
        copy = place(grouper, make(name, [20 + sequence, 30], sequence, shingles=5), sequence)
        assert copy.event.id == first.event.id
        assert copy.duplicate_group == first.duplicate_group == "Ga"
        assert copy.member.duplicate_of == document_id("a")


def test_a_revision_keeps_its_event() -> None:
    grouper = Grouper(RULES)
    first = place(grouper, make("a", [1, 2, 3], 0), 1)
    place(grouper, make("b", [7, 8, 9], 1), 2)
    again = place(grouper, make("a", [7, 8, 9], 2, revision=2), 3)
    assert again.event.id == first.event.id
    assert again.member == first.member
    assert again.event.documents == 1
    assert again.event.touched_at == START + timedelta(hours=2)


def test_a_revision_keeps_its_event_open() -> None:
    grouper, shelf = Grouper(RULES), Shelf()
    for sequence, (name, hours, revision) in enumerate((("a", 0, 1), ("a", 60, 2)), 1):
        made = make(name, [1, 2, 3], hours, revision=revision)
        shelf.keep(*made, place(grouper, made, sequence))
    late = make("b", [1, 2, 3], 71)
    for one in (grouper, shelf.restored(START + timedelta(hours=120))):
        placed = one.place(*late, 3, START + timedelta(hours=120))
        assert placed.event.id == event_id(document_id("a"))


def test_an_event_closes_after_the_window() -> None:
    grouper = Grouper(RULES)
    first = place(grouper, make("a", [1, 2, 3], 0), 1)
    assert place(grouper, make("b", [1, 2, 3], 71), 2).event.id == first.event.id
    assert place(grouper, make("c", [1, 2, 3], 71 + 73), 3).event.id != first.event.id


def test_a_late_revision_founds_an_event_of_its_own() -> None:
    grouper = Grouper(RULES)
    first = place(grouper, make("a", [1, 2, 3], 0), 1)
    late = place(grouper, make("a", [1, 2, 3], 100, revision=2), 2)
    assert late.event.id == event_id(document_id("a"), 1) != first.event.id


def test_an_archive_groups_by_when_things_happened() -> None:
    grouper, at = Grouper(RULES), START + timedelta(days=400)
    placed = [
        grouper.place(*make(name, [1, 2, 3], hours), number, at).event.id
        for number, (name, hours) in enumerate((("a", 0), ("b", 5), ("c", 2000)), 1)
    ]
    assert placed[0] == placed[1] != placed[2]


def test_signatures_estimate_similarity() -> None:
    text = "".join(chr(0x4E00 + (number * 7919) % 5000) for number in range(600))
    whole, most, reverse = (packed(signature(one)) for one in (text, text[30:], text[::-1]))
    assert similarity(whole, most) > 0.8
    assert similarity(whole, reverse) < 0.1
    assert packed(signature("短")) == b""
    bands = Bands()
    bands.add("a", whole)
    bands.add("b", most)
    assert bands.candidates(most) == ["b", "a"]
    bands.remove("a", whole)
    bands.remove("b", most)
    assert bands.candidates(whole) == []


def test_a_copy_of_a_near_duplicate_shares_its_group() -> None:
    """The second text repeats the first nearly; the third is the second word for word, under quite another headline."""
    grouper = Grouper(RULES)
    text = "".join(chr(0x4E00 + (number * 7919) % 5000) for number in range(600))
    placed = []
    for sequence, (name, words, group) in enumerate(
        (("a", text, "Ga"), ("b", text[60:], "Gb"), ("c", text[300:], "Gb")), 1
    ):
        document, labelled = make(name, [sequence], sequence)
        labelled = replace(labelled, sketch=replace(labelled.sketch, signature=signature(words)))
        placed.append(place(grouper, (replace(document, duplicate_group=group), labelled), sequence))
    assert [one.duplicate_group for one in placed] == ["Ga", "Gb", "Gb"]
    assert {one.member.duplicate_of for one in placed[1:]} == {document_id("a")}


@pytest.mark.parametrize("varied", [0, 8])
def test_a_viral_text_is_placed_as_fast_late_as_early(varied: int) -> None:
    """Reposts word for word, and with a line of their own: processor seconds a thousand do not grow."""
    grouper, seconds = Grouper(RULES), list[float]()
    text = "".join(chr(0x4E00 + (number * 7919) % 5000) for number in range(400))
    signatures = [signature(text + chr(0x9000 + one) * varied) for one in range(100)]
    for thousand in range(8):
        made = [make(f"v{thousand}-{one}", range(1, 40), thousand) for one in range(1000)]
        started = time.process_time()
        for one, (document, labelled) in enumerate(made):
            sketch = replace(labelled.sketch, signature=signatures[one % 100])
            placed = place(grouper, (document, replace(labelled, sketch=sketch)), 1000 * thousand + one)
        seconds.append(time.process_time() - started)
    assert placed.event.documents == 8000
    assert min(seconds[4:]) < 2 * max(seconds[:4])


MADE = st.lists(
    st.tuples(
        st.integers(0, 14),
        st.lists(st.integers(1, 12), min_size=1, max_size=6),
        st.sampled_from([0.0, 0.5, 3.0, 20.0, 75.0]),
        st.integers(0, 3),
    ),
    max_size=24,
)


def stream(made: Sequence[tuple[int, list[int], float, int]]) -> Iterator[tuple[Document, Labelled]]:
    """Documents in order of time; a name seen again is a revision, and all texts of the third kind are one group."""
    hours, seen = 0.0, dict[int, int]()
    for name, words, gap, shingles in made:
        hours += gap
        seen[name] = seen.get(name, 0) + 1
        document, labelled = make(
            f"n{name}", words, hours, revision=seen[name], shingles=shingles, topic=f"t{words[0] % 3}"
        )
        yield replace(document, duplicate_group="G3") if shingles == 3 else document, labelled


@settings(max_examples=150, deadline=None)
@given(MADE, st.sets(st.integers(0, 24)))
def test_a_restart_changes_nothing(made: list[tuple[int, list[int], float, int]], restarts: set[int]) -> None:
    steady, shelf = Grouper(RULES), Shelf()
    restarted = Grouper(RULES)
    for sequence, (document, labelled) in enumerate(stream(made), 1):
        if sequence in restarts:
            restarted = shelf.restored(document.collected_at)
        expected = steady.place(document, labelled, sequence, document.collected_at)
        assert restarted.place(document, labelled, sequence, document.collected_at) == expected
        shelf.keep(document, labelled, expected)


@settings(max_examples=100, deadline=None)
@given(MADE, st.sets(st.integers(0, 24)))
def test_when_old_events_are_dropped_changes_nothing(
    made: list[tuple[int, list[int], float, int]], drops: set[int]
) -> None:
    steady, dropping = Grouper(RULES), Grouper(RULES)
    for sequence, (document, labelled) in enumerate(stream(made), 1):
        if sequence in drops:
            dropping.expire(document.collected_at)
        one = steady.place(document, labelled, sequence, document.collected_at)
        assert dropping.place(document, labelled, sequence, document.collected_at) == one

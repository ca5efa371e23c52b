"""Spread: outlets in order, the text each one's first is nearest to, kinds of platform; nobody's name."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from domain.events import Member
from domain.items import Document, Platform, Tier
from domain.labels import Sketch
from domain.spread import Spread
from pipeline.duplicates import VALUES
from pipeline.spread import COMPARED, spread
from tests.factories import a_document, at

ORIGINAL = tuple(range(1000, 1000 + VALUES))
OTHER = tuple(range(2000, 2000 + VALUES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    member: Member
    document: Document
    sketch: Sketch


def mixed(share: float, one: tuple[int, ...] = ORIGINAL, other: tuple[int, ...] = OTHER) -> tuple[int, ...]:
    """A signature of which `share` is `one`'s."""
    kept = round(share * VALUES)
    return (*one[:kept], *other[kept:])


def row(number: int, outlet: str, signature: tuple[int, ...] = ORIGINAL, *, minutes: float | None = None,
        platform: Platform = Platform.NEWS, tier: Tier = Tier.LOCAL) -> Row:  # fmt: skip
    document = a_document(number, outlet=outlet, platform=platform, tier=tier)
    moment = at(number if minutes is None else minutes)
    member = Member(event_id="E1", document_id=document.id, sequence=number, joined_at=moment, happened_at=moment)
    return Row(member=member, document=document, sketch=Sketch(signature=signature, terms=()))


def test_outlets_stand_in_order_of_their_first_document() -> None:
    found = spread([row(3, "桑渡社区"), row(1, "苇岸论坛"), row(2, "苇岸论坛"), row(5, "桑渡社区"), row(4, "叶笺")])
    assert [(step.outlet, step.delay, step.documents) for step in found.steps] == [
        ("苇岸论坛", timedelta(0), 2),
        ("桑渡社区", timedelta(minutes=2), 2),
        ("叶笺", timedelta(minutes=3), 1),
    ]
    assert found.steps[0].first_at == at(1)


def test_a_document_that_happened_earlier_leads_whenever_it_came_in() -> None:
    found = spread([row(1, "a", minutes=60), row(2, "b", minutes=10)])
    assert [step.outlet for step in found.steps] == ["b", "a"]


def test_likeness_to_the_first_text_and_the_nearest_earlier_one() -> None:
    rewrite = mixed(0.25, OTHER, tuple(range(3000, 3000 + VALUES)))
    found = spread([row(1, "a"), row(2, "b", OTHER), row(3, "c", mixed(0.75)), row(4, "d", rewrite)])
    first, second, third, fourth = found.steps
    assert (first.similarity, first.nearest) == (None, None)
    assert (second.similarity, second.nearest, second.nearest_similarity) == (0.0, None, None)
    assert (third.similarity, third.nearest, third.nearest_similarity) == (0.75, "a", 0.75)
    assert (fourth.similarity, fourth.nearest) == (0.0, "b")


def test_the_same_text_is_known_by_its_first_carrier() -> None:
    found = spread([row(1, "a"), row(2, "b", OTHER), row(3, "c", OTHER), row(4, "d", OTHER)])
    assert [(step.nearest, step.nearest_similarity) for step in found.steps[2:]] == [("b", 1.0), ("b", 1.0)]
    assert found.texts == 2


def test_a_later_text_of_an_earlier_outlet_counts_too() -> None:
    found = spread([row(1, "a"), row(2, "a", OTHER), row(3, "b", OTHER)])
    assert (found.steps[1].nearest, found.steps[1].similarity) == ("a", 0.0)


def test_a_text_too_short_to_tell_says_nothing() -> None:
    found = spread([row(1, "a", ()), row(2, "b"), row(3, "c", ())])
    assert [(step.similarity, step.nearest) for step in found.steps] == [(None, None)] * 3


def test_kinds_of_platform() -> None:
    forum = {"platform": Platform.FORUM, "tier": Tier.OTHER}
    found = spread([row(1, "a", **forum), row(2, "b"), row(3, "c"), row(4, "a", **forum), row(5, "b")])  # type: ignore[arg-type]
    assert [(one.platform, one.outlets, one.documents, one.delay) for one in found.platforms] == [
        (Platform.FORUM, 1, 2, timedelta(0)),
        (Platform.NEWS, 2, 3, timedelta(minutes=1)),
    ]


def test_an_event_without_members_has_no_spread() -> None:
    assert spread([]) == Spread()


def test_what_was_compared_is_said() -> None:
    drawn = Random(1)
    many = [row(i, f"o{i}", tuple(drawn.getrandbits(32) for _ in range(VALUES))) for i in range(COMPARED + 20)]
    found = spread(many)
    assert (found.texts, found.compared) == (COMPARED + 20, COMPARED)


def test_no_address_and_nothing_of_the_author_is_kept() -> None:
    planted = row(1, "叶笺")
    assert "https://" not in repr(spread([planted, row(2, "b")]))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400), st.sampled_from([0.0, 0.3, 0.8, 1.0])), max_size=30),
       st.randoms(use_true_random=False))  # fmt: skip
def test_every_document_is_counted_and_order_of_rows_does_not_matter(
    told: list[tuple[int, int, float]], drawn: Random
) -> None:
    rows = [row(i + 1, f"o{outlet}", mixed(share), minutes=minutes) for i, (outlet, minutes, share) in enumerate(told)]
    found = spread(rows)
    assert sum(step.documents for step in found.steps) == len(rows) == sum(one.documents for one in found.platforms)
    assert len({step.outlet for step in found.steps}) == len(found.steps)
    assert list(found.steps) == sorted(found.steps, key=lambda step: step.first_at)
    shuffled = list(rows)
    drawn.shuffle(shuffled)
    assert spread(shuffled) == found
    before: set[str] = set()
    for step in found.steps:
        assert step.nearest is None or step.nearest in before
        before.add(step.outlet)

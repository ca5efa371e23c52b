"""Values to canonical JSON and back."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.codec import from_json, from_plain, later, to_json, to_plain
from domain.crawl import Grade, HostState, PollReport, PollState
from domain.events import Scope
from domain.harms import Harm
from domain.items import Counters, Door, DoorCount
from domain.rules import Institution, Keyword, Lexicon, Rules, ScopeRules, Topic
from domain.workdays import Holiday

NOW = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
REPORT = PollReport(
    source_id="S1", started_at=NOW, finished_at=NOW, grade=Grade.SOFT, reason="not_found", ttl=timedelta(minutes=30),
    doors=(DoorCount(door=Door.REJECTED, reason="robots", count=2),), hosts=(HostState(host="h", last_request_at=NOW),),
)  # fmt: skip
FREE = Holiday(name="x", first=date(2026, 10, 1), last=date(2026, 10, 7), worked=(date(2026, 10, 10),))
STATE = PollState(source_id="S1", address="http://example.org/", next_poll_at=NOW, interval=timedelta(seconds=1.5))


@pytest.mark.parametrize("value", [REPORT, STATE, FREE, Counters(likes=3), Scope(name="台\u2028"), HostState(host="x")])
def test_round_trip(value: object) -> None:
    assert from_json(type(value), to_json(value)) == value


def test_the_canonical_form_is_one_line_in_key_order() -> None:
    assert to_json(Counters(likes=1)) == b'{"comments":null,"likes":1,"reposts":null}'
    assert b"\n" not in to_json(Scope(name="a\nb"))


@pytest.mark.parametrize("plain", [{"nonsense": 1}, {"likes": "3"}, [], None])
def test_other_forms_are_refused(plain: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_plain(Counters, plain)


def test_equal_rules_have_one_id_and_any_change_another() -> None:
    topic = Topic(
        id="fire", name="火", harm=Harm.FIRE_EXPLOSION, purpose="p", keywords=(Keyword(id="k", any=("火灾",)),)
    )
    rules = Rules(
        topics=(topic,), lexicon=Lexicon(words=(("好", 1.0),)),
        scopes=(ScopeRules(scope=Scope(name="台"), institution=Institution(name="某局")),),
    )  # fmt: skip
    again = from_json(Rules, to_json(rules))
    assert again == rules
    assert again.config_id == rules.config_id
    assert replace(rules, version="2").config_id != rules.config_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A value that a later release gave two more fields."""

    name: str
    words: tuple[str, ...] = later(())
    count: int = later(1)


GROWN = [
    ("says nothing of them", Grown(name="a"), b'{"name":"a"}'),
    ("says one", Grown(name="a", words=("b",)), b'{"name":"a","words":["b"]}'),
    ("says both", Grown(name="a", words=("b",), count=2), b'{"count":2,"name":"a","words":["b"]}'),
]


@pytest.mark.parametrize(("value", "form"), [row[1:] for row in GROWN], ids=[row[0] for row in GROWN])
def test_a_later_field_stands_in_the_form_only_where_it_says_something(value: Grown, form: bytes) -> None:
    assert to_json(value) == form
    assert from_json(Grown, form) == value
    assert to_plain((value,)) == [json.loads(form)]

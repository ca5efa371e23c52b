"""The hand-over of a shift: what its draft says of a night, and who may give and take it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from alerts.silence import ending_of, open_alarms, silence_alert
from config.load import load_rules
from domain.alerts import DeliveryStatus, SubjectKind
from domain.duty import ResponseKind
from domain.errors import BadUse
from domain.events import EventState
from domain.handover import Block, Handover
from domain.messages import load_catalogue
from domain.risk import Level
from domain.rules import Rules
from domain.silence import Form, Silence
from service.by_hand import event_of
from service.cases import case_of
from service.handover.book import give, handover_named, notes_of, take
from service.handover.draft import _severity, draft
from service.handover.open_cases import OpenCase
from service.handover.shift import shift_of
from service.handover.words import Words
from storage.base import Storage
from storage.values import Change
from tests.config.desk import write
from tests.factories import (
    a_change,
    a_delivery,
    a_document,
    a_handover,
    a_harvest,
    a_memory,
    a_poll_state,
    a_response,
    a_source,
    a_step,
    an_alert,
    an_assessment,
    an_event,
    at,
)

ROSTER = """
people:
  - {id: zhou, name: 周小满}
  - {id: wu, name: 吴谷雨}
rotations:
  - {id: main, role: duty, people: zhou wu, begins_at: 2026-03-09T08:00, length: 12h}
"""
SCOPES = """
scopes:
  - {id: desk, name: 监测席}
  - {id: storm, name: 大风, starts_at: 2026-03-10T06:00+08:00, ends_at: 2026-03-12T06:00+08:00, topics: [natural_disaster]}
"""
FIRE, FLOOD = an_event(), an_event(a_document(2), title_document=a_document(2).id)
END = at(470)
"""Ten to eight in the evening."""
OWN_WORDS = "厂里的火还没查清,明早前要出第一条通报;消防一回话就拟稿。"


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    write(tmp_path / "config", "roster.yaml", ROSTER)
    write(tmp_path / "config", "scopes.yaml", SCOPES)
    return load_rules(tmp_path / "config")


@pytest.fixture
def words(store: Storage, rules: Rules) -> Words:
    return Words(store, rules, load_catalogue("en"))


def shift_with(store: Storage) -> Storage:
    """A fire that rose to II and is being checked; a flood whose level ended and that was closed; a message given up; a source
    that fails."""
    store.put_sources([a_source()], a_change())
    store.commit_harvest(
        a_harvest(a_document(), a_document(2), state=a_poll_state(failure="timeout", last_success_at=at(-60)))
    )
    first = an_alert(FIRE, occasion="first:II", level=Level.II, decided_at=at(60), due_at=at(60))
    cleared = an_alert(FLOOD, occasion="cleared", decided_at=at(90), due_at=at(90))
    store.commit_step(
        a_step(
            events=(FIRE, FLOOD),
            memories=(
                a_memory(FIRE, level=Level.II, highest=Level.II, episode_started_at=at(60), proposed=True),
                a_memory(FLOOD, level=Level.NONE, highest=Level.III, lowered_at=at(90)),
            ),
            assessments=(
                an_assessment(FIRE, at=at(60), level=Level.III, index=47.0),
                an_assessment(FIRE, at=at(65), level=Level.II, proposed=True, index=76.5),
                an_assessment(FLOOD, at=at(-300), level=Level.III, index=45.5),
                an_assessment(FLOOD, at=at(90), level=Level.NONE, index=20.0),
            ),
            alerts=(first, cleared),
        )
    )
    store.claim_alert(a_delivery(first, started_at=at(61)))
    store.record_delivery(a_delivery(first, status=DeliveryStatus.DELIVERED, started_at=at(61), finished_at=at(61)))
    store.claim_alert(a_delivery(cleared, started_at=at(91)))
    store.record_delivery(a_delivery(cleared, status=DeliveryStatus.DEAD, started_at=at(91), finished_at=at(91)))
    done(store, a_response(FIRE, ResponseKind.VERIFIED, at=at(70), actor="zhou", note="asked the brigade"))
    done(store, a_response(FLOOD, ResponseKind.CLOSED, at=at(95), actor="zhou"), EventState.CLOSED)
    store.record(a_change("duty.swap", "wu", at=at(100), actor="zhou"))
    store.record(a_change("export.events", "x", at=at(101), actor="zhou"))
    return store


def done(store: Storage, response: object, state: EventState | None = EventState.VERIFYING) -> None:
    store.put_response(response, state, a_change("event.x", response.event_id, at=response.at))  # type: ignore[arg-type,attr-defined]


def drafted(store: Storage, rules: Rules, now: datetime = END) -> Handover:
    return draft(store, rules, shift_of(rules, "duty", "desk", now), now)


SAID = """\
Hand-over {id}: duty officer, 03-09 08:00 to 03-09 20:00
on duty: 周小满; next: 吴谷雨
draft as of 03-09 19:50; not given yet

1. Severity: open events, gravest first
- proposed level I (a duty leader must confirm) 新闻1: index 76.50, verifying  {fire}
    overdue: answer (statutory limit) since 03-09 16:31

2. Summary: what changed in the shift
- 03-09 13:00 new at level III (considerable) (index 47.00): 新闻1
- 03-09 13:05 rose from level III (considerable) to proposed level I (a duty leader must confirm) (index 76.50): 新闻1
- 03-09 13:30 level III (considerable) ended: 新闻2
- 03-09 13:35 closed, 周小满: 新闻2
- told: 2 occasions of 2 events in 2 messages; delivered: 1

3. Actions: what was done, and what is owed
- 03-09 13:10 verified, 周小满: 新闻1: asked the brigade
- 03-09 13:35 closed, 周小满: 新闻2
- 03-09 13:40 周小满: duty.swap
- overdue since 03-09 16:31: answer (statutory limit): 新闻1
- overdue since 03-09 17:00: answer (internal target): 新闻1

4. Situation and contingency for the next shift
- 03-10 06:00 the watch 大风 begins: its events then have levels and routes of their own (storm)
- If I is right, a duty leader confirms it, else it stays at II: 新闻1  (wanglou event level {fire} I)
- Source 临江新闻 fails (no whole answer in the time set), last good 03-09 11:00; if it does not recover, what it brings is not seen: wanglou sources check {source}
- 1 messages over console could not be delivered; if the channel is not mended, tell by phone

5. Synthesis, in the receiver's own words
(to be written by the receiver; the shift is not closed without it)

Internal attention level, not a public alert under law.
"""


def test_a_draft_of_a_shift(store: Storage, rules: Rules, words: Words) -> None:
    one = drafted(shift_with(store), rules)
    said = SAID.format(id=one.id, fire=FIRE.id, source=a_source().id)
    assert list(words.lines(one)) == said.splitlines()


def test_the_same_store_and_moment_give_the_same_draft(store: Storage, rules: Rules) -> None:
    shift_with(store)
    assert drafted(store, rules) == drafted(store, rules)


def test_what_falls_due_in_the_next_shift_is_said_with_its_then(store: Storage, rules: Rules, words: Words) -> None:
    """Early in the shift, before anybody acted."""
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(a_document()))
    page = an_alert(FIRE, occasion="first:II", level=Level.II, decided_at=at(460), due_at=at(460))
    memory = a_memory(FIRE, level=Level.II, highest=Level.II, episode_started_at=at(460))
    store.commit_step(a_step(events=(FIRE,), memories=(memory,), alerts=(page,)))
    (section,) = (one for one in drafted(store, rules).sections if one.block is Block.SITUATION)
    assert [line.removeprefix("- ") for line in words.section(section, "desk")] == [
        "If nobody acknowledges by 03-09 20:00, deputy will be told: 新闻1",
        "If this is not done by 03-09 20:10: opening the fact-check, then duty officer, leader will be told that the time has passed: 新闻1",
        "If nobody acknowledges by 03-09 20:10, leader will be told: 新闻1",
        "If nobody acknowledges by 03-09 20:20, all will be told: 新闻1",
        "If this is not done by 03-09 23:40: answer (internal target), then duty officer, leader will be told that the time has passed: 新闻1",
        "03-10 06:00 the watch 大风 begins: its events then have levels and routes of their own (storm)",
    ]  # fmt: skip


def test_what_is_silent_is_said_until_it_speaks(store: Storage, rules: Rules, words: Words) -> None:
    store.put_sources([a_source()], a_change())
    silences = (
        Silence(subject_kind=SubjectKind.SOURCE, subject_id=a_source().id, form=Form.QUIET, since=at(-600)),
        Silence(subject_id="delivery:room", form=Form.UNDELIVERED, since=at(10)),
        Silence(subject_id="collector", form=Form.LATE, since=at(20)),
    )
    told = [
        silence_alert(one, "desk", recipient="duty", channel="console", at=at(30), due_at=at(30), config_id="c")
        for one in silences
    ]
    store.tell(told)
    assert spoken(store, rules, words) == [
        "Silent since 03-09 02:00: source 临江新闻; if it does not speak soon, find out why",
        "Silent since 03-09 12:10: channel room; if it does not speak soon, find out why",
        "Silent since 03-09 12:20: collection; if it does not speak soon, find out why",
    ]
    store.tell([alert for alarm in open_alarms(told).values() for alert in ending_of(alarm, at(40), "c")])
    assert spoken(store, rules, words) == []


def spoken(store: Storage, rules: Rules, words: Words) -> list[str]:
    """Lines on silences."""
    lines = (line for section in drafted(store, rules).sections for line in section.lines)
    return [words.line(line, "desk") for line in lines if line.code == "silent"]


def test_a_quiet_shift_says_so_block_by_block(store: Storage, rules: Rules, words: Words) -> None:
    said = "\n".join(words.lines(drafted(store, rules)))
    for sentence in ("No open event has a level.", "No level changed", "Nothing was done", "the watch 大风 begins"):
        assert sentence in said


def test_what_is_put_aside_says_until_when(store: Storage, rules: Rules, words: Words) -> None:
    shift_with(store)
    (row,) = store.duties()
    shelved = replace(case_of(row, END), shelved_until=at(600))
    lines = _severity([OpenCase(case=shelved, row=event_of(store, FIRE.id), owed=(), level="II")], END)
    assert [words.line(line, "desk") for line in lines][1:] == [
        "shelved until 03-09 22:00: what falls due before is told then"
    ]


def test_a_watch_hands_over_its_own(store: Storage, rules: Rules) -> None:
    shift_with(store)
    one = draft(store, rules, shift_of(rules, "duty", "storm", END), END)
    assert [line.code for section in one.sections for line in section.lines if line.subject == FIRE.id] == []


SINCE = [
    ("the desk's own twelve hours", "leader", None, (at(-240), at(480))),
    ("from a given beginning", "leader", at(0), (at(0), at(480))),
    ("a turn of the roster", "duty", None, (at(-240), at(480))),
]


@pytest.mark.parametrize(("role", "since", "span"), [row[1:] for row in SINCE], ids=[row[0] for row in SINCE])
def test_which_span_is_handed_over(
    rules: Rules, role: str, since: datetime | None, span: tuple[datetime, datetime]
) -> None:
    found = shift_of(rules, role, "desk", END, since)
    assert (found.starts_at, found.ends_at) == span


@pytest.mark.parametrize("since", [at(475), at(500), at(-60 * 24 * 40)], ids=["ahead", "after its end", "long ago"])
def test_a_beginning_that_is_none(rules: Rules, since: datetime) -> None:
    with pytest.raises(BadUse, match="bad_since"):
        shift_of(rules, "duty", "desk", END, since)


def by(name: str, minute: float = 475) -> Change:
    return Change(at=at(minute), actor=name, action="duty.x", subject="H")


def test_it_is_given_and_taken(store: Storage, rules: Rules, words: Words) -> None:
    given = give(store, drafted(shift_with(store), rules), by("zhou"))
    assert (given.giver, given.given_at, given.is_taken) == ("zhou", at(475), False)
    taken = take(store, given.id, f" {OWN_WORDS}\n", by("wu", 490), words)
    assert (taken.receiver, taken.taken_at, taken.synthesis) == ("wu", at(490), OWN_WORDS)
    assert handover_named(store, given.id) == taken
    assert taken.sections == given.sections


def test_it_is_given_again_until_it_is_taken(store: Storage, rules: Rules, words: Words) -> None:
    give(store, drafted(shift_with(store), rules), by("zhou"))
    later = draft(store, rules, shift_of(rules, "duty", "desk", END), at(476), notes_of(["situation=起风了"]))
    given = give(store, later, by("zhou", 476))
    assert handover_named(store, given.id).sections[-1].notes == ("起风了",)
    take(store, given.id, OWN_WORDS, by("wu"), words)
    with pytest.raises(BadUse, match="taken_already"):
        give(store, later, by("zhou"))


REFUSED = [
    ("nobody's", "H0", "wu", OWN_WORDS, "unknown"),
    ("one's own", "", "zhou", OWN_WORDS, "own"),
    ("one's own under another spelling", "", "ZHOU", OWN_WORDS, "own"),
    ("without words", "", "wu", " \n", "short_synthesis"),
    ("with a nod", "", "wu", "好的,知道了", "short_synthesis"),
    ("with a nod five times", "", "wu", "收到收到收到收到收到", "short_synthesis"),
    ("with a block", "", "wu", "If I is right, a duty leader confirms it, else it stays at II: 新闻1", "copied_synthesis"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("which", "name", "text", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_taken(
    store: Storage, rules: Rules, words: Words, which: str, name: str, text: str, code: str
) -> None:
    given = give(store, drafted(shift_with(store), rules), by("zhou"))
    with pytest.raises(BadUse, match=f"handover.{code}"):
        take(store, which or given.id, text, by(name), words)
    assert store.handover(given.id) == given


def test_it_is_taken_once(store: Storage, words: Words) -> None:
    store.put_handover(a_handover(giver="zhou", given_at=at(475)), None, a_change())
    take(store, a_handover().id, OWN_WORDS, by("wu"), words)
    with pytest.raises(BadUse, match="taken_already"):
        take(store, a_handover().id, OWN_WORDS, by("feng"), words)


def test_before_there_are_users_one_person_does_both(store: Storage, words: Words) -> None:
    store.put_handover(a_handover(giver="local", given_at=at(475)), None, a_change())
    assert take(store, a_handover().id, OWN_WORDS, by("local"), words).is_taken


def test_what_staff_type_is_masked(store: Storage, words: Words) -> None:
    store.put_handover(a_handover(giver="zhou", given_at=at(475)), None, a_change())
    taken = take(store, a_handover().id, "伤者家属电话 13800138000,有变化就打给值班领导。", by("wu"), words)
    assert "13800138000" not in taken.synthesis
    assert notes_of(["actions=回 13800138000"])[Block.ACTIONS] == ["回 [手机号]"]


@pytest.mark.parametrize("note", ["nothing", "severity=", "chief=x", "=x"])
def test_a_note_that_is_none(note: str) -> None:
    with pytest.raises(BadUse, match="bad_note"):
        notes_of([note])


def test_titles_are_those_of_now(store: Storage, rules: Rules, words: Words) -> None:
    given = give(store, drafted(shift_with(store), rules), by("zhou"))
    assert "新闻1" not in str(given)
    store.commit_step(a_step(store.cursor(), events=(replace(FIRE, name="厂房火灾"),)))
    assert "厂房火灾" in "\n".join(words.lines(given))

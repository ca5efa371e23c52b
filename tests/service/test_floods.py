"""Floods over a real store: what follows many alerts, and the message of a digest."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from config.load import load_rules
from domain.alerts import Alert, Reason, SubjectKind, alert_id
from domain.events import Event
from domain.messages import load_catalogue
from domain.risk import Level
from domain.rules import Rules
from service.by_hand import respond
from service.digests import acknowledge, digest_of, unacknowledged
from service.duties import Duties
from service.floods import EVALUATED, FOLLOWED, Floods
from service.workspace import Workspace
from storage.base import Storage
from storage.open import open_storage
from tests.factories import (
    a_change,
    a_document,
    a_harvest,
    a_memory,
    a_response,
    a_source,
    a_step,
    an_alert,
    an_event,
    at,
)  # fmt: skip
from tests.service.calling import caller, rows

MANY = 12


@pytest.fixture
def rules() -> Rules:
    return load_rules(None)


@pytest.fixture
def events(store: Storage) -> list[Event]:
    """As many events as are a flood, the first of them at II, all told at minute 0."""
    documents = [a_document(number) for number in range(MANY)]
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(*documents))
    found = [an_event(document) for document in documents]
    levels = [Level.II, *[Level.III] * (MANY - 1)]
    memories = [a_memory(event, level=level, highest=level, episode_started_at=at(0))
                for event, level in zip(found, levels, strict=True)]  # fmt: skip
    alerts = [page(event, level) for event, level in zip(found, levels, strict=True)]
    store.commit_step(a_step(events=tuple(found), memories=tuple(memories), alerts=tuple(alerts)))
    return found


def page(event: Event, level: Level, **other: object) -> Alert:
    occasion = f"first:{level.name}"
    own = alert_id(event.id, "desk", 1, occasion, "duty", "file")
    given = {"id": own, "recipient": "duty", "channel": "file", "decided_at": at(0), "due_at": at(0), "level": level}
    return replace(an_alert(event, occasion=occasion), **(given | other))  # type: ignore[arg-type]


def told(store: Storage, since: datetime) -> list[Alert]:
    return [row.alert for row in store.alerts(since)]


def test_what_follows_a_flood_is_told_in_digests_too(store: Storage, events: list[Event], rules: Rules) -> None:
    assert Duties(store).turn(rules, at(60)) > MANY
    following = told(store, at(1))
    digests = [one for one in following if one.reason is Reason.DIGEST]
    assert {one.occasion.partition(":")[0] for one in digests} == {"later"}
    ways = {(one.recipient, one.channel) for one in digests}
    assert len(digests) == len(ways), "one for each recipient and channel"
    singly = [one for one in following if not one.digest and one.reason is not Reason.DIGEST]
    assert {one.subject_id for one in singly} == {events[0].id}, "what is grave, by itself"
    assert {one.subject_id for one in following if one.digest} == {event.id for event in events[1:]}
    assert Duties(store).turn(rules, at(60)) == 0, "nothing is told twice"


def test_what_a_person_did_meanwhile_is_left_out_and_a_digest_of_nothing_is_not_sent(
    store: Storage, events: list[Event], rules: Rules
) -> None:
    rows = store.duties()
    digest = page(events[0], Level.III, reason=Reason.DIGEST, occasion="later:x")
    inside = page(events[1], Level.III, occasion="check:III:50", digest="later:x", id="A" + "1" * 20)
    row = next(one for one in rows if one.memory.event_id == events[1].id)
    moved = replace(row, memory=replace(row.memory, level=Level.IV))
    assert store.follow_up([(moved, [inside])], [digest]) == 0
    assert store.follow_up([(row, [inside])], [replace(digest, id="A" + "2" * 20)]) == 2


def test_a_digest_counts_each_event_once_by_what_was_told_last(
    store: Storage, events: list[Event], rules: Rules
) -> None:
    floods = Floods(rules.flood, EVALUATED)
    later = [page(event, Level.III, id=f"A{number:020x}", occasion="rise:III", decided_at=at(5), due_at=at(5), index=30.0 + number)
             for number, event in enumerate(events)]  # fmt: skip
    over = [replace(later[3], id="A" + "f" * 20, occasion="cleared", reason=Reason.CLEARED, level=Level.NONE)]
    alerts = floods.folded([*later, *over])
    store.commit_step(a_step(store.cursor(), alerts=tuple(alerts)))
    (digest,) = (one for one in alerts if one.reason is Reason.DIGEST)
    found = digest_of(store, digest)
    assert dict(found.counts) == {Level.III: MANY - 1, Level.NONE: 1}
    assert [line.index for line in found.lines] == [41.0, 40.0, 39.0, 38.0, 37.0]
    assert [line.title for line in found.lines] == [f"新闻{number}" for number in (11, 10, 9, 8, 7)]
    words = load_catalogue("zh").text("alert.digest_title", count=found.total)
    assert words == f"告警洪峰:{MANY} 件"


def test_the_two_kinds_of_digest_do_not_count_for_each_other(store: Storage, events: list[Event], rules: Rules) -> None:
    """What evaluations decide must not depend on what people do."""
    Duties(store).turn(rules, at(60))
    floods = Floods(rules.flood, EVALUATED)
    floods.restore(store, at(60))
    few = [page(event, Level.III, id=f"A{number:020x}", decided_at=at(60)) for number, event in enumerate(events[:5])]
    assert floods.folded(few) == few
    follows = Floods(rules.flood, FOLLOWED)
    follows.restore(store, at(60))
    assert follows.folded(few) != few


def test_the_ends_of_silences_are_no_flood(store: Storage, events: list[Event], rules: Rules) -> None:
    ends = [an_alert(id=f"A{number}", subject_kind=SubjectKind.SOURCE, subject_id=f"S{number}", reason=Reason.CLEARED,
                     occasion="cleared:quiet:20260309T040000000000Z", decided_at=at(600)) for number in range(MANY)]  # fmt: skip
    store.tell(ends)
    floods = Floods(rules.flood, EVALUATED)
    floods.restore(store, at(601))
    alert = page(events[1], Level.III, decided_at=at(601))
    assert floods.folded([alert]) == [alert]


def test_what_a_digest_tells_of_is_listed_by_its_number(
    store: Storage, events: list[Event], rules: Rules, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alerts = Floods(rules.flood, EVALUATED).folded([page(event, Level.III, decided_at=at(5)) for event in events])
    folder = Workspace(tmp_path / "w")
    folder.make()
    with closing(open_storage(f"sqlite:///{folder.database}")) as desk:
        desk.upgrade()
        desk.commit_step(a_step(alerts=tuple(alerts)))
    (digest,) = (one for one in alerts if one.reason is Reason.DIGEST)
    call = caller(folder.folder, capsys)
    listed = rows(call("alerts", "list", "--digest", digest.id, "--json"))
    assert {row["subject_id"] for row in listed} == {event.id for event in events}
    assert {row["status"] for row in listed} == {"folded"}
    assert alerts[0].id in call("alerts", "list", "--digest", alerts[0].id, status=2)


def test_what_a_digest_tells_of_is_acknowledged_at_once(store: Storage, events: list[Event], rules: Rules) -> None:
    alerts = Floods(rules.flood, EVALUATED).folded([
        page(event, Level.III, decided_at=at(5), id=f"A{number:020x}", occasion="rise:III", reason=Reason.LEVEL_ROSE)
        for number, event in enumerate(events)
    ])  # fmt: skip
    store.commit_step(a_step(store.cursor(), alerts=tuple(alerts)))
    (digest,) = (one for one in alerts if one.reason is Reason.DIGEST)
    respond(store, a_response(events[0], actor="lan", at=at(6)), a_change())
    assert len(unacknowledged(store, digest, at(7))) == MANY - 1, "one was acknowledged by itself"
    assert acknowledge(store, unacknowledged(store, digest, at(7)), "lan", at(7), digest.id) == MANY - 1
    assert unacknowledged(store, digest, at(8)) == []
    assert all(store.responses(event.id)[0].acknowledges == "rise:III" for event in events)

"""A night with quiet hours: what waits, what never waits, and what is left to be told in the morning; over a real store."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.route import About
from config.load import load_rules
from domain.alerts import Alert, DeliveryStatus, Reason, event_alert
from domain.duty import Response, ResponseKind
from domain.harms import Harm
from domain.labels import Mention, MentionKind, TopicLabel, Where
from domain.risk import Level
from domain.rules import Rules
from samples.town import institution_file
from service.by_hand import respond
from service.duties import Duties
from service.matters import about_stored
from service.routing import described, steps_of
from storage.base import Storage
from storage.memory import MemoryStorage
from tests.config.desk import write
from tests.factories import (
    a_change,
    a_delivery,
    a_document,
    a_harvest,
    a_member,
    a_memory,
    a_source,
    a_step,
    an_event,
    at,
    placed,
)

EVENT = an_event()
NIGHT = 600
"""Minutes after noon: 22:00 at the desk. Quiet hours end at 07:00, 540 minutes later."""
MORNING = at(NIGHT + 540)
ROUTES = """\
channels:
  - {id: room, kind: console}
  - {id: phone, kind: file, target: phone.jsonl}
routes:
  - {recipient: duty, channel: room, levels: [IV, III, II, I]}
  - {recipient: duty, channel: phone, levels: all, quiet: [{hours: 22:00-07:00}]}
"""
ROOM_TOO, PHONE_ALONE = ROUTES, ROUTES.replace("  - {recipient: duty, channel: room, levels: [IV, III, II, I]}\n", "")


def rules_of(folder: Path, routes: str) -> Rules:
    (folder / "institution.yaml").write_bytes(institution_file().read_bytes())
    write(folder, "routes.yaml", routes)
    return load_rules(folder)


class Evening:
    """One event that reaches III at 23:00, and a clock that the test moves. What is due is delivered every quarter of an hour."""

    def __init__(self, rules: Rules, level: Level = Level.III, minute: float = NIGHT + 60) -> None:
        self.store: Storage = MemoryStorage()
        self.rules, self.duties = rules, Duties(self.store)
        self.store.put_sources([a_source()], a_change())
        self.store.commit_harvest(a_harvest(a_document()))
        self.now = at(minute)
        memory = a_memory(EVENT, level=level, highest=level, episode_started_at=self.now)
        case = described(level, rules.scopes[0], rules, self.now)
        pages = [
            page_of(step.recipient, step.channel, level, self.now, step.at)
            for step in steps_of(case, rules.scopes[0], rules)
            if step.reason is Reason.FIRST
        ]
        self.store.commit_step(a_step(events=(EVENT,), memories=(memory,), alerts=tuple(pages)))
        self.left: list[str] = []

    def until(self, minute: float) -> "Evening":
        """Turn and deliver up to a minute."""
        while self.now <= at(minute):
            self.duties.turn(self.rules, self.now)
            for item in sorted(
                self.store.due_alerts(self.now, 100), key=lambda item: (item.alert.occasion, item.alert.recipient)
            ):
                self._deliver(item.alert)
            self.now += timedelta(minutes=15)
        return self

    def acknowledges(self) -> "Evening":
        response = Response(
            event_id=EVENT.id, scope_id="desk", kind=ResponseKind.ACKNOWLEDGED, actor="lan", at=self.now
        )
        respond(self.store, response, a_change())
        return self

    def ends(self) -> "Evening":
        """The level is over; whoever was to be told of it would be told of that."""
        memory = a_memory(EVENT, level=Level.NONE, highest=Level.III, episode_started_at=self.now)
        self.store.commit_step(a_step(self.store.cursor(), memories=(memory,)))
        return self

    def statuses(self) -> set[str]:
        return {row.status for row in self.store.alerts()}

    def _deliver(self, alert: Alert) -> None:
        self.store.claim_alert(a_delivery(alert, started_at=self.now))
        self.store.record_delivery(
            a_delivery(alert, status=DeliveryStatus.DELIVERED, started_at=self.now, finished_at=self.now)
        )
        self.left.append(
            f"{(self.now - at(NIGHT)) / timedelta(hours=1):g} h {alert.channel} {alert.recipient} {alert.occasion}"
        )


def page_of(recipient: str, channel: str, level: Level, decided_at: object, due_at: object) -> Alert:
    return event_alert(
        EVENT.id, "desk", 1, reason=Reason.FIRST, occasion=f"first:{level.name}", recipient=recipient, channel=channel,
        level=level, proposed=False, at=decided_at, due_at=due_at, config_id="c",  # type: ignore[arg-type]
    )  # fmt: skip


def test_iii_in_the_night_waits_on_the_phone_alone(tmp_path: Path) -> None:
    evening = Evening(rules_of(tmp_path, ROOM_TOO)).until(NIGHT + 600)
    assert evening.left == [
        "1 h room duty first:III",
        "2 h room duty check:III:50",
        "2 h room deputy escalate:first:III:deputy",
        "3 h room duty check:III:100",
        "9 h phone deputy escalate:first:III:deputy",
        "9 h phone duty first:III",
    ]


def test_where_nothing_else_tells_the_time_to_acknowledge_begins_in_the_morning(tmp_path: Path) -> None:
    evening = Evening(rules_of(tmp_path, PHONE_ALONE)).until(NIGHT + 660)
    assert evening.left == [
        "9 h phone duty first:III",
        "10 h phone deputy escalate:first:III:deputy",
    ]


def test_ii_does_not_wait(tmp_path: Path) -> None:
    evening = Evening(rules_of(tmp_path, PHONE_ALONE), Level.II).until(NIGHT + 90)
    assert [line.split(maxsplit=2)[2] for line in evening.left] == [
        "phone duty first:II", "phone duty check:II:50", "phone duty check:II:100", "phone leader check:II:100",
        "phone deputy escalate:first:II:deputy", "phone leader escalate:first:II:leader",
    ]  # fmt: skip


def test_who_acknowledges_in_the_room_lets_the_phone_sleep(tmp_path: Path) -> None:
    evening = Evening(rules_of(tmp_path, ROOM_TOO)).until(NIGHT + 70).acknowledges().until(NIGHT + 600)
    assert [line for line in evening.left if "first" in line] == ["1 h room duty first:III"]
    assert "withdrawn" in evening.statuses()


def test_what_is_over_by_the_morning_wakes_nobody(tmp_path: Path) -> None:
    evening = Evening(rules_of(tmp_path, PHONE_ALONE)).until(NIGHT + 120).ends().until(NIGHT + 700)
    assert evening.left == []
    assert evening.statuses() == {"withdrawn"}


def test_what_is_foretold_of_a_night_is_what_is_told(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, ROOM_TOO)
    steps = steps_of(described(Level.III, rules.scopes[0], rules, at(NIGHT + 60)), rules.scopes[0], rules)
    foretold = {(step.at, f"{step.channel} {step.recipient} {step.occasion}") for step in steps if step.at <= MORNING}
    told = Evening(rules).until(NIGHT + 545).left
    assert sorted(words for _, words in foretold) == sorted(line.split(" h ")[1] for line in told)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    level=st.sampled_from((Level.IV, Level.III, Level.II)),
    minute=st.integers(0, 24 * 60),
    acts=st.none() | st.integers(0, 12 * 60),
    routes=st.sampled_from((ROOM_TOO, PHONE_ALONE)),
)
def test_every_alert_is_told_by_the_end_of_its_quiet_hours_or_withdrawn(
    tmp_path: Path, level: Level, minute: int, acts: int | None, routes: str
) -> None:
    evening = Evening(rules_of(tmp_path, routes), level, minute)
    if acts is not None:
        evening.until(minute + acts).acknowledges()
    evening.until(minute + 26 * 60)
    for row in evening.store.alerts():
        held = timedelta(hours=9) if level < Level.II else timedelta(0)
        assert row.alert.due_at - row.alert.decided_at <= held
        if row.status == DeliveryStatus.DELIVERED:
            assert row.deliveries[-1].finished_at is not None
            assert timedelta(0) <= row.deliveries[-1].finished_at - row.alert.due_at < timedelta(minutes=15)
        else:
            assert row.status == DeliveryStatus.WITHDRAWN or row.alert.due_at > evening.now - timedelta(minutes=15)


def test_topics_and_places_of_a_stored_event_are_asked_only_where_a_route_asks(tmp_path: Path) -> None:
    store, documents = MemoryStorage(), [a_document(number) for number in range(1, 10)]
    store.put_sources([a_source()], a_change())
    store.commit_harvest(a_harvest(*documents))
    event = an_event(documents[0], documents=9)
    fire = TopicLabel(topic="fire_explosion", harm=Harm.FIRE_EXPLOSION, confidence=0.9)
    lone = TopicLabel(topic="outage", harm=Harm.OUTAGE, confidence=0.9)
    here, near = (
        Mention(kind=MentionKind.PLACE, name="甲", code=code, where=Where.TITLE) for code in ("330106", "330105")
    )
    named = [((fire, lone), (here,)), ((fire,), (near,)), *(((), ()) for _ in range(7))]
    store.commit_step(a_step(
        sequence=9, events=(event,), placed=tuple(placed(document, topics=topics, mentions=places) for document, (topics, places) in zip(documents, named, strict=True)),
        members=tuple(a_member(event, document, number) for number, document in enumerate(documents, 1)),
    ))  # fmt: skip
    rules = rules_of(tmp_path, ROUTES)
    assert about_stored(store, event.id, rules.scopes[0]) == About()
    asking = rules_of(
        tmp_path, ROUTES + "  - {recipient: leader, channel: phone, levels: all, topics: outage, places: [33]}\n"
    )
    found = about_stored(store, event.id, asking.scopes[0])
    assert found == About(topics=frozenset({"fire_explosion"}), places=frozenset({"330100", "330000"}))
    elsewhere = replace(asking.scopes[0], scope=replace(asking.scopes[0].scope, sources=("other",)))
    assert about_stored(store, event.id, elsewhere) == About()

"""`alerts route`: who would be told of an event, or of a described one, when, over what, and by which route."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from alerts.follow import Case, is_acknowledged
from alerts.route import About, Stands, Way, missed_by
from domain.alerts import Reason
from domain.codec import to_plain
from domain.divisions import enclosures
from domain.errors import BadUse
from domain.events import DESK, OVER
from domain.risk import Level
from domain.rules import Rules, ScopeRules
from service.by_hand import event_of, level_named
from service.cases import case_of, duty_row
from service.cli.root import show_json, show_table
from service.cli.session import Session, reading
from service.known_places import is_known
from service.matters import about_stored
from service.names import shown_name
from service.routing import Step, described, steps_of
from service.watches import check_scope

CLOCKS = (Reason.DEADLINE_NEAR, Reason.DEADLINE_PASSED)
Wanted = tuple[Case, About]


def route(
    context: typer.Context,
    event: Annotated[str | None, typer.Option("--event")] = None,
    for_level: Annotated[str | None, typer.Option("--for-level")] = None,
    topic: Annotated[list[str], typer.Option("--topic")] = [],  # noqa: B006  the library copies it
    place: Annotated[list[str], typer.Option("--place")] = [],  # noqa: B006
    at: Annotated[str | None, typer.Option("--at")] = None,
    scope: Annotated[str, typer.Option("--scope")] = DESK,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    with reading(context) as session:
        rules, now = session.app.rules, session.moment(at) or session.now()
        check_scope(rules, scope)
        own = next(one for one in rules.scopes if one.scope.id == scope)
        if (event is None) == (for_level is None):
            raise BadUse("alerts.one_of_both")
        if event is not None and (topic or place):
            raise BadUse("alerts.only_described")
        if for_level is None:
            case, about = _stored(session, event or "", now, own)
        else:
            about = _about(topic, place, rules)
            case = described(_level(for_level), own, rules, now, about)
        steps = steps_of(case, own, rules, about)
        for step in steps if as_json else ():
            show_json(_row(step))
        if not as_json:
            _show(session, case, steps, now)
            _tell_missed(session, own, steps, about)


def _stored(session: Session, event: str, at: datetime, scope: ScopeRules) -> Wanted:
    """The case of a stored event with a level, and what it is about."""
    row = event_of(session.app.storage, event, scope.scope.id)
    duty = duty_row(session.app.storage, row.event.id, scope.scope.id)
    if duty is None or duty.memory.level is Level.NONE or duty.state in OVER:
        raise BadUse("alerts.no_level", id=row.event.id, scope=scope.scope.id)
    return case_of(duty, at), about_stored(session.app.storage, row.event.id, scope)


def _level(name: str) -> Level:
    found = level_named(name)
    if not found:
        raise BadUse("order.unknown_level", given=name[:40], known="IV, III, II, I")
    return found


def _about(topics: Sequence[str], places: Sequence[str], rules: Rules) -> About:
    """What a described event is about. BadUse where a topic is not known or a place is none that a text can name."""
    known = {topic.id for topic in rules.topics}
    for name in topics:
        if name not in known:
            raise BadUse("alerts.unknown_topic", topic=name[:60])
    for code in places:
        if not is_known(code, rules):
            raise BadUse("watch.unknown_place", place=code[:60])
    around = {code for place in places for code in (place, *enclosures(place))}
    return About(topics=frozenset(topics), places=frozenset(around))


def _show(session: Session, case: Case, steps: Sequence[Step], now: datetime) -> None:
    if not steps:
        print(session.text("alerts.nobody"))
        return
    print(session.text("alerts.acknowledged" if is_acknowledged(case) else "alerts.if_nobody"))
    names = ("time", "why", "recipient", "channel", "status", "route")
    show_table((session.text(f"alerts.head_{name}") for name in names), (_cells(session, step, now) for step in steps))
    print()
    for line in _routes(session, [step.way for step in steps]):
        print(line)


def _tell_missed(session: Session, scope: ScopeRules, steps: Sequence[Step], about: About) -> None:
    """A line for each route that is not taken: why not."""
    taken = {step.way.number for step in steps}
    for number, route in enumerate(scope.routes):
        if number not in taken:
            print(f"routes[{number}]: {session.text(f'alerts.missed_{missed_by(route, about)}')}")


def _cells(session: Session, step: Step, now: datetime) -> tuple[str, ...]:
    name = _whom(session, step)
    status = session.text("alerts.told" if step.is_told and step.at <= now else "alerts.to_come")
    return session.when(step.at), _why(session, step), name, step.channel, status, f"[{step.way.number}]"


def _whom(session: Session, step: Step) -> str:
    """A person, or a role with who is on duty in it then; that nobody is, where the desk keeps a roster."""
    roster = session.app.rules.roster
    name = shown_name(step.recipient, roster, session.app.catalogue)
    if step.recipient in roster.by_id or not roster.people:
        return name
    who = session.text("alert.and").join(step.people) or session.text("duty.nobody")
    return session.text("alerts.whom", role=name, who=who)


def _why(session: Session, step: Step) -> str:
    """Such as: half of the time to answer; in quiet hours with the time from which it waits."""
    kind, _, rest = step.occasion.partition(":")
    code = f"alerts.{kind}_{rest.rpartition(':')[2]}" if step.reason in CLOCKS else f"reason.{step.reason}"
    waits = session.text("alerts.waits", since=session.when(step.decided_at)) if step.at > step.decided_at else ""
    return session.text(code) + waits


def _routes(session: Session, ways: Iterable[Way]) -> Iterator[str]:
    """A line for each route that is taken: why."""
    lines = {(way.number, way.stands, way.route.recipient): way for way in ways}
    for way in sorted(lines.values(), key=lambda way: way.number):
        parts = [_by_level(session, way)]
        parts += [session.text("alerts.by_topic", topics=", ".join(way.topics))] if way.topics else []
        parts += [session.text("alerts.by_place", places=", ".join(way.places))] if way.places else []
        parts += [session.text("alerts.by_hours")] if way.route.quiet else []
        yield f"routes[{way.number}]: {session.text('alerts.and').join(parts)}"


def _by_level(session: Session, way: Way) -> str:
    """That it lists the level, or in whose place it stands."""
    levels = session.text("alert.and").join(level.name for level in way.route.levels)
    role = shown_name(way.route.recipient, session.app.rules.roster, session.app.catalogue)
    code = "alerts.by_level" if way.stands is Stands.OWN else f"alerts.{way.stands}"
    return session.text(code, levels=levels, role=role)


def _row(step: Step) -> dict[str, Any]:
    way = step.way
    told = {key: value for key, value in to_plain(step).items() if key != "way"}
    return told | {
        "route": f"routes[{way.number}]", "level": way.level.name, "topics": list(way.topics), "places": list(way.places),
        "waits": step.at > step.decided_at, "stands": way.stands.value,
    }  # fmt: skip

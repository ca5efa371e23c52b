"""Special watches: written down, ended, listed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.load import load_rules
from config.scope_file import add_scope, set_end
from domain.codec import to_plain
from domain.errors import BadUse
from domain.events import DESK, Scope
from domain.filters import EventFilter
from domain.risk import Level
from domain.rules import Rules
from scoring.watch import is_running
from service.known_places import is_known
from service.typed import typed_line
from service.workspace import Workspace
from storage.base import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A watch that a person wants. Thresholds by name of level, as given; routes as (recipient, channel, levels)."""

    id: str
    name: str
    starts_at: datetime
    ends_at: datetime
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    thresholds: Mapping[str, str]
    routes: tuple[tuple[str, str, str], ...] = ()

    def entry(self, zone: ZoneInfo) -> dict[str, Any]:
        """Its entry in `scopes.yaml`, moments in the desk's own time; what is empty is left out."""
        routes = [{"recipient": to, "channel": over, "levels": _levels(levels)} for to, over, levels in self.routes]
        entry = {
            "id": self.id, "name": self.name, "starts_at": self.starts_at.astimezone(zone).isoformat(),
            "ends_at": self.ends_at.astimezone(zone).isoformat(), "topics": list(self.topics),
            "places": list(self.places), "sources": list(self.sources),
            "levels": {"thresholds": dict(self.thresholds)} if self.thresholds else {}, "routes": routes,
        }  # fmt: skip
        return {key: value for key, value in entry.items() if value}


def add_watch(workspace: Workspace, wish: Wish, storage: Storage) -> Rules:
    """Write a watch down, its name masked; the rules with it.

    BadUse where it is known already, is over, or names what does not exist.
    """
    with workspace.changing_rules():
        rules = load_rules(workspace.config)
        if any(one.scope.id == wish.id for one in rules.scopes):
            raise BadUse("watch.known", id=wish.id)
        _check_sources(wish, storage)
        _check_places(wish, rules)
        add_scope(workspace.config, replace(wish, name=typed_line(wish.name)).entry(zone_of(rules)))
        return load_rules(workspace.config)


def end_watch(workspace: Workspace, watch_id: str, at: datetime) -> Scope:
    """Write another end of a watch: the watch as it was. BadUse where there is none, or it does not run at that moment."""
    with workspace.changing_rules():
        rules = load_rules(workspace.config)
        scope = watch_named(rules, watch_id)
        zone = zone_of(rules)
        if scope.starts_at and at <= scope.starts_at:
            raise BadUse("watch.not_begun", id=watch_id, at=_shown(scope.starts_at, zone))
        if scope.ends_at and at >= scope.ends_at:
            raise BadUse("watch.over", id=watch_id, at=_shown(scope.ends_at, zone))
        set_end(workspace.config, watch_id, at.astimezone(zone))
    return scope


def watches(rules: Rules) -> tuple[Scope, ...]:
    """All scopes but the desk, in the order of the file."""
    return tuple(one.scope for one in rules.scopes if one.scope.id != DESK)


def watch_named(rules: Rules, watch_id: str) -> Scope:
    """The watch of this id; BadUse where there is none."""
    found = {scope.id: scope for scope in watches(rules)}
    if watch_id not in found:
        raise BadUse("watch.unknown", id=watch_id, known=", ".join(found) or "-")
    return found[watch_id]


def check_scope(rules: Rules, scope_id: str) -> None:
    """BadUse where no scope has this id."""
    known = [one.scope.id for one in rules.scopes]
    if scope_id not in known:
        raise BadUse("watch.unknown", id=scope_id, known=", ".join(known))


def state_of(scope: Scope, now: datetime) -> str:
    """`coming`, `running` or `over`."""
    if is_running(scope, now):
        return "running"
    return "coming" if scope.starts_at and now < scope.starts_at else "over"


def watch_row(scope: Scope, storage: Storage, now: datetime) -> dict[str, Any]:
    """A watch with the events that have a level in it now."""
    levels: Counter[Level] = Counter()
    for row in storage.events(EventFilter(scope_id=scope.id, level=Level.IV)):
        levels[row.assessment.level if row.assessment else Level.NONE] += 1
    counts = {level.name: levels[level] for level in sorted(levels, reverse=True) if level}
    return {**to_plain(scope), "state": state_of(scope, now), "levels": counts}


def zone_of(rules: Rules) -> ZoneInfo:
    """The desk's own time zone."""
    return ZoneInfo(rules.scopes[0].institution.time_zone)


def _levels(given: str) -> str | list[str]:
    return given if given == "all" else given.split(",")


def _check_sources(wish: Wish, storage: Storage) -> None:
    known = {source.id for source in storage.sources()}
    for name in wish.sources:
        if name not in known:
            raise BadUse("watch.unknown_source", id=name)


def _check_places(wish: Wish, rules: Rules) -> None:
    """A code in which no known division lies would be named by no text."""
    for place in wish.places:
        if not is_known(place, rules):
            raise BadUse("watch.unknown_place", place=place)


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes")

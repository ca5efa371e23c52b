"""The rules of a drill: those of the desk, in a town that does not exist, with the people who are on duty when it begins.

- the town's places count as the desk's own
- routes that go by place, and quiet hours, are taken as if they did not: a drill is held on purpose, and lies nowhere
- only the named channels are used, where any are named
- special watches take no part
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from alerts.roster import on_duty
from domain.errors import BadUse
from domain.events import DESK
from domain.roster import ROLES, Roster, Shift
from domain.routes import Route
from domain.rules import Institution, Place, Rules, ScopeRules

MARGIN = timedelta(days=2)
"""Around the moment of the beginning: whoever is on duty then is for the whole drill, whatever its clock says."""


def rules_of_drill(rules: Rules, places: Sequence[Place], channels: Collection[str], now: datetime) -> Rules:
    """The rules that a drill which begins at `now` is held with. BadUse where nobody could be told."""
    desk = next(scope for scope in rules.scopes if scope.scope.id == DESK)
    routes = tuple(_routes(desk, channels or rules.channels_by_id))
    for channel in channels:
        if channel not in rules.channels_by_id:
            raise BadUse("drill.no_channel", given=channel[:40], known=", ".join(rules.channels_by_id))
    if not routes:
        raise BadUse("drill.nobody", channels=", ".join(channels) or "-")
    own = replace(desk, institution=_in_town(desk.institution, places), routes=routes)
    used = {route.channel for route in routes}
    kept = tuple(channel for channel in rules.channels if channel.id in used)
    return replace(rules, scopes=(own,), channels=kept, roster=_as_now(rules.roster, now))


def _routes(desk: ScopeRules, channels: Collection[str]) -> Iterator[Route]:
    for route in desk.routes:
        if route.channel in channels:
            yield replace(route, places=(), quiet=())


def _in_town(institution: Institution, places: Sequence[Place]) -> Institution:
    known = {place.code for place in institution.places}
    more = tuple(place for place in places if place.code not in known)
    return replace(institution, places=(*institution.places, *more))


def _as_now(roster: Roster, now: datetime) -> Roster:
    """Those on duty now, and nobody else. A drill that runs fast has lived through hours that others were on duty in."""
    shifts = (
        Shift(role=role, person=person.id, starts_at=now - MARGIN, ends_at=now + MARGIN)
        for role in ROLES
        for person in on_duty(roster, role, now, DESK)
    )
    return replace(roster, rotations=(), overrides=(), shifts=tuple(shifts))

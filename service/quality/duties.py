"""What a level asked of the desk at the time: deadlines of the rules that an alert was decided under, as long as they are kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.codec import from_plain
from domain.events import Scope
from domain.routes import Duty
from domain.rules import Rules
from storage.base import Storage

Duties = Mapping[str, tuple[Duty, ...]]
"""By scope."""


@dataclass(slots=True)
class KeptDuties:
    """Duties by the rules' id; of rules that are not kept, or not readable, those that act now."""

    storage: Storage
    present: Rules
    _known: dict[str, Duties] = field(default_factory=dict)

    def of(self, scope_id: str, config_id: str | None = None) -> tuple[Duty, ...]:
        """Of a scope under some rules, or under those that act; none where these have no such scope."""
        known = config_id or self.present.config_id
        if known not in self._known:
            self._known[known] = self._read(known)
        return self._known[known].get(scope_id, ())

    def _read(self, config_id: str) -> Duties:
        canonical = None if config_id == self.present.config_id else self.storage.rules(config_id)
        try:
            return _duties_in(canonical) if canonical is not None else self._present()
        except (KeyError, TypeError, ValueError):  # another release wrote them
            return self._present()

    def _present(self) -> Duties:
        return {one.scope.id: one.duties for one in self.present.scopes}


def _duties_in(canonical: bytes) -> Duties:
    """Read out of the rules' form without the rest: a desk has other rules with every swap on its roster."""
    scopes = json.loads(canonical)["scopes"]
    return {
        from_plain(Scope, one["scope"]).id: tuple(from_plain(Duty, duty) for duty in one["duties"]) for one in scopes
    }

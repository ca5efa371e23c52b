"""Which rules act: the files of the workspace until a version was activated, and from then on the active version."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from config.load import load_rules
from domain.codec import from_json
from domain.errors import BadUse
from domain.rules import Rules
from domain.versions import Act, Timeline, Version, timeline, versions
from storage.base import Storage

OTHER_RELEASE = "version.other_release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that was done with versions, and what follows from it."""

    acts: Sequence[Act]
    line: Timeline
    versions: dict[str, Version]

    def find(self, named: str) -> Version:
        """The version of that id or beginning of an id; BadUse where there is none, or more than one."""
        found = [one for name, one in self.versions.items() if named and name.startswith(named)]
        if len(found) > 1:
            raise BadUse("version.twice", version=named, known=", ".join(one.config_id for one in found))
        if not found:
            raise BadUse("version.unknown", version=named, known=", ".join(self.versions) or "-")
        return found[0]


def read_ledger(storage: Storage) -> Ledger:
    """What the store knows of versions."""
    acts = storage.acts()
    return Ledger(acts=acts, line=timeline(acts), versions=versions(acts))


def is_governed(storage: Storage) -> bool:
    """Whether a version was ever activated: files then act through `config propose` alone."""
    return bool(timeline(storage.acts()).spans)


def rules_at(storage: Storage, folder: Path | None, at: datetime, *, mending: bool = False) -> Rules:
    """The rules that act at an inbox time. ConfigError where files act and are at fault.

    BadUse where a version acts that another release wrote; `mending`: the files stand in for it, to be proposed anew.
    """
    config_id = timeline(storage.acts()).at(at)
    if config_id is None:
        return load_rules(folder)
    try:
        return kept_rules(storage, config_id)
    except BadUse as error:
        if not mending or error.code != OTHER_RELEASE:
            raise
    return load_rules(folder)


def kept_rules(storage: Storage, config_id: str) -> Rules:
    """The rules of an id that results name. Whoever reads kept rules reads them here.

    BadUse where they were never kept, or where another release wrote them: this one cannot read them, or fills in what they
    do not say, and they would no longer be what the id names and people approved.
    """
    canonical = storage.rules(config_id)
    if canonical is None:
        raise BadUse("version.not_kept", version=config_id)
    rules = _decoded(canonical)
    if rules is None or rules.config_id != config_id:
        raise BadUse(OTHER_RELEASE, version=config_id)
    return rules


def _decoded(canonical: bytes) -> Rules | None:
    try:
        return from_json(Rules, canonical)
    except (ValueError, TypeError):
        return None


@dataclass(slots=True)
class Acting:
    """The rules that act at any moment, each version read once. `files`: those of the workspace, until a version acts."""

    storage: Storage
    files: Rules
    _known: dict[str, Rules] = field(default_factory=dict)

    def at(self, moment: datetime, line: Timeline | None = None) -> Rules:
        """The rules at a moment; `line` where it was read already.

        What was left to do under a version of another release is done under the next one: else nothing could ever follow it.
        """
        acted = line or timeline(self.storage.acts())
        config_id = acted.at(moment)
        if config_id is None:
            return self.files
        try:
            return self._kept(config_id)
        except BadUse as error:
            following = [span.starts_at for span in acted.planned(moment) if span.starts_at]
            if error.code != OTHER_RELEASE or not following:
                raise
        structlog.get_logger("rules").warning("written by another release, the next version acts", rules=config_id)
        return self.at(following[0], acted)

    def _kept(self, config_id: str) -> Rules:
        if config_id not in self._known:
            self._known[config_id] = kept_rules(self.storage, config_id)
        return self._known[config_id]

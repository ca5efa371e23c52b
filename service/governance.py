"""Which rules act: the files of the workspace until a version was activated, and from then on the active version."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.load import load_rules
from domain.codec import from_json
from domain.errors import BadUse
from domain.rules import Rules
from domain.versions import Act, Timeline, Version, timeline, versions
from storage.base import Storage


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


def rules_at(storage: Storage, folder: Path | None, at: datetime) -> Rules:
    """The rules that act at an inbox time. ConfigError where files act and are at fault."""
    config_id = timeline(storage.acts()).at(at)
    return load_rules(folder) if config_id is None else kept_rules(storage, config_id)


def next_activation(storage: Storage, after: datetime) -> tuple[datetime, str] | None:
    """When other rules begin to act after a moment, and which; None where nothing is planned."""
    spans = timeline(storage.acts()).planned(after)
    return (spans[0].starts_at, spans[0].config_id) if spans and spans[0].starts_at else None


def kept_rules(storage: Storage, config_id: str) -> Rules:
    """The rules of an id that results name; BadUse where they were never kept."""
    canonical = storage.rules(config_id)
    if canonical is None:
        raise BadUse("version.not_kept", version=config_id)
    return from_json(Rules, canonical)


@dataclass(slots=True)
class Acting:
    """The rules that act at any moment, each version read once. `files`: those of the workspace, until a version acts."""

    storage: Storage
    files: Rules
    _known: dict[str, Rules] = field(default_factory=dict)

    def at(self, moment: datetime, line: Timeline | None = None) -> Rules:
        """The rules at a moment; `line` where it was read already."""
        config_id = (line or timeline(self.storage.acts())).at(moment)
        if config_id is None:
            return self.files
        if config_id not in self._known:
            self._known[config_id] = kept_rules(self.storage, config_id)
        return self._known[config_id]

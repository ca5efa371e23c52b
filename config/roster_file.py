"""`roster.yaml` by itself: read under rules that act, whatever the other files say, and added to by command.

Everything that a person wrote in it stays, comments too. What is added is tried before it is put in place; ConfigError names
what is wrong with it, and the file stays as it was.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from config.check_roster import roster_faults
from config.local_times import written
from config.parse import parse
from config.places import Places
from config.read import SHIPPED, validated
from config.rewrite import dumped, keeping_form
from config.schema_roster import ROSTER, RosterFile
from domain.errors import ConfigError, Problem
from domain.roster import Override, Roster, Shift
from domain.rules import Rules

Entry = Shift | Override


def read_roster(folder: Path, rules: Rules) -> Roster:
    """The roster of a `config` folder, else the shipped one, held against the channels and scopes of `rules`.

    Raises ConfigError with every problem of the file.
    """
    return _read(*_content(folder), rules)


def with_entries(folder: Path, entries: Sequence[Entry], rules: Rules) -> tuple[str, Roster]:
    """The text of the file with more shifts and overrides at the end of their lists, and its roster. ConfigError as above."""
    name, content = _content(folder)
    zone = ZoneInfo(_read(name, content, rules).time_zone)
    yaml = keeping_form()
    table = yaml.load(content) or CommentedMap()
    for entry in entries:
        _append(table, "overrides" if isinstance(entry, Override) else "shifts", _flow(entry, zone))
    text = dumped(yaml, table)
    return text, _read(ROSTER, text.encode(), rules)


def put_roster(folder: Path, text: str) -> None:
    """Put the file in place at once: a reader finds the old one or the new one, whole."""
    new = folder / f".{ROSTER}.new"
    new.write_text(text, encoding="utf-8")
    new.replace(folder / ROSTER)


def line_of(entry: Entry, zone: ZoneInfo) -> str:
    """An entry as the file has it, in one line."""
    return dumped(keeping_form(), CommentedSeq([_flow(entry, zone)])).strip()


def _content(folder: Path) -> tuple[str, bytes]:
    """The name to show, and the bytes."""
    own = folder / ROSTER
    if own.is_file():
        return ROSTER, own.read_bytes()
    return SHIPPED + ROSTER, files("config").joinpath("defaults", ROSTER).read_bytes()


def _read(name: str, content: bytes, rules: Rules) -> Roster:
    parsed = parse(name, content)
    problems: list[Problem] = [*parsed.problems]
    form = validated(RosterFile, parsed, problems)
    if form is None:
        raise ConfigError(tuple(problems))
    roster = form.value(rules.scopes[0].institution.time_zone)
    places = Places(topics={}, files={ROSTER: parsed})
    found = tuple(places.located(fault) for fault in roster_faults(replace(rules, roster=roster)))
    if found:
        raise ConfigError(found)
    return roster


def _append(table: Any, part: str, entry: CommentedMap) -> None:
    """One more entry of a list; an empty one, written `[]`, becomes a list of lines."""
    if not table.get(part):
        table.setdefault(part, CommentedSeq()).fa.set_block_style()
    table[part].append(entry)


def _flow(entry: Entry, zone: ZoneInfo) -> CommentedMap:
    """A table in one line; what is not said is left out."""
    parts = {
        "role": entry.role, "person": entry.person, "replaces": getattr(entry, "replaces", None),
        "starts_at": written(entry.starts_at, zone), "ends_at": written(entry.ends_at, zone),
        "reason": getattr(entry, "reason", None), "scope": entry.scope,
    }  # fmt: skip
    table = CommentedMap({name: part for name, part in parts.items() if part is not None})
    table.fa.set_flow_style()
    return table

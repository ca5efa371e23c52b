"""YAML text to plain data with line numbers, safely.

A strict subset: one document, UTF-8, no anchors, aliases or tags, bounded size, depth and number of nodes. Every plain
scalar stays text (only an empty value, `~` and `null` are None): the schema, not the spelling, decides what is a number, so that a place
code keeps its zeros and the word `no` stays a word.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from config.events import Alias, DocumentStart, End, MappingStart, Refused, Scalar, SequenceStart, careful, swift
from domain.errors import Problem

LARGEST = 1 << 20
"""Bytes of one file."""
MOST_NODES = 50_000
DEEPEST = 16
VALUES = Scalar + MappingStart + SequenceStart

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a file says, the line (from 1) of each of its values, and what is wrong with it."""

    name: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def place(self, path: Path) -> str:
        """`topics.yaml:12 topics[3].harm`: where a value stands, or the nearest that stands around it."""
        known = next(path[:length] for length in range(len(path), -1, -1) if path[:length] in self.lines or not length)
        where = f"{self.name}:{self.lines.get(known, 1)}"
        return f"{where} {dotted(path)}" if path else where


def parse(name: str, content: bytes) -> Parsed:
    """The data of a YAML file called `name`; its one fault as a problem where it has one. Raises nothing."""
    with suppress(Refused):  # what is wrong, if anything is, the careful parser says
        return _parsed(name, content, swift)
    try:
        return _parsed(name, content, careful)
    except Refused as refused:
        line, code, params = refused.problem
        return Parsed(name=name, problems=(Problem(path=f"{name}:{line}", code=code, params=params),))


def _parsed(name: str, content: bytes, events: Callable[[bytes], Iterator[Any]]) -> Parsed:
    if len(content) > LARGEST:
        raise Refused(1, "config.too_large", limit=str(LARGEST))
    lines: dict[Path, int] = {}
    return Parsed(name=name, data=_read(_checked(events(content)), lines), lines=lines)


def dotted(path: Path) -> str:
    """`topics[3].harm` of ("topics", 3, "harm")."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _checked(events: Iterable[Any]) -> Iterator[Any]:
    """Events of the one document, with every refusal that can be seen in a single event."""
    count = documents = 0
    for event in events:
        line = event.start_mark.line + 1
        count, documents = count + 1, documents + isinstance(event, DocumentStart)
        if isinstance(event, Alias) or getattr(event, "anchor", None):
            raise Refused(line, "config.alias")
        if isinstance(event, VALUES) and event.tag:
            raise Refused(line, "config.tag", tag=str(event.tag)[:40])
        if documents > 1:
            raise Refused(line, "config.second_document")
        if count > MOST_NODES:
            raise Refused(line, "config.too_many", limit=str(MOST_NODES))
        yield event


def _read(events: Iterable[Any], lines: dict[Path, int]) -> Any:
    """The data of a stream of events, built without recursion; fills `lines`."""
    root: list[Any] = []
    stack: list[_Open] = [_Open(path=(), put=root.append)]
    for event in events:
        if isinstance(event, End):
            stack.pop()
        elif isinstance(event, VALUES):
            opened = _place(event, stack[-1], lines)
            if opened:
                stack.append(opened)
            if len(stack) > DEEPEST:
                raise Refused(event.start_mark.line + 1, "config.too_deep", limit=str(DEEPEST))
    return root[0] if root else None


@dataclass(slots=True, kw_only=True)
class _Open:
    """A collection that is being filled: a list (`put`), or a mapping (`table`) that may wait for the value of `key`."""

    path: Path
    put: Callable[[Any], None] | None = None
    table: dict[str, Any] | None = None
    items: list[Any] | None = None
    key: str | None = None


def _place(event: Any, parent: _Open, lines: dict[Path, int]) -> _Open | None:
    """Put the event's value where it belongs; the new open collection where it is one."""
    line = event.start_mark.line + 1
    if parent.table is not None and parent.key is None:
        parent.key = _key(event, parent, line)
        lines[(*parent.path, parent.key)] = line
        return None
    path = _path(parent)
    lines.setdefault(path, line)
    value, opened = _value(event, path)
    if parent.table is not None and parent.key is not None:
        parent.table[parent.key], parent.key = value, None
    elif parent.items is not None:
        parent.items.append(value)
    elif parent.put is not None:
        parent.put(value)
    return opened


def _key(event: Any, parent: _Open, line: int) -> str:
    if not isinstance(event, Scalar):
        raise Refused(line, "config.key_not_text")
    if event.value in (parent.table or {}):
        raise Refused(line, "config.duplicate_key", key=str(event.value)[:40])
    return str(event.value)


def _path(parent: _Open) -> Path:
    if parent.table is not None and parent.key is not None:
        return (*parent.path, parent.key)
    return (*parent.path, len(parent.items)) if parent.items is not None else parent.path


def _value(event: Any, path: Path) -> tuple[Any, _Open | None]:
    if isinstance(event, MappingStart):
        table: dict[str, Any] = {}
        return table, _Open(path=path, table=table)
    if isinstance(event, SequenceStart):
        items: list[Any] = []
        return items, _Open(path=path, items=items)
    plain = event.implicit[0]
    return (None if plain and event.value in ("", "~", "null") else event.value), None

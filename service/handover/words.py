"""A hand-over in words, with the titles that its events have when it is read."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.events import DESK
from domain.handover import Handover, Line, Section, ShiftSpan
from domain.messages import Catalogue
from domain.rules import Rules
from service.names import shown_name
from storage.base import Storage

FORM = "%m-%d %H:%M"
SHORT = 24
"""Characters of a title beside what is said of it."""
CLOCKED = frozenset({"next", "late", "owed", "overdue", "if_not_done"})
DONE = frozenset({"act", "closed"})
SOURCES = frozenset({"failing", "given_up", "silent"})
WATCHES = frozenset({"watch_begins", "watch_ends"})
INDENTED = frozenset({"next", "late", "shelved"})


class Words:
    """Says hand-overs in the language of a catalogue."""

    def __init__(self, storage: Storage, rules: Rules, catalogue: Catalogue) -> None:
        self._storage = storage
        self._rules = rules
        self._text = catalogue.text
        self._catalogue = catalogue
        self._zone = ZoneInfo(rules.roster.time_zone if rules.roster.people else rules.scopes[0].institution.time_zone)

    def lines(self, one: Handover) -> Iterator[str]:
        """The whole hand-over, plain text."""
        yield self._text("handover.title", id=one.id, shift=self.shift(one.shift))
        if one.shift.people or one.shift.next_people:
            yield self._text(
                "handover.people", people=self._people(one.shift.people), following=self._people(one.shift.next_people)
            )
        yield self._standing(one)
        for number, section in enumerate(one.sections, 1):
            yield ""
            yield self._text("handover.block", number=number, name=self._text(f"handover.{section.block}"))
            yield from self.section(section, one.shift.scope_id)
        yield ""
        yield self._text("handover.block", number=len(one.sections) + 1, name=self._text("handover.synthesis"))
        yield one.synthesis or self._text("handover.no_synthesis")
        yield ""
        yield self._text("level.notice")

    def row(self, one: Handover) -> tuple[str, str, str]:
        """Its shift, who gave it when, and who took it when."""
        given = f"{self._named(one.giver)} {self._when(one.given_at)}" if one.given_at else "-"
        taken = f"{self._named(one.receiver)} {self._when(one.taken_at)}" if one.taken_at else "-"
        return self.shift(one.shift), given, taken

    def section(self, section: Section, scope_id: str) -> Iterator[str]:
        """One block: its lines, then what the giver added."""
        for line in section.lines:
            yield ("    " if line.code in INDENTED else "- ") + self.line(line, scope_id)
        for note in section.notes:
            yield "+ " + self._text("handover.note", note=" ".join(note.split()))
        if not section.lines and not section.notes:
            yield self._text(f"handover.empty_{section.block}")

    def line(self, line: Line, scope_id: str) -> str:
        """One line."""
        figures = dict(zip("abcd", line.figure.split("/"), strict=False))
        return self._text(
            f"handover.line_{line.code}", title=self._title(line, scope_id), id=line.subject, kind=self._kind(line),
            at=self._when(line.at) if line.at else "-", level=self._level(line.level), was=self._level(line.was),
            who=self._people(line.who), note=self._note(line.note), **figures,
        )  # fmt: skip

    def shift(self, shift: ShiftSpan) -> str:
        """A shift by role and span."""
        role, since = self._role(shift.role, shift.scope_id), self._when(shift.starts_at)
        return self._text("handover.shift", role=role, since=since, until=self._when(shift.ends_at))

    def ended_shift(self, role: str, scope_id: str, ends_at: datetime) -> str:
        """A shift by role and end."""
        return self._text("handover.ended", role=self._role(role, scope_id), until=self._when(ends_at))

    def _role(self, role: str, scope_id: str) -> str:
        name = self._text(f"duty.role_{role}")
        return name if scope_id == DESK else self._text("duty.in_scope", role=name, scope=scope_id)

    def _standing(self, one: Handover) -> str:
        at = self._when(one.drafted_at)
        if one.given_at is None:
            return self._text("handover.drafted", at=at)
        giver, given_at = self._named(one.giver), self._when(one.given_at)
        if one.taken_at is None:
            return self._text("handover.given", giver=giver, at=given_at)
        taken = {"receiver": self._named(one.receiver), "taken_at": self._when(one.taken_at)}
        return self._text("handover.taken", giver=giver, at=given_at, **taken)

    def _note(self, note: str) -> str:
        return self._text("record.detail", detail=" ".join(note.split())) if note else ""

    def _title(self, line: Line, scope_id: str) -> str:
        if line.code in SOURCES:
            name = line.subject.rpartition(":")[2]  # of a channel or a level, behind what it is
            return next((one.name for one in self._storage.sources() if one.id == name), name)
        if line.code in WATCHES:
            return next((one.scope.name for one in self._rules.scopes if one.scope.id == line.subject), line.subject)
        row = self._storage.event(line.subject, scope_id) if line.subject else None
        title = row.title if row else line.subject
        return title if line.code == "open" else _shortened(title)

    def _kind(self, line: Line) -> str:
        if line.code == "open":
            return self._text(f"state.{line.kind}")
        if line.code == "silent":
            return self._text(f"notice.name_{line.kind}", name=self._title(line, DESK))
        if line.code in CLOCKED:
            return self._text(f"handover.clock_{line.kind}")
        if line.code in DONE:
            kind, _, disposition = line.kind.partition(":")
            return self._text(f"record.{kind}", disposition=self._text(f"record.{disposition}") if disposition else "")
        known = f"crawl.{line.kind}"
        return self._text(known) if line.code in SOURCES and known in self._catalogue.texts else line.kind

    def _level(self, name: str) -> str:
        return self._text(f"level.{name}") if name else ""

    def _people(self, names: tuple[str, ...]) -> str:
        return self._text("duty.and").join(map(self._named, names)) or self._text("duty.nobody")

    def _named(self, name: str) -> str:
        return shown_name(name, self._rules.roster, self._catalogue)

    def _when(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime(FORM)


def _shortened(title: str) -> str:
    """A title that stands whole under severity, or is over."""
    return title if len(title) <= SHORT else title[: SHORT - 1] + "\N{HORIZONTAL ELLIPSIS}"


def block_texts(words: Words, one: Handover) -> tuple[str, ...]:
    """Each block as a text, with which a synthesis is compared."""
    return tuple("\n".join(words.section(section, one.shift.scope_id)) for section in one.sections)

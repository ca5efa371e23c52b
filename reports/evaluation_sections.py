"""The evaluation of a closed event in words: sections, the same for every format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.duty import Response
from domain.effect import Effect
from domain.messages import Catalogue
from domain.risk import Level, level_name
from reports.effect import effect_cells, effect_note, hours_of, told_apart
from reports.evaluation import Evaluation, Judged, Levelled, Milestone, Result, Sent, Told
from reports.findings import Finding, findings_of, suggestions_of
from reports.tables import Section

Row = tuple[str, ...]
Placed = tuple[datetime, int, Row]
"""A row of the time line: its time, its place among what happens at the same time, its cells."""
BLANK = 3
"""Empty rows for the evaluators' own actions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How the report says things."""

    catalogue: Catalogue
    when: Callable[[datetime], str]
    """A moment in the desk's own time, as tables have room for it."""
    dated: Callable[[datetime], str]
    """The same with its year."""
    named: Callable[[str], str]
    """A person or role."""

    def text(self, code: str, /, **params: object) -> str:
        return self.catalogue.text(code, **params)

    def level(self, level: Level, *, proposed: bool) -> str:
        return self.text(f"level.{level_name(level, proposed=proposed)}")


def sections(one: Evaluation, words: Words) -> tuple[Section, ...]:
    """The whole evaluation."""
    findings = findings_of(one)
    return (
        _head(one, words),
        _section(words, "levels", ("at", "level", "index"), (_levelled(move, words) for move in one.levels)),
        _section(words, "timeline", ("at", "what", "detail"), _timeline(one, words)),
        _section(words, "duties", ("duty", "level", "due", "done", "who", "result"),
                 (_judged(duty, words) for duty in one.duties)),
        _findings(words, "well", (said for said in findings if said.is_well)),
        _findings(words, "badly", (said for said in findings if not said.is_well)),
        _effect(one, words),
        _section(words, "dispositions", ("at", "what", "who", "detail"), _dispositions(one, words)),
        _actions(findings, words),
        _section(words, "evidence", ("number", "captured", "source", "address", "hash"), _evidence(one, words)),
        _made(one, words),
    )  # fmt: skip


def span(took: timedelta, words: Words) -> str:
    """A span in minutes, or in hours and minutes."""
    minutes = round(took.total_seconds() / 60)
    if minutes < 60:
        return words.text("alert.minutes", count=minutes)
    return words.text("evaluation.hours", hours=minutes // 60, minutes=f"{minutes % 60:02}")


def _head(one: Evaluation, words: Words) -> Section:
    text, highest = words.text, one.highest
    level = words.level(highest.level, proposed=highest.proposed) if highest else text("level.NONE")
    lines = (
        text("evaluation.event", title=one.title, id=one.event_id, scope=one.scope),
        text("evaluation.highest", level=level, index="-" if one.peak_index is None else f"{one.peak_index:.2f}"),
        text("evaluation.spread", documents=one.documents, outlets=one.outlets, first=words.dated(one.first_seen),
             last=words.dated(one.last_seen)),
        text("evaluation.topics", topics=text("alert.and").join(one.topics) or "-"),
        text("evaluation.closed", at=words.dated(one.closed_at), due=f"{one.due_on:%Y-%m-%d}"),
        text("level.notice"),
    )  # fmt: skip
    return Section(heading=text("evaluation.title", title=one.title), lines=lines)


def _section(words: Words, name: str, heads: Row, rows: Iterable[Row]) -> Section:
    """A table, or that there is nothing for it."""
    found = tuple(rows)
    heading = words.text(f"evaluation.{name}")
    if not found:
        return Section(heading=heading, lines=(words.text("evaluation.nothing"),))
    return Section(heading=heading, heads=tuple(words.text(f"evaluation.head_{head}") for head in heads), rows=found)


def _levelled(move: Levelled, words: Words) -> Row:
    return words.when(move.at), words.level(move.level, proposed=move.proposed), f"{move.index:.2f}"


def _timeline(one: Evaluation, words: Words) -> Iterator[Row]:
    """Everything by time: documents, then levels, what was told, what was done, and clocks that ran out."""
    placed: list[Placed] = [
        *((mark.at, 0, _milestone(mark, words)) for mark in one.milestones),
        *((move.at, 1, (words.text("evaluation.level"), " ".join(_levelled(move, words)[1:]))) for move in one.levels),
        *((told.at, 2, _told(told, words)) for told in one.tellings),
        *((act.at, 3, (_act(act, words), _acted(act, words))) for act in one.acts),
        *((duty.due_at, 4, _ended(duty, words)) for duty in one.duties if duty.result in (Result.LATE, Result.MISSED)),
    ]
    for at, _, row in sorted(placed, key=lambda item: item[:2]):
        yield (words.when(at), *row)


def _milestone(mark: Milestone, words: Words) -> Row:
    what = words.text(f"evaluation.first_{mark.kind}", platform=words.text(f"platform.{mark.platform}"))
    return what, words.text("evaluation.document", outlet=mark.outlet, title=mark.title)


def _told(told: Told, words: Words) -> Row:
    who = words.text("alert.and").join(_sent(sent, words) for sent in told.messages)
    return words.text("evaluation.told", reason=words.text(f"reason.{told.reason}")), who


def _sent(sent: Sent, words: Words) -> str:
    status = words.text(f"delivery.{sent.status}")
    at = f" {words.when(sent.arrived_at)}" if sent.arrived_at else ""
    return words.text("evaluation.sent", who=words.named(sent.recipient), channel=sent.channel, status=status + at)


def _act(act: Response, words: Words) -> str:
    disposition = words.text(f"record.{act.disposition}") if act.disposition else ""
    return words.text(f"record.{act.kind}", disposition=disposition)


def _acted(act: Response, words: Words) -> str:
    return " ".join([words.named(act.actor), *act.note.split(), *filter(None, [act.url])])


def _ended(duty: Judged, words: Words) -> Row:
    return words.text("evaluation.clock", duty=_duty(duty, words)), words.text(f"evaluation.{duty.result}")


def _judged(duty: Judged, words: Words) -> Row:
    late = words.text("evaluation.by", span=span(duty.late, words)) if duty.result is Result.LATE else ""
    return (
        _duty(duty, words), words.level(duty.level, proposed=False), words.when(duty.due_at),
        words.when(duty.done_at) if duty.done_at else "-", words.named(duty.by) if duty.by else "-",
        words.text(f"evaluation.{duty.result}") + late,
    )  # fmt: skip


def _duty(duty: Judged, words: Words) -> str:
    return words.text(f"handover.clock_{duty.kind}")


def _findings(words: Words, name: str, found: Iterable[Finding]) -> Section:
    lines = tuple(_finding(one, words) for one in found)
    return Section(heading=words.text(f"evaluation.{name}"), lines=lines or (words.text("evaluation.nothing"),))


def _finding(one: Finding, words: Words) -> str:
    if one.judged is not None:
        duty = one.judged
        return words.text(
            f"evaluation.duty_{duty.result}", duty=_duty(duty, words), level=words.level(duty.level, proposed=False),
            due=words.when(duty.due_at), done=words.when(duty.done_at) if duty.done_at else "-",
            late=span(duty.late, words), who=words.named(duty.by) if duty.by else "-",
        )  # fmt: skip
    code = f"evaluation.is_{one.code}" + ("_well" if one.is_well else "")
    took = span(one.span, words) if one.span is not None else ""
    return words.text(code, what=words.named(one.what), count=one.count, span=took)


def _effect(one: Evaluation, words: Words) -> Section:
    """A row a window, and what it is worth."""
    rows = [
        row for answered in one.effects for row in _effect_rows(answered.answer, told_apart(answered.effects), words)
    ]
    section = _section(
        words, "effect", ("answer", "window", "documents", "rate", "negative", "outlets", "index", "note"), rows
    )
    lines = (words.text("effect.notice"),) if rows else (words.text("evaluation.unanswered"),)
    return Section(heading=section.heading, lines=lines, heads=section.heads, rows=section.rows)


def _effect_rows(answer: Response, effects: Iterable[Effect], words: Words) -> Iterator[Row]:
    for effect in effects:
        cells = effect_cells(words.catalogue, effect)
        window = words.text("alert.hours", count=hours_of(effect))
        yield (words.when(answer.at), window, *cells.values(), effect_note(words.catalogue, effect))


def _dispositions(one: Evaluation, words: Words) -> Iterator[Row]:
    for act in one.acts:
        if act.disposition is not None:
            found = words.text(f"record.{act.disposition}")
            yield words.when(act.at), found, words.named(act.actor), " ".join(act.note.split())


def _actions(findings: tuple[Finding, ...], words: Words) -> Section:
    """For the evaluators to fill; what follows by rule stands in it."""
    rows = [
        (
            words.text(f"evaluation.action_{one.action}"),
            words.text("evaluation.suggested", role=_role(one.role, words)),
            "",
        )
        for one in suggestions_of(findings)
    ]
    section = _section(words, "actions", ("action", "owner", "due"), [*rows, *[("", "", "")] * BLANK])
    lines = (words.text("evaluation.actions_how"),)
    return Section(heading=section.heading, lines=lines, heads=section.heads, rows=section.rows)


def _role(role: str, words: Words) -> str:
    return words.text(f"duty.role_{role}" if f"duty.role_{role}" in words.catalogue.texts else f"role.{role}")


def _evidence(one: Evaluation, words: Words) -> Iterator[Row]:
    for number, found in enumerate(one.evidence, 1):
        source = found.source if found.revision == 1 else words.text(
            "evaluation.revision", source=found.source, revision=found.revision
        )  # fmt: skip
        yield str(number), words.dated(found.captured_at), source, found.url, found.content_hash


def _made(one: Evaluation, words: Words) -> Section:
    lines = (
        words.text("evaluation.configurations", ids=words.text("alert.and").join(one.configurations) or "-"),
        words.text("evaluation.code", versions=words.text("alert.and").join(one.code_versions) or "-"),
        words.text("evaluation.made_at", at=words.dated(one.made_at)),
    )
    return Section(heading=words.text("evaluation.made"), lines=lines)

"""Commands on documents: in, out, found, labelled, explained."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.addresses import digest
from domain.clock import RealClock
from domain.errors import BadUse
from domain.filters import DocumentFilter, EventFilter
from domain.headings import heading
from domain.labels import Tone
from domain.risk import Level
from pipeline.tokens import query_phrases
from reports.files import FORMATS, write_rows
from service.cli.root import show_json, show_table, words
from service.cli.session import Session, changing, reading
from service.documents import to_row
from service.intake import take_file
from service.labelling import label_rows
from service.tables import alert_row, assessment_row, event_row
from storage.values import Record, Terms

Json = Annotated[bool, typer.Option("--json")]
Since = Annotated[str | None, typer.Option("--since")]
Until = Annotated[str | None, typer.Option("--until")]
Topic = Annotated[str | None, typer.Option("--topic")]
LevelName = Annotated[str | None, typer.Option("--level")]


class What(StrEnum):
    """What can be exported."""

    DOCUMENTS = "documents"
    EVENTS = "events"
    ASSESSMENTS = "assessments"
    ALERTS = "alerts"


def register(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("import")(take)
    app.command("export")(give)
    app.command("search")(search)
    app.command("label")(label)


def take(context: typer.Context, file: Annotated[Path, typer.Argument()], as_json: Json = False) -> int:
    with changing(context, "import.file", make=True) as session:
        taken = take_file(session.app.storage, file, session.now())
        doors = dict(sorted(taken.doors.items()))
        session.app.storage.record(session.change("import.file", digest(file.name), str(sum(doors.values()))))
        for number, error in taken.bad:
            reason = session.text(error.code, **error.params)
            typer.echo(session.text("import.bad_line", file=file, line=number, reason=reason), err=True)
        if taken.bad_lines > len(taken.bad):
            more = taken.bad_lines - len(taken.bad)
            typer.echo(session.text("import.more_bad", file=file, count=more), err=True)
        if as_json:
            show_json({"doors": doors, "bad_lines": [number for number, _ in taken.bad]})
        else:
            print(session.text("import.done", file=file, doors=session.counted(doors)))
        return 2 if taken.bad else 0


def give(
    context: typer.Context,
    what: Annotated[What, typer.Argument()],
    since: Since = None,
    until: Until = None,
    topic: Topic = None,
    level: LevelName = None,
    revisions: Annotated[bool, typer.Option("--revisions")] = False,
    file_format: Annotated[str | None, typer.Option("--format")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o")] = None,
) -> None:
    chosen = file_format or (output.suffix.lstrip(".") if output and output.suffix.lstrip(".") in FORMATS else "jsonl")
    if chosen not in FORMATS:
        raise BadUse("export.unknown_format", value=chosen, known=", ".join(FORMATS))
    if chosen == "xlsx" and output is None:
        raise BadUse("export.needs_file", value=chosen)
    with changing(context, f"export.{what}") as session:
        span = (session.moment(since), session.moment(until))
        _check_topic(session, topic)
        rows = _rows(session, what, span, topic, _level(level), revisions=revisions)
        count = write_rows(rows, chosen, output)
        session.app.storage.record(session.change(f"export.{what}", session.app.rules.config_id, str(count)))
        if output is not None:
            typer.echo(session.text("export.done", count=count, file=output), err=True)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument()] = "",
    since: Since = None,
    until: Until = None,
    topic: Topic = None,
    level: LevelName = None,
    tone: Annotated[Tone | None, typer.Option("--tone")] = None,
    source: Annotated[str | None, typer.Option("--source")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    newest: Annotated[bool, typer.Option("--newest")] = False,
    as_json: Json = False,
) -> None:
    with reading(context) as session:
        wanted = DocumentFilter(
            query=query, topic=topic, tone=tone, level=_level(level), source_id=source,
            since=session.moment(since), until=session.moment(until),
        )  # fmt: skip
        _check_topic(session, topic)
        page = session.app.storage.search(wanted, Terms(phrases=query_phrases(query)), limit=limit, newest=newest)
        if as_json:
            for record in page.records:
                show_json(to_row(record))
            return
        print(session.text("search.found", total=page.total, shown=len(page.records)))
        heads = (session.text(f"search.head_{name}") for name in ("id", "score", "time", "title", "source", "topics"))
        show_table(heads, (_cells(session, record) for record in page.records))


def label(context: typer.Context, file: Annotated[str, typer.Argument()], as_json: Json = True) -> int:  # noqa: ARG001
    # Rows are JSON in any case; the option is there because every command that reports has it.
    lines = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115  closed at exit of this command
    catalogue = words()
    status = 0
    with lines:
        for number, row in label_rows(context.obj.workspace, lines, RealClock().now()):
            if isinstance(row, BadUse):
                reason = catalogue.text(row.code, **row.params)
                typer.echo(catalogue.text("label.bad_line", file=file, line=number, reason=reason), err=True)
                status = 2
            else:
                show_json(row)
    return status


def _rows(
    session: Session, what: What, span: tuple[datetime | None, datetime | None], topic: str | None,
    level: Level | None, *, revisions: bool,
) -> Iterable[dict[str, Any]]:  # fmt: skip
    storage, (since, until) = session.app.storage, span
    if what is What.DOCUMENTS:
        records = storage.documents(DocumentFilter(topic=topic, level=level, since=since, until=until))
        return _with_revisions(session, records) if revisions else (to_row(record) for record in records)
    if what is What.EVENTS:
        wanted = EventFilter(topic=topic, level=level, since=since, until=until, only_open=False)
        return (event_row(row) for row in storage.events(wanted))
    if what is What.ASSESSMENTS:
        return (assessment_row(one) for one in storage.assessments(since=since, until=until))
    return (alert_row(row) for row in storage.alerts(since, until))


def _with_revisions(session: Session, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    for record in records:
        for document in session.app.storage.revisions(record.document.id):
            yield to_row(replace(record, document=document))


def _check_topic(session: Session, topic: str | None) -> None:
    """BadUse where the rules in force know no such topic: a slip of the pen must not look like an empty answer."""
    known = session.app.rules.topic_names
    if topic is not None and topic not in known:
        shown = ", ".join(f"{code} ({name})" for code, name in known.items())
        raise BadUse("topic.unknown", value=topic[:40], known=shown)


def _level(name: str | None) -> Level | None:
    if name is None:
        return None
    if name not in Level.__members__:
        raise BadUse("level.unknown", value=name, known=", ".join(Level.__members__))
    return Level[name]


def _cells(session: Session, record: Record) -> tuple[object, ...]:
    document, labels = record.document, record.labels
    names = session.app.rules.topic_names
    topics = " ".join(names.get(one.topic, one.topic) for one in labels.topics) if labels else ""
    when = session.when(document.published_at or document.collected_at, "%Y-%m-%d %H:%M")
    score = f"{labels.score:.0f}" if labels else "-"
    return (document.id, score, when, heading(document.title, document.text), record.source_name, topics)

"""`wanglou explain`: why an event has its level, a document or a text its labels; why a rule matches it or does not."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.addresses import document_id
from domain.codec import to_plain
from domain.errors import BadUse
from domain.events import DESK
from domain.headings import heading
from domain.items import Document, Platform, Tier
from domain.labels import Labels
from domain.messages import Catalogue
from domain.rules import Rules
from pipeline.label import Labeller
from pipeline.learning.shelf import Shelf
from pipeline.mask import mask_text
from pipeline.why_not import Examiner
from service.app import desk_of
from service.cli.event_views import why_lines, why_row
from service.cli.root import show_json
from service.cli.session import Session, reading
from service.examine import Examination, asked
from service.watches import check_scope
from service.why import why_labels
from service.why_rule import below
from storage.values import Record

PASTED = "http://text.invalid/"
WHEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Labels do not depend on it."""
MOST = 5
"""Documents of an event that are held against a rule."""


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    subject: Annotated[str | None, typer.Argument()] = None,
    text: Annotated[str | None, typer.Option("--text")] = None,
    title: Annotated[str | None, typer.Option("--title")] = None,
    platform: Annotated[Platform, typer.Option("--platform")] = Platform.OTHER,
    rule: Annotated[str | None, typer.Option("--rule")] = None,
    scope: Annotated[str | None, typer.Option("--scope")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    if (subject is None) == (text is None):
        raise BadUse("explain.one_of_both")
    if title is not None and text is None:
        raise BadUse("explain.title_without_text")
    if text is not None:
        _no_scope(scope)
        _explain_text(context, _pasted(title or "", text, platform), rule, as_json=as_json)
    elif subject is not None:
        _explain_stored(context, subject, rule, scope, as_json=as_json)


def _no_scope(scope: str | None) -> None:
    """Only where an event stands depends on a scope."""
    if scope is not None:
        raise BadUse("explain.scope_of_event")


def _explain_text(context: typer.Context, document: Document, rule: str | None, *, as_json: bool) -> None:
    rules, catalogue, models = desk_of(context.obj.workspace, os.environ)
    if rule is not None:
        examination = Examination(rules, asked(rules, rule))
        if as_json:
            show_json(examination.row(document.title, document.text))
        else:
            print(*examination.lines(catalogue, document.title, document.text), sep="\n")
        return
    labels = Labeller(rules, shelf=Shelf(models)).label(document).labels
    show_json(to_plain(labels)) if as_json else print(*_told(catalogue, rules, document, labels), sep="\n")


def _explain_stored(
    context: typer.Context, subject: str, rule: str | None, scope: str | None, *, as_json: bool
) -> None:
    with reading(context) as session:
        storage, catalogue, rules = session.app.storage, session.app.catalogue, session.app.rules
        check_scope(rules, scope or DESK)
        row, record = storage.event(subject, scope or DESK), storage.document(subject)
        if row is None and (record is None or (record.labels is None and rule is None)):
            raise BadUse("explain.unknown", id=subject)
        if row is None or rule is not None:
            _no_scope(scope)
        if rule is not None:
            records = storage.event_documents(row.event.id) if row else [one for one in (record,) if one]
            _examine_stored(session, records, rule, as_json=as_json)
        elif row is not None:
            show_json(why_row(session, row)) if as_json else print(*why_lines(session, row), sep="\n")
        elif record is not None and record.labels is not None:
            told = (*_told(catalogue, rules, record.document, record.labels), *_since(session, record))
            show_json(to_plain(record.labels)) if as_json else print(*told, sep="\n")


def _since(session: Session, record: Record) -> Iterator[str]:
    """What has become of the labels since they were given: corrected, or made by rules that changed."""
    given = (one for one in session.app.storage.corrections() if one.document_id == record.document.id)
    words = [f"{session.text(f'task.{one.task}')} {one.label}" for one in given]
    if words:
        yield session.text("explain.corrected", labels=session.text("explain.list").join(words))
    if record.labels and record.labels.config_id != session.app.rules.config_id:
        yield session.text("explain.made_before", config_id=session.app.rules.config_id)


def _examine_stored(session: Session, records: Sequence[Record], rule: str, *, as_json: bool) -> None:
    """Documents held against a rule as it is now, whatever labels they have."""
    rules, catalogue = session.app.rules, session.app.catalogue
    examination = Examination(rules, asked(rules, rule))
    for document in [record.document for record in records[:MOST]]:
        if as_json:
            show_json({"document": document.id, **examination.row(document.title, document.text)})
            continue
        print(catalogue.text("explain.document", id=document.id, title=heading(document.title, document.text)))
        print(*examination.lines(catalogue, document.title, document.text), sep="\n")
    if not as_json:
        if len(records) > MOST:
            print(catalogue.text("explain.more_documents", count=len(records), shown=MOST))
        print(catalogue.text("explain.by_rules", config_id=rules.config_id))


def _told(catalogue: Catalogue, rules: Rules, document: Document, labels: Labels) -> Iterator[str]:
    """Labels with their reasons, and the topics that fall short."""
    yield from why_labels(catalogue, labels, rules, f"{document.title}\n{document.text}")
    if labels.config_id == rules.config_id:
        yield from below(catalogue, Examiner(rules, rules.topics).examine(document.title, document.text), rules)


def _pasted(title: str, text: str, platform: Platform) -> Document:
    """A text as it would be after masking."""
    return Document(
        id=document_id(PASTED), source_id="", outlet="", platform=platform, tier=Tier.OTHER, url=PASTED,
        title=mask_text(title, now=WHEN).text, text=mask_text(text, now=WHEN).text, published_at=None,
        collected_at=WHEN, content_hash="", duplicate_group="",
    )  # fmt: skip

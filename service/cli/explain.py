"""`wanglou explain`: why an event has its level, why a document or a text has its labels."""

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.addresses import document_id
from domain.codec import to_plain
from domain.errors import BadUse
from domain.items import Document, Platform, Tier
from pipeline.label import Labeller
from pipeline.mask import mask_text
from service.app import rules_of
from service.cli.root import reading, show_json
from service.tables import event_row
from service.why import why_event, why_labels

PASTED = "http://text.invalid/"
WHEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Labels do not depend on it."""


def register(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    subject: Annotated[str | None, typer.Argument()] = None,
    text: Annotated[str | None, typer.Option("--text")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    if (subject is None) == (text is None):
        raise BadUse("explain.one_of_both")
    if text is not None:
        _explain_text(context, text, as_json=as_json)
    elif subject is not None:
        _explain_stored(context, subject, as_json=as_json)


def _explain_text(context: typer.Context, text: str, *, as_json: bool) -> None:
    rules, catalogue = rules_of(context.obj.workspace, os.environ)
    labels = Labeller(rules).label(_pasted(text)).labels
    if as_json:
        show_json(to_plain(labels))
        return
    print(*why_labels(catalogue, labels, rules), sep="\n")


def _explain_stored(context: typer.Context, subject: str, *, as_json: bool) -> None:
    with reading(context) as session:
        storage, catalogue, rules = session.app.storage, session.app.catalogue, session.app.rules
        row, record = storage.event(subject), storage.document(subject)
        if row is not None:
            show_json(event_row(row)) if as_json else print(*why_event(catalogue, row, rules), sep="\n")
        elif record is not None and record.labels is not None:
            labels = record.labels
            show_json(to_plain(labels)) if as_json else print(*why_labels(catalogue, labels, rules), sep="\n")
        else:
            raise BadUse("explain.unknown", id=subject)


def _pasted(text: str) -> Document:
    return Document(
        id=document_id(PASTED), source_id="", outlet="", platform=Platform.OTHER, tier=Tier.OTHER, url=PASTED, title="",
        text=mask_text(text, now=WHEN).text, published_at=None, collected_at=WHEN, content_hash="", duplicate_group="",
    )  # fmt: skip

"""Commands that read files and addresses without a workspace: feeds and article pages as the collector sees them."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from crawlers.article import article_row
from crawlers.feeds import feed_row
from service.cli.root import show_json, words
from service.inputs import read_input

feed_app = typer.Typer(no_args_is_help=True)
TIME_ZONE = "Asia/Shanghai"
Inputs = Annotated[list[str], typer.Argument()]
Url = Annotated[str | None, typer.Option("--url")]
ContentType = Annotated[str | None, typer.Option("--content-type")]
Json = Annotated[bool, typer.Option("--json")]


def register(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("extract")(extract)
    app.add_typer(feed_app, name="feed")


@feed_app.callback()
def group() -> None:
    """A group of commands, although it has one so far."""


@feed_app.command("parse")
def parse(context: typer.Context, inputs: Inputs, url: Url = None, content_type: ContentType = None,
          as_json: Json = False) -> int:  # fmt: skip
    rows = [_feed(context, one, url, content_type) for one in inputs]
    return _shown(rows, as_json=as_json)


def extract(context: typer.Context, inputs: Inputs, url: Url = None, content_type: ContentType = None,
            as_json: Json = False) -> int:  # fmt: skip
    rows = [_article(context, one, url, content_type) for one in inputs]
    return _shown(rows, as_json=as_json)


def _feed(context: typer.Context, source: str, url: str | None, content_type: str | None) -> dict[str, Any]:
    return _read(feed_row, context, source, url, content_type) or _unreadable(source, entries=[])


def _article(context: typer.Context, source: str, url: str | None, content_type: str | None) -> dict[str, Any]:
    return _read(article_row, context, source, url, content_type) or _unreadable(source, text=None, published_at=None)


def _read(
    row: Callable[..., dict[str, Any]], context: typer.Context, source: str, url: str | None, content_type: str | None
) -> dict[str, Any] | None:
    """The row of an input; None where it cannot be read."""
    try:
        given = read_input(source)
    except OSError:
        return None
    return row(given.body, source=source, url=url or given.url, content_type=content_type or given.content_type,
               time_zone=TIME_ZONE)  # fmt: skip


def _unreadable(source: str, **empty: Any) -> dict[str, Any]:
    return {"input": source, "ok": False, "error": "unreadable", "title": None, **empty, "warnings": []}


def _shown(rows: list[dict[str, Any]], *, as_json: bool) -> int:
    catalogue = words()
    for row in rows:
        if as_json:
            show_json(row)
        elif row["ok"]:
            print(row["title"], *(entry["title"] for entry in row.get("entries", ())), row.get("text") or "", sep="\n")
        else:
            print(catalogue.text("parse.failed", input=row["input"], reason=row["error"]), file=sys.stderr)
    return 0 if all(row["ok"] for row in rows) else 1

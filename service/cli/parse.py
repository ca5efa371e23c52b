"""Commands that read files and addresses without a workspace: feeds and article pages as the collector sees them."""

import sys
from collections.abc import Callable, Iterable
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
def parse(inputs: Inputs, url: Url = None, content_type: ContentType = None, as_json: Json = False) -> int:
    rows = (_read(feed_row, one, url, content_type) or _unreadable(one, entries=[]) for one in inputs)
    return _show(rows, as_json=as_json)


def extract(inputs: Inputs, url: Url = None, content_type: ContentType = None, as_json: Json = False) -> int:
    empty = {"text": None, "published_at": None}
    rows = (_read(article_row, one, url, content_type) or _unreadable(one, **empty) for one in inputs)
    return _show(rows, as_json=as_json)


def _read(
    row: Callable[..., dict[str, Any]], source: str, url: str | None, content_type: str | None
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


def _show(rows: Iterable[dict[str, Any]], *, as_json: bool) -> int:
    """Each row as it comes; 1 where any input failed."""
    catalogue, status = words(), 0
    for row in rows:
        if as_json:
            show_json(row)
        elif row["ok"]:
            print(row["title"], *(entry["title"] for entry in row.get("entries", ())), row.get("text") or "", sep="\n")
        else:
            print(catalogue.text("parse.failed", input=row["input"], reason=row["error"]), file=sys.stderr)
        status = status if row["ok"] else 1
    return status

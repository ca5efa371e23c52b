"""Commands that read files and addresses without a workspace: feeds and article pages as the collector sees them."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any

import typer

from config.settings import load_settings
from crawlers.article import article_row
from crawlers.feeds import feed_row
from crawlers.settings import CrawlSettings
from domain.clock import TIME_ZONE
from domain.messages import Catalogue
from pipeline.characters import readable
from service.cli.root import show_json, words
from service.errands import crawl_settings_of
from service.inputs import Given, read_inputs

feed_app = typer.Typer(no_args_is_help=True)
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
    given = _given(context, inputs, url, content_type)
    return _show((_row(feed_row, one, entries=[]) for one in given), as_json=as_json)


def extract(context: typer.Context, inputs: Inputs, url: Url = None, content_type: ContentType = None,
            as_json: Json = False) -> int:  # fmt: skip
    given = _given(context, inputs, url, content_type)
    return _show((_row(article_row, one, text=None, published_at=None) for one in given), as_json=as_json)


def _given(context: typer.Context, inputs: list[str], url: str | None, content_type: str | None) -> Iterator[Given]:
    """The inputs; what the options say of them has the last word."""
    for one in read_inputs(inputs, lambda: _settings(context)):
        yield replace(one, url=url or one.url, content_type=content_type or one.content_type)


def _settings(context: typer.Context) -> CrawlSettings:
    """Of the workspace if there is one, and of the environment."""
    return crawl_settings_of(load_settings(context.obj.workspace, os.environ))


def _row(read: Callable[..., dict[str, Any]], given: Given, **empty: Any) -> dict[str, Any]:
    """The row of an input; with the `empty` fields where it could not be had."""
    if given.error is not None:
        return {"input": given.source, "ok": False, "error": given.error, "title": None, **empty, "warnings": []}
    return read(given.body, source=given.source, url=given.url, content_type=given.content_type, time_zone=TIME_ZONE)


def _show(rows: Iterable[dict[str, Any]], *, as_json: bool) -> int:
    """Each row as it comes; 1 where any input failed."""
    catalogue, status = words(), 0
    for row in rows:
        if as_json:
            show_json(row)
        elif row["ok"]:
            lines = (row["title"], *(entry["title"] for entry in row.get("entries", ())), row.get("text"))
            print(*(readable(line or "") for line in lines), sep="\n")
        else:
            reason = _reason(catalogue, row["error"])
            print(catalogue.text("parse.failed", input=row["input"], reason=reason), file=sys.stderr)
        status = status if row["ok"] else 1
    return status


def _reason(catalogue: Catalogue, code: str) -> str:
    """The words of a code, which reading a page, a file or a feed gave, or the crawler."""
    known = (f"{section}{code}" for section in ("", "parse.", "feed.", "crawl."))
    return catalogue.text(next((one for one in known if one in catalogue.texts), code))

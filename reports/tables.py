"""A report of lines and tables, in Markdown or as a page of HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

MARKS = re.compile(r"([\\`*_\[\]<>|#~])")
"""What means something in Markdown: a title is shown, not obeyed."""
BEGINNING = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+](?:[\s-]|$)))")
"""What makes a line of its own an item of a list, or a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with lines of text, and a table where it has heads. The first section's heading is that of the report."""

    heading: str
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def plain(text: str) -> str:
    """Text as Markdown shows it, on one line."""
    return BEGINNING.sub(r"\1\\", _cell(text))


def markdown(sections: Sequence[Section]) -> Iterator[str]:
    """Lines of Markdown."""
    for number, section in enumerate(sections):
        yield from ([] if number == 0 else [""])
        yield f"{'#' if number == 0 else '##'} {plain(section.heading)}"
        for line in section.lines:
            yield from ("", plain(line))
        if section.heads:
            yield from ("", _row(section.heads), _row("---" for _ in section.heads))
            yield from (_row(map(_cell, row)) for row in section.rows)


def html(sections: Sequence[Section], language: str) -> str:
    """A page that needs nothing else: no script, no picture, no address."""
    pages = Environment(
        loader=PackageLoader("reports"), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return pages.get_template("sections.html").render(sections=sections, language=language)


def _cell(text: str) -> str:
    """The same within a table, where no line begins."""
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

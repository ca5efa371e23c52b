"""Reports in the formats that people file or read: Word, a page of HTML, Markdown."""

from collections.abc import Sequence
from datetime import datetime

from domain.messages import shown
from reports.tables import Section, html, markdown

FORMATS = ("docx", "html", "md")


def written(sections: Sequence[Section], file_format: str, language: str, made_at: datetime) -> bytes:
    """The file. `file_format`: one of FORMATS."""
    sections = tuple(map(_shown, sections))
    if file_format == "docx":
        from reports.word import word  # noqa: PLC0415  .6 s: only where one is written

        return word(sections, language, made_at)
    text = html(sections, language) if file_format == "html" else "\n".join(markdown(sections)) + "\n"
    return text.encode("utf-8", "replace")


def _shown(section: Section) -> Section:
    """A section whose cells are safe to show, also those that no text of the catalogue holds."""
    return Section(
        heading=shown(section.heading), lines=tuple(map(shown, section.lines)), heads=section.heads,
        rows=tuple(tuple(map(shown, row)) for row in section.rows),
    )  # fmt: skip

"""A report of lines and tables as a Word file (.docx), as desks file them: A4, the margins of GB/T 9704, tables that run on."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.coreprops import CoreProperties
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.tables import Section

PAGE = (210, 297)
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
"""Millimetres."""
FONTS = {"zh": ("FangSong", "SimHei"), "en": ("Calibri", "Calibri")}
"""Of text and of headings."""
TEXT, SMALL, TITLE, HEADING = 12, 9, 20, 14
"""Points; SMALL in tables."""
CELL = "Cell"
"""Name of the style of text in tables."""
LEAST, MOST = 8, 40
"""Characters that a column's share of the width counts: a long address does not take it all."""


def word(sections: Sequence[Section], language: str, made_at: datetime) -> bytes:
    """The file. The first section's heading is the title of the report; whose it is stands nowhere."""
    document = docx.Document()
    _prepare(document, language)
    _set_properties(document.core_properties, _lined(sections[0].heading), made_at)
    for number, section in enumerate(sections):
        document.add_heading(_lined(section.heading), 0 if number == 0 else 1)
        for line in section.lines:
            document.add_paragraph(_lined(line))
        if section.heads:
            _add_table(document, section)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _set_properties(properties: CoreProperties, title: str, made_at: datetime) -> None:
    """What Word tells of a file; 255 characters is the most that it takes."""
    properties.title, properties.author, properties.comments = title[:255], "", ""
    properties.created = properties.modified = made_at


def _prepare(document: Document, language: str) -> None:
    """Page, fonts and the number of the page."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    for name, size in MARGINS.items():
        setattr(page, name, Mm(size))
    text, heading = FONTS[language]
    for name, font, size in (("Normal", text, TEXT), ("Title", heading, TITLE), ("Heading 1", heading, HEADING)):
        _set_font(document.styles[name], font, size)
    cell = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.font.size, cell.paragraph_format.space_after = Pt(SMALL), Pt(0)
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.element.pPr.remove(title.element.pPr.find(qn("w:pBdr")))  # the line under it is blue
    _add_page_number(page.footer.paragraphs[0])


def _set_font(style: Any, font: str, size: int) -> None:
    """Latin and Chinese letters have fonts of their own in Word; headings are black as in official papers."""
    style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)


def _add_page_number(paragraph: Any) -> None:
    """A field that Word fills."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.add_run("1")._r)  # noqa: SLF001
    paragraph._p.append(field)  # noqa: SLF001  the library has no fields of its own
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(document: Document, section: Section) -> None:
    """A table as wide as the text; its heads are repeated on each page."""
    table = document.add_table(rows=1, cols=len(section.heads), style="Table Grid")
    table.autofit = False
    columns = zip(table.columns, table.rows[0].cells, _widths((section.heads, *section.rows)), strict=True)
    for column, cell, width in columns:
        column.width = cell.width = Mm(width)  # Word goes by the cell, others by the column
        cell.paragraphs[0].style = CELL
        cell.paragraphs[0].add_run(CELL)
    head = table.rows[0]._tr  # noqa: SLF001  the library makes a cell in 2 ms; copies of a row take a hundredth
    head.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    rows = [_filled(deepcopy(head), row) for row in section.rows]
    _filled(head, section.heads)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    head.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    head.getparent().extend(rows)
    document.add_paragraph()


def _filled(row: Any, texts: Sequence[str]) -> Any:
    """A row of the table's XML with these texts in its cells."""
    for element, text in zip(row.iter(qn("w:t")), texts, strict=True):
        element.text = _lined(text)
    return row


def _widths(rows: Iterable[Sequence[str]]) -> list[float]:
    """Millimetres of each column, by its longest cell within bounds; together the width of the text."""
    longest = [max(min(max(_width(cell), LEAST), MOST) for cell in column) for column in zip(*rows, strict=True)]
    room = PAGE[0] - MARGINS["left_margin"] - MARGINS["right_margin"]
    return [room * one / sum(longest) for one in longest]


def _width(cell: str) -> int:
    """Of a cell in letters; a Chinese character is two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in cell)


def _lined(text: str) -> str:
    """On one line."""
    return " ".join(text.split())

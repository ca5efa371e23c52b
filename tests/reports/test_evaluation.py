"""The evaluation in words and in every format: the same sections in Markdown, as a page, and as a Word file."""

from io import BytesIO
from typing import Any

import docx
import pytest
from docx.table import Table

from domain.duty import ResponseKind
from domain.messages import LANGUAGES
from reports.evaluation_sections import sections
from reports.tables import Section, plain
from reports.writing import FORMATS, written
from tests.reports.evaluations import act, an_evaluation, at, words

SAID = """\
# Evaluation: 仓库起火

Event E1 at Desk: 仓库起火

Highest level: level II (major); highest index 66.50

50 documents in 12 outlets, from 2026-03-09 11:40 to 2026-03-09 17:00

Topics: 火灾

Closed 2026-03-09 19:00; the evaluation is due on 2026-03-16 (5 working days)

Internal attention level, not a public alert under law.

## Levels

| time | level | index |
| --- | --- | --- |
| 09 12:00 | level II (major) | 66.50 |
| 09 18:40 | no level | 20.00 |

## What happened

| time | what | detail |
| --- | --- | --- |
| 09 11:40 | first document | 晨报: 起火 |
| 09 11:55 | first on this kind of platform: forum | 论坛: 看到烟 |
| 09 12:00 | level | level II (major) 66.50 |
| 09 12:00 | told: first level | DUTY over phone (delivered 09 12:01) |
| 09 12:30 | end of time: opening the fact-check | late |
| 09 12:40 | verified | ZHOU asked |
| 09 13:30 | first central outlet | 国闻: 火 |
| 09 15:20 | answered in public | ZHOU first notice https://gov.example/7 |
| 09 18:40 | level | no level 20.00 |
| 09 18:50 | found to be real | ZHOU it burnt |
| 09 19:00 | closed | ZHOU |

## Duties and deadlines

| duty | level | due | done | by | result |
| --- | --- | --- | --- | --- | --- |
| acknowledgement | level II (major) | 09 12:11 | 09 12:05 | ZHOU | met |
| opening the fact-check | level II (major) | 09 12:30 | 09 12:40 | ZHOU | late by 10 min |
| answer (internal target) | level II (major) | 09 16:00 | 09 15:20 | ZHOU | met |
| answer (statutory limit) | level II (major) | 09 16:40 | 09 15:20 | ZHOU | met |

## What went well

acknowledgement, level II (major): 09 12:05, due 09 12:11 (ZHOU)

answer (internal target), level II (major): 09 15:20, due 09 16:00 (ZHOU)

answer (statutory limit), level II (major): 09 15:20, due 09 16:40 (ZHOU)

First alert arrived 21 min after the first publication (within 30 minutes)

## What did not

opening the fact-check, level II (major): 09 12:40, 10 min after 09 12:30 (ZHOU)

## After the public answer

This is what followed the answer, not what came of it: events fade by themselves.

| answer | window | documents | an hour | negative | new outlets | index | note |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 09 15:20 | 6 h | 40 → 10 | 6.67 → 1.67 | 20 of 40 → 5 of 10 | 1 → 1 | 66.50 → 48.25 | the rate after is 0.13 to 0.49 times the one before (95 %) |

## Dispositions

| time | what | by | detail |
| --- | --- | --- | --- |
| 09 18:50 | real | ZHOU | it burnt |

## Actions

For the evaluators to complete; what is suggested follows by rule from what did not go well.

| action | owner | due |
| --- | --- | --- |
| Agree who opens a fact-check at any hour, and with whom | suggested: leader |  |
|  |  |  |
|  |  |  |
|  |  |  |

## Evidence

| no. | captured | source | address | content hash |
| --- | --- | --- | --- | --- |
| 1 | 2026-03-09 11:45 | 晨报 | https://a.example/1 | ab12 |
| 2 | 2026-03-09 13:00 | 晨报 (revision 2) | https://a.example/1 | cd34 |

## How this was made

Configurations: 0123456789abcdef

Formulas: 4

Made 2026-03-10 04:40 from what the desk has stored; no author of anything is stored.
"""
MADE = at(1000)


def test_what_it_says_in_which_order() -> None:
    assert written(sections(an_evaluation(), words()), "md", "en", MADE).decode() == SAID


def test_of_nothing_it_says_so() -> None:
    empty = an_evaluation(
        levels=(), milestones=(), tellings=(), acts=(), duties=(), effects=(), evidence=(), peak_index=None
    )
    said = {one.heading: one.lines for one in sections(empty, words())}
    for heading in (
        "Levels",
        "What happened",
        "Duties and deadlines",
        "What went well",
        "What did not",
        "Dispositions",
        "Evidence",
    ):
        assert said[heading] == ("Nothing.",)
    assert said["After the public answer"] == ("No public answer is recorded.",)


def read_back(content: bytes) -> list[Section]:
    """The sections of a Word file: its headings, the text under each, and the table."""
    found: list[dict[str, Any]] = []
    for block in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            heads, *rows = [tuple(cell.text for cell in row.cells) for row in block.rows]
            found[-1] |= {"heads": heads, "rows": tuple(rows)}
        elif block.style is not None and block.style.name in ("Title", "Heading 1"):
            found.append({"heading": block.text, "lines": ()})
        elif block.text:
            found[-1]["lines"] += (block.text,)
    return [Section(**one) for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_file_holds_what_the_sections_hold(language: str) -> None:
    said = sections(an_evaluation(), words(language))
    assert read_back(written(said, "docx", language, MADE)) == list(said)


def test_a_word_file_is_made_for_filing() -> None:
    file = docx.Document(BytesIO(written(sections(an_evaluation(), words("zh")), "docx", "zh", MADE)))
    page = file.sections[0]
    assert (page.page_width.mm, page.page_height.mm, page.top_margin.mm) == pytest.approx((210, 297, 37), abs=0.1)  # type: ignore[union-attr]
    assert "PAGE" in page.footer._element.xml
    assert all(table.rows[0]._tr.trPr is not None for table in file.tables), "heads are repeated"
    assert (file.core_properties.author, file.core_properties.last_modified_by, file.core_properties.comments) == (
        "",
        "",
        "",
    )
    widths = [sum(cell.width.mm for cell in table.rows[0].cells) for table in file.tables]
    assert widths == pytest.approx([156] * len(widths), abs=1)


HOSTILE = '<script>alert(1)</script> |*x* [a](javascript:b) \x1b[31m\x00\u202e\ud800 & "q"'


@pytest.mark.parametrize("file_format", FORMATS)
def test_foreign_text_stays_text(file_format: str) -> None:
    one = an_evaluation(title=HOSTILE, acts=(act(ResponseKind.NOTED, 5, note=HOSTILE, url="https://a.example/?<b>"),))
    content = written(sections(one, words()), file_format, "en", MADE)
    if file_format == "docx":
        back = read_back(content)
        assert "<script>alert(1)</script>" in back[0].heading
        assert all(char.isprintable() for one in back for line in one.lines for char in line)
        return
    text = content.decode()
    assert not {*"\x1b\x00\u202e"} & {*text}
    assert ("<script>" in text, "[a](javascript" in text) == (False, file_format == "html")


PLAIN = [
    ("struck out", "~~gone~~", r"\~\~gone\~\~"),
    ("fence", "~~~ sh", r"\~\~\~ sh"),
    ("dash", "- a point", r"\- a point"),
    ("plus", " + a point", r"\+ a point"),
    ("number", "1. first", r"1\. first"),
    ("number with a bracket", "23) first", r"23\) first"),
    ("empty items", "-", r"\-"),
    ("rule", "---", r"\---"),
    ("below nought", "-5 degrees", "-5 degrees"),
    ("within", "a - b + 1. c", "a - b + 1. c"),
    ("a figure", "1.5 km, +3", "1.5 km, +3"),
]


@pytest.mark.parametrize(("text", "said"), [row[1:] for row in PLAIN], ids=[row[0] for row in PLAIN])
def test_no_line_of_markdown_is_obeyed(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize("file_format", FORMATS)
def test_no_format_holds_what_is_no_character(file_format: str) -> None:
    odd = Section(heading="a\ufffe", lines=("b\uffff", "c\ufdd0"), heads=("d",), rows=(("e\U0001fffe",),))
    content = written((odd,), file_format, "en", MADE)
    text = content.decode() if file_format != "docx" else repr(read_back(content))
    assert not {*"\ufffe\uffff\ufdd0\U0001fffe"} & {*text}
    assert "a\ufffd" in text

"""What was done about an event, line by line, in both languages."""

from dataclasses import replace

import pytest

from domain.duty import Disposition, Response, ResponseKind
from domain.messages import LANGUAGES, load_catalogue
from service.record import record_lines
from tests.factories import at

PLAIN = Response(event_id="E1", scope_id="desk", kind=ResponseKind.VERIFIED, actor="li", at=at(0))
LINES = [
    ("without a word", PLAIN, "09:00  verified, li"),
    ("with a note", replace(PLAIN, note="asked the works"), "09:00  verified, li: asked the works"),
    ("an answer", replace(PLAIN, kind=ResponseKind.ANSWERED, note="no. 7", url="https://a.example/7"),
     "09:00  answered in public, li: no. 7 https://a.example/7"),
    ("a disposition", replace(PLAIN, kind=ResponseKind.DISPOSED, disposition=Disposition.NOT_OURS, note="of another town"),
     "09:00  found to be not ours, li: of another town"),
    ("of an event merged since", replace(PLAIN, event_id="E0", note="asked"),
     "09:00  verified, li: asked (said of E0, which has become part of this event)"),
    ("a note of several lines", replace(PLAIN, note="asked the works\n\ntwice "), "09:00  verified, li: asked the works twice"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "response", "line"), LINES, ids=[row[0] for row in LINES])
def test_a_line_of_the_record(name: str, response: Response, line: str) -> None:
    assert list(record_lines(load_catalogue("en"), "E1", [response], lambda _: "09:00")) == [line]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_done_has_its_own_words(language: str) -> None:
    each = [replace(PLAIN, kind=kind) for kind in ResponseKind if kind is not ResponseKind.DISPOSED]
    each += [replace(PLAIN, kind=ResponseKind.DISPOSED, disposition=found) for found in Disposition]
    lines = list(record_lines(load_catalogue(language), "E1", each, lambda _: ""))
    assert len(set(lines)) == len(each)
    assert not any("record." in line or "{" in line for line in lines)

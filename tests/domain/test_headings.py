"""A post without a title is called by its beginning."""

import pytest

from domain.headings import LONGEST, heading


@pytest.mark.parametrize(
    ("title", "text", "called"),
    [
        ("停水通知", "明天停水", "停水通知"),
        ("", "  城东又停水了!\n热线  没人接", "城东又停水了! 热线 没人接"),
        (" ", "水" * (LONGEST + 1), "水" * LONGEST + "…"),
        ("", "水" * LONGEST, "水" * LONGEST),
        ("", "", ""),
    ],
)
def test_a_text_has_a_heading(title: str, text: str, called: str) -> None:
    assert heading(title, text) == called

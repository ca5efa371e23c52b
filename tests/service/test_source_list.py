"""Lists of sources: OPML, CSV, JSON; bad rows beside the reason that is given."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.errors import BadUse
from domain.items import Platform, SourceKind, Tier
from service.source_list import read_sources, source_of_row

GOOD = {"kind": "feed", "url": "http://news.linjiang.example/rss.xml", "name": "临江晚报", "tier": "local"}
BAD = [
    ({}, "source.no_url"),
    ({"url": "ftp://x.example/"}, "address.not_http"),
    ({**GOOD, "kind": "import"}, "source.unknown_value"),
    ({**GOOD, "tier": "national"}, "source.unknown_value"),
    ({**GOOD, "titel": "x"}, "source.unknown_field"),
    ({**GOOD, "time_zone": "Mars/Olympus"}, "source.unknown_zone"),
    ({**GOOD, "poll_interval": "often"}, "source.bad_span"),
    ({**GOOD, "selectors": {"body": 1}}, "source.bad_selectors"),
    ({**GOOD, "url": "https://weibo.com/u/1234567890"}, "source.personal"),
    ({**GOOD, "url": "https://www.zhihu.com/people/somebody"}, "source.personal"),
]


def test_a_full_row() -> None:
    row = {**GOOD, "platform": "forum", "poll_interval": "10m", "full_text": "true", "selectors": {"body": "article"}}
    source = source_of_row(row)
    assert (source.kind, source.platform, source.tier) == (SourceKind.FEED, Platform.FORUM, Tier.LOCAL)
    assert (source.poll_interval, source.full_text, source.selectors.body) == (timedelta(minutes=10), True, "article")
    assert source.outlet == "临江晚报"


@pytest.mark.parametrize(("row", "code"), BAD)
def test_a_bad_row_says_why(row: dict[str, Any], code: str) -> None:
    with pytest.raises(BadUse) as caught:
        source_of_row(row)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([GOOD, {**GOOD, "url": "x"}]).encode(),
        "kind,url,name,tier\nfeed,http://news.linjiang.example/rss.xml,临江晚报,local\nfeed,x,坏,\n".encode("gb18030"),
        (
            b'<opml version="2.0"><body><outline xmlUrl="http://news.linjiang.example/rss.xml" text="n"/>'
            b'<outline text="folder"><outline xmlUrl="x"/></outline></body></opml>'
        ),
    ],
    ids=["json", "csv in gb18030", "opml"],
)
def test_good_and_bad_rows_are_told_apart(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    good, bad = read_sources(path)
    assert [source.url for source in good] == [GOOD["url"]]
    assert [(row.number, row.error.code) for row in bad] == [(2, "address.not_http")]


@pytest.mark.parametrize("content", [b"", b"just text", b"[1", b"<opml><", b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml>&a;"])
def test_what_is_no_list(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(BadUse, match=r"source\.list_broken"):
        read_sources(path)


def test_a_missing_list(tmp_path: Path) -> None:
    with pytest.raises(BadUse, match=r"source\.list_unreadable"):
        read_sources(tmp_path / "absent")

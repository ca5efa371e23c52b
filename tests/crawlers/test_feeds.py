"""Feeds beside the values they must become: kinds, identities, faults and attacks. Names and places are invented."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.feed_values import Entry, Feed, NotAFeed
from crawlers.feeds import feed_row, parse_feed

URL = "https://news.linjiang.example/feed.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>临江新闻网</title><link>/</link><ttl>30</ttl>
{items}
</channel></rss>"""
ITEM = """<item><title>纺织厂仓库起火 &amp;quot;已扑灭&amp;quot;</title><link>/a/1.html?x=1&amp;y=2</link>
<guid isPermaLink="false">a-1</guid>
<pubDate>2023年8月16日 15:04</pubDate><dc:creator>AUTHORMARK</dc:creator><author>AUTHORMARK</author>
<slash:comments>12</slash:comments><description>摘要……</description>
<content:encoded><![CDATA[<p>第一段&nbsp;文字</p><script>SCRIPTMARK</script><p>第二段</p>]]></content:encoded></item>"""


def parse(text: str | bytes, **options: str) -> Feed:
    body = text if isinstance(text, bytes) else text.encode()
    return parse_feed(body, url=URL, content_type=options.get("content_type"))


def items(*rest: str) -> str:
    return RSS.format(items="".join(rest))


def test_rss_two_becomes_an_entry() -> None:
    feed = parse(items(ITEM))
    assert (feed.title, feed.ttl_minutes, feed.warnings) == ("临江新闻网", 30, ())
    entry = feed.entries[0]
    assert entry.id == "a-1"
    assert entry.url == "https://news.linjiang.example/a/1.html?x=1&y=2"
    assert entry.title == '纺织厂仓库起火 "已扑灭"'
    assert entry.text == "第一段 文字\n第二段"
    assert entry.published_at == datetime(2023, 8, 16, 7, 4, tzinfo=UTC)
    assert entry.comments == 12
    assert not entry.full_text


def test_atom_becomes_an_entry() -> None:
    feed = parse(
        """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
        xml:base="https://news.linjiang.example/atom/"><title type="html">临江&lt;b&gt;报&lt;/b&gt;</title>
        <entry><id>tag:1</id><title type="text">气温 &lt; 30 度</title><link rel="self" href="x"/>
        <link rel="alternate" type="text/html" href="1.html"/><published>2023-08-16T15:04:05+08:00</published>
        <updated>2023-08-16T16:00:00Z</updated><thr:total>3</thr:total><author><name>AUTHORMARK</name></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>甲</p><p>乙</p></div></content></entry></feed>"""
    )
    entry = feed.entries[0]
    assert feed.title == "临江报"
    assert (entry.title, entry.text, entry.comments) == ("气温 < 30 度", "甲\n乙", 3)
    assert entry.url == "https://news.linjiang.example/atom/1.html"
    assert entry.updated_at == datetime(2023, 8, 16, 16, tzinfo=UTC)


def test_rss_one_becomes_an_entry() -> None:
    feed = parse(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>旧报</title></channel>
        <item rdf:about="https://old.example/1"><title>甲</title><link>https://old.example/1</link>
        <dc:date>2023-08-16T15:04:05+08:00</dc:date></item></rdf:RDF>"""
    )
    assert feed.entries[0].url == "https://old.example/1"
    assert feed.entries[0].published_at == datetime(2023, 8, 16, 7, 4, 5, tzinfo=UTC)


def test_json_feed_becomes_entries() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "临江",
        "authors": [{"name": "AUTHORMARK"}],
        "items": [
            {
                "id": 7,
                "url": "/7.html",
                "title": "甲",
                "content_html": "<p>一</p><p>二</p>",
                "author": {"name": "AUTHORMARK"},
            },
            {"id": "8", "content_text": "无题", "date_published": "2023-08-16T15:04:05Z"},
            "no object",
        ],
    }
    feed = parse(json.dumps(document))
    assert [(entry.id, entry.url, entry.text) for entry in feed.entries] == [
        ("7", "https://news.linjiang.example/7.html", "一\n二"),
        ("8", None, "无题"),
    ]
    assert feed.entries[1].published_at == datetime(2023, 8, 16, 15, 4, 5, tzinfo=UTC)
    assert feed.warnings == ("item_skipped",)
    assert "AUTHORMARK" not in repr(feed)


def test_nobody_is_named() -> None:
    assert "AUTHORMARK" not in repr(parse(items(ITEM)))
    names = {field.name for kind in (Feed, Entry) for field in dataclasses.fields(kind)}
    assert not names & {"author", "authors", "creator", "contributor", "name"}


def test_scripts_are_no_text() -> None:
    assert "SCRIPTMARK" not in repr(parse(items(ITEM)))


def entry(title: str, *, link: str = "", guid: str = "", text: str = "") -> str:
    parts = [f"<title>{title}</title>", f"<description>{text}</description>"]
    parts += [f"<link>{link}</link>"] * bool(link) + [f'<guid isPermaLink="false">{guid}</guid>'] * bool(guid)
    return f"<item>{''.join(parts)}</item>"


def test_repeated_guids_give_way_to_links() -> None:
    feed = parse(items(entry("甲", link="/1", guid="same"), entry("乙", link="/2", guid="same")))
    assert [one.id for one in feed.entries] == [f"https://news.linjiang.example/{n}" for n in (1, 2)]


def test_one_link_for_all_loses_no_entry() -> None:
    feed = parse(items(*(entry(title, link="/") for title in "甲乙丙")))
    assert len({one.key for one in feed.entries}) == 3
    assert all(one.shares_url for one in feed.entries)
    assert feed.warnings == ("links_shared",)


def test_an_identity_lasts_and_an_edit_shows() -> None:
    first, same, edited = (
        parse(items(entry(title, link="/1", text=text), entry("乙", link="/2"))).entries[0]
        for title, text in (("甲", "文"), ("甲", "文"), ("甲", "文改"))
    )
    assert first == same
    assert (first.key, first.fingerprint != edited.fingerprint) == (edited.key, True)


def test_whole_articles_are_told_from_teasers() -> None:
    article, teaser = "临江市今日发布公告。" * 40, "临江市今日发布公告。" * 70 + "…"
    content = f"<item><title>甲</title><content:encoded>{article}</content:encoded></item>"
    whole, cut = parse(items(content, entry("乙", link="/2", text=teaser))).entries
    assert (whole.full_text, cut.full_text) == (True, False)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(items(entry("甲 & 乙", link="/1"), entry("丙", link="/2")), id="bare ampersand"),
        pytest.param(items(entry("甲&nbsp;乙", link="/1"), entry("丙", link="/2")), id="undefined entity"),
        pytest.param(items(entry("甲\x0b乙&#11;", link="/1"), entry("丙", link="/2")), id="control characters"),
        pytest.param(items(entry("甲<br>乙", link="/1"), entry("丙", link="/2")), id="unclosed markup"),
        pytest.param(items(entry("甲</b>乙", link="/1"), entry("丙", link="/2")), id="stray end tag"),
        pytest.param(items("<item><title>甲</title><link>/1</link>", entry("丙", link="/2")), id="unclosed item"),
        pytest.param(items(entry("甲", link="/1"), "</channel></rss>", entry("丙", link="/2")), id="root closed early"),
        pytest.param(items(entry("甲", link="/1"), entry("丙", link="/2")) + "<script>x</script>", id="junk after"),
        pytest.param("Warning: x in y\n" + items(entry("甲", link="/1"), entry("丙", link="/2")), id="junk before"),
        pytest.param("\n\n" + items(entry("甲", link="/1"), entry("丙", link="/2")), id="space before"),
        pytest.param(items(entry("甲", link="/1"), entry("丙", link="/2"))[:-20], id="cut after an item"),
        pytest.param(
            items(entry("甲", link="/1"), entry("丙", link="/2"), "<item><title>丁</ti")[:-18], id="cut in an item"
        ),
        pytest.param(
            items("<media:x>1</media:y>", entry("甲", link="/1"), entry("丙", link="/2")), id="undeclared prefix"
        ),
        pytest.param(
            items(entry("甲", link="/1"), entry("丙", link="/2")).replace("<rss", "<rss a=b c"), id="attributes"
        ),
    ],
)
def test_malformed_feeds_yield_their_entries(body: str) -> None:
    urls = [one.url for one in parse(body).entries]
    assert urls[:2] == [f"https://news.linjiang.example/{n}" for n in (1, 2)]


def test_half_an_address_is_no_address() -> None:
    body = items(entry("甲", link="/1"), entry("乙", link="/2023/long"))
    cut = parse(body[: body.index("/2023/long") + 6])
    assert [one.url for one in cut.entries] == ["https://news.linjiang.example/1", None]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!DOCTYPE html><html><body><p>404</p></body></html>", "html"),
        (b"<HTML><head></head></HTML>", "html"),
        (b'{"code": 404}', "json_no_feed"),
        (b"[1, 2]", "json_no_feed"),
        (b'{"items": ' + b"[" * 100_000, "json_no_feed"),
        (b"plain words", "xml_no_feed"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>', "xml_no_feed"),
        (b"<rss><channel>" + b"<a>" * 300_000, "too_complex"),
        (b"<rss " + b" ".join(b'a%d="1"' % n for n in range(500)) + b"></rss>", "too_complex"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, code: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        parse(body)
    assert refused.value.code == code


def test_an_empty_feed_is_a_feed() -> None:
    assert parse(items()).entries == ()


def test_entities_cannot_grow() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a0 "boom">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    long = f'<!DOCTYPE r [<!ENTITY a11 "{"x" * 10_000}">]>'
    for doctype in (bomb + "]>", long):
        feed = parse(doctype + items(entry("甲&a11;" * 1000, link="/1")).split("?>", 1)[1])
        assert len(feed.entries[0].title) < 300_000


def test_entities_cannot_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRETMARK", encoding="utf-8")
    doctype = f'<!DOCTYPE r [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY ok "好">]>'
    feed = parse(doctype + items(entry("甲&s;&ok;", link="/1")).split("?>", 1)[1])
    assert "SECRETMARK" not in repr(feed)
    assert feed.entries[0].title.endswith("好")


def test_five_thousand_entries_stay_five_thousand() -> None:
    feed = parse(items(*(entry(f"第{n}条", link=f"/{n}") for n in range(5000))))
    assert len({one.key for one in feed.entries}) == 5000


def test_a_megabyte_in_one_entry_is_kept() -> None:
    feed = parse(items(entry("甲", link="/1", text="&lt;p&gt;字&lt;/p&gt;" * 60_000)))
    assert feed.entries[0].text.count("字") == 60_000


def test_a_row_tells_all_of_a_feed_or_why_it_is_none() -> None:
    row = feed_row(items(ITEM).encode(), source="f.xml", url=URL, content_type=None, time_zone="Asia/Shanghai")
    assert row["ok"] is True
    assert row["entries"][0]["published_at"] == "2023-08-16T07:04:00+00:00"
    assert set(row["entries"][0]) == {"id", "url", "title", "published_at", "text"}
    bad = feed_row(b"<html>", source="f.html", url=URL, content_type=None, time_zone="Asia/Shanghai")
    assert (bad["ok"], bad["error"], bad["entries"]) == (False, "html", [])


def attempt(body: bytes) -> None:
    try:
        feed = parse(body)
    except NotAFeed:
        return
    assert all(one.url is None or one.url.startswith("http") for one in feed.entries)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_random_bytes_raise_nothing_else(body: bytes) -> None:
    attempt(body)


@given(st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 40), st.binary(max_size=8)), max_size=8), st.booleans())
@settings(max_examples=200, deadline=None)
def test_mutated_feeds_raise_nothing_else(changes: list[tuple[int, int, bytes]], is_gbk: bool) -> None:
    body = items(ITEM, entry("乙", link="/2")).encode("gbk" if is_gbk else "utf-8")
    for start, length, replacement in changes:
        body = body[:start] + replacement + body[start + length :]
    attempt(body)

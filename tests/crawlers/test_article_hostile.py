"""Hostile pages: bounded in time and memory, and nothing but `PageRefused` is raised."""

import time
import tracemalloc
from contextlib import suppress
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.article import Article, extract
from crawlers.markup import MAX_BYTES, PageRefused

SECONDS = 5.0  # far above the 0.1 to 1 s they take, for a machine under load
SIZE = MAX_BYTES - 1_000


def filled(piece: str) -> str:
    return piece * (SIZE // len(piece))


PAGES = {
    "nested elements": lambda: "<div>" * 100_000 + "正文。" * 50 + "</div>" * 100_000,
    "elements never closed": lambda: filled("<div><p><b>"),
    "nested links": lambda: filled("<a href=x>"),
    "nested tables": lambda: filled("<table><tr><td>"),
    "attributes of one tag": lambda: "<div " + " ".join(f"a{n}=1" for n in range(400_000)) + ">x",
    "attributes of many tags": lambda: ("<div " + " ".join(f"a{n}" for n in range(480)) + ">x") * 1_500,
    "attributes after a stray quote": lambda: '<div x" ' + " ".join(f"a{n}" for n in range(400_000)) + '" y>',
    "one paragraph": lambda: "<p>" + "好,好。" * (SIZE // 4),
    "paragraphs": lambda: filled("<p>好,好好好好好好好好好好好好。</p>"),
    "headings": lambda: filled("<h1>标题标题标题标题</h1>"),
    "angle brackets": lambda: "<" * SIZE,
    "comments never closed": lambda: filled("<!--"),
    "scripts never closed": lambda: filled("<script>"),
    "quotes never closed": lambda: filled('<a b="'),
    "entities": lambda: filled("&amp"),
    "zero bytes": lambda: "\0" * SIZE,
    "title of separators": lambda: "<title>" + filled("_-| ") + "</title>",
    "deep JSON-LD": lambda: '<script type="application/ld+json">' + "[" * 200_000 + "</script><p>x",
    "much JSON-LD": lambda: filled('<script type="application/ld+json">{"datePublished":"x"}</script>'),
    "meta elements": lambda: filled('<meta name="date" content="2020">'),
    "long class": lambda: '<div class="' + filled("aB-comment ") + '">x</div>',
    "many classes": lambda: "".join(f'<div class="c{n}">好好好好好好好好好好好,好。</div>' for n in range(90_000)),
    "digits": lambda: "<h1>标题标题标题标题</h1>" + filled("<div>1 2 3-4-5.6.7 8:9 1年2月3</div>"),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_bounded(name: str) -> None:
    html = PAGES[name]()
    begun = time.process_time()
    with suppress(PageRefused):
        extract(html, url="http://news.example/1")
    assert time.process_time() - begun < SECONDS


def test_memory_is_bounded() -> None:
    html = PAGES["paragraphs"]()
    tracemalloc.start()
    extract(html, url="http://news.example/1")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120_000_000


PIECES = st.sampled_from(
    [
        "<div>", "</div>", "<p>", "</p>", "<article>", "<br>", "<a href='", "'>", "</a>", "<h1>", "</h1>", "<table><td>", "<script>",
        "</script>", "<style>", "<!--", "-->", "<![CDATA[", "<meta name=date content=", "<title>", "<time datetime=", "&#0;", "&#xd800;",
        "2026-03-08", "99999年99月99日", "好,好。" * 20, "long enough, and with a comma. " * 5, "相关阅读", "责任编辑:", "class=comment", '"', "\0", "\ud800",
        '<script type="application/ld+json">', '{"datePublished": 1e999, "interactionStatistic": [[]], "@graph": {}}', "itemprop=datePublished",
    ]
)  # fmt: skip


def holds(article: Article) -> bool:
    moment = article.published_at
    return (moment is None or moment.tzinfo is UTC) and len(article.text) <= 1_000_000 and "\n\n" not in article.text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=60).map("".join))
def test_any_text_gives_an_article_or_a_refusal(html: str) -> None:
    with suppress(PageRefused):
        assert holds(extract(html, url="http://news.example/1"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2_000), st.sampled_from([b"", b"<html><p>", b"<meta charset=gbk>", b"\xff\xfe"]))
def test_any_bytes_give_an_article_or_a_refusal(body: bytes, start: bytes) -> None:
    with suppress(PageRefused):
        assert holds(extract(start + body, url="http://news.example/1"))

"""Articles out of fictional pages: what must be in the text and what must not, titles, dates, totals."""

import json
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest

from crawlers.article import article_row, extract, read_page
from crawlers.furniture import shipped_furniture
from crawlers.markup import PageRefused
from crawlers.template import SURE, Template
from domain.items import Counters

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FIRST = "三月八日上午,青石县一家木器厂的仓库起火,消防队二十分钟内赶到现场。"
SECOND = "截至当日下午四点,明火已经扑灭,两名工人受轻伤,起火原因正在调查。"
THIRD = "县应急管理局表示,将对同类企业开展为期一个月的安全检查。"
TEXT = [FIRST, SECOND, THIRD]
TITLE = "青石县一木器厂仓库起火 两人受轻伤"


def page(body: str, *, title: str = f"{TITLE}_社会_青石在线", head: str = "") -> str:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def paragraphs(texts: list[str] = TEXT) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


PLAIN = page(
    f'<nav><a href="/">首页</a> <a href="/list/">新闻</a> 登录 注册</nav><article><h1>{TITLE}</h1>'
    f'<div class="meta">2026-03-08 18:30 来源:青石在线 记者:某某</div>{paragraphs()}</article>'
    f'<aside><h3>相关阅读</h3><ul><li><a href="/a/2.html">另一条消息</a></li></ul></aside>'
    f"<footer>版权所有 青石在线 未经许可不得转载 举报电话 00000000</footer>"
)

BREAKS = page(
    f'<div id="top"><a href="/">青石在线</a> | <a href="/bbs">论坛</a></div><table><tr><td><h1>{TITLE}</h1>'
    f"2026年3月8日 18:30 来源:青石在线</td></tr><tr><td>　　{FIRST}<br><br>　　{SECOND}<br><br>　　{THIRD}<br>"
    f"(责任编辑:某某)</td></tr></table><div>上一篇:<a href=/1>某事</a> 下一篇:<a href=/2>某事</a></div>"
)

COMMENTS = page(
    f'<div class="main"><h1>{TITLE}</h1><p class="time">2026-03-08 18:30</p><div class="content">{paragraphs()}</div>'
    '<div class="comment-list">'
    + "".join(
        f'<div class="item"><p>网友的话第{n}句,说得很长很长,比正文还要长,而且还有许多标点。</p></div>'
        for n in range(30)
    )
    + "</div></div>"
)

TEASERS = page(
    f'<div class="left"><h1>{TITLE}</h1><div class="con">{paragraphs()}</div></div><div class="right">'
    + "".join(
        f'<div class="box"><h4><a href="/{n}">旧闻</a></h4><div>这是第{n}条旧闻的提要,和本文没有关系,请勿收录。</div></div>'
        for n in range(12)
    )
    + "</div>"
)

TAIL = page(
    f'<div class="article-body"><h1>{TITLE}</h1>{paragraphs()}<p>(原标题:{TITLE})</p><p>责任编辑:某某</p>'
    '<p>相关新闻</p><p><a href="/3">某地的另一件事</a></p><p>扫一扫关注青石在线</p></div>'
)

SIDEBAR_NAMED = page(
    f'<div class="with-sidebar no-comments"><h1>{TITLE}</h1><div class="text">{paragraphs()}</div></div>'
)

FORM = page(
    f'<form id="aspnetForm"><div><h2>{TITLE}</h2><div>{paragraphs()}</div><input value="搜索"><button>提交</button></div></form>'
)

HIDDEN = page(
    f'<article><h1>{TITLE}</h1>{paragraphs()}<p style="display:none">看不见的一段话,不该收录,也不能收录。</p></article>'
)

PAGES = {
    "plain": PLAIN,
    "line breaks in a table": BREAKS,
    "longer comments": COMMENTS,
    "teasers beside": TEASERS,
    "furniture at the end": TAIL,
    "a region named after what it has not": SIDEBAR_NAMED,
    "everything in a form": FORM,
    "hidden text": HIDDEN,
    "script and style": page(
        f"<article><h1>{TITLE}</h1><script>var a='假的正文,假的。'</script><style>p{{}}</style>{paragraphs()}</article>"
    ),
    "nothing closed": page(f"<div class=content><h1>{TITLE}</h1><p>{'<p>'.join(TEXT)}"),
}


@pytest.mark.parametrize("name", PAGES)
def test_text_and_title(name: str) -> None:
    article = extract(PAGES[name], url="http://news.example/1", now=NOW)
    assert article.text.split("\n") == TEXT
    assert article.title == TITLE
    assert article.method == "fast"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bytes_are_decoded(encoding: str) -> None:
    body = PLAIN.replace("charset=utf-8", f"charset={encoding}").encode(encoding)
    assert extract(body, url="http://news.example/1").text.split("\n") == TEXT


def test_paragraph_with_an_advertisement_stays() -> None:
    advertised = [*TEXT, "本栏目由云来茶馆赞助,凭本页可享八折优惠,欢迎到店品尝新茶。"]
    article = extract(page(f"<article><h1>{TITLE}</h1>{paragraphs(advertised)}</article>"), url="http://news.example/1")
    assert article.text.split("\n") == advertised


TITLES = {
    "heading within the title element": (TITLE, f"<h1>{TITLE}</h1>", f"{TITLE}_社会_青石在线", ""),
    "site name in the first heading": (TITLE, f"<h1>青石在线</h1><h2>{TITLE}</h2>", f"{TITLE} - 青石在线", ""),
    "no heading, declared": (TITLE, "", f"{TITLE}|社会|青石在线", f'<meta property="og:title" content="{TITLE}">'),
    "no heading, tail": (TITLE, "", f"{TITLE}-社会-青石在线", ""),
    "declared title cut at a quote": ('甲说"乙"已经到了丙地', '<h1>甲说"乙"已经到了丙地</h1>', '甲说"乙"已经到了丙地', '<meta property="og:title" content="甲说">'),
    "title element names the section": (TITLE, f"<h5>{TITLE}</h5><div>发布时间:2026-03-08 来源:青石在线</div>", "社会新闻--青石在线", ""),
    "comments repeat it": (TITLE, f"<h1>{TITLE}</h1><h2>关于“{TITLE}”的三条评论</h2>", TITLE, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TITLES)
def test_titles(name: str) -> None:
    wanted, headings, title, head = TITLES[name]
    html = page(f"<div>{headings}<div>{paragraphs()}</div></div>", title=title, head=head)
    assert extract(html, url="http://news.example/1", now=NOW).title == wanted


META = '<meta property="article:published_time" content="{}">'
DATES = {
    "meta with a zone": ("2026-03-08T10:30:00", META.format("2026-03-08T18:30:00+08:00"), "", ""),
    "meta without a zone": ("2026-03-08T10:30:00", META.format("2026-03-08 18:30"), "", ""),
    "line below the headline": ("2026-03-08T10:30:00", "", "<div>2026年3月8日 18:30 来源:青石在线</div>", ""),
    "day declared, hour shown": ("2026-03-08T10:30:00", '<meta name="publishdate" content="2026-03-08">', "<p>2026-03-08 18:30</p>", ""),
    "day only": ("2026-03-07T16:00:00", "", "<p>发布日期:2026-03-08</p>", ""),
    "JSON-LD": ("2026-03-08T10:30:00", '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2026-03-08T18:30:00+08:00"}]}</script>', "", ""),
    "time element": ("2026-03-08T10:30:00", "", '<time datetime="2026-03-08T18:30:00+08:00">前天</time>', ""),
    "minutes ago": ("2026-03-10T11:55:00", "", "<p>5分钟前 青石在线</p>", ""),
    "address": ("2026-03-07T16:00:00", "", "", "2026/0308/"),
    "a date to come is none": (None, META.format("2031-01-01T00:00:00+08:00"), "", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_dates(name: str) -> None:
    wanted, head, line, path = DATES[name]
    html = page(f"<div><h1>{TITLE}</h1>{line}<div>{paragraphs()}</div></div>", head=head)
    article = extract(html, url=f"http://news.example/{path}1.html", now=NOW)
    assert article.published_at == (datetime.fromisoformat(wanted).replace(tzinfo=UTC) if wanted else None)
    assert ("no-date" in article.warnings) == (wanted is None)


def test_dates_in_the_text_are_not_the_articles() -> None:
    html = page(
        f"<div><h1>{TITLE}</h1><div>{paragraphs(['2019年5月6日下午,该厂也曾起火,当时无人受伤,事后没有追究责任。', *TEXT])}</div></div>"
    )
    assert extract(html, url="http://news.example/1", now=NOW).published_at is None


TOTALS: dict[str, tuple[Counters, dict[str, Any]]] = {
    "a list of counters": (
        Counters(comments=12, likes=340, reposts=5),
        {"interactionStatistic": [
            {"@type": "InteractionCounter", "interactionType": "https://schema.org/CommentAction", "userInteractionCount": 12},
            {"@type": "InteractionCounter", "interactionType": {"@type": "LikeAction"}, "userInteractionCount": "340"},
            {"@type": "InteractionCounter", "interactionType": "http://schema.org/ShareAction", "userInteractionCount": 5.0},
        ]},
    ),
    "one counter": (Counters(likes=7), {"interactionStatistic": {"interactionType": "LikeAction", "userInteractionCount": 7}}),
    "a comment count": (Counters(comments=3), {"commentCount": "3"}),
    "nonsense": (Counters(), {"interactionStatistic": [None, 3, {"interactionType": ["x"], "userInteractionCount": "many"}], "commentCount": True}),
}  # fmt: skip


@pytest.mark.parametrize("name", TOTALS)
def test_totals(name: str) -> None:
    wanted, record = TOTALS[name]
    script = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **record})}</script>'
    assert extract(page(paragraphs(), head=script), url="http://news.example/1").counters == wanted


def test_authors_are_never_read() -> None:
    mark = "暗记某人"
    record = {"@type": "NewsArticle", "headline": TITLE, "author": {"name": mark}, "creator": mark, "editor": mark}
    head = (
        f'<meta name="author" content="{mark}"><meta property="article:author" content="{mark}">'
        f'<script type="application/ld+json">{json.dumps(record, ensure_ascii=False)}</script>'
    )
    body = (
        f'<article><h1>{TITLE}</h1><div class="byline">记者 {mark}</div>{paragraphs()}<p>责任编辑:{mark}</p></article>'
    )
    reading = read_page(page(body, head=head), url="http://news.example/1", template=Template(), now=NOW)
    assert mark not in repr(reading)


def test_repeated_labels_and_the_container_are_learnt() -> None:
    template = Template()
    for number in range(SURE + 1):
        text = [f"第{number}号消息说,{FIRST}", f"第{number}号消息还说,{SECOND}"]
        label = "<p>青石在线独家</p>"
        html = page(
            f"<div class=box7><h1>第{number}号消息的标题</h1><div class=t{number}>{label}{paragraphs(text)}</div></div>",
            title="",
        )
        reading = read_page(html, url="http://news.example/1", template=template, now=NOW)
        template = reading.template
    assert reading.article.text.split("\n") == text
    assert reading.article.method == "learnt"
    assert template.agreed == SURE + 1


def test_a_page_read_again_teaches_nothing() -> None:
    once = read_page(PLAIN, url="http://news.example/1", template=Template()).template
    assert read_page(PLAIN, url="http://news.example/1", template=once).template is once


def test_a_sentence_on_many_pages_stays() -> None:
    template, notice = Template(), "(本文已更正,以官方通报为准。)"
    for number in range(SURE + 2):
        text = [f"第{number}号消息说,{FIRST}", notice]
        html = page(f"<article><h1>第{number}号消息的标题在此</h1>{paragraphs(text)}</article>", title="")
        reading = read_page(html, url="http://news.example/1", template=template)
        template = reading.template
        assert reading.article.text.split("\n") == text


def test_row_of_an_article() -> None:
    row = article_row(
        PLAIN.encode(), source="a.html", url="http://news.example/1", content_type=None, time_zone="Asia/Shanghai"
    )
    assert row == {
        "input": "a.html",
        "ok": True,
        "error": None,
        "title": TITLE,
        "text": "\n".join(TEXT),
        "published_at": "2026-03-08T10:30:00+00:00",
        "warnings": [],
    }


def test_row_of_a_refused_page() -> None:
    row = article_row(b"", source="a.html", url="http://news.example/1", content_type=None, time_zone="Asia/Shanghai")
    assert (row["ok"], row["error"], row["text"]) == (False, "page.not-html", None)


def test_too_large_a_page_is_refused() -> None:
    with pytest.raises(PageRefused, match=r"page\.too-large"):
        extract(PLAIN, url="http://news.example/1", max_bytes=100)


def test_words_are_given_once() -> None:
    furniture = shipped_furniture()
    for words in (furniture.furniture, furniture.enders, furniture.credits):
        assert len(words) == len(set(words))

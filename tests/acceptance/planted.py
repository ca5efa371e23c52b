"""A web full of people: every field and line in which feeds, pages, boards and headers name somebody names one here.

Whoever is named is known by MARK, by a pair of RARE characters or by one of NUMBERS; nothing else in these texts has any
of them, so that one found anywhere is a leak, and the text around it tells from where.
"""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.crawlers.web import Reply, Web

MARK = "zqxvk"
"""Begins every Latin name, handle and account."""
RARE = "龘靐齉爨麤灪籲矗彠饕鱻驫羴羼灥躞曌璺夔瓒鬻罍黻黼饔麢鼟鼛鼙齾龖龗"
"""Characters of given names that no text of ours has otherwise."""
NUMBERS = (
    "13988776655",
    "11010519491231002X",
    "6222020200001234567",
    "9988776655",
    "021-55667788",
    "京A8K776",
    "99887761",
)
"""Mobile, identity number (a made-up one with a right check digit), card, account, landline, plate, QQ."""

_DAY = datetime.now(UTC) - timedelta(hours=2)
FIRE = "河口镇化工厂今晨起火 已有3人受伤送医"
_BODY = "河口镇化工厂今晨发生火灾,现场浓烟滚滚,消防部门赶到扑救,目前已有3人受伤送医,起火原因正在调查。"
_PERSONAL = (
    f"联系电话13988776655或021-55667788,身份证号11010519491231002X,卡号6222020200001234567,车牌京A8K776,"
    f"邮箱{MARK}mail@example.com,微信号:{MARK}wechat9,QQ:99887761,网友@{MARK}handle 和@小龘靐 在现场。"
)
_CREDITS = (
    "(记者 李龘靐 张齉爨 编辑 陈麤灪)",
    "本报记者 王籲矗 通讯员 刘彠饕 报道",
    "作者:赵鱻驫",
    "责任编辑:孙羴羼",
    "文/周灥躞 图/吴曌璺",
    "图为火灾现场。郑夔瓒 摄",
    "河口镇讯(记者 冯鬻罍)",
    "撰文 | 欧阳黻黼",
    f"By {MARK.title()}by Plantson",
    f"Author: {MARK.title()}author Plantson",
    f"{MARK}poster 发表于 2026-3-1 10:00",
    f"楼主:{MARK}owner 时间:2026-03-01 10:00:00",
    f"本帖最后由 {MARK}editor 于 2026-3-1 10:05 编辑",
    f"发布者:{MARK}publisher",
    f"昵称:{MARK}nick",
)
_POSTS = (
    "/{a}8888/KpqX1", "/u/{a}/post/5", "/thread-12-1.html?uid={a}&from=rss", "/@{a}/112", "/people/{a}/answer/7",
    "/space-uid-{a}.html", "/%75ser/{a}/6", "/go?to=https%3A%2F%2Fweibo.com%2Fu%2F{a}", "/p;author={a}",
    "/tel/13988776655/x.html", "/mail/{a}@example.com/3", "/x?phone=13988776655", "/%E4%BD%9C%E8%80%85/8?%61uthor={a}",
)  # fmt: skip
"""Post addresses with an account in them; the first under weibo.com."""


def posts() -> list[str]:
    """The addresses of posts that carry an account."""
    return [path.format(a=f"{MARK}acct{number}") for number, path in enumerate(_POSTS)]


def paragraphs(more: tuple[str, ...] = ()) -> list[str]:
    return [*_CREDITS, _BODY, _PERSONAL, *more, *(f"{_BODY}第{n}段。" for n in "一二三四")]


def rss(web: Web) -> bytes:
    """Whole texts in the feed; every field of RSS and its modules that names somebody."""
    fields = "".join(f"<{tag}>{MARK}{tag.replace(':', '')} ({MARK}@example.com)</{tag}>" for tag in
                     ("author", "dc:creator", "dc:contributor", "dc:publisher", "dc:rights", "itunes:author", "media:credit"))  # fmt: skip
    channel = (
        f"<managingEditor>{MARK}managing@example.com (龖龗)</managingEditor><webMaster>{MARK}master</webMaster>"
        f"<itunes:owner><itunes:name>{MARK}owner</itunes:name><itunes:email>{MARK}o@example.com</itunes:email></itunes:owner>"
        f"<copyright>{MARK}copyright</copyright><dc:creator>{MARK}channel</dc:creator>"
    )
    links = ["https://weibo.com/9988776655/KpAbc12", *(web.url(path) for path in posts()[1:]), web.url("/rss/fire")]
    items = "".join(
        f"<item><title>{FIRE} 第{n}报(记者 何麢鼟)</title><link>{_escaped(link)}</link><guid>{MARK}guid{n}</guid>{fields}"
        f"<comments>{_escaped(web.url(f'/u/{MARK}/c'))}</comments><pubDate>{format_datetime(_DAY + timedelta(minutes=n))}</pubDate>"
        f"<description><![CDATA[{_html(n)}]]></description></item>"
        for n, link in enumerate(links)
    )
    spaces = (
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
        'xmlns:media="http://search.yahoo.com/mrss/"'
    )
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>河口新闻</title>{channel}{items}</channel></rss>'.encode()


def atom(web: Web) -> bytes:
    people = "".join(
        f"<{tag}><name>{MARK}{tag}</name><uri>{web.url(f'/u/{MARK}{tag}')}</uri><email>{MARK}{tag}@example.com</email></{tag}>"
        for tag in ("author", "contributor")
    )
    when = _DAY.isoformat()
    entry = (
        f"<entry><title>{FIRE},附近学校停课</title><id>tag:{MARK}@example.com,2026:1</id>{people}<updated>{when}</updated>"
        f'<link href="{web.url("/atom/1")}"/><link rel="author" href="{web.url(f"/u/{MARK}rel")}"/>'
        f"<source>{people}</source><rights>{MARK}rights</rights><content type='html'>{_escaped(_html(1))}</content></entry>"
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>河口</title><id>x</id><updated>{when}</updated>{people}{entry}</feed>'.encode()


def json_feed(web: Web) -> bytes:
    person = {"name": f"{MARK}json", "url": web.url(f"/u/{MARK}json"), "avatar": web.url(f"/a/{MARK}.png")}
    item = {
        "id": f"{MARK}id", "url": web.url("/json/1"), "title": f"{FIRE},消防通报", "content_html": _html(2),
        "date_published": _DAY.isoformat(), "author": person, "authors": [person, {"name": "龖龗"}],
        f"_{MARK}": {"user": f"{MARK}ext"},
    }  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "河口", "author": person, "authors": [person]}
    return json.dumps({**feed, "items": [item]}, ensure_ascii=False).encode()


def page(web: Web, title: str = FIRE) -> bytes:
    """An article page: meta tags, JSON-LD, microdata, rel=author, byline lines, profile links."""
    metas = "".join(
        f'<meta {kind}="{name}" content="{MARK}{name.replace(":", "")}">'
        for kind, names in (("name", ("author", "twitter:creator", "dc.creator", "byl", "editor", "parsely-author")),
                            ("property", ("article:author", "og:article:author", "profile:username")))
        for name in names
    )  # fmt: skip
    person = {
        "@type": "Person",
        "name": f"{MARK}ld 鼛鼙",
        "url": web.url(f"/u/{MARK}ld"),
        "email": f"{MARK}ld@example.com",
    }
    linked = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": _DAY.isoformat(),
        "author": [person], "creator": f"{MARK}creator", "editor": person, "publisher": person, "contributor": person,
        "commentCount": 12, "comment": [{"@type": "Comment", "author": person, "text": f"{MARK}comment"}],
    }  # fmt: skip
    texts = "".join(f"<p>{line}</p>" for line in paragraphs())
    byline = (
        f'<div class="byline author-{MARK}class">作者:<a rel="author" href="/u/{MARK}rel" title="{MARK}">齾龖</a>'
        f'<span itemprop="author">{MARK}prop</span></div>'
    )
    profile = (
        f'<p>详见<a href="https://weibo.com/u/9988776655">@{MARK}link</a>和https://weibo.com/u/9988776655 的主页。</p>'
    )
    return (
        f"<html><head><title>{title} - {MARK}site 的博客</title>{metas}"
        f'<link rel="alternate" type="application/rss+xml" title="{MARK}" href="/author/{MARK}feed/rss">'
        f'<link rel="alternate" type="application/rss+xml" title="河口新闻" href="/pages">'
        f'<link rel="author" href="/u/{MARK}"><link rel="canonical" href="{web.url(f"/u/{MARK}canon/1")}">'
        f'<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script></head>'
        f'<body class="single author-{MARK}"><article class="post author-{MARK}" id="{MARK}"><h1>{title}</h1>'
        f"{byline}{texts}{profile}</article>"
        f'<div id="comments"><b>{MARK}commenter</b>:说得好</div></body></html>'
    ).encode()


def board(web: Web) -> bytes:
    """A forum's list: who posted stands in every row."""
    rows = "".join(
        f'<tr><td><a href="/thread-{n}-1.html">河口镇自来水今天又停了 第{n}天没水</a></td><td><a href="/space-uid-{n}{MARK}.html">{MARK}row</a></td>'
        f"<td>回复 {n}</td><td>最后发表 {MARK}last 2026-3-1</td></tr>"
        for n in range(1, 6)
    )
    return f"<html><head><title>河口论坛</title></head><body><table>{rows}</table></body></html>".encode()


def fill(web: Web) -> None:
    """Serve it all, with headers and cookies that name people as well."""
    headers = (
        ("X-Author", f"{MARK}header"), ("Set-Cookie", f"user={MARK}cookie; Path=/"), ("ETag", f'"{MARK}etag@example.com"'),
        ("Last-Modified", f"{MARK}modified"), ("Link", f'</u/{MARK}>; rel="author"'), ("Server", f"{MARK}server"),
    )  # fmt: skip

    def serve(path: str, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200) -> None:
        web.replies[path] = Reply(body=body, kind=kind, headers=headers, status=status)

    def move(path: str, to: str, status: int = 301) -> None:
        web.replies[path] = Reply(status=status, headers=(("Location", to), *headers))

    serve("/rss", rss(web), "application/rss+xml")
    serve("/atom", atom(web), "application/atom+xml")
    serve("/json", json_feed(web), "application/feed+json")
    lost, moved = [f"/u/{MARK}lost/1", f"/gone?user={MARK}"], ["/moved/1", "/moved/2"]
    links = [(path, f"{FIRE} 后续{n}") for n, path in enumerate(["/page/1", *lost, *moved, *posts()[1:]])]
    web.feed("/pages", links)
    for n, path in enumerate(["/page/1", *posts()[1:]]):
        serve(path, page(web, f"{FIRE} 追踪报道{n}"))
    for path in lost:
        serve(path, f"<h1>{MARK}error</h1>".encode(), status=404)
    move("/moved/1", f"/u/{MARK}moved/9", 302)
    serve(f"/u/{MARK}moved/9", page(web, f"{FIRE} 转移页"))
    move("/moved/2", f"http://{MARK}user:secret@127.0.0.1:{web.port}/x")
    move("/feed-moved", f"/author/{MARK}feed/rss")
    web.feed(f"/author/{MARK}feed/rss", [("/page/7", "搬家后的订阅")])
    move("/feed-nowhere", f"http://127.0.0.1:1/u/{MARK}")
    serve(
        "/feed-broken",
        f"<rss><channel><author>{MARK}broken</author><item><title>{MARK}".encode(),
        "application/rss+xml",
    )
    serve("/feed-lost", f"{MARK}lost".encode(), status=404)
    serve("/board", board(web))
    for n in range(1, 6):
        serve(f"/thread-{n}-1.html", page(web, f"河口镇自来水今天又停了 第{n}天没水"))


def _html(number: int) -> str:
    texts = "".join(f"<p>{line}</p>" for line in paragraphs((f"这是第{number}篇。",)))
    return f'{texts}<p><a href="https://weibo.com/u/9988776655">@{MARK}profile</a> <img alt="{MARK}" src="/u/{MARK}.png"></p>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")

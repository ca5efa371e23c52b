"""Addresses without accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mask import is_personal_source, mask_address

POSTS = [
    ("https://weibo.com/1234567890/Mabc12345", "https://weibo.com/status/Mabc12345"),
    ("https://m.weibo.cn/1234567890/4931234567890123", "https://weibo.cn/status/4931234567890123"),
    ("https://m.weibo.cn/status/4931234567890123", "https://m.weibo.cn/status/4931234567890123"),
    ("https://x.com/some_name/status/123456", "https://x.com/i/status/123456"),
    ("https://twitter.com/some_name/status/123456?s=20", "https://x.com/i/status/123456"),
    ("https://www.douyin.com/user/MS4wLjAB?modal_id=723", "https://www.douyin.com/video/723"),
    ("https://www.douyin.com/video/723", "https://www.douyin.com/video/723"),
    ("https://www.xiaohongshu.com/user/profile/5f00/64ab", "https://www.xiaohongshu.com/explore/64ab"),
    ("https://tieba.baidu.com/p/8512345678", "https://tieba.baidu.com/p/8512345678"),
    ("https://www.zhihu.com/question/1/answer/2", "https://www.zhihu.com/question/1/answer/2"),
    ("https://blog.csdn.net/some_name/article/details/99", "https://blog.csdn.net/masked/article/details/99"),
    ("https://mp.weixin.qq.com/s?__biz=MzA&mid=26&idx=1&sn=ab12", "https://mp.weixin.qq.com/s?mid=26&idx=1&sn=ab12"),
    ("https://bbs.example/thread-12.html?uid=77&page=2", "https://bbs.example/thread-12.html?page=2"),
    ("https://site.example/user/liming/posts/12", "https://site.example/user/masked/posts/12"),
    ("https://site.example/@liming/12", "https://site.example/@masked/12"),
    ("https://site.example/a?to=li@example.com", "https://site.example/a?to=masked"),
    ("https://site.example/a?q=13912345678", "https://site.example/a?q=masked"),
    ("https://news.example/people/2023/0816/c1.html", "https://news.example/people/2023/0816/c1.html"),
    ("https://news.example/2023/08/16/c_1129806543.htm", "https://news.example/2023/08/16/c_1129806543.htm"),
    ("no address", "no address"),
    ("https://site.example/%75ser/liming/5", "https://site.example/user/masked/5"),
    ("https://site.example/x%2Fu%2Fliming", "https://site.example/x/u/masked"),
    ("https://site.example/u//liming/5", "https://site.example/u//masked/5"),
    ("https://site.example/p;v=1;author=liming/x", "https://site.example/p;v=1/x"),
    ("https://site.example/p?%61uthor=liming", "https://site.example/p"),
    ("https://site.example/tel/13912345678/x.html", "https://site.example/tel/masked/x.html"),
    (
        "https://site.example/go?to=https%3A%2F%2Fweibo.com%2Fu%2F1234567890",
        "https://site.example/go?to=https%3A%2F%2Fweibo.com%2Fu%2Fmasked",
    ),
    ("https://site.example/go?next=/u/liming", "https://site.example/go?next=%2Fu%2Fmasked"),
    ("https://site.example/go?to=%2540liming/1", "https://site.example/go?to=%2540masked%2F1"),
    ("https://site.example/2023/c1.html?c=1/2", "https://site.example/2023/c1.html?c=1/2"),
]
PERSONAL = [
    "https://weibo.com/u/1234567890", "https://weibo.com/1234567890", "https://weibo.com/some_name", "https://www.zhihu.com/people/some-name",
    "https://space.bilibili.com/12345", "https://rsshub.app/weibo/user/1234567890", "https://rsshub.example/bilibili/user/dynamic/12",
    "https://x.com/some_name", "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA", "https://site.example/@liming/feed",
    "https://site.example/author/liming/feed", "https://bbs.example/home.php?mod=space&uid=12", "https://bbs.example/space-uid-12.html",
    "https://blog.csdn.net/some_name/rss/list", "https://someone.lofter.com/rss",
]  # fmt: skip
PUBLIC = [
    "https://news.example/rss.xml", "https://www.example.gov.cn/zwgk/", "https://news.example/people/", "http://127.10.0.3:8000/feed.xml",
    "https://weibo.com/", "https://rsshub.app/thepaper/channel/27224", "https://bbs.example/forum.php?mod=rss&fid=3", "https://www.zhihu.com/rss",
]  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), POSTS)
def test_posts_keep_an_address(url: str, expected: str) -> None:
    assert mask_address(url) == expected


@pytest.mark.parametrize("url", [url for pair in POSTS for url in pair] + PERSONAL + PUBLIC)
def test_twice_is_once(url: str) -> None:
    assert mask_address(mask_address(url)) == mask_address(url)


@pytest.mark.parametrize("url", PERSONAL)
def test_accounts_are_no_sources(url: str) -> None:
    assert is_personal_source(url)
    masked = mask_address(url)
    assert not any(name in masked for name in ("1234567890", "some_name", "some-name", "liming", "someone"))


@pytest.mark.parametrize("url", PUBLIC)
def test_outlets_are_sources(url: str) -> None:
    assert not is_personal_source(url)
    assert mask_address(url) == url


@given(st.text(max_size=80))
def test_any_text(path: str) -> None:
    once = mask_address("https://site.example/" + path)
    assert mask_address(once) == once
    is_personal_source("https://site.example/" + path)

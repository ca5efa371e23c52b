"""Canonical addresses and derived ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import canonical, document_id, host_of, source_id
from domain.errors import BadAddress

SAME = [
    ("HTTP://News.Example.ORG:80/a/1.html#top", "http://news.example.org/a/1.html"),
    ("https://example.org:443", "https://example.org/"),
    ("https://example.org/a?utm_source=rss&id=7&spm=1.2", "https://example.org/a?id=7"),
    ("https://example.org/a;jsessionid=AB12?from=timeline", "https://example.org/a"),
    ("http://example.org/a?id=7&id=8", "http://example.org/a?id=7&id=8"),
    ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
    (" http://example.org/新闻 ", "http://example.org/新闻"),
]
BAD = [
    "",
    "ftp://example.org/",
    "javascript:alert(1)",
    "http://",
    "http://a b/",
    "http://[::1",
    "http://x:99999/",
    "//x/y",
]


@pytest.mark.parametrize(("given_url", "expected"), SAME)
def test_one_form(given_url: str, expected: str) -> None:
    assert canonical(given_url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadAddress):
        canonical(url)


def test_a_user_name_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadAddress) as caught:
        canonical("http://alice:secret@example.org/")
    assert "secret" not in str(caught.value)


def test_ids_are_derived_and_told_apart() -> None:
    assert document_id("http://example.org/") == document_id("http://example.org/")
    assert document_id("http://example.org/")[0] == "D"
    assert source_id("http://example.org/")[1:] == document_id("http://example.org/")[1:]
    assert host_of("http://Example.org:8080/x") == "example.org:8080"


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        once = canonical("http://example.org/" + text)
    except BadAddress:
        return
    assert canonical(once) == once

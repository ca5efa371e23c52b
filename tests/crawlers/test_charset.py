"""Encodings that lie, and those that say nothing."""

import codecs

import pytest

from crawlers.charset import decode, html_declaration, xml_declaration

SIMPLE = "临江市纺织厂仓库昨晚起火，消防部门表示火势已得到控制，没有人员被困。"
TRADITIONAL = "臨江市紡織廠倉庫昨晚起火，消防部門表示火勢已得到控制，沒有人員被困。"
FRENCH = "Le café près de l'hôtel a été rénové à l'été; les élèves déjeunent là-bas."


@pytest.mark.parametrize(
    ("body", "content_type", "declared", "text"),
    [
        pytest.param(SIMPLE.encode(), None, None, SIMPLE, id="utf-8, nothing said"),
        pytest.param(SIMPLE.encode(), "text/xml; charset=gbk", "gbk", SIMPLE, id="utf-8 declared gbk twice"),
        pytest.param(SIMPLE.encode("utf-8-sig"), None, "gb2312", SIMPLE, id="byte order mark against declaration"),
        pytest.param(SIMPLE.encode("gbk"), None, "gb2312", SIMPLE, id="gbk declared gb2312"),
        pytest.param("镕基㐂𠀀".encode("gb18030"), None, "gb2312", "镕基㐂𠀀", id="gb18030 declared gb2312"),
        pytest.param(
            SIMPLE.encode("gbk"), "text/xml; charset=iso-8859-1", "gbk", SIMPLE, id="wrong header, right text"
        ),
        pytest.param(SIMPLE.encode("gbk"), "text/xml; charset=gbk", None, SIMPLE, id="header only"),
        pytest.param(SIMPLE.encode("gbk"), 'text/xml; charset="GBK"', None, SIMPLE, id="header in quotes"),
        pytest.param(SIMPLE.encode("gbk"), None, "utf-8", SIMPLE, id="gbk declared utf-8"),
        pytest.param(SIMPLE.encode("gbk"), None, "big5", SIMPLE, id="gbk declared big5"),
        pytest.param(SIMPLE.encode("gbk"), None, None, SIMPLE, id="gbk, nothing said"),
        pytest.param(TRADITIONAL.encode("big5"), None, None, TRADITIONAL, id="big5, nothing said"),
        pytest.param(TRADITIONAL.encode("big5"), None, "gbk", TRADITIONAL, id="big5 declared gbk"),
        pytest.param(TRADITIONAL.encode("gbk"), None, "gbk", TRADITIONAL, id="traditional text in gbk"),
        pytest.param("一会".encode("gbk"), None, "gbk", "一会", id="short gbk that is legal utf-8"),
        pytest.param(codecs.BOM_UTF16_LE + SIMPLE.encode("utf-16-le"), None, None, SIMPLE, id="utf-16 with mark"),
        pytest.param(("<a>" + SIMPLE).encode("utf-16-be"), None, "utf-8", "<a>" + SIMPLE, id="utf-16 without mark"),
        pytest.param(FRENCH.encode("cp1252"), None, "iso-8859-1", FRENCH, id="latin as declared"),
        pytest.param(FRENCH.encode("cp1252"), None, None, FRENCH, id="latin, nothing said"),
        pytest.param(
            "Пожар на складе потушен".encode("cp1251"), None, "windows-1251", "Пожар на складе потушен", id="cyrillic"
        ),
        pytest.param("年".encode("euc-jp"), None, "euc-jp", "年", id="japanese as declared"),
        pytest.param(b"plain", "text/xml; charset=nonsense", "idna", "plain", id="unknown and refused names"),
        pytest.param(SIMPLE.encode("gbk")[:-1], None, "gbk", SIMPLE[:-1], id="cut within a character"),
        pytest.param(b"", None, None, "", id="empty"),
    ],
)
def test_text_is_found_whatever_is_claimed(
    body: bytes, content_type: str | None, declared: str | None, text: str
) -> None:
    assert decode(body, content_type=content_type, declared=declared).text == text


def test_a_wrong_claim_is_told() -> None:
    assert decode(SIMPLE.encode(), declared="gbk").warning == "encoding_overridden"
    assert decode(SIMPLE.encode("gbk"), declared="gb2312").warning is None


def test_one_damaged_byte_costs_one_character() -> None:
    body = (SIMPLE * 3).encode()
    found = decode(body[:31] + body[32:])
    assert found.encoding == "utf-8"
    assert found.warning == "encoding_damaged"
    assert found.text.count("\ufffd") <= 2


@pytest.mark.parametrize("name", ["zlib", "rot13", "idna", "unicode_escape", "utf-7", "\x00", "a" * 500])
def test_names_that_are_no_character_set_are_passed_over(name: str) -> None:
    assert decode(SIMPLE.encode("gbk"), declared=name).text == SIMPLE


def test_declarations_are_found_where_they_stand() -> None:
    assert xml_declaration(b'\xef\xbb\xbf<?xml version="1.0" encoding="GB2312"?><rss/>') == "GB2312"
    assert xml_declaration(b"<rss/>") is None
    assert html_declaration(b"<html><head><meta charset=gbk>") == "gbk"
    assert html_declaration(b'<meta http-equiv="Content-Type" content="text/html; charset=big5">') == "big5"

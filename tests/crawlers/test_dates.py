"""Dates as Chinese sources and the standards write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.dates import parse_date

NOW = datetime(2024, 1, 3, 4, 0, tzinfo=UTC)  # noon in Shanghai


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2023年8月16日 15:04", "2023-08-16 07:04"),
        ("2023年08月16日15时04分05秒", "2023-08-16 07:04:05"),
        ("2023年8月16日 15点", "2023-08-16 07:00"),
        ("２０２３年８月１６日　１５：０４", "2023-08-16 07:04"),
        ("二〇二三年八月十六日", "2023-08-15 16:00"),
        ("2023年8月16日 24:00", "2023-08-16 16:00"),
        ("23年8月16日", "2023-08-15 16:00"),
        ("2023/08/16", "2023-08-15 16:00"),
        ("2023/8/16 上午 9:05", "2023-08-16 01:05"),
        ("2023.8.16", "2023-08-15 16:00"),
        ("2023.8.16 15:04", "2023-08-16 07:04"),
        ("2023-08-16 下午3:04", "2023-08-16 07:04"),
        ("2023-08-16 中午12:10", "2023-08-16 04:10"),
        ("2023-08-16 上午12:10", "2023-08-15 16:10"),
        ("2023年8月16日 凌晨2点", "2023-08-15 18:00"),
        ("2023年8月16日 晚上8点30分", "2023-08-16 12:30"),
        ("8月16日 15:04", "2023-08-16 07:04"),
        ("12月31日 下午3:04", "2023-12-31 07:04"),
        ("1月3日", "2024-01-02 16:00"),
        ("08-16 15:04", "2023-08-16 07:04"),
        ("今天 09:04", "2024-01-03 01:04"),
        ("昨天 15:04", "2024-01-02 07:04"),
        ("5分钟前", "2024-01-03 03:55"),
        ("3小时前", "2024-01-03 01:00"),
        ("刚刚", "2024-01-03 04:00"),
        ("发布时间：2023-08-16 15:04 来源：本站", "2023-08-16 07:04"),
        ("2023年8月16日 15:04（北京时间）", "2023-08-16 07:04"),
        ("Wed, 16 Aug 2023 15:04:05 GMT", "2023-08-16 15:04:05"),
        ("Wed, 16 Aug 2023 15:04:05 +0800", "2023-08-16 07:04:05"),
        ("16 Aug 2023 15:04:05 CST", "2023-08-16 07:04:05"),
        ("Wed, 16 Aug 23 15:04:05 EST", "2023-08-16 20:04:05"),
        ("星期三, 16 八月 2023 15:04:00 +0800", "2023-08-16 07:04"),
        ("周三, 16 8月 2023 15:04:00 +0800", "2023-08-16 07:04"),
        ("Wed Aug 16 15:04:05 CST 2023", "2023-08-16 07:04:05"),
        ("August 16, 2023 3:04 PM", "2023-08-16 07:04"),
        ("2023-08-16T15:04:05Z", "2023-08-16 15:04:05"),
        ("2023-08-16T15:04:05.123+08:00", "2023-08-16 07:04:05"),
        ("2023-08-16T15:04:05-0500", "2023-08-16 20:04:05"),
        ("20230816T150405Z", "2023-08-16 15:04:05"),
        ("20230816150405", "2023-08-16 07:04:05"),
        ("1692169445", "2023-08-16 07:04:05"),
        ("1692169445000", "2023-08-16 07:04:05"),
        ("Tue, 31 Dec 2019 23:59:60 GMT", "2019-12-31 23:59:59"),
    ],
)
def test_written_moments_become_utc(text: str, utc: str) -> None:
    assert parse_date(text, time_zone="Asia/Shanghai", now=NOW) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2023-13-45", "2023-08-16 25:00", "12345", "2023年2月30日", "8月"])
def test_what_names_no_moment_is_none(text: str) -> None:
    assert parse_date(text, time_zone="Asia/Shanghai", now=NOW) is None


@pytest.mark.parametrize("text", ["8月16日", "5分钟前", "昨天 15:04", "刚刚"])
def test_without_a_now_nothing_is_guessed(text: str) -> None:
    assert parse_date(text, time_zone="Asia/Shanghai") is None


def test_the_source_says_what_cst_and_no_zone_mean() -> None:
    assert parse_date("16 Aug 2023 15:04 CST", time_zone="America/Chicago") == datetime(2023, 8, 16, 21, 4, tzinfo=UTC)
    assert parse_date("2023-08-16 15:04", time_zone="Asia/Tokyo") == datetime(2023, 8, 16, 6, 4, tzinfo=UTC)


@given(
    st.text(alphabet=st.sampled_from("0123456789年月日时分秒上下午昨今天前:-/.+ TZaugCST十二〇"), max_size=60)
    | st.text()
)
def test_no_text_breaks_it(text: str) -> None:
    found = parse_date(text, time_zone="Asia/Shanghai", now=NOW)
    assert found is None or found.utcoffset() is not None

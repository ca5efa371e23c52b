"""Masking: everything personal goes, ordinary text stays, twice is once."""

import importlib.util
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks import birth_date, check_digit, is_luhn
from pipeline.mask import mask_text

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pipeline_generate", Path(__file__).with_name("generate.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate = _load()


def masked(text: str) -> str:
    return mask_text(text, now=NOW).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "如有线索请致电13912345678或发邮件至xiansuo.ceshi@example.com,身份证号11010519491231002X,车牌京A12345。(记者 钟测试 编辑 吕校验)",
            "如有线索请致电[手机号]或发邮件至[邮箱],身份证号[身份证号],车牌[车牌]。(记者 [署名] 编辑 [署名])",
        ),
        ("来源:甲子日报 记者:暗记作者", "来源:甲子日报 记者:[署名]"),
        ("号码１３９ １２３４ ５６７８完", "号码[手机号]完"),
        ("11010519491231002x", "[身份证号]"),
        ("139\u200b1234\u200b5678", "[手机号]"),
        ("新华社甲城8月1日电（记者张山、李思远）据悉", "新华社甲城8月1日电（记者[署名]、[署名]）据悉"),
        ("中新网8月2日电 (方小彬 郑小婷)判决", "中新网8月2日电 ([署名] [署名])判决"),
        ("见 https://weibo.com/1234567890/Mabc12345 。", "见 https://weibo.com/status/Mabc12345 。"),
        ("作者：小钰\n正文", "作者：[署名]\n正文"),
        ("记者 伦晓 摄", "记者 [署名] 摄"),
        ("张山 摄", "[署名] 摄"),
        ("电话010-88888888转123", "电话[电话]"),
        ("收款账号：4300 1520 0610", "收款账号：[银行卡号]"),
        ("小城往事88 发表于 2026-3-1 10:00", "[账号] 发表于 2026-3-1 10:00"),
        ("some_one发布于 3小时前", "[账号]发布于 3小时前"),
        ("本帖最后由 小城往事 于 2026-3-1 10:05 编辑", "本帖最后由 [账号] 于 2026-3-1 10:05 编辑"),
        ("楼主:小城往事88 时间:2026-03-01", "楼主:[账号] 时间:2026-03-01"),
        ("昵称：小城往事 ", "昵称：[账号] "),
        ("网友“小城往事”称", "网友“[账号]”称"),
        ("作者:xiaocheng_88", "作者:[账号]"),
        ("By Ming Li\n正文", "By [署名]\n正文"),
        ("(Reporting by Ming Li and Wei Z. Zhang; Editing by Hua Wang)", "(Reporting by [署名]; Editing by [署名])"),
        ("见@小城和https://weibo.com/u/1234567890 。", "见[账号]https://weibo.com/u/masked 。"),
    ],
)
def test_cases(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_recall_on_generated_cases() -> None:
    cases = list(generate.personal(random.Random(7), 6000))
    missed = [(text, masked(text)) for text, secret in cases if secret in masked(text)]
    assert len(missed) <= 0.005 * len(cases), missed[:20]


@pytest.mark.parametrize("text", generate.CLEAN)
def test_ordinary_text_stays(text: str) -> None:
    assert masked(text) == text


def test_counts_kinds() -> None:
    result = mask_text("13912345678、13812345678，a@example.com", now=NOW)
    assert dict(result.counts) == {"mobile": 2, "email": 1}


@pytest.mark.parametrize(("born", "is_minor"), [("20120102", True), ("20120101", False), ("19900101", False)])
def test_minor_by_birth_date(born: str, is_minor: bool) -> None:
    body = "110105" + born + "123"
    assert mask_text(f"号码{body}{check_digit(body)}", now=NOW).minor is is_minor


def test_checks() -> None:
    assert birth_date("11010519491231002X") is not None
    assert birth_date("110105194912310021") is None
    assert birth_date("110105491331002") is None
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")


FRAGMENTS = st.sampled_from(
    ["13912345678", "11010519491231002X", "记者", "编辑", "：", " ", "张三", "李四", "(", ")", "（", "）", "@", "a@b.cn", "京A12345", "、",
     "微信", "QQ", "123456", "中山路12号", "3栋2单元501室", "电", "摄", "\n", "weibo.com/u/123", "https://x.com/abc/status/1", "。", "[", "]", "账号", "0"]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_twice_is_once(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


@given(st.text(max_size=200))
def test_any_text_is_masked_twice_as_once(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


@pytest.mark.parametrize(
    "unit", ["1 ", "a.", "记者:", "(", "1-", "@", "a@a.", "京A", "文/", "https://a/", "3栋", "路1", "电("]
)
def test_long_repetitions_take_bounded_time(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    started = datetime.now(UTC)
    mask_text(text, now=NOW)
    assert (datetime.now(UTC) - started).total_seconds() < 10

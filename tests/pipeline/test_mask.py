"""Masking: everything personal goes, ordinary text stays, twice is once."""

import random
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mask import mask_text
from pipeline.masking.checks import birth_date, check_digit, is_luhn
from tests.pipeline import generate, ordinary, strangers

NOW = datetime(2026, 1, 1, tzinfo=UTC)


FLOORS = tomllib.loads(Path(__file__).parents[1].joinpath("floors.toml").read_text("utf-8"))["masks"]


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


def check_recall(cases: Iterable[strangers.Case]) -> None:
    """Recall of all cases and of each kind keep the floor."""
    missed, seen, examples = Counter[str](), Counter[str](), []
    for case in cases:
        seen[case.kind] += 1
        left = masked(case.text)
        if any(strangers.leaked(secret, left) for secret in case.secrets):
            missed[case.kind] += 1
            examples.append((case.text, left))
    recall = {kind: 1 - missed[kind] / seen[kind] for kind in seen}
    assert min(recall.values()) >= FLOORS["recall"], (recall, examples[:20])


def test_recall_on_generated_cases() -> None:
    personal = generate.personal(random.Random(7), 4800)
    check_recall(strangers.Case(kind, text, (secret,)) for kind, text, secret in personal)


@pytest.mark.parametrize("seed", [11, 12])
def test_recall_on_what_strangers_write(seed: int) -> None:
    check_recall(strangers.cases(random.Random(seed), 5200))


def test_ordinary_numbers_and_words_stay() -> None:
    texts = list(ordinary.texts(random.Random(3), 5100))
    wrong = [(text, masked(text)) for text in texts if masked(text) != text]
    assert len(wrong) <= FLOORS["over"] * len(texts), wrong[:20]


@pytest.mark.parametrize("text", ordinary.FIXED)
def test_ordinary_text_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("138，1234，5678", "[手机号]"), ("一三八一二三四五六七八", "[手机号]"), ("tel13812345678wx同号", "tel[手机号]wx同号"), ("合计13812345678元", "合计13812345678元"),
        ("东经135.12345678度", "东经135.12345678度"), ("电话：0571-86543210、86543211", "电话：[电话]、[电话]"), ("+1 212 555 0123 转", "[电话] 转"), ("订单号6228480000000000003", "订单号6228480000000000003"),
        ("编辑 唐峥校对 李立军", "编辑 [署名]校对 [署名]"), ("组图：王府井的夜景", "组图：王府井的夜景"), ("记者和家长都在等", "记者和家长都在等"), ("【陈立农】新歌发布", "【陈立农】新歌发布"), ("案二审 郝蕾被疑", "案二审 郝蕾被疑"),
        ("据@星海发布 8月消息", "据[账号] 8月消息"), ("来源：@云岭网版权归原作者所有", "来源：[账号]版权归原作者所有"), ("他@了队友", "他@了队友"), ("沪B900901涨停", "沪B900901涨停"), ("8栋600多户、44栋724户、20幢1166平方米", "8栋600多户、44栋724户、20幢1166平方米"),
        ("望湖苑3-2-1201", "望湖苑[门牌]"), ("合同30号到期", "合同30号到期"), ("zhou.lin at example.com", "[邮箱]"), ("icon@2x.png", "icon@2x.png"), ("微信：AB_cd123。", "微信：[账号]。"), ("微信Android8.0版", "微信Android8.0版"), ("护照号 SE1234567", "护照号 [护照号]"),
        ("ｈｔｔｐｓ：／／ｗｅｉｂｏ．ｃｏｍ／ｕ／１２３４５６７８９０，好", "https://weibo.com/u/masked，好"), ("https://music.example/#/user/home?id=12345", "https://music.example/#/user/masked"),
    ],
)  # fmt: skip
def test_forms(text: str, expected: str) -> None:
    assert masked(text) == expected


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


@pytest.mark.parametrize("unit", strangers.HOSTILE)
def test_long_repetitions_take_bounded_time(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    started = datetime.now(UTC)
    mask_text(text, now=NOW)
    assert (datetime.now(UTC) - started).total_seconds() < 10

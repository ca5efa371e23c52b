"""Places named in texts: which division a name means, what it is for a desk, and what only looks like a place."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.places import Reader, measure
from domain.divisions import enclosing, enclosures, is_inside
from domain.labels import Mention, MentionKind, Where
from domain.rules import Institution, Place
from pipeline.boilerplate import read
from pipeline.gazetteer.divisions import division_names, full_names
from pipeline.places import MOST, Gazetteer
from pipeline.scan import Scanner
from pipeline.text import normal

CITY = Institution(
    name="余杭值班室",
    places=(Place(code="330100", name="杭州市", aliases=("杭州",)),),
    region=("浙江",),
    sector=("消防",),
)
COUNTY = Institution(name="值守处", places=(Place(code="350102", name="鼓楼区", aliases=("鼓楼",)),))
INVENTED = Institution(name="苇舟值班室", places=(Place(code="990100", name="苇舟市", aliases=("苇舟",)),))


def mentions(text: str, *institutions: Institution, title: str = "") -> tuple[Mention, ...]:
    gazetteer = Gazetteer(institutions)
    reading = read(title, text)
    return gazetteer.judge(Scanner(gazetteer.words()).find(reading.form, reading.title_end))


def places(text: str, *institutions: Institution) -> set[str]:
    """Kind, name and code of what is named, kinds by their first letter."""
    return {f"{one.kind[0]} {one.name} {one.code or '-'}" for one in mentions(text, *institutions)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("杭州市一工厂起火", {"p 杭州市 330100"}),
        ("杭州一工厂起火", {"p 杭州市 330100"}),
        ("余杭区一工厂起火", {"p 余杭区 330110"}),
        ("余杭一工厂起火", {"p 余杭区 330110"}),
        ("杭州余杭大雨", {"p 杭州市 330100", "p 余杭区 330110"}),
        ("宁波连日有雨", {"r 宁波市 330200"}),
        ("浙江连日有雨", {"r 浙江 -"}),
        ("南京连日有雨", {"e 南京市 320100"}),
        ("消防赶到苏州昆山", {"s 消防 -", "e 苏州市 320500", "e 昆山市 320583"}),
        ("IP属地：浙江杭州", set()),
    ],
)
def test_what_a_division_is_for_a_city(text: str, expected: set[str]) -> None:
    assert places(text, CITY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鼓楼区一小区停水", {"p 鼓楼区 350102"}),
        ("福州鼓楼停水", {"p 鼓楼区 350102", "r 福州市 350100"}),
        ("南京市鼓楼区停水", {"e 鼓楼区 320106", "e 南京市 320100"}),
        ("南京通报：鼓楼区一小区停水", {"e 鼓楼区 320106", "e 南京市 320100"}),
        ("福州和南京都有鼓楼区", {"p 鼓楼区 350102", "r 福州市 350100", "e 南京市 320100"}),
        ("台江区一小区停水", {"r 台江区 350103"}),
        ("福建厦门停水", {"e 福建省 350000", "e 厦门市 350200"}),
    ],
)
def test_what_a_division_is_for_a_district(text: str, expected: set[str]) -> None:
    assert places(text, COUNTY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鼓楼区一小区停水", {"e 鼓楼区 -"}),
        ("北京朝阳区停水", {"e 北京市 110000", "e 朝阳区 110105"}),
        ("长春朝阳停水", {"e 长春市 220100", "e 朝阳区 220104"}),
        ("朝阳区停水，吉林通报", {"e 吉林省 220000", "e 朝阳区 220104"}),
        ("朝阳区停水，后来长春朝阳区通报", {"e 长春市 220100", "e 朝阳区 220104"}),
        ("迎着朝阳出发", set()),
        ("吉林省吉林市", {"e 吉林省 220000", "e 吉林市 220200"}),
        ("凉山州和甘孜藏族自治州", {"e 凉山彝族自治州 513400", "e 甘孜藏族自治州 513300"}),
        ("廣東省佛山市", {"e 广东省 440000", "e 佛山市 440600"}),
        ("湖北公安县", {"e 湖北省 420000", "e 公安县 421022"}),
        ("湖北公安部门", {"e 湖北省 420000"}),
        ("凤冈警方通报", {"e 凤冈县 520327"}),
        ("守护凤冈的孩子", set()),
        ("保定停水，凤凰岛停电", {"e 保定市 130600"}),
        ("湖北恩施停水", {"e 湖北省 420000", "e 恩施土家族苗族自治州 422800"}),
        ("汉中市南郑区停水", {"e 汉中市 610700", "e 南郑县 610721"}),
        ("临平区停水", {"e 临平区 330113"}),
        ("甘肃柳林镇停水", {"e 甘肃省 620000"}),
        ("穆棱河水位上涨", set()),
        ("云南山体滑坡", {"e 云南省 530000"}),
        ("遵义的凤冈", {"e 遵义市 520300", "e 凤冈县 520327"}),
        ("苇舟市在下雨", set()),
    ],
)
def test_which_division_a_name_means(text: str, expected: set[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "重大安全事故", "市长治理有方", "希望都在明天", "远大理想", "首都三明治", "工作人员在场", "示范县建设", "长江源区", "日本千叶县",
        "北京时间8点", "北京银行", "宁德时代", "青岛啤酒", "兰州拉面", "南京西路", "北京路", "天津街", "湖南卫视", "重庆晚报", "海南航空", "辽宁舰",
        "广东队", "台湾海峡", "南京大屠杀", "佛罗里达州", "内华达州", "河南籍", "阿里巴巴", "互助区", "河南人,", "上海海港主场",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_place(text: str) -> None:
    assert places(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上海南站", {"e 上海市 310000"}),
        ("深圳北至岳阳东", {"e 深圳市 440300", "e 岳阳市 430600"}),
        ("佛山西至北京", {"e 佛山市 440600", "e 北京市 110000"}),
        ("西安区域内", {"e 西安市 610100"}),
        ("青岛路边", {"e 青岛市 370200"}),
        ("武汉街头", {"e 武汉市 420100"}),
        ("郑州航空港", {"e 郑州市 410100"}),
        ("南京大学宿舍", {"e 南京市 320100"}),
        ("广州地铁", {"e 广州市 440100"}),
        ("苏州银行业", {"e 苏州市 320500"}),
        ("黄河北岸的兰州", {"e 兰州市 620100"}),
    ],
)
def test_a_place_beside_what_looks_like_something_else(text: str, expected: set[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "IP属地：浙江", "ip属地:浙江 杭州", "IP归属地 杭州", "发布于 杭州", "发布于浙江杭州余杭", "来自杭州", "昨天 10:03 来自 杭州的手机", "属地：杭州",
        "籍贯：杭州", "新华社杭州3月5日电", "中新网杭州3月5日消息", "本报杭州讯（记者）",
    ],
)  # fmt: skip
def test_where_an_author_is_counts_for_nothing(text: str) -> None:
    assert places(text, CITY) - {"r 浙江 -"} == places(text) == set()
    assert places(f"{text}\n天气好", CITY) == set()


def test_a_place_counts_where_it_is_not_the_author_that_is_there() -> None:
    assert places("IP属地：杭州\n杭州一工厂起火", CITY) == {"p 杭州市 330100"}


@pytest.mark.parametrize("alias", ["苇舟", "苇舟市"])
def test_invented_places_are_found_like_others(alias: str) -> None:
    assert places(f"{alias}停水", INVENTED) == {"p 苇舟市 990100"}
    assert places(f"{alias}银行", INVENTED) == set()


def test_the_desks_of_one_name_all_have_it() -> None:
    other = Institution(name="另一处", places=(Place(code="320106", name="鼓楼区"),))
    assert places("鼓楼区停水", COUNTY, other) == {"p 鼓楼区 350102", "p 鼓楼区 320106"}
    assert places("福州鼓楼区停水", COUNTY, other) == {"p 鼓楼区 350102", "r 福州市 350100"}


def test_a_mention_has_the_best_place_where_it_stands() -> None:
    found = mentions("停水" * 100 + "昆山和南京", title="南京停水")
    assert [(one.name, one.where) for one in found] == [("南京市", Where.TITLE), ("昆山市", Where.BODY)]


def test_many_places_are_cut_to_the_nearest_and_first() -> None:
    names = [name for code, name in full_names().items() if code.endswith("00") and not code.endswith("0000")][:60]
    found = mentions("、".join([*names, "杭州市"]), CITY)
    assert len(found) == MOST
    assert {one.name for one in found} == {*names[: MOST - 1], "杭州市"}


def test_only_the_own_world_is_taken_out_of_a_sketch() -> None:
    gazetteer = Gazetteer([CITY])
    scanned = Scanner(gazetteer.words()).find(normal("\n杭州余杭和南京停水"), 0)
    assert gazetteer.spans(scanned) == [(1, 3)]


@given(st.text(alphabet="杭州余市区县朝阳鼓楼南京在路来自:\n 一", max_size=60))
def test_any_text_gives_sorted_distinct_mentions(text: str) -> None:
    found = mentions(text, CITY, COUNTY)
    assert list(found) == sorted(set(found), key=lambda one: (one.kind, one.name, one.code or ""))
    assert all(one.code is None or one.code in full_names() for one in found)


def test_names_are_in_normal_form_and_lead_to_divisions() -> None:
    names = division_names()
    assert list(names) == [normal(name).text for name in names]
    assert {code for named in names.values() for code in named.codes} == full_names().keys()
    assert list(full_names()) == sorted(full_names())


@pytest.mark.parametrize(
    ("code", "around"),
    [
        ("330110", ("330100", "330000")),
        ("330100", ("330000",)),
        ("330000", ()),
        ("110105", ("110000",)),
        ("429004", ("420000",)),
        ("330110005", ("330110", "330100", "330000")),
    ],
)
def test_what_encloses_a_division(code: str, around: Sequence[str]) -> None:
    assert enclosures(code) == around


@pytest.mark.parametrize(
    ("code", "place", "inside", "near"),
    [
        ("330110", "330100", True, True),
        ("330100", "330110", False, True),
        ("330200", "330110", False, False),
        ("330200", "330100", False, True),
        ("330110", "330000", True, False),
        ("110106", "110105", False, True),
        ("330110", "330110005", False, True),
        ("330110", "33", True, False),
    ],
)
def test_inside_and_near(code: str, place: str, *, inside: bool, near: bool) -> None:
    around = enclosing(place)
    assert (is_inside(code, place), around != "" and code.startswith(around)) == (inside, near)


def test_kinds_open_what_they_should() -> None:
    assert {one.kind for one in mentions("南京、宁波、余杭区", CITY)} == {
        MentionKind.ELSEWHERE, MentionKind.REGION, MentionKind.PLACE,
    }  # fmt: skip


def test_recall_on_annotated_reports(shared: Path) -> None:
    floors = tomllib.loads((Path(__file__).resolve().parents[1] / "floors.toml").read_text("utf-8"))["places"]
    assert measure(shared, Reader()).share >= floors["recall"]

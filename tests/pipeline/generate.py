"""Generated personal data in carrier sentences: what masking must find. All fictional."""

import random
from collections.abc import Iterator

from pipeline.masking.checks import check_digit

CARRIERS = (
    "如有线索请联系{}，谢谢。", "联系方式:{}", "有居民反映，{}一直没有回音。", "请发至{} 收", "（{}）", "「{}」已登记",
    "昨日下午,{}的当事人说情况属实。", "{}\n第二段正文写的是别的事。", "他说：{}。", "详情见公告，{}；以此为准。",
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛超霞刚桂英文辉鑫宇博晨欣雨泽梓涵诗琪瑶婷浩轩俊豪佳怡思源"
_SEPARATORS = (" ", "-", ".", "·")


def personal(rng: random.Random, count: int) -> Iterator[tuple[str, str, str]]:
    """(kind, text, secret that must not survive in it), kinds in turn."""
    makers = (
        _identity,
        _old_identity,
        _card,
        _mobile,
        _landline,
        _mail,
        _plate,
        _passport,
        _account,
        _handle,
        _door,
        _byline,
    )
    for index in range(count):
        make = makers[index % len(makers)]
        shown, secret = make(rng)
        yield make.__name__[1:], rng.choice(CARRIERS).format(shown), secret


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _date(rng: random.Random) -> str:
    return f"{rng.randint(1940, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"


def _wide(rng: random.Random, text: str) -> str:
    """Sometimes full-width, as some writers type."""
    return text if rng.random() < 0.8 else "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _identity(rng: random.Random) -> tuple[str, str]:
    body = rng.choice(["110105", "440304", "510107", "320102"]) + _date(rng) + _digits(rng, 3)
    number = body + check_digit(body)
    number = number.lower() if rng.random() < 0.5 else number
    if rng.random() < 0.3:
        number = rng.choice(_SEPARATORS).join((number[:6], number[6:14], number[14:]))
    return _secret(_wide(rng, number))


def _old_identity(rng: random.Random) -> tuple[str, str]:
    return _secret("身份证" + rng.choice(["110105", "440304"]) + _date(rng)[2:] + _digits(rng, 3))


def _card(rng: random.Random) -> tuple[str, str]:
    body = rng.choice(["622202", "621700", "436742", "524094"]) + _digits(rng, rng.choice([9, 12]))
    doubled = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    number = body + str(-doubled % 10)
    if rng.random() < 0.4:
        number = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    return _secret(_wide(rng, number))


def _mobile(rng: random.Random) -> tuple[str, str]:
    number = "1" + rng.choice("3456789") + _digits(rng, 9)
    style = rng.random()
    if style < 0.4:
        number = rng.choice(_SEPARATORS).join((number[:3], number[3:7], number[7:]))
    elif style < 0.5:
        number = "+86 " + number
    elif style < 0.55:
        number = " ".join(number)
    return _secret(_wide(rng, number))


def _landline(rng: random.Random) -> tuple[str, str]:
    number = rng.choice("23456789") + _digits(rng, 7)
    area = rng.choice(["010", "021", "0755", "0512", "028"])
    form = rng.choice(["{}-{}", "({}){}", "{} {}", "电话：{}{}"])
    return form.format(area, number), number


def _mail(rng: random.Random) -> tuple[str, str]:
    name = (
        "".join(rng.choice("abcdefghijkmnpqrstuvwxyz0123456789._") for _ in range(rng.randint(3, 14))).strip("._")
        or "ab"
    )
    return _secret(_wide(rng, f"{name}@{rng.choice(['example.com', 'mail.example.cn', 'qq.example.org'])}"))


def _plate(rng: random.Random) -> tuple[str, str]:
    region, letter = rng.choice("京沪粤川苏浙鲁"), rng.choice("ABCDEFGH")
    serial = rng.choice(
        [_digits(rng, 5), "D" + _digits(rng, 5), _digits(rng, 3) + "KL", "F" + _digits(rng, 5), _digits(rng, 4) + "警"]
    )
    return f"{region}{letter}{rng.choice(['', '·', ' '])}{serial}", serial


def _passport(rng: random.Random) -> tuple[str, str]:
    number = rng.choice(["E", "G", "EA", "EK"])
    return _secret(rng.choice(["", "护照号"]) + number + _digits(rng, 9 - len(number)))


def _account(rng: random.Random) -> tuple[str, str]:
    cue = rng.choice(["微信:", "微信号：", "QQ:", "QQ号", "wechat:", "加V "])
    name = _digits(rng, rng.randint(6, 10)) if "Q" in cue else "zx" + _digits(rng, 6) + "_k"
    return cue + name, name


def _handle(rng: random.Random) -> tuple[str, str]:
    name = rng.choice(["云间客", "river_2031", "晚风與茶", "ZaoQi"]) + _digits(rng, 2)
    return rng.choice(["@{} ", "＠{} "]).format(name), name


def _door(rng: random.Random) -> tuple[str, str]:
    room = str(rng.randint(101, 2905))
    flat = f"{rng.randint(1, 30)}{rng.choice(['栋', '号楼', '幢'])}{rng.randint(1, 6)}单元{room}室"
    number = str(rng.randint(11, 1999))
    return rng.choice([("望湖花园" + flat, room + "室"), (f"临江路{number}号", number + "号")])


def name(rng: random.Random) -> str:
    """A fictional personal name."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.randint(1, 2)))


def _byline(rng: random.Random) -> tuple[str, str]:
    who, other = name(rng), name(rng)
    forms = (
        "(记者 {} 编辑 " + other + ")", "（本报记者{}、" + other + "）", "责任编辑：{}", "作者:{} ", "记者 {} 报道", "记者{}摄",
        "来源:甲子日报 记者:{} ", "文/{} 图/" + other, "通讯员 {} " + other + " 报道", "(" + other + " {} 摄)", "校对 {}",
    )  # fmt: skip
    return rng.choice(forms).format(who), who


def _secret(shown: str) -> tuple[str, str]:
    return shown, shown.removeprefix("身份证").removeprefix("护照号")

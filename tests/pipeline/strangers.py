"""Personal data as strangers write it: odd forms and places, several in one text. All fictional.

Independent of `generate.py` in forms and carriers. A secret is what must not be left of the shown form, nor its digits.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.masking.checks import check_digit

# The tables are laid out by hand.
# fmt: off

SPOKEN = "零一二三四五六七八九"
LATIN = "abcdefghjkmnpqrstuvwxyz"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
COMPOUND = ("欧阳", "上官", "诸葛", "司马", "慕容", "皇甫")
GIVEN = "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰建国志文玉晓海燕红春雪梅云飞龙宇浩然子轩梓涵诗琪雨欣一鸣思远佳怡嘉豪俊熙博雅安宁可心"
BYLINE_CARRIERS = (
    "{}", "{}\n昨夜临江路一处仓库起火。", "目前伤者情况稳定。{}", "目前伤者情况稳定。\n{}", "水位已经回落。 {} ", "\t{}\t", "仓库起火（二）\n{}\n昨夜", "供水已恢复。\n\n{}\n\n版权归原作者所有", "<p>{}</p>", "今日多云。{}\n来源：云岭日报",
)
CARRIERS = (
    "{}", "联系人：{}。", "请拨{}咨询", "截图里能看见{}，求打码！", "家属称{}已被泄露，希望平台处理。", "姓名|方式|备注\n甲|{}|无", "1、{}；2、其他材料",
    "标题：关于{}的情况说明", "#求助# {} 转发扩散[作揖]", "“{}”", "<p>{}</p>", "\t{}\t", "……{}……", "他把{}发到了群里，随后撤回。", "编号3 内容 {} 时间8月2日",
    "群众来信：本人{}，反映小区漏水三年无人管。", "收：{}/完", "{}\n以上信息属实。", "以下为通报原文\n\n{}",
)
HOSTILE = ("1 ", "1-", "a.", "4111 ", "@", "a@a.", "(", "[", "记者", "记者:", "记者张", "作者:张三，", "昵称:", "微信", "京A", "3栋", "路1号", "一", "电(", "文/", "https://a/", "\u200b1")
"""Repeated for as long as anyone likes, they must not take long."""
GLUED = ("{}谢谢", "是{}吗", "就是{}，急急急", "的{}的")


@dataclass(frozen=True, slots=True)
class Case:
    """`secrets` must not survive in the masked `text`."""

    kind: str
    text: str
    secrets: tuple[str, ...]


Maker = Callable[[random.Random], tuple[str, str]]


def cases(rng: random.Random, count: int) -> Iterator[Case]:
    """Kinds in turn; every ninth holds three secrets of different kinds."""
    makers = list(MAKERS.items())
    for index in range(count):
        kind, make = makers[index % len(makers)]
        if index % 9 == 8:
            others = rng.sample([other for other in makers if other[0] != kind], 2)
            yield _several(rng, [(kind, make), *others])
        else:
            shown, secret = make(rng)
            yield Case(kind, rng.choice(_carriers(rng, kind)).format(shown), (secret,))


def _carriers(rng: random.Random, kind: str) -> tuple[str, ...]:
    if kind == "byline":
        return BYLINE_CARRIERS
    return CARRIERS if kind in ("handle", "link") or rng.random() < 0.7 else GLUED


def _several(rng: random.Random, makers: list[tuple[str, Maker]]) -> Case:
    made = [make(rng) for _, make in makers]
    joined = rng.choice(["，", "\n", "；", " ", "。"]).join(shown for shown, _ in made)
    return Case("several", joined, tuple(secret for _, secret in made))


def digits(rng: random.Random, count: int) -> str:
    """Any digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def _cut(number: str, *sizes: int) -> list[str]:
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return [*parts, number[start:]] if start < len(number) else parts


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _identity_number(rng: random.Random) -> str:
    division = rng.choice(["110101", "130203", "210302", "330106", "420111", "450305", "500112", "610402", "650104"])
    body = f"{division}{rng.randint(1935, 2008)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{digits(rng, 3)}"
    return body + check_digit(body)


def _identity(rng: random.Random) -> tuple[str, str]:
    number = _identity_number(rng)
    shown = rng.choice([
        number, number.lower(), _wide(number), " ".join(_cut(number, 6, 8)), "-".join(_cut(number, 6, 4, 4)), "\u200b".join(number),
        " ".join(_cut(number, 3, 3, 4, 4)), " ".join(_cut(number, 4, 4, 4, 4)), "\u200d".join(_cut(number, 6, 8)), " ".join(number), "  ".join(_cut(number, 6, 8)),
        number.replace("X", "×"), number[:6] + "\u00ad" + number[6:],
    ])
    return rng.choice(["", "", "身份证", "身份证号码：", "ID:", "身份证号为", "（身份证", "公民身份号码 "]) + shown, shown


def _old_identity(rng: random.Random) -> tuple[str, str]:
    born = f"{rng.randint(30, 79)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    number = rng.choice(["110101", "320503", "440103"]) + born + digits(rng, 3)
    shown = rng.choice([number, number, " ".join(_cut(number, 6, 6)), _wide(number)])
    return rng.choice(["", "身份证:", "老身份证号", "证件号码为"]) + shown, shown


def _card(rng: random.Random) -> tuple[str, str]:
    head, length = rng.choice(
        [("622848", 19), ("621226", 19), ("621700", 19), ("625965", 16), ("622588", 16), ("955880", 19), ("402658", 16), ("518710", 16), ("356827", 16), ("601382", 19)]
    )
    body = head + digits(rng, length - len(head) - 1)
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(body)))
    number = body + str(-total % 10)
    groups = [number[i : i + 4] for i in range(0, length, 4)]
    shown = rng.choice([number, " ".join(groups), "-".join(groups), _wide(number), "\u200b".join(groups), "  ".join(groups), " ".join([number[:6], number[6:]])])
    return rng.choice(["", "", "卡号", "银行卡：", "工行卡 ", "收款账户："]) + shown, shown


def _mobile_number(rng: random.Random) -> str:
    return "1" + rng.choice("3456789") + digits(rng, 9)


def _mobile(rng: random.Random) -> tuple[str, str]:
    number = _mobile_number(rng)
    three, spaced = _cut(number, 3, 4), "".join(f" {digit}" for digit in number)[1:]
    shown = rng.choice([
        number, number, _wide(number), " ".join(three), "-".join(three), ".".join(three), "—".join(three), "\u3000".join(three), "  ".join(three),
        " - ".join(three), "*".join(three), "/".join(three), "_".join(three), "~".join(three), "·".join(three), "，".join(three), "、".join(three),
        "\u200b".join(number), "\u200c".join(three), "\ufeff".join(three), "\u2060".join(three), "\u202d" + number + "\u202c", "\u00a0".join(three), "\u2009".join(three),
        spaced, "-".join(number), ".".join(number), " ".join(_cut(number, 3, 3)), " ".join(_cut(number, 4, 3)), "-".join(_cut(number, 4, 4)),
        "+86" + number, "+86 " + number, "+86-" + "-".join(three), "86-" + number, "86" + number, "0086" + number, "(+86)" + number, "（86）" + number, "+86 " + " ".join(three),
        "".join(SPOKEN[int(digit)] for digit in number), "".join("〇一二三四五六七八九"[int(digit)] for digit in number), "".join("零幺二三四五六七八九"[int(digit)] for digit in number),
        number[:3] + "".join(SPOKEN[int(digit)] for digit in number[3:]), "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(digit)] for digit in number), "".join(chr(0x1D7CE + int(digit)) for digit in number),
        "(" + three[0] + ")" + three[1] + three[2], "【" + number + "】", "".join(digit + "\ufe0f\u20e3" for digit in number),
    ])
    cue = rng.choice(["", "", "", "手机", "手机号：", "电话", "Tel:", "TEL", "手机/微信", "热线", "联系方式 ", "mobile:", "☎"])
    return cue + shown + rng.choice(["", "", "", "（微信同号）", "wx", "王女士"]), shown


def _landline(rng: random.Random) -> tuple[str, str]:
    area, width = rng.choice([("010", 8), ("021", 8), ("028", 8), ("0755", 8), ("0571", 8), ("0531", 8), ("0931", 7), ("0437", 7), ("0898", 8)])
    number = rng.choice("2345678") + digits(rng, width - 1)
    parted = number[: width - 4] + rng.choice([" ", "-"]) + number[width - 4 :]
    shown = rng.choice([
        f"{area}-{number}", f"({area}){number}", f"（{area}）{number}", f"（{area}） {number}", f"{area} {number}", f"{area}{number}", f"{area}—{number}", f"{area}－{number}",
        f"{area}-{parted}", f"{area} {parted}", f"+86-{area[1:]}-{number}", f"+86 {area[1:]} {parted}", f"0086-{area[1:]}-{number}", f"【{area}】{number}", f"{area}－－{number}",
        f"{area}-{number}转{digits(rng, 3)}", f"{area}-{number}-{digits(rng, 3)}", f"{area}-{number} 转 {digits(rng, 4)}", f"{area}-{number}转分机{digits(rng, 3)}",
        _wide(f"{area}-{number}"), f"{area}.{number}", f"{area}/{number}", f"({area[:1]}{area[1:]})-{number}",
    ])
    cued = rng.choice(["电话：", "座机", "Tel：", "家里电话是", "办公电话 "])
    return rng.choice([(shown, number), (rng.choice(["", "电话", "传真："]) + shown, number), (cued + number, number), (cued + parted, number)])


def _mail(rng: random.Random) -> tuple[str, str]:
    user = rng.choice([f"{_letters(rng, 5)}{digits(rng, 3)}", f"{_letters(rng, 4)}.{_letters(rng, 5)}", f"{_letters(rng, 3)}_{digits(rng, 4)}", digits(rng, 9), _letters(rng, 8).upper(), f"{_letters(rng, 4)}-{_letters(rng, 3)}"])
    site = rng.choice(["example.com", "mail.example.com.cn", "example.org", "sub.example.net"])
    dotted = site.replace(".", " dot ")
    shown = rng.choice([
        f"{user}@{site}", f"{user}@{site}", f"{user}＠{site}", _wide(f"{user}@{site}"), f"{user} @ {site}", f"{user}(at){site}", f"{user}[at]{site}", f"{user} at {site}", f"{user}（at）{site}",
        f"{user} AT {site}", f"{user}{{at}}{site}", f"{user}@{dotted}", f"{user} at {dotted}", f"{user}[at]{site.replace('.', '[dot]')}", f"{user}@{site.replace('.', '。')}", f"<{user}@{site}>", f"mailto:{user}@{site}",
        f"{user} (at) {site}", f"{user}#{site}（#换@）", f"{user}艾特{site}", f"{user}@{site}?subject=hi",
    ])
    return rng.choice(["", "邮箱：", "邮箱", "E-mail:", "email ", "请发送至"]) + shown, _wide(user) if user not in shown else user


def _letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(LATIN) for _ in range(count))


def _plate(rng: random.Random) -> tuple[str, str]:
    region, city = rng.choice("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"), rng.choice("ABCDEFGH")
    end = rng.choice("警学挂")
    serial = rng.choice([
        digits(rng, 5), f"{rng.choice('KLMN')}{digits(rng, 4)}", f"{digits(rng, 2)}{rng.choice('KLMN')}{digits(rng, 2)}", f"{digits(rng, 3)}{rng.choice('KLMN')}P", f"{digits(rng, 4)}{end}",
        f"D{digits(rng, 5)}", f"F{digits(rng, 5)}", f"D{rng.choice('ABK')}{digits(rng, 4)}", f"{digits(rng, 5)}D", f"{digits(rng, 5)}F", f"A{digits(rng, 5)}",
    ])
    shown = rng.choice([
        region + city + serial, f"{region}{city}·{serial}", f"{region}{city} {serial}", f"{region}{city}-{serial}", f"{region}{city}.{serial}", f"{region}{city}•{serial}", region + (city + serial).lower(), f"{region} {city} {serial}",
        region + _wide(city + serial), f"{region}-{city}{serial}", f"{region}{city}—{serial}", f"{region}{city}\u200b{serial}", f"{region} {city}{serial}", f"{region}{city}‧{serial}",
    ])
    special = rng.choice([f"粤Z{digits(rng, 4)}港", f"粤Z·{digits(rng, 4)}澳", f"使{digits(rng, 6)}", f"沪A{digits(rng, 4)}领", f"WJ京{digits(rng, 5)}", f"{digits(rng, 6)}使"])
    shown = shown if rng.random() < 0.85 else special
    return rng.choice(["", "", "车牌", "车牌号：", "肇事车辆", "一辆"]) + shown, shown


def _passport(rng: random.Random) -> tuple[str, str]:
    bare = rng.choice([f"E{digits(rng, 8)}", f"G{digits(rng, 8)}", f"E{rng.choice('ABCDEFGH')}{digits(rng, 7)}", f"e{digits(rng, 8)}"])
    cued, cue = rng.choice([
        (bare, "护照号码"), (_wide(bare), "护照："), (f"P{digits(rng, 7)}", "因公护照"), (f"SE{digits(rng, 7)}", "护照号 "), (f"DE{digits(rng, 7)}", "外交护照："), (f"S{digits(rng, 8)}", "护照号为"), (f"D{digits(rng, 8)}", "护照"),
        (f"C{digits(rng, 8)}", "港澳通行证"), (f"CA{digits(rng, 7)}", "往来港澳通行证号："), (f"H{digits(rng, 8)}", "回乡证"), (f"M{digits(rng, 8)}", "港澳居民来往内地通行证号码为"), (f"L{digits(rng, 8)}", "台湾通行证 "), (f"T{digits(rng, 8)}", "往来台湾通行证号"),
        (f"{bare[:1]} {bare[1:]}", "护照号:"), (bare, "Passport No. "), (bare, "passport:"), (f"H{digits(rng, 10)}", "通行证：")
    ])
    return rng.choice([(bare, bare), (cue + cued, cued), (cue + cued, cued)])


def _account(rng: random.Random) -> tuple[str, str]:
    name = rng.choice([f"{_letters(rng, 4)}{digits(rng, 4)}", f"{_letters(rng, 3)}_{digits(rng, 3)}", f"{_letters(rng, 5)}-{digits(rng, 2)}", f"{_letters(rng, 6)}_{_letters(rng, 3)}", f"wxid_{_letters(rng, 4)}{digits(rng, 6)}"])
    number = rng.choice("123456789") + digits(rng, rng.randint(4, 10))
    plain = _letters(rng, 8)
    cue, secret = rng.choice([
        ("微信：", name), ("微信", name), ("微信号", name), ("微信号是", name), ("微信 ", name), ("VX：", name), ("vx", name), ("V信：", name), ("薇信:", name), ("加微信", name), ("加我微信：", name), ("WeChat: ", name), ("wechat ", name),
        ("微信ID：", name), ("wx:", name), ("微信（", name), ("威信：", name), ("微 信：", name), ("微信号：", plain), ("微信:", plain), ("加微信：", plain), ("我的微信是", name), ("微信联系", name), ("微信搜", name),
        ("QQ：", number), ("QQ", number), ("qq号", number), ("QQ号码：", number), ("QQ:", number), ("扣扣", number), ("Q：", number), ("QQ群", number), ("加Q", number), ("企鹅号", number), ("QQ是", number), ("q q：", number), ("QQ（", number), ("扣扣号：", number), ("QQ ", " ".join(_cut(number, 3))),
        ("抖音号：", name), ("快手号", name), ("小红书号：", number), ("支付宝账号：", name), ("微博ID:", name), ("钉钉号：", name), ("Telegram：", name), ("WhatsApp: ", name), ("B站UID：", number), ("Line ID：", name), ("陌陌号", number), ("小红书ID：", number),
    ])
    return cue + secret, secret


def _handle(rng: random.Random) -> tuple[str, str]:
    name = rng.choice([
        f"月下独行客{digits(rng, 2)}", f"_{_letters(rng, 5)}_", f"{_letters(rng, 6)}{digits(rng, 3)}", "不吃香菜的小" + rng.choice("猫狗熊"), f"{rng.choice(SURNAMES)}先森", f"云栖Studio{digits(rng, 2)}", f"用户{digits(rng, 10)}",
        f"阿木-{digits(rng, 4)}", "小小的太陽", f"Mr_{rng.choice('ABC')}在路上",
    ])
    at = rng.choice(["@", "@", "@", "＠", "﹫"])
    return rng.choice(["{}{} ", "//{}{}:说得好", "回复{}{}：收到", "感谢{}{}，辛苦", "{}{}", "转自{}{}\n", "（{}{}）", "来源：{}{} "]).format(at, name), name


def _link(rng: random.Random) -> tuple[str, str]:
    number, name = digits(rng, 10), f"{_letters(rng, 5)}{digits(rng, 3)}"
    path, secret = rng.choice([
        ("weibo.com/u/" + number, number), ("weibo.com/" + number, number), ("weibo.com/n/" + name, name), ("weibo.com/" + name, name), ("m.weibo.cn/u/" + number, number), ("weibo.cn/" + number, number), ("m.weibo.cn/profile/" + number, number), (f"weibo.com/{number}/profile", number),
        ("www.zhihu.com/people/" + name, name), (f"zhihu.com/people/{name}/answers", name), ("www.douyin.com/user/MS4wLjABAAAA" + name, name), ("space.bilibili.com/" + number, number), (f"space.bilibili.com/{number}/dynamic", number), ("m.bilibili.com/space/" + number, number),
        ("www.xiaohongshu.com/user/profile/" + name, name), ("www.toutiao.com/c/user/token/" + name, name), ("www.kuaishou.com/profile/" + name, name), ("www.douban.com/people/" + name, name), ("www.jianshu.com/u/" + name, name), ("github.com/" + name, name), ("x.com/" + name, name), ("twitter.com/" + name, name),
        ("www.facebook.com/" + name, name), ("www.instagram.com/" + name, name), ("www.tiktok.com/@" + name, name), ("www.youtube.com/@" + name, name), ("t.me/" + name, name), ("www.linkedin.com/in/" + name, name), ("user.qzone.qq.com/" + number, number), ("blog.csdn.net/" + name, name), ("juejin.cn/user/" + number, number),
        ("tieba.baidu.com/home/main?un=" + name, name), ("xueqiu.com/u/" + number, number), ("bbs.example.com/space-uid-" + number + ".html", number), ("bbs.example.com/home.php?mod=space&uid=" + number, number), ("medium.com/@" + name, name), ("my.example.com/member/" + name, name), ("www.v2ex.com/member/" + name, name),
        ("music.163.com/#/user/home?id=" + number, number), ("www.acfun.cn/u/" + number, number), ("www.reddit.com/user/" + name, name), ("weibo.com/u/" + number + "?refer_flag=1001", number), (f"{name}.lofter.com/", name), ("segmentfault.com/u/" + name, name), ("www.threads.net/@" + name, name), ("blog.sina.com.cn/u/" + number, number),
    ])
    shown = rng.choice(["https://", "http://", "https://", "", "HTTPS://"]) + path
    return rng.choice([shown, shown, _wide(shown), f"[主页]({shown})", f"({shown})", f"主页{shown}，欢迎围观"]), secret


def _door(rng: random.Random) -> tuple[str, str]:
    estate = rng.choice(["望湖花园", "云栖小区", "锦绣里", "河畔新村", "翠微苑", "杨柳家园"])
    block, unit, floor, flat = rng.randint(1, 60), rng.randint(1, 6), rng.randint(1, 33), rng.randint(1, 8)
    room, lane, spoken = f"{floor}{flat:02}", rng.randint(2, 1900), SPOKEN[unit]
    letter = rng.choice("ABCD")
    shown, secret = rng.choice([
        (f"{block}幢{unit}单元{room}室", room), (f"{block}栋{unit}单元{room}", room), (f"{block}号楼{unit}单元{room}室", room), (f"{block}栋{room}室", f"{block}栋{room}"), (f"{block}幢{room}", f"{block}幢{room}"), (f"{block}号楼{room}", f"{block}号楼{room}"),
        (f"{lane}弄{block}号{room}室", f"{room}室"), (f"{lane}弄{block}号", f"{block}号"), (f"{block}-{unit}-{room}", f"{block}-{unit}-{room}"), (f"{block}栋{spoken}单元{room}号", f"{room}号"), (f"{SPOKEN[block % 9 + 1]}号楼{spoken}单元{room}室", f"{room}室"), (f"{letter}座{room}室", f"{room}室"), (f"{letter}栋{room}", f"{letter}栋{room}"),
        (f"{block}号楼{unit}门{room}室", f"{room}室"), (f"{block}栋{floor}楼{room}室", f"{room}室"), (f"{block}幢{unit}单元{floor}层{flat}号", f"{flat}号"), (f"{SPOKEN[block % 9 + 1]}幢{room}室", f"{room}室"), (f"{block} 栋 {unit} 单元 {room} 室", f"{room} 室"), (_wide(str(block)) + f"栋{unit}单元{_wide(room)}室", _wide(room)), (f"{block}#{room}", f"{block}#{room}"), (f"{block}号楼{unit}单元", f"{unit}单元"),
    ])
    street = rng.choice(["临江路", "柳荫街", "文昌巷", "青石胡同", "环湖大道", "北辰东路"])
    house = rng.choice([f"{lane}号", f"{lane}-{unit}号", f"{lane}号附{unit}号", f"{lane}号之{SPOKEN[unit]}"])
    return rng.choice([(estate + shown, secret), (estate + shown, secret), (f"家住{street}{house}", house), (f"{street}{house}{shown}", secret)])


def person(rng: random.Random) -> str:
    """A fictional personal name."""
    surname = rng.choice(COMPOUND) if rng.random() < 0.06 else rng.choice(SURNAMES)
    return surname + "".join(rng.choice(GIVEN) for _ in range(1 if rng.random() < 0.25 else 2))


BYLINES = (
    "记者{0}报道", "记者{0} {1}报道", "本报记者 {0}", "本报记者{0} 通讯员{1}", "（记者{0}）", "(记者 {0} 通讯员 {1})", "（记者{0}、{1}）", "【记者 {0}】", "责编：{0}", "(责编:{0}、{1})", "（责编：{0}）", "[责任编辑：{0}]", "责任编辑 {0}", "编辑:{0}", "编辑｜{0}", "编辑 {0} 校对 {1}", "编辑/{0}",
    "文/{0}", "文｜{0}", "文、图/{0}", "文/图 {0}", "图/{0}", "文 | {0} 图 | {1}", "文字：{0} 图片：{1}", "摄影：{0}", "摄影 {0}", "{0} 摄", "{0}/文", "{0} 文/图", "{0}摄", "（{0} 摄）", "新华社记者{0}摄", "通讯员{0}", "通讯员：{0}", "通讯员 {0} {1}", "实习记者 {0}", "见习记者{0} ", "首席记者 {0}", "特约记者 {0} ", "特派记者{0}",
    "作者：{0}", "作者:{0} 来源：甲子日报", "作者 | {0}", "来源：甲子日报 作者：{0}", "来源：云岭晚报 记者：{0}", "来源作者：{0}", "撰文：{0}", "撰稿 {0}", "供稿：{0}", "审核：{0}", "审核 | {0}", "监制：{0}", "策划：{0}", "统筹：{0} {1}", "校对：{0}", "值班编辑：{0}", "主编：{0}", "摄像：{0}", "剪辑：{0}", "视频：{0}", "制图：{0}", "设计：{0}", "翻译：{0}", "编译：{0}", "主持人：{0}",
    "记者{0}从市气象局获悉", "记者{0}昨日走访发现", "记者 {0} 在现场看到", "实习生 {0}", "甲子日报讯（记者{0} 通讯员{1}）昨日", "新华社云岭8月1日电（记者{0}）", "中新网云岭8月1日电 ({0} {1})", "云岭网讯 记者{0} 8月2日", "本报讯（通讯员 {0} 记者 {1}）", "（作者：{0}）", "一审：{0} 二审：{1}", "初审/{0} 复审/{1}", "责编/{0} 校对/{1}", "责任编辑：{0}(实习)", "编辑：{0} 审核：{1}", "记者：{0}、{1}", "评论员 {0}", "评论员：{0}", "特约评论员 {0} ",
    "By {2}\n", "Reporter: {2}", "Editor: {2}", "本文作者：{0}", "图片：{0}", "出品人：{0}", "制片人：{0}", "配音：{0}", "文案：{0}", "排版：{0}", "运营编辑：{0}", "新媒体编辑 {0}", "实习编辑：{0}", "记者／{0}", "记者丨{0}", "撰稿丨{0} 编辑丨{1}", "采访/{0} 摄影/{1}", "采写：{0}", "整理：{0}", "海报：{0}", "投稿：{0}", "终审：{0}", "见习记者 {0} 通讯员 {1} 摄影报道", "图源：{0} 摄",
)


def _byline(rng: random.Random) -> tuple[str, str]:
    first, second = person(rng), person(rng)
    latin = rng.choice(["Ming Zhou", "Hua Lin", "Anna Weber"])
    form = rng.choice(BYLINES)
    return form.format(first, second, latin), latin if "{2}" in form else first


MAKERS: dict[str, Maker] = {
    "id_card": _identity, "id_card_15": _old_identity, "bank_card": _card, "mobile": _mobile, "phone": _landline, "email": _mail, "plate": _plate, "passport": _passport, "account": _account, "handle": _handle, "link": _link, "door": _door, "byline": _byline,
}


def leaked(secret: str, masked: str) -> bool:
    """Whether `secret` is left in `masked`, as it was written, whatever its case, or as its digits alone."""
    if secret.casefold() in masked.casefold():
        return True
    bare = "".join(c for c in secret if c.isdigit())
    return len(bare) >= 5 and bare in "".join(c for c in masked if c.isdigit())

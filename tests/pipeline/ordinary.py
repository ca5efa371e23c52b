"""Ordinary text full of numbers, names of things and words that only look personal: nothing of it may be masked."""

import random
from collections.abc import Callable, Iterator

from pipeline.masking.checks import check_digit, is_luhn

# The tables are laid out by hand.
# fmt: off

FIXED = (
    "记者从市应急管理局获悉，今年全市已投入抢险力量1200余人。", "记者了解到，8月12日起地铁2号线恢复运营。", "（记者在现场看到，水位已明显回落）",
    "市长热线12345和110全天有人接听，也可拨打400-123-4567。", "书号ISBN 9787302511625，定价58.00元。", "股票代码600519，收盘1688.88元，成交额2023456789元。",
    "依据第172号令第3条第2款处理，文号〔2023〕15号。", "2023-08-16 15:04:05更新，累计1234567890人次。", "订单号7098123456789012345已发货。",
    "比赛以3-2-1的阵型开场，最终比分102:99。", "记者：这次事故的原因是什么？专家：还在调查。", "他和通讯员一起走访了周边村庄。",
    "编辑部收到来信三百余封，作者认为应当加强管理。", "本次列车G1234次，8车12A座。", "海拔1500米，气温32.5℃，湿度65%。", "全书共3卷12册，第4单元讲述水利。",
    "摄影展将于5月1日至5月7日举行。", "审核通过率为98.7%，同比提高1.2个百分点。", "每日9:00-17:00开放，周一闭馆。", "文化广场二期工程总投资20230816万元。",
    "微信支付和QQ音乐都已更新，微信8.0.42版支持新功能。", "记者和家长一起等在门口。", "记者向那位大姐打听，她说不知道。", "组图：王府井大街的夜景", "图文：高铁穿过林海雪原", "记者全程跟随救援队。", "记者：那你觉得什么时候能修好？",
    "他@了一下所有人。", "编辑、校对和审核都是辛苦活。", "编辑工作要细，校对工作要严。", "摄影师们在湖边等日出。", "路过18号线施工现场，道路封闭。", "他每天走2公里路5号到家。", "设计方案已经通过，策划周密。", "主持人问：何时开工？", "作者在书中写道，治水要趁早。",
    "附件支持蓝牙（摄像头、麦克风、扬声器）。", "【暴雨】今夜有大到暴雨。", "【温馨提示】出行请注意安全", "[高温预警] 明日最高38度", "(图片来自网络)", "来源：云岭日报", "图源：官网截图", "文/图均由受访单位提供", "记者会定于下午3点举行。", "记者节这天他仍在一线。", "编辑器升级到了3.2版。", "译文有误，欢迎指正。", "翻译软件：支持12种语言",
    "邮箱没有收到验证码，微信也打不开。", "身份证、银行卡、护照都丢了，请帮忙。", "车牌识别系统已经升级。", "QQ群里都在说这件事。", "电话一直占线，打了20多次。", "苏A级景区名单公布，川菜馆升级。", "沪B900901今日涨停，京A股表现平稳。", "鲁西南3月降水偏多，晋北同比少12345毫米。", "门牌号码正在统一更换。",
    "三单元楼道灯坏了两周。", "5号楼和6号楼之间的路面塌陷。", "2号楼停电3小时。", "室内温度26度，教室302人次使用。", "会议室可容纳1200人。", "临江路7月1日封闭，文昌巷12月通车。", "一中路队伍整齐，道路12条。", "全长1200米，宽30米，设8个出口。", "合同30号到期，报道5号发布。", "国道318号线抢通。",
    "一二三四五六七八九十，上山打老虎。", "三点一四一五九二六五三五八九七九。", "二〇二三年八月十六日，三十一人获救。", "他说：at home 很好。", "look at example page 说明", "we are at war with 时间", "price 5@10 元", "图标 icon@2x.png 已替换", "C语言中 a@b 无意义", "第十三届全国运动会",
    "二审维持原判，终审判决驳回上诉。", "审判长宣布休庭，被告人当庭表示服从。", "拍摄于2019年，制作精良，配音自然。", "摄影、绘画、书法三项比赛同时开赛。", "主编论坛昨日举行，编辑们讨论热烈。", "责任编辑制度实施以来成效明显。", "通讯员队伍不断壮大，记者站增至12个。", "实习生招聘开始报名，名额30人。", "统筹城乡发展，策划重大项目。", "审核不严，监制缺位。",
)


def texts(rng: random.Random, count: int) -> Iterator[str]:
    """Fixed sentences, made ones, and some of both joined."""
    for index in range(count):
        made = MAKERS[index % len(MAKERS)](rng)
        yield made if rng.random() < 0.6 else made + rng.choice(["", "\n", " "]) + rng.choice(FIXED)


def _digits(rng: random.Random, count: int) -> str:
    return rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in range(count - 1))


def _price(rng: random.Random) -> str:
    amount = rng.choice([f"{rng.randint(1, 9999)}.{rng.randint(0, 99):02}", f"{rng.randint(1, 999)},{rng.randint(0, 999):03},{rng.randint(0, 999):03}", f"13{_digits(rng, 9)}", f"1{_digits(rng, 7)}.{rng.randint(10, 99)}"])
    return rng.choice(["售价{}元", "总额达{}元，同比增长3.15%", "成交额{}万元", "亏损{}美元", "合计人民币{}元整"]).format(amount)


def _time(rng: random.Random) -> str:
    day = f"{rng.randint(1990, 2029)}{rng.choice(['-', '/', '.'])}{rng.randint(1, 12):02}{rng.choice(['-', '/', '.'])}{rng.randint(1, 28):02}"
    clock = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
    return rng.choice([f"{day} {clock}更新", f"发布时间：{day}", f"{day}至{day}", f"时间戳1{_digits(rng, 9)}，毫秒16{_digits(rng, 11)}", f"{day.replace('.', '')}期", f"{clock}.{_digits(rng, 3)}", f"更新时间{day[:4]}0816150405"])


def _score(rng: random.Random) -> str:
    a, b = rng.randint(0, 130), rng.randint(0, 130)
    return rng.choice([f"终场比分{a}:{b}", f"{a}-{b}险胜", f"三局{a}-{b}、{b}-{a}、21-19", f"成绩{rng.randint(9, 12)}.{rng.randint(0, 99):02}秒", f"总分{a + 400}，语文{b}，数学{a}，准考证已发"])


def _version(rng: random.Random) -> str:
    number = ".".join(str(rng.randint(0, 20)) for _ in range(rng.randint(2, 4)))
    return rng.choice([f"固件v{number}发布", f"iOS {number}", f"微信 {number} 版本", f"QQ {rng.randint(2010, 2030)}正式版", f"Android{number}", f"版本号{number}.{_digits(rng, 6)}", f"IP为192.168.{rng.randint(0, 255)}.{rng.randint(0, 255)}", f"Python {number}"])


def _book(rng: random.Random) -> str:
    body = "978" + rng.choice("07") + _digits(rng, 8)
    check = str(-sum(int(d) * (1 + 2 * (i % 2)) for i, d in enumerate(body)) % 10)
    isbn = rng.choice([body + check, f"{body[:3]}-{body[3]}-{body[4:7]}-{body[7:12]}-{check}", f"{body[3]}-{body[4:7]}-{body[7:12]}-X"])
    return rng.choice([f"ISBN {isbn}", f"ISBN：{isbn}", f"doi:10.{rng.randint(1000, 9999)}/j.cnki.{_digits(rng, 4)}-{_digits(rng, 4)}.2023.{_digits(rng, 3)}", f"ISSN 1000-{_digits(rng, 4)}", f"条形码69{_digits(rng, 11)}", f"第{rng.randint(1, 60)}卷第{rng.randint(1, 12)}期，{rng.randint(1, 99)}-{rng.randint(100, 199)}页"])


def _order(rng: random.Random) -> str:
    number = _digits(rng, rng.choice([10, 12, 14, 16, 17, 18, 19, 20, 21]))
    return rng.choice(["订单号{}", "订单编号：{}", "快递单号{}", "运单号 {}", "流水号：{}", "合同编号{}", "工单编号{}已办结", "发票号码{}", "序列号{}", "商品编号：{}", "受理编号{}"]).format(number)


def _bad_long(rng: random.Random) -> str:
    while True:
        body = rng.choice(["110101", "420111", "990101", "350203"]) + f"{rng.randint(1935, 2008)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}" + _digits(rng, 3)
        number = body + rng.choice([c for c in "0123456789" if c != check_digit(body)])
        if not is_luhn(number):
            return rng.choice(["编码为{}", "{}", "统计代码{}", "样本{}有效", "统一社会信用代码91110101MA00{}"]).format(number)


def _statistics(rng: random.Random) -> str:
    big = _digits(rng, rng.choice([5, 7, 8, 9, 10]))
    return rng.choice([f"常住人口{big}人", f"同比增长{rng.randint(1, 99)}.{_digits(rng, 2)}%", f"播放量{big}次", f"产量{big}吨", f"面积{_digits(rng, 4)}.{_digits(rng, 2)}平方米", f"阅读 {big} 点赞 {_digits(rng, 4)} 评论 {_digits(rng, 3)}", f"{_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 3)}", f"表1：{_digits(rng, 3)}\t{_digits(rng, 4)}\t{_digits(rng, 4)}", f"比值为0.{_digits(rng, 12)}", f"π≈3.{_digits(rng, 11)}", f"阅读{_digits(rng, 8)}，转发{_digits(rng, 7)}"])


def _stock(rng: random.Random) -> str:
    code = rng.choice(["600", "000", "300", "688", "002"]) + f"{rng.randint(0, 999):03}"
    return rng.choice([f"证券代码：{code}", f"某某股份({code}.SH)涨停", f"SZ{code}", f"沪B900{rng.randint(900, 957)}", f"{code}，{_digits(rng, 2)}.{_digits(rng, 2)}元", f"基金{code}净值1.{_digits(rng, 4)}", f"港股0{_digits(rng, 4)}.HK"])


def _coordinate(rng: random.Random) -> str:
    east, north = f"{rng.randint(74, 139)}.{_digits(rng, rng.choice([4, 6, 8]))}", f"{rng.randint(18, 53)}.{_digits(rng, rng.choice([4, 6, 8]))}"
    return rng.choice([f"北纬{north}度，东经{east}度", f"坐标({east},{north})", f"震中位于{north}N {east}E", f"{east}, {north}", f"经度：{east}"])


def _model(rng: random.Random) -> str:
    return rng.choice([f"iPhone {rng.randint(8, 16)} Pro Max", f"型号SM-G{_digits(rng, 4)}", f"Mate {rng.randint(20, 70)}", f"RTX {_digits(rng, 4)}", f"零件号E{_digits(rng, 5)}", f"机型RMX{_digits(rng, 4)}", f"芯片MT{_digits(rng, 4)}", f"歼-{rng.randint(10, 35)}", f"轴承6{_digits(rng, 3)}-2RS", f"电池18650，容量{_digits(rng, 4)}mAh", f"P{rng.randint(10, 60)} Pro", f"色号#{rng.randint(0, 0xFFFFFF):06x}", f"commit {rng.getrandbits(80):020x}"])


def _travel(rng: random.Random) -> str:
    return rng.choice([f"G{_digits(rng, 4)}次列车晚点", f"D{_digits(rng, 3)}次", f"航班CA{_digits(rng, 4)}", f"MU{_digits(rng, 4)}备降", f"G{rng.randint(1, 99)}京沪高速", f"S{_digits(rng, 3)}省道", f"{_digits(rng, 3)}路公交车改道", f"地铁{rng.randint(1, 22)}号线", f"K{_digits(rng, 3)}+{_digits(rng, 3)}处", f"{rng.randint(1, 9)}号航站楼", f"{rng.randint(1, 99)}号高速出口", f"川藏线{_digits(rng, 3)}国道"])


def _hotline(rng: random.Random) -> str:
    return rng.choice(["请拨打", "热线", "电话：", "举报请打", "客服电话"]) + rng.choice(["12345", "110", "119", "120", "12315", "96110", "95588", "10086", "12306", "400-820-1234", "4008201234", "800-810-5678", "122", "12378", "10010", "955", "400 123 4567"])


def _law(rng: random.Random) -> str:
    n = rng.randint(1, 1260)
    return rng.choice([f"《民法典》第{n}条", f"（2023）云01民终{_digits(rng, 4)}号", f"国办发〔2023〕{n}号", f"第{n}号公告", f"GB/T {_digits(rng, 5)}-2017", f"公告编号：2023-{n:03}", f"京ICP备{_digits(rng, 8)}号", f"国药准字H{_digits(rng, 8)}", f"许可证SC1{_digits(rng, 13)}", f"专利号ZL2013{_digits(rng, 8)}.5", f"沪网文{_digits(rng, 4)}-{_digits(rng, 3)}号"])


def _measure(rng: random.Random) -> str:
    return rng.choice([f"长{_digits(rng, 3)}米宽{_digits(rng, 2)}米", f"气温{rng.randint(-20, 41)}.{rng.randint(0, 9)}℃", f"血压{rng.randint(90, 180)}/{rng.randint(60, 110)}mmHg", f"E=mc^2，x={_digits(rng, 3)}+{_digits(rng, 2)}", f"PM2.5浓度{_digits(rng, 2)}微克", f"{rng.randint(1, 9)}×10^{rng.randint(2, 30)}", f"室温{rng.randint(15, 32)}度", f"{rng.randint(1, 30)}栋楼房、{_digits(rng, 3)}户居民", f"建成{rng.randint(2, 40)}栋{_digits(rng, 3)}套住房", f"{rng.randint(2, 40)}幢{_digits(rng, 4)}平方米厂房", "3.15晚会", f"共{rng.randint(2, 9)}个单元{_digits(rng, 2)}户", "分辨率1920x1080", f"浓度{_digits(rng, 3)}mg/L"])


def _press(rng: random.Random) -> str:
    verb = rng.choice(["从", "在", "向", "就", "来到", "获悉", "了解到", "注意到", "发现", "看到", "采访了", "走进", "随", "跟随", "联系了", "致电", "实地探访", "多次询问", "连线", "对话", "和同事", "与居民", "于今日", "由此", "还发现", "今日", "第一时间", "查询", "梳理", "统计", "独家", "现场", "通过", "因此", "曾", "先后", "再次", "正在", "分别"])
    rest = rng.choice(["有关部门", "事发地点", "当地居民", "相关负责人", "平台客服", "多家商户", "救援现场", "施工单位"])
    return rng.choice(["记者{}{}，目前秩序正常。", "本报记者{}{}后得知，供水已恢复。", "昨日，记者{}{}。", "（记者{}{}）", "通讯员{}{}的情况如下"]).format(verb, rest)


def _role(rng: random.Random) -> str:
    role = rng.choice(["编辑", "摄影", "设计", "策划", "审核", "主播", "制作", "拍摄", "翻译", "校对", "作者", "主编", "配音", "统筹"])
    return rng.choice(["{}水平有待提高", "{}：如何做得更好？这是一个问题。", "优秀{}评选结果出炉", "他从事{}工作二十年", "{}不易，请多支持", "首届{}大赛收到作品{n}件", "{}们都很辛苦", "{}费用共{n}元", "该片{}精良"]).format(role, n=_digits(rng, 3))


MAKERS: tuple[Callable[[random.Random], str], ...] = (
    _price, _time, _score, _version, _book, _order, _bad_long, _statistics, _stock, _coordinate, _model, _travel, _hotline, _law, _measure, _press, _role,
)

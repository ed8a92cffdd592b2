"""Pages that nothing is wrong with, in the registers of a government site: made from templates with a seed, all figures consistent.

They hold what only looks bad: law articles about secrecy, credit codes, hotlines, masked numbers, rounded shares, partial lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

TODAY: Final = date(2026, 11, 23)
_WEEK: Final = "一二三四五六日"
_HAN: Final = "一二三四五六七八九十"
_TOWNS: Final = ("东明镇", "文昌镇", "石桥镇", "青坪镇", "柳溪乡", "锦屏街道", "双河镇", "云台乡", "新民镇", "白鹤镇")
_UNITS: Final = (
    "区应急局",
    "区教委",
    "区民政局",
    "区卫生健康委",
    "区农业农村委",
    "区市场监管局",
    "区交通运输委",
    "区人力社保局",
    "区水利局",
)
_WORKS: Final = ("冬季消防安全", "燃气安全", "食品安全", "校园安全", "森林防火", "道路交通安全", "农村饮水安全", "建筑施工安全")
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈"
_PROVISIONS: Final = (
    "国家秘密的密级分为绝密、机密、秘密三级。绝密级国家秘密是最重要的国家秘密，泄露会使国家安全和利益遭受特别严重的损害。",
    "国家秘密的保密期限，除另有规定外，绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。",
    "行政机关不得公开涉及国家秘密、商业秘密、个人隐私的政府信息。",
    "申请人应当提供姓名或者名称、身份证明、联系方式。",
    "网络运营者应当采取技术措施，防止网络数据泄露或者被窃取、篡改，并按照规定留存相关的网络日志不少于六个月。",
    "广告不得使用“国家级”、“最高级”、“最佳”等用语。",
    "当事人对处罚决定不服的，可以自收到决定书之日起六十日内申请行政复议，也可以在六个月内依法提起行政诉讼。",
    "任何单位和个人认为行政行为侵犯其合法权益的，有权提出投诉、举报。",
    "最高人民法院、最高人民检察院依照法律规定作出解释。",
    "系统口令应当不少于八位，由字母、数字和符号组成，并定期更换；严禁向他人泄露后台地址、账号和密码。",
    "法律、行政法规规定应当公开的，从其规定；依申请公开的政府信息，应当自收到申请之日起二十个工作日内予以答复。",
    "生产经营单位的主要负责人对本单位的安全生产工作全面负责。",
    "突发事件的预警级别，按照紧急程度、发展势态和可能造成的危害程度分为一级、二级、三级和四级，分别用红色、橙色、黄色和蓝色标示。",
)


class Page(NamedTuple):
    """One article: its register, and the whole file."""

    register: str
    text: str


def pages(count: int, seed: int = 20261123) -> Iterator[Page]:
    """`count` pages, the registers in turn; the same for the same seed."""
    random = Random(seed)  # noqa: S311  # reproducible, nothing secret
    registers = tuple(_REGISTERS.items())
    for number in range(count):
        name, make = registers[number % len(registers)]
        yield Page(name, make(random))


def _file(title: str, body: str, **front: str) -> str:
    lines = {
        "title": title,
        "grade": "general",
        "source": "梁山街道",
        **{key.replace("_", "-"): one for key, one in front.items()},
    }
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n\n" + body.strip() + "\n"


def _day(random: Random, before: int = 300) -> date:
    return TODAY - timedelta(days=random.randint(1, before))


def _han_date(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _weekday(day: date) -> str:
    return _WEEK[day.weekday()]


def _split(random: Random, total: int, parts: int) -> list[int]:
    """`total` as a sum of positive parts."""
    cuts = sorted(random.sample(range(1, total), parts - 1))
    return [right - left for left, right in zip([0, *cuts], [*cuts, total], strict=True)]


def _landline(random: Random) -> str:
    return f"023-{random.randint(5, 6)}{random.randint(1000000, 9999999)}"


def _number(random: Random, year: int) -> str:
    return f"{random.choice(('梁府发', '梁府办发', '渝府办发', '国办发'))}〔{year}〕{random.randint(1, 199)} 号"


def _office(random: Random) -> str:
    return f"{random.choice(_TOWNS)}{random.choice(('人民', '迎宾', '双桂'))}路 {random.randint(1, 300)} 号便民服务中心 {random.randint(1, 4)} 楼 {random.randint(101, 420)} 室"


def _masked(random: Random) -> str:
    return f"{random.choice(_SURNAMES)}某某"


def _notice(random: Random) -> str:
    day = _day(random, 30)
    begin, end = TODAY + timedelta(days=random.randint(2, 9)), TODAY + timedelta(days=random.randint(10, 30))
    work, unit = random.choice(_WORKS), random.choice(_UNITS)
    body = f"""各村（社区），各有关单位：

根据《{unit}关于开展{work}专项检查的通知》（{_number(random, 2026)}）要求，现将有关事项通知如下。

一、检查时间

{_han_date(begin)}（星期{_weekday(begin)}）至 {_han_date(end)}（星期{_weekday(end)}）。

二、检查内容

（一）责任落实情况。是否明确主要负责人、分管负责人和具体责任人。

（二）隐患整改情况。对发现的问题是否建立台账，逐项销号。

（三）应急准备情况。是否制定应急预案并开展演练。

三、工作要求

（一）提高认识，压实责任。各单位要坚决防范重特大事故发生。

（二）及时报送情况。请于 {end.month} 月 {end.day} 日前将总结报送至邮箱 ls{random.randint(10, 99)}@example.gov.cn。

联系人：{_masked(random)}，联系电话：{_landline(random)}；政务服务热线：12345；办公地址：{_office(random)}。

（此件公开发布）

梁山街道办事处

{_han_date(day)}
"""
    return _file(f"关于开展{work}专项检查的通知", body, keywords="[安全, 检查]")


def _news(random: Random) -> str:
    day, work, town = _day(random, 20), random.choice(_WORKS), random.choice(_TOWNS)
    total = random.randint(40, 180)
    done, rest = _split(random, total, 2)
    body = f"""{day.month} 月 {day.day} 日，{town}组织网格员、志愿者开展{work}宣传和检查。

检查组走访沿街商铺、居民小区和企业 {random.randint(12, 90)} 家，共发现问题 {total} 个，其中当场整改 {done} 个、限期整改 {rest} 个。“我觉得这样的检查很有必要，大家更放心了！”居民{_masked(random)}说。

“过去要跑三趟，现在一次就办好了。”家住{random.choice(("东明村", "锦屏社区"))}的村民{random.choice(_SURNAMES)}大爷高兴地告诉工作人员。

下一步，{town}将持续加大排查力度，做到发现一处、整改一处、销号一处，坚决遏制重特大事故，让群众安心过冬。

![工作人员在商铺检查灭火器](scene.png)
"""
    return _file(f"{town}开展{work}检查", body, summary=f"{town}检查{work}，发现问题 {total} 个。")


def _law(random: Random) -> str:
    first = random.randint(1, 40)
    articles = random.sample(_PROVISIONS, 6)
    lines = [f"第{_han_number(first + at)}条　{text}" for at, text in enumerate(articles)]
    listed = "\n\n".join(
        f"（{_HAN[at]}）{text}"
        for at, text in enumerate(
            ("涉及国家秘密的；", "不符合法律法规规定的；", "会给其他单位、个人造成危害的；", "统计数据、提法不准确的。")
        )
    )
    body = "\n\n".join(
        [
            *lines[:3],
            f"第{_han_number(first + 9)}条　有下列情形之一的，不得发布：",
            listed,
            *lines[3:],
            "本办法自 2021 年 1 月 19 日起施行，有效期至 2026 年 12 月 31 日。",
        ]
    )
    return _file(
        f"示例区政府信息管理办法（{random.choice(('试行', '节选', '修订'))}）",
        body,
        document="{number: 梁府发〔2021〕3 号, written: 2021-01-19}",
    )


def _han_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _HAN[tens - 1] + "十")
    return head + (_HAN[ones - 1] if ones else "")


def _bulletin(random: Random) -> str:
    parts = [random.randint(80, 600) / 10 for _ in range(3)]
    total = round(sum(parts), 1)
    shares = _shares(parts)
    growth = random.randint(15, 90) / 10
    rows = [(town, random.randint(20, 300), random.randint(5, 90)) for town in random.sample(_TOWNS, 5)]
    table = "\n".join(f"| {town} | {area} | {output} | {area + output} |" for town, area, output in rows)
    body = f"""初步核算，全年实现地区生产总值 {total} 亿元，按可比价格计算，同比增长 {growth}%。其中，第一产业增加值 {parts[0]} 亿元、第二产业增加值 {parts[1]} 亿元、第三产业增加值 {parts[2]} 亿元。三次产业分别占 {shares[0]}%、{shares[1]}%和 {shares[2]}%。

年末常住人口 64.5 万人，比上年末减少 0.3 万人，其中城镇人口 33.1 万人、乡村人口 31.4 万人，城镇化率 51.3%，比上年末提高 0.7 个百分点。全年出生率 6.1‰，死亡率 8.9‰。

居民人均可支配收入由 30000 元增加到 31800 元，增长 6%。生产安全事故起数下降 12.5%，亿元地区生产总值生产安全事故死亡率 0.012。

| 镇街 | 春播面积（公顷） | 秋播面积（公顷） | 合计 |
| --- | --- | --- | --- |
{table}
| 合计 | {sum(one[1] for one in rows)} | {sum(one[2] for one in rows)} | {sum(one[1] + one[2] for one in rows)} |

注：部分数据因四舍五入，存在与分项合计不等的情况。
"""
    return _file(f"示例区{random.randint(2019, 2025)}年国民经济和社会发展统计公报", body)


def _shares(parts: list[float]) -> list[float]:
    whole = sum(parts)
    first, second = (round(100 * one / whole, 1) for one in parts[:2])
    return [first, second, round(100 - first - second, 1)]


def _annual(random: Random) -> str:
    total = random.randint(120, 900)
    site, account, other = _split(random, total, 3)
    asked = random.randint(30, 260)
    done, running = _split(random, asked, 2)
    rate = round(100 * done / asked, 1)
    now, before = random.randint(120, 240), random.randint(80, 119)
    grown = round(100 * (now - before) / before, 1)
    body = f"""本报告依据《中华人民共和国政府信息公开条例》和《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30 号）编制。统计期限自 2025 年 1 月 1 日起至 2025 年 12 月 31 日止。索引号：11500228008652038C/2026-{random.randint(1, 99999):05d}。

## 一、总体情况

全年主动公开政府信息 {total} 条，其中网站 {site} 条、公众号 {account} 条、其他 {other} 条。政策咨询由 {before} 件增至 {now} 件，增长 {grown}%。

## 二、主动公开政府信息情况

| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| --- | --- | --- | --- |
| 规章 | 0 | 0 | 0 |
| 行政规范性文件 | {random.randint(1, 9)} | 0 | {random.randint(10, 40)} |

## 三、收到和处理政府信息公开申请情况

全年共收到依申请公开 {asked} 件，其中办结 {done} 件、结转下年度 {running} 件。不予公开 {random.randint(1, 3)} 件，均已说明理由。共收到 {asked} 件，办结 {done} 件，办结率 {rate}%。

## 四、存在的主要问题及改进情况

（一）存在的问题。一是政策解读形式较为单一；二是部分栏目更新不够及时。

（二）改进措施。一是丰富解读形式，用图解、问答等方式回应关切；二是落实三审三校，杜绝泄密和内容差错。

## 五、其他需要报告的事项

按照规定收取信息处理费的情况：本年度未收取信息处理费。统一社会信用代码：11500228008652038C，联系电话：{_landline(random)}，客服：400-{random.randint(100, 999)}-{random.randint(1000, 9999)}。
"""
    return _file("梁山街道2025年政府信息公开工作年度报告", body)


def _reprint(random: Random) -> str:
    title, day = f"关于做好{random.choice(_WORKS)}工作的通知", _day(random, 40)
    body = f"""近日，国务院办公厅印发通知，对做好{random.choice(_WORKS)}工作作出部署。

通知指出，要坚持人民至上、生命至上，统筹发展和安全。要加强值班值守，严格执行领导干部在岗带班、关键岗位 24 小时值班制度。

通知要求，各地区、各部门要压实责任，强化督促检查，确保各项措施落实到位。详见[中国政府网](https://www.gov.cn/zhengce/content/{day.year}{day.month:02d}/content_{random.randint(1000000, 9999999)}.htm)。
"""
    source = f"{{name: 中国政府网, url: 'https://www.gov.cn/zhengce/{random.randint(100, 999)}.htm', title: {title}, published: {day}}}"
    return _file(title, body, source=source)


def _guide(random: Random) -> str:
    days = random.randint(3, 20)
    body = f"""1. 事项名称：老年人高龄津贴申领。
2. 设定依据：《中华人民共和国老年人权益保障法》第三十三条。
3. 申请条件：具有本区户籍、年满 80 周岁的老年人。
4. 办理材料：居民身份证、户口簿、银行卡复印件各一份（请携带原件核对）。
5. 办理地点：{_office(random)}。
6. 办理时间：星期一至星期五 9:00—12:00、14:00—18:00（法定节假日除外）。
7. 办理时限：自受理之日起 {days} 个工作日内办结。
8. 收费标准：不收费。
9. 咨询电话：{_landline(random)}；监督电话：12345。

网上办理请登录[渝快办](https://zwykb.cq.gov.cn/)，初次登录请按提示设置密码，密码长度不少于 8 位，请勿向他人透露验证码。
"""
    return _file("高龄津贴申领办事指南", body)


def _list(random: Random) -> str:
    names = random.sample(_SURNAMES, 6)
    rows = "\n".join(
        f"| {at} | {name}某{random.choice(('', '某'))} | {random.choice(_TOWNS)} | 35*************{random.randint(100, 999)} | 138****{random.randint(1000, 9999)} | {random.choice(('一', '二', '三'))}级 |"
        for at, name in enumerate(names, 1)
    )
    day = _day(random, 20)
    body = f"""经个人申请、村（社区）评议、街道审核，现将拟发放困难残疾人生活补贴人员名单公示如下（个人信息已作脱敏处理）。公示期为 7 天。如有异议，请在公示期内书面反映。

| 序号 | 姓名 | 住址 | 身份证号 | 联系电话 | 残疾等级 |
| --- | --- | --- | --- | --- | --- |
{rows}

受理电话：{_landline(random)}。

{_han_date(day)}
"""
    return _file("困难残疾人生活补贴拟发放人员公示", body)


def _plan(random: Random) -> str:
    total = random.randint(20, 90) * 100
    first, second, third = _split(random, total // 100, 3)
    body = f"""## 一、项目概况

{random.choice(_TOWNS)}农村道路提升项目全长 {random.randint(20, 90) / 10} 公里，起于东明村 3 组，止于文昌村 12 组，路面宽 5.5 米，总投资 {total} 万元。资金来源：中央资金 {first}00 万元、市级资金 {second}00 万元、区级资金 {third}00 万元，共计 {total} 万元。新增绿化 12 公顷（合 180 亩）。

## 二、进度安排

1. 2026 年 3 月底前完成勘察设计；
2. 2026 年 6 月底前完成招标；
3. 2027 年 10 月 31 日前完工。

## 三、保障措施

（一）加强组织领导。成立工作专班，每月调度一次。

（二）加强质量监管。严格执行《公路工程质量检验评定标准》（JTG F80/1—2017）。

（三）加强廉政建设。设立举报电话 12388。
"""
    return _file("农村道路提升项目实施方案", body)


def _award(random: Random) -> str:
    price = random.randint(100, 990) * 1000
    body = f"""一、项目编号：LSJD-2026-{random.randint(1, 99):03d}

二、项目名称：{random.choice(_TOWNS)}便民服务中心维修工程

三、中标信息：供应商名称：示例建设工程有限公司；统一社会信用代码：91500101MA5U0000{random.randint(0, 9)}X；中标金额：{price:,}.00 元。

四、评审专家：{_masked(random)}、{_masked(random)}、{_masked(random)}。

五、公告期限：自本公告发布之日起 1 个工作日。

六、对本次公告内容提出询问，请联系：梁山街道办事处，地址：{_office(random)}，电话：{_landline(random)}。

（2021）渝 0155 民初 {random.randint(100, 999)} 号判决、税务总局公告 2021 年第 3 号与本项目无关。
"""
    return _file("便民服务中心维修工程中标结果公告", body)


def _questions(random: Random) -> str:
    limit = random.randint(3, 30)
    body = f"""### 一、《办法》出台的背景是什么？

为落实《中华人民共和国消防法》和市政府有关要求，结合我区实际，制定本办法。

### 二、哪些情形不得公开？

涉及国家秘密、商业秘密、个人隐私的信息不得公开。公文附注处应当注明“此件公开发布”或者“此件依申请公开”。

### 三、群众怎样反映问题？

可以拨打 12345 政务服务热线或 {_landline(random)}，也可以登录网站留言，我们将在 {limit} 个工作日内答复。谨防冒充工作人员的诈骗电话，不要向陌生人透露银行卡号、密码和验证码！

### 四、如何查询进度？

凭申请编号 2026{random.randint(10000000, 99999999)} 在窗口查询。
"""
    return _file("消防安全管理办法政策问答", body)


_REGISTERS: Final[dict[str, Callable[[Random], str]]] = {
    "notice": _notice,
    "news": _news,
    "law": _law,
    "bulletin": _bulletin,
    "annual report": _annual,
    "reprint": _reprint,
    "guide": _guide,
    "public list": _list,
    "plan": _plan,
    "award": _award,
    "questions": _questions,
}

"""Pages with exactly one fault each, made from templates with a seed: every rule, in several places and disguises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

Maker = Callable[[Random], str]


class Fault(NamedTuple):
    """One article, the rule that must find something in it, and how severe that must be."""

    rule: str
    severity: str
    text: str


def faults(each: int, seed: int = 20261123) -> Iterator[Fault]:
    """`each` articles for every template; the same for the same seed."""
    random = Random(seed)  # noqa: S311  # reproducible, nothing secret
    for rule, severity, make, ways in _TEMPLATES:
        for _ in range(each):
            text = random.choice(ways)(make(random), random)
            yield Fault(rule, severity, _file(random.choice(_PLACES)(text) if "|" not in text and "\n" not in text else text))


def _file(body: str, **front: str) -> str:
    lines = {"title": "梁山街道工作信息", "grade": "general", "source": "梁山街道", **front}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + "---\n\n" + body + "\n"


_PLACES: Final[tuple[Callable[[str], str], ...]] = (
    lambda text: f"现将有关情况通报如下。\n\n{text}\n\n请认真抓好落实。",
    lambda text: f"- 第一项工作\n- {text}\n- 第三项工作",
    lambda text: f"> {text}",
    lambda text: f"| 事项 | 说明 |\n| --- | --- |\n| 说明 | {text} |",
    lambda text: f"## {text}\n\n有关要求如下。",
)


def _plain(text: str, _random: Random) -> str:
    return text


def _in_digits(table: str) -> Callable[[str, Random], str]:
    return lambda text, _random: text.translate(str.maketrans("0123456789", table))


def _put_between(sign: str) -> Callable[[str, Random], str]:
    def put(text: str, random: Random) -> str:
        at = random.choice([place for place in range(1, len(text)) if text[place - 1].isdigit() and text[place].isdigit()])
        return text[:at] + sign + text[at:]

    return put


def _grouped(sign: str) -> Callable[[str, Random], str]:
    def group(text: str, _random: Random) -> str:
        digits = "".join(filter(str.isdigit, text[text.find(next(filter(str.isdigit, text))) :]))
        if len(digits) == 11:
            return text.replace(digits, sign.join((digits[:3], digits[3:7], digits[7:])))
        return text.replace(digits[:17], sign.join((digits[:6], digits[6:14], digits[14:17])))

    return group


def _apart(text: str, _random: Random) -> str:
    start = text.find(next(filter(str.isdigit, text)))
    end = next((at for at in range(start, len(text)) if not (text[at].isdigit() or text[at] == "X")), len(text))
    return text[:start] + " ".join(text[start:end]) + text[end:]


_DIGITS: Final = (
    _plain,
    _in_digits("０１２３４５６７８９"),
    _in_digits("〇一二三四五六七八九"),
    _in_digits("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
    _in_digits("⓪①②③④⑤⑥⑦⑧⑨"),
    _put_between("&#8203;"),
    _put_between("\u00ad"),
    _put_between("**"),
    _put_between("<!-- x -->"),
    _grouped(" "),
    _grouped("-"),
    _apart,
)
_WORDS: Final = (_plain, lambda text, random: text[:1] + random.choice(("&#8203;", "\u2060", "\ufe0f")) + text[1:])
_ONLY: Final = (_plain,)


def _identity(random: Random) -> str:
    """A number with a true checksum; 999999 is no region, so it is nobody's."""
    head = (
        f"999999{random.randint(1950, 2009)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}{random.randint(0, 999):03d}"
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "证件号：" + head + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(weights, head, strict=True)) % 11]


def _mobile(random: Random) -> str:
    return f"联系电话：1{random.randint(3, 9)}{random.randint(0, 999999999):09d}"


def _mobile_otherwise(random: Random) -> str:
    """Behind a name that is a numeral too, with letters that look like digits, or in groups of one's own."""
    number = f"13{random.randint(0, 999999999):09d}"
    ways = (
        f"联系人：王{random.choice('三五六七')}{number}",
        "联系电话" + number.replace("1", "l"),
        "联系电话1" + number[1:3] + "00".replace("0", random.choice("oO")) + number[5:],
        f"联系电话：{number[:3]}（{number[3:7]}）{number[7:]}",
        f"手机 {number[:3]}——{number[3:7]}——{number[7:]}",
        f"电话:{number[:3]} {number[3:7]} {number[7:10]} {number[10]}",
    )
    return random.choice(ways)


def _password(random: Random) -> str:
    value = f"Lp{random.randint(1000, 9999)}gov"
    ways = (
        f"账号 lpgov 密码 {value}",
        f"登录密码{value}，请妥善保管",
        f"密码（初始）：{value}",
        f"密 码：{value}!",
        f"账户lpadmin/{value}",
        f"mysql://root:{value}!@10.1.2.3:3306/cms",
        f"client_secret={value}{value}",
    )
    return random.choice(ways)


def _hour(random: Random) -> str:
    return random.choice(("11 月 23 日 25 时 30 分停水", "上午 9:75 集合", "下午 24:30 闭馆", "12 月 1 日 8 时 60 分启动"))


def _sexes(random: Random) -> str:
    men, women = random.randint(100, 400), random.randint(100, 400)
    return f"全镇有网格员 {men + women + random.randint(1, 30)} 人（男 {men} 人、女 {women} 人）"


def _added(random: Random) -> str:
    before = 100 * random.randint(10, 30)
    return f"补贴总额较上年的 {before} 万元增加 {before // 5} 万元，增长 {random.choice((12, 15, 25, 30))}%"


def _date(random: Random) -> str:
    return (
        random.choice(
            (
                "2 月 30 日",
                "4 月 31 日",
                "2026 年 2 月 29 日",
                "13 月 5 日",
                "2025年11月31日",
                "二〇二六年九月三十一日",
                "2026-06-31",
            )
        )
        + "前报名"
    )


def _weekday(random: Random) -> str:
    day = date(2026, 1, 1) + timedelta(days=random.randint(0, 320))
    return f"定于 {day.year} 年 {day.month} 月 {day.day} 日（星期{'一二三四五六日'[(day.weekday() + random.randint(1, 6)) % 7]}）召开会议"


def _parts(random: Random) -> str:
    parts = [random.randint(10, 90) for _ in range(3)]
    return (
        f"全年公开信息 {sum(parts) + random.randint(1, 9)} 条，其中网站 {parts[0]} 条、公众号 {parts[1]} 条、其他 {parts[2]} 条"
    )


def _table(random: Random) -> str:
    parts = [random.randint(10, 90) for _ in range(3)]
    rows = "".join(f"| {name}镇 | {part} |\n" for name, part in zip("甲乙丙", parts, strict=True))
    return f"| 镇街 | 件数 |\n| --- | --- |\n{rows}| 合计 | {sum(parts) + random.randint(1, 9)} |"


def _growth(random: Random) -> str:
    before, now = random.randint(100, 200), random.randint(250, 400)
    return f"办件量由 {before} 件增至 {now} 件，增长 {round(100 * (now - before) / before) + random.randint(5, 30)}%"


def _share(random: Random) -> str:
    first, second = random.randint(20, 40), random.randint(20, 40)
    return f"咨询类占 {first}%，投诉类占 {second}%，其他占 {100 - first - second + random.randint(3, 8)}%"


def _points(random: Random) -> str:
    first, more = random.randint(60, 80), random.randint(3, 15)
    return f"满意率由 {first}% 提高到 {first + more}%，提高 {more}%"


def _units(random: Random) -> str:
    money = random.randint(11, 99) / 10
    return f"项目总投资 {money} 亿元（{round(money * 1000)} 万元）"


def _document(random: Random) -> str:
    return f"依据渝府办发{random.choice(('[{}]', '【{}】', '（{}）', '({})', '〔{}〕第', '〔{}〕0')).format(random.randint(2015, 2026))}{random.randint(1, 99)}号执行"


def _archive(random: Random) -> str:
    """The number or the title of a document that the archive of `rule_table` knows otherwise."""
    title, number = random.choice(ARCHIVE)
    if random.random() < 0.5:
        other = random.choice(("关于开展农村自建房安全排查的通知", "梁山街道应急预案", "梁山街道养老服务设施布局规划"))
        return f"按照《{other}》（{number}）执行"
    at = number.index("〕") + 1
    return f"按照《{title}》（{number[:at]}{random.randint(200, 400)}号）执行"


ARCHIVE: Final = (
    ("梁山街道办事处关于做好2026年防汛工作的通知", "梁山街办发〔2026〕12号"),
    ("梁山街道办事处关于印发《梁山街道烟花爆竹安全管理办法》的通知", "梁山街办发〔2025〕31号"),
    ("梁山街道办事处关于公布2024年度防汛责任人名单的通知", "梁山街办发〔2024〕7号"),
)
"""(title, number) of what is published."""

_TEMPLATES: Final[tuple[tuple[str, str, Maker, tuple[Callable[[str, Random], str], ...]], ...]] = (
    ("SS1301", "error", lambda r: f"{r.choice(('绝密', '机密', '秘密'))}★{r.randint(1, 30)}年", _WORDS),
    ("SS1304", "error", _identity, _DIGITS),
    ("SS1305", "error", _mobile, _DIGITS),
    ("SS1305", "error", _mobile_otherwise, _ONLY),
    ("SS1307", "error", _password, _ONLY),
    ("SS1301", "error", lambda r: f"{r.choice(('绝密', '机密', '秘密'))}{r.choice('•●※◆')}{r.randint(1, 30)}年", _ONLY),
    ("SS1320", "error", _hour, _ONLY),
    ("SS1324", "warning", _sexes, _ONLY),
    ("SS1324", "warning", lambda r: f"总投资 {r.randint(11, 19) / 10} 亿元，其中中央资金 {r.randint(2000, 9000)} 亿元", _ONLY),
    ("SS1325", "warning", _added, _ONLY),
    ("SS1325", "warning", lambda r: f"投诉量比上年下降 {r.randint(101, 300)}%", _ONLY),
    ("SS1330", "warning", lambda r: f"依据渝府发{r.randint(2015, 2026)}〕{r.randint(1, 99)}号执行", _ONLY),
    (
        "SS1603",
        "warning",
        lambda r: f"详情见 https://{r.choice(('t.cn', 'dwz.cn', 's.click.taobao.com'))}/A6x{r.randint(1, 9)}",
        _ONLY,
    ),
    (
        "SS1608",
        "warning",
        lambda r: f"具体要求见实施方案（{r.choice(('详见附件', '附后', '另行印发'))}。各单位要抓好落实",
        _ONLY,
    ),
    ("SS1307", "error", lambda r: f"登录密码：Lp{r.randint(1000, 9999)}#abc", _WORDS[:1]),
    ("SS1307", "error", lambda r: "令牌 ghp_" + "".join(r.choices("abcdefghijkABCDEFGHIJK0123456789", k=36)), _ONLY),
    (
        "SS1308",
        "error",
        lambda r: f"护照号码：E{r.randint(0, 99999999):08d}",
        (_plain, _in_digits("０１２３４５６７８９"), _put_between("&#8203;")),
    ),
    (
        "SS1309",
        "error",
        lambda r: f"车主李某，车牌渝{r.choice('ABCF')}{r.randint(10000, 99999)}",
        (_plain, _in_digits("０１２３４５６７８９"), _put_between("&#8203;")),
    ),
    (
        "SS1310",
        "error",
        lambda r: f"李某，家庭住址：东明镇东明村{r.randint(1, 9)}组{r.randint(1, 99)}号",
        (_plain, _in_digits("０１２３４５６７８９")),
    ),
    ("SS1311", "error", lambda r: f"| 姓名 | 残疾等级 |\n| --- | --- |\n| 陈示{r.choice('例样本')} | 二级 |", _ONLY),
    (
        "SS1315",
        "error",
        lambda r: f"联系人王方，{r.choice(('QQ', 'QQ号', '扣扣'))}：{r.randint(10**6, 10**9)}",
        (_plain, _in_digits("０１２３４５６７８９"), _put_between("&#8203;")),
    ),
    ("SS1315", "error", lambda r: f"联系人王方，微信号：wang_fang{r.randint(10, 99)}", _WORDS[:1]),
    ("SS3201", "error", lambda r: f"后台地址：http://cms{r.randint(1, 9)}.example.gov.cn/admin/", _ONLY),
    ("SS1320", "error", _date, (_plain,)),
    ("SS1321", "error", _weekday, (_plain, _in_digits("０１２３４５６７８９"))),
    ("SS1323", "warning", _table, _ONLY),
    ("SS1324", "warning", _parts, _ONLY),
    ("SS1325", "warning", _growth, _ONLY),
    ("SS1326", "warning", _share, _ONLY),
    ("SS1327", "warning", _points, _ONLY),
    ("SS1328", "warning", _units, _ONLY),
    ("SS1330", "warning", _document, _ONLY),
    (
        "SS1331",
        "warning",
        lambda r: f"《政府网站发展指引》（国办发〔2017〕47号）与《政府网站发展指引》（国办发〔2017〕{r.randint(1, 40)}号）",
        _ONLY,
    ),
    ("SS1332", "warning", _archive, _ONLY),
    ("SS1502", "error", lambda r: f"（此件{r.choice(('依申请公开', '不予公开', '不公开'))}）", _WORDS),
    ("SS1604", "error", lambda r: f"详见[通知原文]({r.choice(('', '#'))})", _ONLY),
    ("SS1608", "warning", lambda r: f"依据《中华人民共和国{r.choice(('消防法', '档案法', '森林法'))}，开展检查", _ONLY),
    (
        "SS1609",
        "warning",
        lambda r: r.choice(("小编觉得这样很好", "大家快来看看！！！", "这次活动 YYDS", "本人认为应当这样")),
        _ONLY,
    ),
    ("SS1610", "warning", lambda r: f"自 2026 年{r.choice('三四五六')}月五日起施行", _ONLY),
    ("SS1611", "warning", lambda r: f"一、总体要求\n\n二、主要任务\n\n{r.choice('四五六')}、工作保障", _ONLY),
    (
        "SS1612",
        "warning",
        lambda r: r.choice(("请在 ==11 月 30 日== 前办理", "新增就业 1000 人[^1]", "详见 [[检查方案]]", "{{< figure >}}")),
        _ONLY,
    ),
    ("SS1102", "warning", lambda r: f"事故造成 {r.randint(1, 9)} 人死亡\n\n救援正在进行", _ONLY),
)

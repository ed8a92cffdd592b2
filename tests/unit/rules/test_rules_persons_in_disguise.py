"""Numbers of persons, marks and lists, written as nobody should: found; what only looks like them: left alone. Numbers are made here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import ReprintSource, Sources
from sanshen.rules.judging import run
from support import office
from support.reading import article

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _severities(module: str, body: str, front: dict[str, str] | None = None) -> list[str]:
    book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
    rule = import_module(f"sanshen.rules.{module}").RULE
    return [str(one.severity) for one in rule.check(article(body + "\n", front), book)]


def _identity(born: str = "19800102", serial: str = "001") -> str:
    number = "999999" + born + serial
    return number + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True)) % 11]


def _mobile() -> str:
    return "138" + "0" * 4 + "1234"


def _in_groups(number: str, sign: str, *sizes: int) -> str:
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return sign.join(number[end - size : end] for end, size in zip(ends, sizes, strict=True))


@pytest.mark.parametrize("sign", ["•", "+", ":", "：", "‐", "‑", "−", "★", "…", " - "])
@pytest.mark.parametrize("sizes", [(6, 8, 4), (9, 9), (4, 4, 4, 4, 2), (1,) * 18])
def test_an_identity_with_any_sign_inside(sign: str, sizes: tuple[int, ...]) -> None:
    assert _severities("ss1304_resident_id", f"经办人（{_in_groups(_identity(), sign, *sizes)}）") == ["error"]


_SPELLED = str.maketrans("0123456789", "〇一二三四五六七八九")


@pytest.mark.parametrize(
    "written",
    [
        lambda: "㈠㈢㈧" + "（〇）" * 4 + "㈠㈡㈢㈣",
        lambda: "、".join(_mobile().translate(_SPELLED)),
        lambda: _mobile().replace("0", "○"),
        lambda: "一" + _mobile()[1:],
        lambda: "洞".join(_mobile().translate(_SPELLED).split("〇")),
        lambda: _in_groups(_mobile(), "～", 3, 4, 4),
        lambda: _in_groups(_mobile(), "😀", 3, 4, 4),
        lambda: _in_groups(_mobile(), "•", 5, 6),
    ],
)
def test_a_mobile_number_that_nothing_announces(written: Callable[[], str]) -> None:
    assert _severities("ss1305_mobile_number", f"王某{written()}收") == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        "板材150＊1200＊2400毫米",
        "13500-180000人",
        "13500（180000元）",
        "分别为156、1203、4521人",
        "150+1200+2400",
        "账号 2835 1641 9265 169",
    ],
)
def test_figures_that_are_no_mobile_number(body: str) -> None:
    assert _severities("ss1305_mobile_number", body) == []


def _card() -> str:
    body = "622202000000001234"
    doubled = [sum(divmod(2 * int(one), 10)) if at % 2 == 0 else int(one) for at, one in enumerate(reversed(body))]
    return body + str(-sum(doubled) % 10)


@pytest.mark.parametrize("sign", ["，", "、", "   ", "-"])
def test_a_card_in_fours(sign: str) -> None:
    assert _severities("ss1306_bank_card", f"打入{_in_groups(_card(), sign, 4, 4, 4, 4, 3)}。") == ["error"]
    assert _severities("ss1306_bank_card", f"打入{_in_groups(_card(), sign, 7, 12)}。") == ([] if sign in "，、" else ["error"])


def test_a_passport_in_characters() -> None:
    assert _severities("ss1308_travel_document", "护照号码G〇〇〇〇〇〇〇一") == ["error"]


@pytest.mark.parametrize("sign", ["\n\n", "\n\n## ", "\n- ", "\n> ", "\n\n> "])
def test_numbers_divided_among_blocks(sign: str) -> None:
    assert _severities("ss1304_resident_id", f"身份证号{sign}{_in_groups(_identity(), sign, 6, 8, 4)}") == ["error"]
    assert _severities("ss1305_mobile_number", f"手机号：{sign}{_in_groups(_mobile(), sign, 3, 4, 4)}") == ["error"]
    assert _severities("ss1306_bank_card", f"银行卡号{sign}{_in_groups(_card(), sign, 4, 4, 4, 4, 3)}") == ["error"]


@pytest.mark.parametrize("word", ["的", "是", "（中间）", "【注】", " 加 "])
@pytest.mark.parametrize("left", [1, 5, 9, 10])
def test_a_word_between_the_digits(word: str, left: int) -> None:
    assert _severities("ss1304_resident_id", f"经办人{_parted(_identity(), word, left)}") == ["error"]
    assert _severities("ss1305_mobile_number", f"手机号：{_parted(_mobile(), word, left)}") == ["error"]
    assert _severities("ss1306_bank_card", f"打入{_parted(_card(), word, left)}") == ["error"]
    for number, said in ((_identity(), "经办人"), (_mobile(), "手机号："), (_card(), "打入")):
        book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
        assert {one.rule for one in run(article(f"{said}{_parted(number, word, left)}\n"), book)} & {
            "SS1304",
            "SS1305",
            "SS1306",
        }


def _parted(number: str, word: str, left: int) -> str:
    return number[:left] + word + number[left:]


@pytest.mark.parametrize("word", ["甲", "一点"])
def test_a_word_between_all_digits(word: str) -> None:
    assert _severities("ss1304_resident_id", f"经办人{word.join(_identity())}") == ["error"]
    assert _severities("ss1306_bank_card", f"打入{word.join(_card())}") == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        "电话17楼53222222。",
        "联系电话：13500元起，共180000元",
        "手机13500部和180000部",
        "电话138号至180000号",
        "共有手机1万部，另有2026123456部",
        "电话：1380（区号）1234",
    ],
)
def test_two_numbers_of_a_sentence_are_no_mobile_number(body: str) -> None:
    assert _severities("ss1305_mobile_number", body) == []


@pytest.mark.parametrize("sign", ["\n\n", "\n\n## ", "\n- ", "\n> ", "\n1. "])
def test_numbers_that_nothing_announces_divided_among_blocks(sign: str) -> None:
    for module, number, sizes in (
        ("ss1304_resident_id", _identity(), (6, 8, 4)),
        ("ss1305_mobile_number", _mobile(), (3, 4, 4)),
        ("ss1306_bank_card", _card(), (4, 4, 4, 4, 3)),
    ):
        assert _severities(module, f"经办人李某\n{sign}{_in_groups(number, sign, *sizes)}") == ["error"]


def test_an_identity_that_nothing_announces_divided_among_cells() -> None:
    row = f"| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n| {_in_groups(_identity(), ' | ', 6, 8, 4)} |"
    assert _severities("ss1304_resident_id", row) == ["warning"]


@pytest.mark.parametrize(
    "rows",
    [
        "| 梁山 | 1380 | 0001 | 234 |",
        "| 6222 | 0200 | 0000 | 1234 |",
        "| 500155 | 2026 | 1102 | 0012 |",
        "| 一 | 138 | 0000 | 1234 |",
    ],
)
def test_figures_beside_each_other_are_no_number(rows: str) -> None:
    body = f"| 甲 | 乙 | 丙 | 丁 |\n| --- | --- | --- | --- |\n{rows}"
    for module in ("ss1304_resident_id", "ss1305_mobile_number", "ss1306_bank_card"):
        assert _severities(module, body) == []


def test_an_identity_in_brackets_but_for_its_noughts() -> None:
    written = "".join(chr(0x2474 + int(one) - 1) if one not in "0X" else one for one in _identity())
    assert _severities("ss1304_resident_id", f"经办人{written}") == ["error"]


@pytest.mark.parametrize("body", ["[^9]: {}<br>{}", "<!-- {}[{}](https://www.gov.cn/) -->"])
def test_numbers_in_a_dress_that_nothing_takes_off(body: str) -> None:
    identity = body.format(_identity()[:7], _identity()[7:])
    book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
    page = article(identity + "\n")
    assert "SS1304" in {one.rule for one in run(page, book)}


def test_numbers_divided_among_cells() -> None:
    column = "| 手机号 |\n| --- |\n" + "".join(f"| {one} |\n" for one in _in_groups(_mobile(), " ", 3, 4, 4).split())
    assert _severities("ss1305_mobile_number", column) == ["error"]
    row = f"| 姓名 | 电话 | 二 | 三 |\n| --- | --- | --- | --- |\n| 联系电话 | {_in_groups(_mobile(), ' | ', 3, 4, 4)} |"
    assert _severities("ss1305_mobile_number", row) == ["error"]
    card = f"| 银行卡 | 二 | 三 | 四 | 五 |\n| --- | --- | --- | --- | --- |\n| {_in_groups(_card(), ' | ', 4, 4, 4, 4, 3)} |"
    assert _severities("ss1306_bank_card", card) == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        "| 镇 | 联系电话户数 |\n| --- | --- |\n| 甲 | 138 |\n| 乙 | 2345 |\n| 丙 | 6789 |",
        "手机用户\n\n- 138\n- 2345\n- 6789\n- 1234",
        "联系电话见附件。\n\n138\n\n2345",
    ],
)
def test_figures_below_each_other_are_no_number(body: str) -> None:
    assert _severities("ss1305_mobile_number", body) == []


@pytest.mark.parametrize(
    "plate", ["渝A12 345", "渝 A 1 2 3 4 5", "渝A（12345）", "渝A・12345", "渝A/12345", "渝A一二三四五", "渝AD1 2345"]
)
def test_plates_with_signs_inside(plate: str) -> None:
    assert _severities("ss1309_number_plate", f"{plate}停放在消防通道") == ["warning"]


@pytest.mark.parametrize(
    "body",
    ["渝B2-20260001号许可证", "G42沪渝蓉高速K1300+123", "渝A、渝B、渝C号牌尾号1和6", "粤ICP备12345678号", "编号 鲁A-01-2024"],
)
def test_what_is_no_plate(body: str) -> None:
    assert _severities("ss1309_number_plate", body) == []


@pytest.mark.parametrize("body", ["张某，西苑小区12号楼3单元402", "送到东坡路27号2栋2单元3-2", "居住在幸福小区7幢1203室"])
def test_a_flat_that_nothing_announces(body: str) -> None:
    assert _severities("ss1310_home_address", body) == ["warning"]


@pytest.mark.parametrize(
    "body", ["施工单位：某某公司，人民西路12号3幢2单元5-1", "改造3栋、4栋1单元", "云龙镇三清村6组道路硬化", "3号楼2单元共402户"]
)
def test_what_is_no_home(body: str) -> None:
    assert _severities("ss1310_home_address", body) == []


@pytest.mark.parametrize(
    "written",
    [
        lambda: f"no{_identity()}b",
        lambda: f"{_identity()}{_mobile()}",
        lambda: f"身份证号{_identity()[:17]}*",
        lambda: f"身份证号{_identity()[:12]}**{_identity()[14:]}",
        lambda: "身份证号码：512222 400229 123",
        lambda: f"| 姓名 | 身份证号 | 续 |\n| --- | --- | --- |\n| 甲 | {_identity()[:9]} | {_identity()[9:]} |",
        lambda: (
            f"| 姓名 | 证件 | 二 | 三 |\n| --- | --- | --- | --- |\n| 甲 | {_identity()[:6]} | {_identity()[6:14]} | {_identity()[14:]} |"
        ),
    ],
)
def test_an_identity_beside_other_things(written: Callable[[], str]) -> None:
    assert _severities("ss1304_resident_id", written()) == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        lambda: f"公告编号{_identity('20251105')}",
        lambda: f"项目编号：GS{_identity('20261105')}",
        lambda: f"身份证号{_identity()[:6]}********{_identity()[14:]}",
        lambda: f"身份证号{_identity()[:4]}**********{_identity()[14:]}",
        lambda: (
            f"| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n| {_identity()[:6]} | {_identity('20261105')[6:14]} | {_identity()[14:]} |"
        ),
    ],
)
def test_what_is_no_identity(body: Callable[[], str]) -> None:
    assert _severities("ss1304_resident_id", body()) == []


@pytest.mark.parametrize("before", ["+86 0", "0", "17951", "12593", "(86)", "+86.", "0086-"])
def test_a_mobile_number_behind_any_prefix(before: str) -> None:
    assert _severities("ss1305_mobile_number", f"联系电话{before}{_mobile()}。") == ["error"]


@pytest.mark.parametrize("sign", ["•", "、", "，", ",", "+", ":", "：", "‐", "−"])
def test_a_mobile_number_with_signs_in_the_usual_places(sign: str) -> None:
    assert _severities("ss1305_mobile_number", f"联系电话：{_in_groups(_mobile(), sign, 3, 4, 4)}。") == ["error"]


def test_a_mobile_number_with_one_star_is_not_masked_and_a_list_of_figures_is_no_number() -> None:
    assert _severities("ss1305_mobile_number", f"电话{_mobile()[:10]}*") == ["error"]
    assert _severities("ss1305_mobile_number", f"电话{_mobile()[:3]}****{_mobile()[7:]}") == []
    assert _severities("ss1305_mobile_number", "联系单位 1350、1200、9800 户") == []


@pytest.mark.parametrize(
    "body",
    [
        "持E00000001号护照入境",
        "护照号E000-00001",
        "护照号144000001",
        "护照号P.0000001",
        "护照号K00000001",
        "台胞证00000001",
        "军官证：军字第1234567号",
        "外国人永久居留身份证CHN000100000010",
    ],
)
def test_papers_of_travellers_and_soldiers(body: str) -> None:
    assert _severities("ss1308_travel_document", body) == ["error"]


@pytest.mark.parametrize(
    "body", ["护照办理编号2026号窗口", "梁府办字第1234567号", "持护照到3号窗口办理；展出的新式拖拉机，型号为E00000001"]
)
def test_what_is_no_paper(body: str) -> None:
    assert _severities("ss1308_travel_document", body) == []


@pytest.mark.parametrize(
    "body",
    [
        "机密⭑10年", "机密∗10年", "㊙★10年", "机密 10年", "机密（10年）", "机密：10年", "机密·10年", "“机密”", "★机密", "机密！", "机密件", "机密×10年",
        "| 机密 | ★ | 10年 |\n| --- | --- | --- |\n| 甲 | 乙 | 丙 |",
        "| 密级 | 机密 |\n| --- | --- |\n| 期限 | 10年 |",
    ],
)  # fmt: skip
def test_marks_of_secrecy(body: str) -> None:
    assert _severities("ss1301_secrecy_marking", body + "\n\n关于有关工作的通知") == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        "核心密码保护信息的最高密级为绝密级，普通密码保护信息的最高密级为机密级。",
        "密级为绝密级的国家秘密载体，由专人管理。",
        "她守着这个秘密10年，也收获了友谊。",
        "| 密级 | 绝密 | 机密 | 秘密 |\n| --- | --- | --- | --- |\n| 最长期限 | 30年 | 20年 | 10年 |",
        "国家秘密标志形式为“密级★保密期限”。",
    ],
)
def test_law_and_tales_of_secrets(body: str) -> None:
    assert _severities("ss1301_secrecy_marking", body) == []


def test_several_internal_marks_in_one_line_and_marks_that_are_named() -> None:
    assert _severities("ss1303_internal_marking", "内部刊物　注意保存") == ["error", "error"]
    assert _severities("ss1303_internal_marking", "工作秘密★3年") == []
    assert _severities("ss1303_internal_marking", "工作秘密★") == ["error"]
    assert _severities("ss1303_internal_marking", "不得将“内部资料”上传至即时通讯工具。") == []
    assert _severities("ss1303_internal_marking", "严禁处理国家秘密信息和工作秘密。") == []


@pytest.mark.parametrize(
    "body",
    [
        "- 张小红，肺癌\n- 李大明，尿毒症",
        "- 张小红（肢体残疾一级）\n- 李大明（视力残疾二级）",
        "村民张小红患肺癌，李大明患尿毒症。",
        "孤儿名单：张小红、李大明、王建国。",
        "留守儿童名单\n\n1. 张小红\n2. 李大明",
        "艾滋病感染者张小红、李大明接受治疗。",
        "重度残疾人护理补贴发放名单：张小红、李大明。",
        "| 姓名 | 监护人 |\n| --- | --- |\n| 张小红 | 李四 |",
        "| 姓名 | 出生日期 |\n| --- | --- |\n| 张小红 | 2015-03-02 |",
        "| 姓名 | 伤残等级 |\n| --- | --- |\n| 张小红 | 八级 |",
    ],
)
def test_lists_of_the_sick_and_of_children(body: str) -> None:
    found = _severities("ss1311_list_of_people", body)
    assert found
    assert set(found) == {"error"}


def test_a_list_of_those_who_are_helped_warns() -> None:
    assert _severities("ss1311_list_of_people", "低保对象名单：\n\n- 张小红\n- 李大明") == ["warning", "warning"]


@pytest.mark.parametrize(
    "body",
    [
        "高血压、糖尿病、尿毒症、白血病患者可以申请。",
        "残疾人工作者：张小红、李大明。",
        "全年救助1200万元，残疾人补贴560万元，白血病、肺癌患者优先。",
        "救助志愿者名单：张小红、李大明。",
        "受表扬的残疾人专职委员：张小红、李大明。",
        "张某患肺癌，李某患尿毒症。",
        "孤儿、困境儿童关爱服务：王建国、张小红等志愿者上门辅导作业。",
        "参加残疾人技能竞赛的评委：张小红、李大明。",
        "精神障碍防治专家：张小红、李大明。",
        "最美巾帼奋斗者名单：张小红、李大明。",
    ],
)
def test_lists_that_tell_nothing_of_health(body: str) -> None:
    assert _severities("ss1311_list_of_people", body) == []


@pytest.mark.parametrize(
    "body", ["密码【{0}】", "密码（{0}）", "密码“{0}”", "密码统一为{0}，请修改", "PIN码：{0}", '{{"password":"{0}"}}']
)
def test_passwords_in_marks(body: str) -> None:
    value = "Lp" + "x" * 4 + "@" + "2026"
    assert _severities("ss1307_secret", body.format(value)) == ["error"]


@pytest.mark.parametrize("body", ["密钥：{0}", "token: {0}", "Authorization: Bearer {0}", "AppSecret：{0}", "授权码：{0}"])
def test_keys_of_any_name(body: str) -> None:
    assert _severities("ss1307_secret", body.format("q7Rm" * 8)) == ["error"]


@pytest.mark.parametrize(
    "body", ["密钥：SM2/SM4", "密钥为256位", "密钥是128bit", "密码（不少于8位）", "密码（UKEY）认证", "口令长度不少于10位"]
)
def test_what_is_said_of_techniques(body: str) -> None:
    assert _severities("ss1307_secret", body) == []


def test_a_network_is_no_address_of_the_house() -> None:
    assert _severities("ss3201_back_office_address", "终端使用10.0.0.0/8等保留地址段。") == []
    assert _severities("ss3201_back_office_address", "网站后台：www.example.gov.cn/cms") == ["error"]


def test_a_day_of_the_year_that_the_title_names() -> None:
    front = {"title": "关于2026年部分节假日安排的通知"}
    assert _severities("ss1321_weekday", "元旦：1月1日（周四）至3日（周六）放假。", front) == []
    assert _severities("ss1321_weekday", "元旦：1月1日（周二）放假。", front) == ["warning"]


def test_what_is_warned_of_is_no_advertisement() -> None:
    assert _severities("ss1601_advertising", "严厉打击“全网最低价”“买一送一”等虚假促销行为。") == []
    assert _severities("ss1601_advertising", "推出酒店优惠价等惠民措施。") == []
    assert _severities("ss1601_advertising", "不轻信“包治百病”“药到病除”等虚假宣传。") == []
    assert _severities("ss1601_advertising", "“包治百病”，立即抢购。") == ["error", "error"]


_NEWS = Sources((ReprintSource("示例社", ("samplenews.com",), "media"),))


@pytest.mark.parametrize("host", ["www.samplenews.com.cn.example.com", "www.samp1enews.com", "samplenews-login.com"])
def test_a_link_to_what_only_looks_like_a_listed_source(host: str) -> None:
    book = RuleBook(office.policy(), office.roster(), Lexicon(), _NEWS, date(2026, 11, 23))
    rule = import_module("sanshen.rules.ss1603_deceptive_link").RULE
    assert ["冒充稿源" in one.message.zh for one in rule.check(article(f"见[示例社](https://{host}/a)。\n"), book)] == [True]
    assert (
        list(rule.check(article("见[示例社](https://news.samplenews.com/a)、[别处](https://www.example.org/)。\n"), book)) == []
    )

"""Passwords, keys and ways into the back office, as people write them down; what guides and standards say is left alone. All made here."""

from __future__ import annotations

import random
import string
from datetime import date

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.rules.judging import run
from support import office
from support.reading import article

_DICE = random.Random(7)  # noqa: S311  # reproducible, nothing secret


def _found(rule: str, body: str) -> list[str]:
    book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), date(2026, 11, 23))
    return [str(one.severity) for one in run(article(body + "\n"), book) if one.rule == rule]


def _made(length: int, letters: str = string.ascii_letters) -> str:
    return "".join(_DICE.choices(letters + string.digits, k=length - 2)) + "a7"


@pytest.mark.parametrize(
    "body",
    [
        "统一初始密码 888888",
        "默认密码 123456，登录后请修改",
        "管理员密码已改成{}",
        "密码已重置为 {}",
        "登陆密码→{}",
        "密码——{}",
        "passcode: {}",
        "passphrase: {}",
        "sshpass -p {} ssh root",
        "mysql -uroot -p{}",
        "账号admin密码admin",
        "| 项目 | 内容 |\n| --- | --- |\n| 账号 | admin |\n| 密码 | {} |",
        "密码 - {}",
        "登录密码：\n\n{}",
        "登录密码：\n\n- {}",
        "密码：示范区2026",
    ],
)
def test_passwords(body: str) -> None:
    assert _found("SS1307", body.format("Lp#" + _made(8))) == ["error"]


@pytest.mark.parametrize(
    ("before", "length"),
    [
        ("AccessKeySecret: ", 30),
        ("appsecret ", 32),
        ("SK：", 40),
        ("AKID", 32),
        ("sk-", 48),
        ("hf_", 34),
        ("npm_", 36),
        ("AIza", 35),
        ("dckr_pat_", 27),
    ],
)
def test_keys(before: str, length: int) -> None:
    assert set(_found("SS1307", f"接口说明 {before}{_made(length)}")) == {"error"}


def test_robots_of_chat_groups_and_bodies_of_private_keys() -> None:
    key = _made(36, "abcdef")
    assert _found("SS1307", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}") == ["error"]
    assert _found("SS1307", f"https://open.feishu.cn/open-apis/bot/v2/hook/{key}") == ["error"]
    assert _found("SS1307", "MIIEv" + "QIBADANBgkqhkiG9w0BAQEFAASCBK" + _made(64)) == ["error"]


@pytest.mark.parametrize(
    "body",
    [
        "初始密码为身份证号后6位，登录后请及时修改。",
        "请勿使用123456、888888等弱密码。",
        "默认密码 6 位数字，会议密码 123456位以内",
        "密码——登录凭证；密码—SM2算法",
        "密码 - SM2算法；密码 - sm4-gcm",
        "密码：\n\n请向管理员索取",
        "初始密码：学号2026001；密码：示例1234；密码：梁山2026年起改用短信验证",
        "| 项目 | 要求 |\n| --- | --- |\n| 密码 | 8-16位 |\n| 登录密码 | 6-20 |\n| password | string |",
        "密码改为8位以上，由字母和数字组成。",
        "task 20260101 与 disk 的说明",
        "sk-II 型号，风险 risk-2026",
        "账号和密码均为考生报名时自行设定。",
    ],
)
def test_what_guides_say_of_passwords(body: str) -> None:
    assert _found("SS1307", body) == []


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("后台 https://www.example.gov.cn/xyz", "error"),
        ("后台管理系统：https://www.example.gov.cn/jcms", "error"),
        ("请登录 https://admin.example.gov.cn/login", "warning"),
        ("请登录 https://oa.example.gov.cn/", "warning"),
        ("地址 192。168。1。10", "error"),
        ("地址192.168.1[.]10", "error"),
        ("192点168点1点10", "error"),
    ],
)
def test_ways_into_the_back_office(body: str, severity: str) -> None:
    assert _found("SS3201", body) == [severity]


@pytest.mark.parametrize(
    "body",
    [
        "按标准10.1.2.3条执行",
        "按 10.1.2.3 款",
        "后台由区政府办公室维护，网址 https://www.example.gov.cn/",
        "192.168.0.0/16",
        "共192.1681 公顷",
    ],
)
def test_clauses_and_public_addresses(body: str) -> None:
    assert _found("SS3201", body) == []

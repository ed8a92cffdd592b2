"""Numbers of persons in QQ and WeChat; public accounts, groups and service accounts pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask_digits
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.digits import SPELLED
from sanshen.rules.reading_view import views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.tables import context

_WORDS: Final = ("qq", "扣扣", "企鹅号", "微信", "威信", "薇信", "wechat", "weixin", "vx", "wx", "v信", "加q", "加v")
_CONTEXT: Final = 20
_BEHIND: Final = 8
_PUBLIC: Final = (
    "群", "公众", "订阅号", "服务号", "小程序", "视频号", "官方", "客服", "企业", "公司", "单位", "政务", "办公", "工作", "咨询", "服务", "发布",
)  # fmt: skip
"""Beside these an account belongs to an office or a firm."""


@cache
def _shape() -> re.Pattern[str]:
    # QQ：12345678, QQ号是12345678; 微信号 lisi_88. A name alone behind the word is an account where it holds a digit or an underscore.
    said = r"\s?(?:号码|号|帐号|账号|id|no\.?)?\s?(?:[:：为是(]\s?){0,2}"
    qq = rf"(?<![a-z])(?:qq|扣扣|企鹅号|加q){said}(?P<qq>[1-9](?:[\s\-.]?[0-9]){{4,10}})(?![0-9*a-z%]|[\s\-.]?[0-9]|\s?[人个次万亿元年月])"
    named = r"(?:微信|威信|薇信|wechat|weixin|(?<![a-z])(?:vx|wx|v信)|加v)"
    called = r"\s?(?:(?:号码|号|帐号|账号|id)\s?(?:[:：为是(]\s?){0,2}|[:：为是(]\s?)"
    free = r"(?=[a-z_\-]*[0-9_])"
    name = r"[a-z][a-z0-9_\-]{5,19}(?![a-z0-9_*.@/\-])"
    return re.compile(rf"{qq}|{named}(?:{called}|\s?{free})(?P<wx>{name})")


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(r"(?<=[q扣号码:是为\s])[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{5,11}")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A number behind QQ, or a name behind 微信号; where the words around speak of an office, a firm or a group, it is theirs."""
    for view in views(article):
        if not any(word in view.folded for word in _WORDS):
            continue
        folded = _spelled().sub(lambda found: found.group().translate(SPELLED), view.folded)
        for hit in _shape().finditer(folded):
            number = hit.lastgroup or ""
            sentence = re.split(r"[。!?;\n]", context(article, view, hit.start(), _CONTEXT))[-1]
            around = sentence + folded[hit.start() : hit.start(number)]
            if any(word in around + folded[hit.end(number) : hit.end(number) + _BEHIND] for word in _PUBLIC):
                continue
            yield RULE.finding(
                article.path,
                view.place(*hit.span(number)),
                Text("有个人的 QQ 号或微信号", "a person's QQ or WeChat account"),
                excerpt=mask_digits("".join(hit.group(number).split()), 2, 2),
                matched=view.original(*hit.span(number)),
            )


RULE: Final = Rule(
    id="SS1315",
    title=Text("QQ 号与微信号", "QQ or WeChat account"),
    why=Text(
        "公开个人的联系账号会给个人造成危害；办法第十三条（四）规定不能通过审核。",
        "A person's account in public harms its owner; Art. 13(4) forbids passing it.",
    ),
    fix=Text(
        "改用办公电话或单位的公开账号；确属单位账号的写明是哪个单位的，或写明误报说明（waivers）",
        "give an office number or the unit's public account; where it is the unit's, say so, or explain it in `waivers`",
    ),
    item="13(四)",
    severity=Severity.ERROR,
    bad=Example(body="联系人：王方，微信号：wang_fang_00。\n"),
    good=Example(body="微信公众号：梁山发布；工作 QQ 群 100000001；联系人 QQ：10****01。\n"),
    waivable=True,
    check=check,
    words=_WORDS,
)

"""Commercial calls: the site must not carry advertising."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.fixing import is_quoted
from sanshen.rules.matching import Matcher, longest
from sanshen.rules.reading_view import View, views
from sanshen.rules.repeats import heard_as
from sanshen.rules.rule import Example, Rule

# Calls to buy, as they stand in advertisements; words that also occur in notices only warn.
CALLS: Final = (
    "立即抢购", "马上抢购", "限时抢购", "火热抢购", "扫码下单", "扫码购买", "扫码抢购", "点击购买", "立即下单", "立即购买",
    "马上下单", "加盟热线", "招商加盟", "诚招代理", "招商热线", "订购热线", "抢购热线", "购买热线", "全网最低价", "全网最低",
    "史上最低价", "跳楼价", "清仓甩卖", "买一送一", "买一赠一", "秒杀价", "限时秒杀", "加微信领取", "加微信购买", "无效退款",
    "包治百病", "药到病除", "稳赚不赔", "欢迎抢购", "欢迎选购", "欢迎订购", "抢购从速", "欲购从速", "全场五折", "全场特价", "厂家直销", "诚邀加盟",
    "火热招商", "火爆热销", "限时特惠", "限时优惠", "扫码领红包", "加微信咨询", "点击下单",
)  # fmt: skip
HINTS: Final = ("优惠价", "折扣价", "优惠大酬宾", "促销活动", "特价", "团购价", "售楼热线", "加盟费", "会员价")
_EXCEPTIONS: Final = {
    # Warnings about fraud quote the swindlers' own words.
    "稳赚不赔": ("所谓稳赚不赔", "宣称稳赚不赔", "声称稳赚不赔", "承诺稳赚不赔", "以稳赚不赔", "警惕稳赚不赔"),
    "包治百病": ("宣称包治百病", "声称包治百病", "所谓包治百病", "警惕包治百病"),
    "特价": ("特价医院",),
}  # fmt: skip


_WARNINGS: Final = (
    "虚假宣传", "虚假广告", "诈骗", "骗局", "陷阱", "不轻信", "不要轻信", "切勿轻信", "谨防", "警惕", "广告法", "绝对化用语", "处罚", "不得使用", "禁止使用",
    "打击", "虚假促销", "整治", "查处",
)  # fmt: skip


_PUBLIC: Final = ("政府定价", "政府指导价", "惠民", "收费标准")
"""Beside them a price is the public's, and no dealer's."""


@cache
def _matcher() -> Matcher:
    terms = (*CALLS, *HINTS)
    return Matcher(terms, [_EXCEPTIONS.get(term, ()) for term in terms])


def warned_of(view: View, start: int) -> bool:
    """Whether what begins there is quoted by somebody who warns of it, or tells of its punishment."""
    return is_quoted(view.folded, start) and any(word in view.folded for word in _WARNINGS)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Calls to buy are errors, words of the trade warnings."""
    for view in views(article):
        for hit in longest(list(_matcher().find(view.folded))):
            found = view.original(hit.start, hit.end)
            certain = hit.term < len(CALLS)
            if warned_of(view, hit.start) or (not certain and any(word in view.folded for word in _PUBLIC)):
                continue
            yield RULE.finding(
                article.path,
                view.place(hit.start, hit.end),
                Text("有商业广告用语", "words of an advertisement"),
                excerpt=mask(view.around(hit.start, hit.end)),
                matched=found,
                severity=Severity.ERROR if certain else Severity.WARNING,
            )


RULE: Final = Rule(
    id="SS1601",
    title=Text("商业广告", "advertising"),
    why=Text(
        "办法第十六条：不得刊登商业广告或链接商业广告页面；第三十条（五）列为问责情形。",
        "Art. 16 forbids advertisements and links to them; Art. 30(5) makes it a matter of discipline.",
    ),
    fix=Text(
        "删去广告用语；确属政务内容的写明误报说明（waivers）",
        "remove it; where it is official business, explain it in `waivers`",
    ),
    item="16",
    severity=Severity.ERROR,
    bad=Example(body="春节特惠，立即抢购，扫码下单享好礼。\n"),
    good=Example(body="春节期间，请市民理性消费，谨防虚假促销。\n"),
    adjustable=True,
    waivable=True,
    check=check,
    words=heard_as((*CALLS, *HINTS)),
)

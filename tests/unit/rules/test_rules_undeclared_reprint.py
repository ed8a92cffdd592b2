"""SS1805: a text that says it is another's, and what only mentions a medium."""

from __future__ import annotations

from datetime import date

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import ReprintSource, Sources
from sanshen.rules.ss1805_undeclared_reprint import RULE
from support import office
from support.reading import article

_LISTED = ReprintSource("示例资讯", ("example.cn",), "platform", aliases=("示例客户端",))
_DECLARED = {"source": "{name: 新华社, url: 'https://www.news.cn/a.htm', title: 题}"}


def said(body: str, front: dict[str, str] | None = None) -> list[str]:
    """The excerpts of the findings."""
    book = RuleBook(office.policy(), office.roster(), Lexicon(), Sources((_LISTED,)), date(2026, 11, 23))
    assert RULE.check is not None
    return [one.excerpt for one in RULE.check(article(body + "\n", front), book)]


@pytest.mark.parametrize(
    "body",
    [
        "正文。\n\n来源：新华通讯社",
        "正文。\n\n（来源：《示例日报》）",
        "正文。\n转自：示例客户端",
        "文章来源 示例资讯",
        "新华社北京11月20日电 记者获悉，工作展开。",
        "中新网11月20日电（记者 某）工作展开。",
        "人民网讯 工作展开。",
        "**来源**：示例资讯",
    ],
)
def test_a_credit_or_a_dateline_is_found_once(body: str) -> None:
    assert len(said(body)) == 1
    assert said(body, _DECLARED) == []


@pytest.mark.parametrize(
    "body",
    [
        "来源：梁山街道",
        "新华社记者到场采访，图片来源：新华社。",
        "数据来源：示例资讯",
        "资金来源：区级财政。",
        "来源广泛，渠道畅通。",
        "人民网电影频道、新华社电讯稿采用了报道。",
        "据新华社北京11月20日电，工作展开。",
        "> 新华社北京11月20日电 引文。",
        "| 来源：示例资讯 | 乙 |\n| - | - |\n| 甲 | 乙 |",
    ],
)
def test_what_only_mentions_a_medium_is_left_alone(body: str) -> None:
    assert said(body) == []

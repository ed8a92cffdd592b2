"""Differences, growth and rates of a table that do not follow from the figures of their row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.columns import odd_cells
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.tables import tables

_HEADS: Final = ("增减", "增长", "增幅", "增速", "同比", "环比", "差额", "增加", "减少", "率", "占比", "进度", "完成", "占")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A row or two among others that follow; growth by constant prices, and columns no two others make, pass."""
    for table in tables(article):
        for one in odd_cells(table):
            cell = table.cells[one.row, one.column]
            wanted = f"{one.wanted:.2f}".rstrip("0").rstrip(".")
            shown = cell.text.strip()
            message = Text(f"由本行的两个数字得出的应为 {wanted}", f"the figures of this row give {wanted}")
            yield RULE.finding(article.path, cell.place(0, len(cell.folded)), message, excerpt=shown, matched=shown)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return skim.has_cells and any(word in skim.folded for word in _HEADS)


RULE: Final = Rule(
    id="SS1335",
    title=Text("表格增减、比率与数字不符", "differences and rates of a table"),
    why=Text(
        "办法第十三条（七）：统计数据不准确的信息不能通过审核；增减、增幅、办结率等各列应能由同一行的两个数字算出。",
        "Art. 13(7): inaccurate figures must not pass; differences, growth and rates follow from two figures of their row.",
    ),
    fix=Text(
        "核对这一行的数字；口径不同的写明误报说明（waivers）", "check the row; where the scope differs, explain it in `waivers`"
    ),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(
        body="| 项目 | 2025年 | 2024年 | 增减 |\n| --- | --- | --- | --- |\n| 甲 | 980 | 930 | 50 |\n| 乙 | 120 | 130 | 10 |\n"
    ),
    good=Example(
        body="| 项目 | 2025年 | 2024年 | 增减 |\n| --- | --- | --- | --- |\n| 甲 | 980 | 930 | 50 |\n| 乙 | 120 | 130 | -10 |\n"
    ),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(pieces=_HEADS),
    trigger=_trigger,
)

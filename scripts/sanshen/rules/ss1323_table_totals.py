"""Totals of a table that its rows or columns do not make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.figures import Figure, agree, figures
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.tables import Table, tables

_TOTALS: Final = ("合计", "总计", "共计", "总数")
_WORDS: Final = (*_TOTALS, "小计")
_PARTIAL: Final = ("小计", "其中", "#", "以上")
# Columns whose figures do not add up to anything.
_NO_SUMS: Final = (
    "行次", "栏次", "代码",
    "序号", "编号", "率", "占比", "比重", "比例", "平均", "人均", "均价", "单价", "排名", "名次", "得分", "年份", "年度", "增长", "增幅", "同比",
    "环比", "指数", "日期", "时间", "电话", "邮编", "代码", "速度", "标准", "±", "%",
)  # fmt: skip
_EMPTY: Final = frozenset({"", "-", "--", "—", "——", "/", "0", "无"})
_LEAST: Final = 2


class Total(NamedTuple):
    """A total at `row`, `column`, the figures that should make it, and what they do make."""

    row: int
    column: int
    stated: Figure
    parts: tuple[Figure, ...]

    @property
    def fits(self) -> bool:
        """Whether the parts make the total, within rounding."""
        return agree(self.together, self.stated.value, self.stated.step + sum(part.step for part in self.parts))

    @property
    def together(self) -> float:
        """What the parts make."""
        return sum(part.value for part in self.parts)


def _figure(table: Table, row: int, column: int) -> Figure | None:
    """The one figure that makes up a cell, blank ones counting as nothing; None where there is something else."""
    text = table.text(row, column).replace("，", ",")
    if text in _EMPTY:
        return Figure(0.0, 0.0, "", 0, 0, rough=False, written="")
    found = figures(text)
    return found[0] if len(found) == 1 and found[0].start == 0 and found[0].end == len(text) else None


def _label(table: Table, row: int) -> str:
    return table.text(row, 0) or table.text(row, 1)


def _is_total(label: str) -> bool:
    return any(label.startswith(word) or label.endswith(word) for word in _TOTALS)


def _sums(head: str) -> bool:
    return not any(word in head for word in _NO_SUMS)


def _of_columns(table: Table) -> list[Total]:
    """Each numeric column's total, where the table has one total row at its end or right under its head."""
    rows = [row for row in range(1, table.rows) if _is_total(_label(table, row))]
    if len(rows) != 1 or any(word in _label(table, row) for row in range(1, table.rows) for word in _PARTIAL):
        return []
    total = rows[0]
    if total not in {1, table.rows - 1}:
        return []
    others = [row for row in range(1, table.rows) if row != total]
    found = (_total(table, total, column, [(row, column) for row in others]) for column in range(1, table.columns))
    return [one for one in found if one is not None and _sums(table.head(one.column))]


def _total(table: Table, row: int, column: int, cells: list[tuple[int, int]]) -> Total | None:
    stated = _figure(table, row, column)
    parts = [_figure(table, *cell) for cell in cells]
    if stated is None or not stated.written or len(parts) < _LEAST:
        return None
    whole = tuple(part for part in parts if part is not None)
    return Total(row, column, stated, whole) if len(whole) == len(parts) and any(part.value for part in whole) else None


def _of_rows(table: Table) -> list[Total]:
    """Each row's total, where one column is headed 合计."""
    columns = [column for column in range(table.columns) if table.head(column) in _TOTALS or table.head(column) == "小计"]
    if len(columns) != 1:
        return []
    total = columns[0]
    labels = 1 if not table.head(0).endswith("号") else 2
    others = [column for column in range(labels, table.columns) if column != total and _sums(table.head(column))]
    found = (_total(table, row, total, [(row, column) for column in others]) for row in range(1, table.rows))
    return [one for one in found if one is not None]


def _wrong(totals: list[Total]) -> list[Total]:
    """The totals that do not fit, where others of the same table do: that the table means to add up is then certain."""
    wrong = [one for one in totals if not one.fits]
    return wrong if len(totals) == 1 or len(wrong) < len(totals) else []


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """The row and the column headed 合计; tables with subtotals, and columns of rates, pass."""
    for table in tables(article):
        for one in (*_wrong(_of_columns(table)), *(row for row in _wrong_rows(table))):
            cell = table.cells[one.row, one.column]
            yield RULE.finding(
                article.path,
                cell.place(0, len(cell.folded)),
                Text(f"合计应为 {one.together:.10g}", f"the parts make {one.together:.10g}"),
                excerpt=cell.text.strip(),
                matched=cell.text.strip(),
            )


def _wrong_rows(table: Table) -> list[Total]:
    totals = _of_rows(table)
    return _wrong(totals) if len(totals) >= _LEAST else []


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return skim.has_cells and not skim.heard.isdisjoint(_WORDS)


RULE: Final = Rule(
    id="SS1323",
    title=Text("表格合计不符", "totals of a table"),
    why=Text(
        "办法第十三条（七）：统计数据不准确的信息不能通过审核；表格的合计应等于各行、各列之和。",
        "Art. 13(7): inaccurate figures must not pass; a table's totals are the sums of its rows and columns.",
    ),
    fix=Text(
        "核对合计与各项；含未列项目的写明误报说明（waivers）",
        "check total and parts; where parts are left out, explain it in `waivers`",
    ),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="| 镇街 | 件数 |\n| --- | --- |\n| 甲镇 | 12 |\n| 乙镇 | 30 |\n| 合计 | 43 |\n"),
    good=Example(
        body="| 镇街 | 件数 | 办结率 |\n| --- | --- | --- |\n| 甲镇 | 12 | 90% |\n| 乙镇 | 30 | 95% |\n| 合计 | 42 | 94% |\n"
    ),
    waivable=True,
    adjustable=True,
    check=check,
    trigger=_trigger,
    words=_WORDS,
)

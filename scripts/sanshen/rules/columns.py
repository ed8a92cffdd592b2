"""Columns of a table that are reckoned from two others: differences, growth, rates. A few rows that do not fit where the others do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
from typing import Final, Literal, NamedTuple

from sanshen.rules.figures import agree
from sanshen.rules.tables import Table

Kind = Literal["difference", "growth", "rate"]
_HUNDRED: Final = 100.0
_BESIDE: Final = 4
"""So many columns on its left a column may be reckoned from."""
_FEW: Final = 2
_MOST_ROWS: Final = 500
# Grown by constant prices, or no quantity at all: the figures beside do not tell by how much.
_REAL: Final = (
    "生产总值",
    "gdp",
    "增加值",
    "产值",
    "价格",
    "指数",
    "可支配收入",
    "率",
    "比重",
    "比例",
    "平均",
    "人均",
    "单价",
    "倍",
)
_NO_QUANTITY: Final = ("序号", "编号", "代码", "行次", "栏次", "名次", "排名", "日期", "时间", "电话")


class Cell(NamedTuple):
    """A number that makes up a cell: its value, and half of its last place (0 for a whole number)."""

    value: float
    step: float


class Odd(NamedTuple):
    """A cell that does not follow from the two others of its row, and what does."""

    row: int
    column: int
    wanted: float


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"([+\-−－]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?%?")


def _cell(table: Table, row: int, column: int) -> Cell | None:
    found = _number().fullmatch(table.text(row, column).replace("，", ","))
    if found is None:
        return None
    sign, whole, decimals = found.groups(default="")
    value = float(f"{whole.replace(',', '')}.{decimals or 0}")
    return Cell(-value if sign and sign != "+" else value, 0.5 * 10.0 ** -len(decimals) if decimals else 0.0)


def _kind(table: Table, column: int) -> Kind | None:
    head = table.head(column)
    percent = "%" in head or any(table.text(row, column).endswith("%") for row in range(1, table.rows))
    bare = re.sub(r"\(.*?\)|%", "", head)
    if any(
        word in bare for word in ("累计", "平均", "排名", "满意率", "合格率排", "出生率", "死亡率", "利率", "税率", "增值率")
    ):
        return None
    if re.search(r"(?:增减|增长|增幅|增速|同比|环比|比上年)(?:率|幅度|情况)?$", bare) and (percent or bare.endswith("率")):
        return "growth"
    if re.search(r"(?:增减|差额|增加|减少|比上年增减|较上年增减)(?:额|数|量|值|变化)?$", bare) and not percent:
        return "difference"
    if bare.endswith(("率", "占比", "进度")) or (percent and re.search(r"(?:完成|占)[一-龥]{0,6}$", bare)):
        return "rate"
    return None


def _wanted(kind: Kind, one: Cell, other: Cell) -> tuple[float, float] | None:
    """What the two give, and how much that may be off; None where it tells nothing."""
    if kind == "difference":
        return (one.value - other.value, one.step + other.step) if one.value and other.value else None
    if min(one.value, other.value) <= 0 or one.value == other.value:
        return None
    ratio = one.value / other.value
    blur = (one.step + other.step * max(1.0, ratio)) / other.value * _HUNDRED
    return ((ratio - 1) * _HUNDRED if kind == "growth" else ratio * _HUNDRED), blur


def _fits(kind: Kind, told: Cell, wanted: float, blur: float) -> bool:
    own = told.step if kind == "difference" else told.step or 0.5
    return agree(told.value, wanted, blur + own)


def _odd(table: Table, kind: Kind, column: int, cells: Mapping[tuple[int, int], Cell]) -> list[Odd]:
    """The rows that do not fit, by the two columns by which most rows do; none where a row or two fit by chance."""
    beside = [one for one in range(max(0, column - _BESIDE), column) if _kind(table, one) is None and _counts(table, one)]
    rows = [row for row in range(1, table.rows) if (row, column) in cells and not _is_real(table, row)]
    best: tuple[int, list[Odd]] = (0, [])
    for one, other in permutations(beside, 2):
        fit, wrong = 0, list[Odd]()
        for row in rows:
            if (row, one) not in cells or (row, other) not in cells:
                continue
            wanted = _wanted(kind, cells[row, one], cells[row, other])
            if wanted is None:
                continue
            if _fits(kind, cells[row, column], *wanted):
                fit += 1
            else:
                wrong.append(Odd(row, column, wanted[0]))
        if fit > best[0]:
            best = fit, wrong
    fit, wrong = best
    return wrong if 0 < len(wrong) <= min(fit, _FEW) else []


def _counts(table: Table, column: int) -> bool:
    return not any(word in table.head(column) for word in _NO_QUANTITY)


def _is_real(table: Table, row: int) -> bool:
    return any(word in table.text(row, 0) + table.text(row, 1) for word in _REAL)


def odd_cells(table: Table) -> Iterator[Odd]:
    """Every such cell of a table."""
    kinds = {column: kind for column in range(2, table.columns) if (kind := _kind(table, column)) is not None}
    if not kinds or table.rows > _MOST_ROWS:
        return
    cells = {place: cell for place in table.cells if place[0] and (cell := _cell(table, *place)) is not None}
    for column, kind in kinds.items():
        yield from _odd(table, kind, column, cells)

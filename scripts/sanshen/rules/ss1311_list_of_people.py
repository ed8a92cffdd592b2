"""Lists that put a person's whole name beside an illness, a disability, a benefit or a child's age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.across import rows
from sanshen.rules.clues import Clues
from sanshen.rules.listed_people import BENEFITS, CHILDREN, ILLNESSES, STANDINGS, ill_ones, is_name, labelled_ones
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.tables import Table, tables

_NAMES: Final = frozenset(
    {
        "户主", "患者", "病人", "学生", "儿童", "申请人", "救助对象", "低保对象", "名字", "对象", "人员", "残疾人", "老人", "补助对象", "受助人", "受助对象",
        "资助对象", "保障对象", "享受人员", "发放对象", "申请者",
    }
)  # fmt: skip
"""Heads of a column that holds names, besides every head with 姓名 in it."""
_KINDS: Final = frozenset(
    {"对象", "人员", "残疾人", "老人", "补助对象", "受助对象", "资助对象", "保障对象", "享受人员", "发放对象"}
)
"""Of these a column as often says which kind of people are meant."""
_HEADS: Final = ("姓名", *sorted(_NAMES - _KINDS))
_SAID: Final = ("类别", "类型", "备注", "原因", "情况", "说明", "等级", "事由", "补贴", "项目", "内容")
"""Heads of a column that may say of each person what he has."""
_SKILLED: Final = ("职称", "职务", "科室", "擅长", "专长", "专业", "岗位", "单位")
"""Beside these, illnesses are what a doctor treats or a clerk handles."""
_HEALTH: Final = (
    "病情", "疾病", "病种", "诊断", "患病", "病史", "感染", "残疾等级", "残疾类别", "残疾类型", "残疾级别", "残疾程度", "残疾证",
    "健康状况", "精神障碍", "伤残", "hiv", "核酸", "体检结果",
)  # fmt: skip
_BENEFIT: Final = ("低保", "特困", "救助", "致贫", "困难类型", "困难原因", "帮扶", "保障金", "保障类型", "优抚")
_PRIVATE: Final = ("婚姻", "宗教", "犯罪", "家庭收入", "社保卡")
_CHILDREN: Final = ("监护人", "孤儿", "留守", "困境儿童", "抚养儿童")
_BORN: Final = ("出生",)
_AGES: Final = ("年龄", "周岁", "岁")
_ILL: Final = (
    "确诊",
    "患有",
    "身患",
    "诊断",
    "病例",
    "感染",
    "残疾",
    "精神病",
    "艾滋",
    "白血病",
    "癌",
    "尿毒症",
    "肿瘤",
    "智力障碍",
    "孤儿",
    "低保",
)
_OF_AGE: Final = 14
"""Below it every fact about a child is sensitive (Art. 28 of the law on personal information)."""
_NEAR: Final = 40
_SHORT: Final = 16
_SUBJECTS: Final = (*ILLNESSES, *CHILDREN, *BENEFITS, *STANDINGS)


@cache
def _whole_name() -> re.Pattern[str]:
    return re.compile(r"(?!.*[某氏户人员名计])[一-龥]{2,4}(?:·[一-龥]{1,8})?")


@cache
def _year() -> re.Pattern[str]:
    return re.compile(r"(?:19|20)\d\d")


@cache
def _told() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?<![一-龥])|(?<=[民者童生人女男]))([一-龥]{2,3})(?:[,、\s]\s?[男女][,、\s]\s?(?:现?年)?|\(\s?(?:[男女][,、]\s?)?(?:现?年)?)(\d{1,3})周?岁"
    )


def _whole_names(table: Table, column: int) -> list[View]:
    cells = [table.cells.get((row, column)) for row in range(1, table.rows)]
    shown = [cell for cell in cells if cell is not None and _whole_name().fullmatch("".join(cell.folded.split()))]
    if table.head(column) in _KINDS:
        return [cell for cell in shown if is_name("".join(cell.folded.split()))]
    return shown


def _names_column(table: Table) -> int | None:
    exact = (column for column in range(table.columns) if table.head(column) in _NAMES)
    named = table.column_where("姓名")
    return named if named is not None else next(exact, None)


def _has_child(table: Table, year: int) -> bool:
    born = table.column_where(*_BORN)
    if born is not None:
        years = (_year().match(table.text(row, born)) for row in range(1, table.rows))
        if any(found and year - int(found.group()) < _OF_AGE for found in years):
            return True
    column = table.column_where(*_AGES)
    if column is None:
        return False
    ages = ("".join(filter(str.isdigit, table.text(row, column))) for row in range(1, table.rows))
    return any(age and int(age[:3]) < _OF_AGE for age in ages)


def _says_illnesses(table: Table) -> bool:
    """Whether cells beside the names say what at least two persons suffer from, under a head that does not."""
    columns = [column for column in range(table.columns) if any(word in table.head(column) for word in _SAID)]
    if not columns or table.column_where(*_SKILLED) is not None:
        return False
    ill = [row for row in range(1, table.rows) if any(_is_ill(table.text(row, column)) for column in columns)]
    return len(ill) > 1


def _is_ill(said: str) -> bool:
    return len(said) <= _SHORT and any(word in said for word in ILLNESSES)


def _kind(table: Table, title: str, year: int) -> tuple[Text, Severity] | None:
    if table.column_where(*_HEALTH) is not None or _says_illnesses(table):
        return Text("病情或残疾", "an illness or disability"), Severity.ERROR
    if _has_child(table, year) or table.column_where(*_CHILDREN) is not None:
        return Text("未成年人的情况", "facts about a child"), Severity.ERROR
    if table.column_where(*_BENEFIT) is not None or any(word in title for word in ("低保", "特困", "救助对象", "困难群众")):
        return Text("救助或保障情况", "a benefit received"), Severity.WARNING
    if table.column_where(*_PRIVATE) is not None:
        return Text("私密情况", "private matters"), Severity.WARNING
    return None


def _report(article: Article, view: View, start: int, end: int, what: Text, severity: Severity) -> Finding:
    return RULE.finding(
        article.path,
        view.place(start, end),
        Text(f"名单把完整姓名与{what.zh}列在一起", f"a list puts whole names beside {what.en}"),
        excerpt=view.original(start, start + 1) + "＊＊",
        matched=view.original(start, end),
        severity=severity,
    )


def _turned(article: Article) -> Iterator[Table]:
    """Tables whose heads stand one below the other, in the first column, as tables like the others."""
    for table in tables(article):
        for row in range(table.rows):
            if "姓名" in table.text(row, 0) and is_name(table.text(row, 1)):
                cells = {(column, line): cell for (line, column), cell in table.cells.items()}
                yield Table(table.number, cells, table.columns, table.rows)
                break


def _in_tables(article: Article, year: int) -> Iterator[Finding]:
    for table in (*tables(article), *_turned(article)):
        column = _names_column(table)
        kind = _kind(table, article.meta.title, year) if column is not None else None
        if kind is None or column is None:
            continue
        for cell in _whole_names(table, column)[:1]:  # one finding a table: the list as a whole is at fault
            yield _report(article, cell, 0, len(cell.folded), *kind)


def _in_text(article: Article) -> Iterator[Finding]:
    for view in views(article):
        if "岁" not in view.folded:
            continue
        for hit in _told().finditer(view.folded):
            name, age, after = hit.group(1), int(hit.group(2)), view.folded[hit.end() : hit.end() + _NEAR]
            if "某" in name:
                continue
            if any(word in after for word in _ILL):
                yield _report(article, view, *hit.span(1), Text("病情或残疾", "an illness or disability"), Severity.WARNING)
            elif age < _OF_AGE:
                yield _report(article, view, *hit.span(1), Text("未成年人的情况", "facts about a child"), Severity.WARNING)


def _in_lists(article: Article) -> Iterator[Finding]:
    seen = [one for one in views(article) if one.passage.kind in {PassageKind.TEXT, PassageKind.TITLE, PassageKind.META}]
    for view, start, end in ill_ones([*seen, *rows(article)]):
        yield _report(article, view, start, end, Text("病情或残疾", "an illness or disability"), Severity.ERROR)
    for view, start, end, label in labelled_ones(seen):
        if any(word in label for word in STANDINGS):
            yield _report(
                article, view, start, end, Text("矫正、戒毒、感染一类情况", "a standing or an infection"), Severity.ERROR
            )
        elif any(word in label for word in BENEFITS) and not any(word in label for word in ILLNESSES):
            yield _report(article, view, start, end, Text("救助或保障情况", "a benefit received"), Severity.WARNING)
        else:
            yield _report(
                article,
                view,
                start,
                end,
                Text("病情、残疾或未成年人的情况", "an illness, a disability or childhood"),
                Severity.ERROR,
            )


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Illness, disability and children beside whole names are errors in a table or a list; benefits, and what prose tells of one, warn."""
    yield from _in_tables(article, book.day.year)
    yield from _in_text(article)
    yield from _in_lists(article)


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    listed = not skim.heard.isdisjoint(_SUBJECTS)
    return "岁" in skim.folded or listed or (skim.has_cells and not skim.heard.isdisjoint(_HEADS))


RULE: Final = Rule(
    id="SS1311",
    title=Text("姓名与敏感个人信息并列", "names beside sensitive facts"),
    why=Text(
        "病情、残疾、未满十四周岁儿童的信息是敏感个人信息，与完整姓名列在一起会给个人造成危害（办法第十三条（四））；"
        "依法公示救助对象的，须写明依据。",
        "Illness, disability and facts about children under fourteen are sensitive; beside a whole name they harm the person "
        "(Art. 13(4)). Where the law has beneficiaries announced, say so.",
    ),
    fix=Text(
        "姓名脱敏（张某、张＊），或删去该列；依法必须公示的在误报说明（waivers）中写明依据",
        "mask the names or drop the column; where the law demands the list, name it in `waivers`",
    ),
    item="13(四)",
    severity=Severity.ERROR,
    bad=Example(body="| 姓名 | 残疾等级 |\n| --- | --- |\n| 陈示例 | 二级 |\n"),
    good=Example(body="| 姓名 | 残疾等级 |\n| --- | --- |\n| 陈某 | 二级 |\n| 李＊ | 三级 |\n"),
    waivable=True,
    check=check,
    clues=Clues(folded="岁"),
    trigger=_trigger,
    words=(*_HEADS, *_SUBJECTS),
)

"""Where somebody lives, down to the house: a public list stops at the township or sub-district."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.listed_people import told_name
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.tables import context, table_of, tables

_CONTEXT: Final = 20
_HOME: Final = (
    "家庭住址", "家庭地址", "住址", "户籍地址", "户籍所在地", "户口所在地", "常住地址", "居住地址", "户籍住址", "身份证地址",
)  # fmt: skip
_TOLD: Final = ("家住", "现居", "现住", "居住地", "户籍地", "居住在", "居住于", "租住", "暂住")
_NAMES: Final = ("姓名", "户主", "申请人", "被征收人", "权利人", "监护人", "学生", "受助人", "补助对象", "救助对象")
_PUBLIC: Final = (
    "办公",
    "联系地址",
    "办理地点",
    "服务",
    "窗口",
    "项目",
    "工程",
    "建设地点",
    "注册",
    "经营",
    "公司",
    "学校",
    "机构",
    "派出所",
)
_AS_LISTED: Final = (",男", ",女", "、男", "、女", "号)", "室)", "户)")
"""A person and an address as lists have them."""
_PLACES: Final = ("村", "社区", "乡镇", "街道")
_GROUPS: Final = frozenset({"组", "社", "小组", "村民小组", "居民小组", "组(社)", "社(组)", "门牌", "门牌号", "门牌号码"})
_NUMBER: Final = r"[0-9一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾a-z\-附]{1,8}"


@cache
def _dwells() -> re.Pattern[str]:
    # 张某，住梁山街道…: what stands behind is a place, and not 住院, 住房, 住宿.
    return re.compile(r"(?:^|[,、;:\s])现?住(?:在|于|址为|所为)?(?=[一-龥]{2,}?(?:省|市|区|县|镇|乡|街道|村|社区|路))")


@cache
def _house() -> re.Pattern[str]:
    # 3 组 12 号 of a village; 2 栋 1 单元 302 室 of an estate.
    village = rf"[村社区居][\s,，]?(?:第)?{_NUMBER}\s?[组社队]\s?(?:{_NUMBER}\s?号?)?"
    estate = rf"{_NUMBER}\s?(?:栋|幢|号楼|单元|楼)[\s\-]?(?:{_NUMBER}\s?(?:单元|楼|层)[\s\-]?)?{_NUMBER}\s?(?:室|号|户)"
    street = rf"[路街巷道][\s]?{_NUMBER}\s?号(?:附?{_NUMBER}\s?号)?"
    flat = rf"{_NUMBER}\s?(?:栋|幢|号楼|楼)[\s\-]?{_NUMBER}\s?单元[\s\-]?[0-9\-]{{3,7}}\s?(?:室|号)?(?![0-9a-z户栋])"
    # 3 幢 2-501; 5-2-301 of an estate; 王家湾 12 号.
    brief = r"[0-9]{1,3}\s?[栋幢座]\s?[0-9]{1,3}-[0-9]{1,4}|(?:[小园区苑城府庭湾居][a-z]?区?)\s?[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,4}(?![0-9\-])"
    hamlet = r"[屯湾坝沟坪岩坡院庄坊寨营铺堡冲垭]\s?[0-9]{1,4}\s?号(?![楼桥线路院])"
    return re.compile(f"({flat}|{village}|{estate}|{street}|{brief}|{hamlet})")


@cache
def _person_before() -> re.Pattern[str]:
    # 李明（石桥镇…）; 1.李明，男，石桥镇…: as a list has it.
    said = r"\s?[(,、]\s?(?P<facts>(?:[男女]|\d{1,3}岁)[,、]\s?(?:\d{1,3}岁[,、]\s?)?)?"
    return re.compile(rf"(?:^|[,、;。.:)\s\d]|户主|对象|申请人){told_name()}{said}[一-龥\d]{{2,14}}$")


@cache
def _group() -> re.Pattern[str]:
    return re.compile(rf"第?{_NUMBER}\s?[组社队号]?")


@cache
def _label() -> re.Pattern[str]:
    # As a form has it, not as a story tells it.
    return re.compile(r"(?:户籍地|居住地|现居地|常住地|现住址|户口地)\s*:")


def _last(text: str, words: tuple[str, ...]) -> int:
    """Where the last of the words stands; -1 where there is none. The nearest label says what an address is."""
    return max(text.rfind(word) for word in words)


def _severity(article: Article, view: View, start: int, house: str) -> Severity | None:
    before = context(article, view, start, _CONTEXT)
    if _last(before, _PUBLIC) > max(_last(before, _HOME), _last(before, _TOLD)):
        return None
    if any(word in before for word in _HOME):
        return Severity.ERROR
    listed = _in_a_list_of_people(article, view)
    if listed is not None:
        return listed
    # A story may tell the village group somebody comes from; the house is nobody's business there either.
    told = any(word in before for word in _TOLD) or _dwells().search(before) is not None
    if _label().search(before) is not None:
        return Severity.ERROR
    # The number of a flat behind that of its staircase is nobody's office.
    flat = "单元" in house and not any(word in context(article, view, start, 2 * _CONTEXT) for word in _PUBLIC)
    person = _person_before().search(view.folded, max(0, start - _CONTEXT), start + 1)
    house_itself = house.endswith(("号", "室", "户")) or ("-" in house and house[-1].isdigit())
    known = (told or person is not None) and house_itself
    return Severity.WARNING if flat or known or (person is not None and person.group("facts")) else None


def _in_a_list_of_people(article: Article, view: View) -> Severity | None:
    """In a table that has a column of names: certain under a head that says where they live, probable under 地址 or 村组."""
    block = view.passage.block
    if block is None or block.kind != "cell" or block.row == 0:
        return None
    table = table_of(article, block.table)
    head = table.head(block.column)
    if table.column_where(*_NAMES) is None or any(word in head for word in _PUBLIC):
        return None
    if "住" in head or "户籍" in head:
        return Severity.ERROR
    return Severity.WARNING if any(word in head for word in ("地址", "村", "社区", "小区")) else None


def _in_columns(article: Article) -> Iterator[View]:
    """The first cell of a column of groups or house numbers beside columns of villages and of names."""
    for table in tables(article):
        if table.column_where(*_NAMES) is None or table.column_where(*_PLACES) is None:
            continue
        for column in range(table.columns):
            if table.head(column) in _GROUPS:
                cells = (table.cells.get((row, column)) for row in range(1, table.rows))
                yield from islice((cell for cell in cells if cell is not None and _group().fullmatch(cell.folded.strip())), 1)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A group, house or flat number behind 住址, or in a table of people; addresses of offices and works pass."""
    for view in views(article):
        if view.passage.kind in {PassageKind.LINK, PassageKind.IMAGE, PassageKind.CODE}:
            continue
        if not any(sign in view.folded for sign in "组社队栋幢楼元室号-"):
            continue
        for hit in _house().finditer(view.folded):
            severity = _severity(article, view, hit.start(), hit.group(1))
            if severity is not None:
                yield _report(article, view, *hit.span(1), severity)
    for view in _in_columns(article):
        yield _report(article, view, 0, len(view.folded), Severity.WARNING)


def _report(article: Article, view: View, start: int, end: int, severity: Severity) -> Finding:
    return RULE.finding(
        article.path,
        view.place(start, end),
        Text("有精确到门牌、村组的个人住址", "a person's address down to the house or village group"),
        excerpt=mask(view.original(start, start + min(2, end - start))) + "＊＊＊",
        matched=view.original(start, end),
        severity=severity,
    )


RULE: Final = Rule(
    id="SS1310",
    title=Text("个人住址", "home address"),
    why=Text(
        "公示个人信息时住址只保留到乡镇、街道；写到门牌和村组会给个人造成危害（办法第十三条（四））。",
        "A public list gives an address down to the township only; the house itself harms its owner (Art. 13(4)).",
    ),
    fix=Text(
        "住址只写到乡镇、街道；办公、服务地点写明误报说明（waivers）",
        "stop at the township; where it is an office, explain it in `waivers`",
    ),
    item="13(四)",
    severity=Severity.ERROR,
    bad=Example(body="李某，家庭住址：梁山街道东明村3组12号。\n"),
    good=Example(body="李某，家庭住址：梁山街道。办公地址：梁山街道人民东路12号行政中心3号楼502室。\n"),
    waivable=True,
    check=check,
    words=(*_HOME, *_TOLD, *_NAMES, "住", "单元"),
    clues=Clues(pieces=_AS_LISTED),
)

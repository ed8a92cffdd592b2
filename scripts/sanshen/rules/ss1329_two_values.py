"""One figure with two values: in title, summary or first paragraph and further down, or told twice in the text with the same words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.figures import agree, body
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.told import SCOPES, WHOLES, Around, Course, Told, may_differ, opens, told

_FRONT: Final = frozenset({"title", "summary"})
_LONG: Final = 7
_STOCK: Final = (
    "人口", "生产总值", "gdp", "总户数", "面积", "产量", "总产值", "增加值", "零售总额", "收入", "支出", "余额", "用电量", "固定资产投资",
    "里程", "森林覆盖率", "城镇化率", "出生率", "死亡率", "党员", "耕地",
)  # fmt: skip
# Of which crop, firm or project the text told before.
_VAGUE: Final = (
    "种植面积", "播种面积", "养殖面积", "总面积", "建筑面积", "总产量", "年产量", "总产值", "年产值", "销售收入", "总收入", "年收入", "实现收入",
)  # fmt: skip
_STOCK_LENGTH: Final = 3
_LOCAL: Final = ("全村", "全镇", "全乡", "全街道", "全社区")


class Place(NamedTuple):
    """A figure of title, summary or body, where it stands, and what the text around it is about (nothing is known of a title)."""

    told: Told
    around: Around | None
    view: View
    leading: bool


def _places(article: Article) -> Iterator[Place]:
    """The figures of title and summary, then of the body; its first passage with a digit leads, too."""
    for passage, view in zip(article.passages, views(article, waivers=True), strict=True):
        if passage.key in _FRONT or passage.kind is PassageKind.TITLE:
            yield from (Place(one, None, view, leading=True) for one in told(view))
    first, course = next(body(article), None), Course()
    for view in views(article):
        if view.passage.kind is PassageKind.TEXT and view.passage.block is not None:
            figures = list(told(view))
            for one, around in zip(figures, course.around(view, figures), strict=True):
                yield Place(one, around, view, leading=view is first)


def _may_be_one(lead: Place, other: Place) -> bool:
    """Whether the lead's figure may be this one: no other month, kind or village, and no other year where both name one."""
    one, two = lead.told, other.told
    (years, months), (other_years, other_months) = one.periods, two.periods
    named = lead.around is None or other.around is None or lead.around.place == other.around.place
    return (
        months == other_months
        and (years == other_years or not years or not other_years)
        and (one.tail == two.tail or not one.tail or not two.tail)
        and (named or not any(word in one.label for word in _LOCAL))
    )


def _differ(first: Told, second: Told) -> bool:
    """Whether the values do; what is rounded to the same place is rounded alike."""
    one, other = first.figure, second.figure
    return not agree(one.value, other.value, 0.0 if one.step == other.step else one.step + other.step)


def _is_stock(label: str) -> bool:
    """Whether a whole has but one such figure at a time: 全区常住人口, 全市地区生产总值."""
    scope = next((word for word in SCOPES if label.startswith(word) and word != "全年"), "")
    rest = label[len(scope) :]
    for word in ("年末", "共有", "现有", "有", "实现", "完成"):
        rest = rest.removeprefix(word)
    return bool(scope) and len(rest) >= _STOCK_LENGTH and rest.endswith(_STOCK) and rest not in _VAGUE


def _follows(first: Told, second: Told) -> bool:
    """Whether the second clause, or sentence, comes right behind the first, and both say nothing before."""
    one, other = first.sentence, second.sentence
    if one.view is not other.view or not opens(first):
        return False
    if one.start == other.start:
        return second.number == first.number + 1 and len(second.before) <= len(first.before) + 1
    return one.start + len(one.text) == other.start and opens(second)


def _at_the_beginning(one: Told) -> bool:
    return one.sentence.start == 0 and opens(one)


def _is_same(first: Place, second: Place) -> bool:
    """Whether two figures told with the same words are certain to be one: of one time and place, and nothing between changes what."""
    one, other = first.told, second.told
    if first.around is None or second.around is None or one.periods != other.periods:
        return False
    if first.around[1:] != second.around[1:]:
        return False
    if _follows(one, other) or (_is_stock(one.label) and opens(one) and opens(other)):
        return True
    beginnings = _at_the_beginning(one) and _at_the_beginning(other)
    return beginnings and len(one.words) >= _LONG and first.around.heading == second.around.heading


def _is_running(place: Place) -> bool:
    """Whether it stands in the article's own paragraphs and headings, told of a named whole."""
    block = place.view.passage.block
    return block is not None and block.kind != "cell" and not block.quoted and place.told.label.startswith(SCOPES)


def _contradicted(article: Article) -> Iterator[tuple[Told, Place]]:
    """(figure told first, the one that contradicts it)."""
    lead = dict[tuple[str, str], Place]()
    latest = dict[tuple[str, str, str], Place]()
    for place in _places(article):
        one = place.told
        before = lead.get((one.label, one.unit))
        if before is None and place.leading:
            lead[one.label, one.unit] = place
        running = latest.get((one.label, one.unit, one.tail)) if _is_running(place) else None
        if _is_running(place) and (running is None or not _is_same(running, place)):
            latest[one.label, one.unit, one.tail] = place
        if before is not None and _may_be_one(before, place) and _differ(before.told, one):
            yield before.told, place
        elif running is not None and _is_same(running, place) and _differ(running.told, one):
            yield running.told, place


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """The same clause with the same unit and another value; years, quarters, places and parts are told apart."""
    for first, (one, _, view, _) in _contradicted(article):
        start, end = one.sentence.span(one.figure.start, one.figure.end)
        yield RULE.finding(
            article.path,
            view.place(start, end),
            Text(
                f"“{one.words}”前面写的是 {first.figure.written}",
                f"{one.words!r} was given as {first.figure.written} above",
            ),
            excerpt=view.around(start, end),
            matched=view.original(start, end),
        )


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return may_differ(skim.text, skim.folded) and any(word in skim.folded for word in WHOLES)


RULE: Final = Rule(
    id="SS1329",
    title=Text("同一数据前后不一", "one figure, two values"),
    why=Text(
        "标题、摘要与正文里，或正文前后，用同样的话说的同一数据不一致，必有一处是错的（办法第十三条（七））。",
        "Where title, summary and text, or two places of the text in the same words, give one figure two values, one is wrong "
        "(Art. 13(7)).",
    ),
    fix=Text("核对后统一；指的是两件事的，改写说明", "make them one; where two things are meant, say so"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(
        body="全年累计检查企业 120 家。\n\n工作人员走村入户，全年累计检查企业 130 家。\n\n全区常住人口 64.5 万人。\n\n全区常住人口 65.4 万人。\n"
    ),
    good=Example(body="全年累计检查企业 120 家。\n\n上年全年累计检查企业 98 家。全年累计培训人员 130 名。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(pieces=WHOLES),
    trigger=_trigger,
)

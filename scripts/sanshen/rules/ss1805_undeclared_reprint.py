"""A text that says of itself that it is another's, under a unit's own name as its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule

_SAID: Final = ("来源", "转自", "转载自", "摘自", "原载", "稿源")
_AGENCIES: Final = ("新华社", "中新社", "中新网", "人民网", "央视网", "央广网", "光明网")


@cache
def _credit() -> re.Pattern[str]:
    # The whole line: 图片来源 and 资金来源 are no credits of the text.
    said = "|".join(_SAID)
    return re.compile(
        rf"^[ \u3000]*\(?(?:文章|稿件|信息|新闻|本文|消息)?(?:{said})[ \u3000]*[::]?[ \u3000]*([^\s,，。:()]{{2,30}})",
        re.MULTILINE,
    )


@cache
def _medium() -> re.Pattern[str]:
    return re.compile(r"[《\"]?[\u4e00-\u9fff]{2,10}(?:日报|晚报|早报|时报|新闻网|新闻社|通讯社|电视台|总台)")


@cache
def _dateline() -> re.Pattern[str]:
    agencies = "|".join(_AGENCIES)
    day = r"(?:\d{1,2}月)?\d{1,2}日"
    return re.compile(
        rf"^[ \u3000]*\(?(?:{agencies})[ \u3000]*[\u4e00-\u9fff、 \u3000]{{0,12}}?(?:{day})?[ \u3000]*[电讯](?=[\s(,:。]|$)",
        re.MULTILINE,
    )


def _names(book: RuleBook) -> frozenset[str]:
    listed = (name for one in book.sources.active(book.day) for name in (one.name, *one.aliases))
    return frozenset(fold(name).text for name in (*_AGENCIES, *listed))


def _own(book: RuleBook) -> frozenset[str]:
    return frozenset(fold(name).text for name in (book.roster.name, *(unit.name for unit in book.roster.units.values())))


def _found(view: View, names: frozenset[str], own: frozenset[str]) -> tuple[int, int] | None:
    dated = _dateline().search(view.folded)
    if dated is not None:
        return dated.span()
    for credit in _credit().finditer(view.folded):
        name = credit.group(1).strip("《》\"'")
        if name not in own and (name in names or _medium().fullmatch(name) is not None):
            return credit.span()
    return None


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """The first line of the body that credits a medium, or begins as a news agency's report does."""
    if article.meta.source.reprint:
        return
    names, own = _names(book), _own(book)
    for view in views(article):
        block = view.passage.block
        if view.passage.kind is not PassageKind.TEXT or block is None or block.kind == "cell" or block.quoted:
            continue
        span = _found(view, names, own)
        if span is not None:
            start, end = span
            yield RULE.finding(
                article.path,
                view.place(start, end),
                Text(
                    "正文写着别处的来源，source 却是本区单位",
                    "the text credits another source, but `source` names a unit of the district",
                ),
                excerpt=view.around(start, end),
                matched=view.original(start, end),
            )
            return


RULE: Final = Rule(
    id="SS1805",
    title=Text("未声明的转载", "a reprint that is not declared"),
    why=Text(
        "办法第十八条：转载必须注明来源、不得歪曲；写成本单位信息的转载，不核对稿源、原题和原址。",
        "Art. 18: a reprint names its source; one passed off as the unit's own escapes the checks of source, title and address.",
    ),
    fix=Text(
        "是转载的写明 source: {name, url, title, published}；不是的删去正文里的来源",
        "declare it in `source`, or drop the credit from the text",
    ),
    item="18",
    severity=Severity.WARNING,
    bad=Example(body="新华社北京11月20日电 记者从有关部门获悉，冬季防火工作全面展开。\n\n来源：新华社\n"),
    good=Example(body="新华社记者到场采访。图片来源：新华社。资金来源：区级财政。\n\n来源：梁山街道\n"),
    waivable=True,
    adjustable=True,
    check=check,
    words=tuple(fold(word).text for word in (*_SAID, *_AGENCIES)),
)

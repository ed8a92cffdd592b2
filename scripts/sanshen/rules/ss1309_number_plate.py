"""Number plates of cars: with their owner beside them they lead to a person."""

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
from sanshen.rules.clues import PROVINCES, Clues
from sanshen.rules.digits import SPELLED
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.tables import table_of

_OWNERS: Final = ("车主", "驾驶人", "驾驶员", "当事人", "违法人", "姓名", "所有人", "机动车所有", "驾驶", "司机")
_AROUND: Final = 30
_CALLED: Final = ("车牌", "号牌", "牌照", "号车", "军车", "军牌", "警车", "武警", "轿车", "汽车")
_ARMY: Final = ("军车", "军牌", "军用车")
"""What calls a number a plate that looks like any other, and one of the army."""
_NEAR: Final = 12
_BEHIND: Final = 4


@cache
def _shape() -> re.Pattern[str]:
    # Seven characters, or eight for a car of new energy; the second is never I or O, the rest holds at least two digits.
    gap = r"[\s·•・.\-_/]{0,2}"
    tail = rf"(?=[a-z]*{gap}\d{gap}[a-z]*{gap}\d)(?:[a-hj-np-z0-9]{gap}){{4}}[a-hj-np-z0-9挂学警港澳领]"
    longer = rf"(?:[a-hj-np-z0-9]{gap}){{5}}[a-hj-np-z0-9]"
    set_apart = r"[\s·•・.\-_/()“”\"'【】\[\]]{0,2}"
    letter = r"(?:\s?|[·•・\-_(]\s?)[a-hj-np-z]"
    return re.compile(rf"([{PROVINCES}]{letter}{set_apart}(?:{longer}|{tail}))(?![0-9a-z])")


@cache
def _of_a_document() -> re.Pattern[str]:
    return re.compile(r"[-_/]\d{1,2}[-_/](?:19|20)\d\d$")  # 鲁A-01-2024


@cache
def _special() -> re.Pattern[str]:
    # Of embassies and consulates (使 014·578), of the armed police (WJ 渝 1234X), of the army (two letters, five digits).
    gap = r"[\s·•・.\-]?"
    return re.compile(
        rf"(?<![0-9a-z])([使领]{gap}\d{{3}}{gap}\d{{3}}|wj{gap}[{PROVINCES}]{gap}\d{{4}}[0-9a-z]|[a-hj-np-z]{{2}}{gap}\d{{5}})(?![0-9a-z]|\.\d)"
    )


def _plates(folded: str) -> Iterator[tuple[int, int]]:
    """Where plates stand; those that look like other numbers, only where the words call them so."""
    if any(one in folded for one in PROVINCES):
        for hit in _shape().finditer(_with_digits(folded)):
            if sum(map(str.isdigit, hit.group(1))) >= 2 and not _of_a_document().search(hit.group(1)):  # noqa: PLR2004  # 渝A开头: no plate
                yield hit.span(1)
    if any(word in folded for word in _CALLED):
        for hit in _special().finditer(folded):
            near = folded[max(0, hit.start() - _NEAR) : hit.end() + _BEHIND]
            if hit.group(1).startswith("wj") or any(word in near for word in (_CALLED if hit.group(1)[0] in "使领" else _ARMY)):
                yield hit.span(1)


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(f"(?<=[{PROVINCES}][a-z])[〇零一二三四五六七八九]{{4,6}}")


def _with_digits(folded: str) -> str:
    """`folded` with spelled digits behind the letters of a plate (渝A一二三四五) as digits; of the same length."""
    return _spelled().sub(lambda found: found.group().translate(SPELLED), folded)


def _has_owner(article: Article, view: View, start: int, end: int) -> bool:
    block = view.passage.block
    if block is not None and block.kind == "cell":
        table = table_of(article, block.table)
        if table.column_where(*_OWNERS) is not None:
            return True
    near = view.folded[max(0, start - _AROUND) : end + _AROUND]
    return any(word in near for word in _OWNERS)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A whole plate beside its owner is an error, alone a warning; masked plates and lines of buses pass."""
    for view in views(article):
        for start, end in _plates(view.folded):
            owner = _has_owner(article, view, start, end)
            yield RULE.finding(
                article.path,
                view.place(start, end),
                Text("有完整的车牌号", "a whole number plate"),
                excerpt=mask_digits("".join(_with_digits(view.folded)[start:end].upper().split()), 2, 1),
                matched=view.original(start, end),
                severity=Severity.ERROR if owner else Severity.WARNING,
            )


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return next(_plates(skim.folded), None) is not None


RULE: Final = Rule(
    id="SS1309",
    title=Text("车牌号", "number plate"),
    why=Text(
        "车牌号与车主写在一起即可查到个人；办法第十三条（四）规定会给个人造成危害的信息不能通过审核。",
        "A plate beside its owner leads to a person; Art. 13(4) forbids passing what harms individuals.",
    ),
    fix=Text(
        "按 渝F****8 的样式脱敏；依法须公告车牌的写明误报说明（waivers）",
        "star all but its first two characters and the last; where the law has it announced, explain it in `waivers`",
    ),
    item="13(四)",
    severity=Severity.ERROR,
    bad=Example(body="车主张某，车牌号渝F·00A01，逾期未处理。\n"),
    good=Example(body="车主张某，车牌号渝F****1，逾期未处理。渝F开头的小型客车限行。\n"),
    waivable=True,
    check=check,
    clues=Clues(facts=("plate",), pieces=_CALLED),
    trigger=_trigger,
)

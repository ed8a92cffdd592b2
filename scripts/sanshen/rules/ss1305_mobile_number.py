"""Personal mobile numbers; public hotlines and landlines pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.mask import mask_mobile
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.across import bare_numbers, broken, figures, rows
from sanshen.rules.clues import CALLED, Clues
from sanshen.rules.digits import SEPARATOR, Run, runs, spread
from sanshen.rules.gaps import CELL
from sanshen.rules.parted import parted
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.tables import context
from sanshen.rules.undressed import undressed

_LENGTH: Final = 11
_GROUPS: Final = ((3, 3, 5), (3, 5, 3), (4, 4, 3), (4, 3, 4))
_HALVES: Final = ((5, 6), (3, 8), (7, 4))
"""How people group the digits besides 3-4-4. 1350、1200、980 is a list and 13500-180000 a range, so their signs are few."""


def _grouped(sizes: tuple[int, ...], sign: str) -> str:
    first, *rest = sizes
    return f"{sign}{{1,2}}".join([rf"1[3-9]\d{{{first - 2}}}", *(rf"\d{{{size}}}" for size in rest)])


_CALLED: Final = ("电话", "手机", "联系", "微信", "tel", "致电", "拨打", "短信", "号码", "热线", "mobile", "phone")
_NAMED: Final = ("手机", "手机号", "手机号码", "联系电话", "联系方式", "移动电话")
_CONTEXT: Final = 24
_THIN: Final = (1, 2)


@cache
def _loose() -> re.Pattern[str]:
    # Every sign but those of lists, which join the digits only in the usual groups, with the same sign twice.
    gap = r"(?:[^\w,、，。;；]|_|ー){0,3}"
    listed = r"(1[3-9]\d(?P<list>[,、，])(?:\d{4}(?P=list)\d{4}|\d{3}(?P=list)\d{5})|1[3-9]\d\d(?P<four>[,、，])\d{4}(?P=four)\d{3})(?!\d)"
    before = r"(?:(?<=[^0-9])(?:0|0?17951|12593|(?:\+|00)?86\W{0,3}0?))?"
    return re.compile(rf"(?<![0-9a-z/_=%.]){before}(?:(1{gap}[3-9](?:{gap}\d){{9}})(?!{gap}\d|[a-z_])|{listed})")


@cache
def _thin_mask() -> re.Pattern[str]:
    # One or two stars are no mask: a hundred tries find the number.
    return re.compile(r"(?<![\d*])(1[3-9]\d[\d*]{8})(?![\d*])")


def _found(article: Article, view: View) -> Iterator[Run]:
    """Numbers in the usual groups; in any groups where the words before call it a number."""
    seen = set[int]()
    for run in runs(view, _shape()):
        seen.add(run.end)
        yield run
    for run in runs(view, _loose()):
        if run.end not in seen and any(word in context(article, view, run.start, _CONTEXT) for word in _CALLED):
            yield run
    for run in parted(view, range(_LENGTH, _LENGTH + 1)):
        if run.digits[0] == "1" and _is_named(article, view, run.start):
            yield run
    for hit in _thin_mask().finditer(view.folded) if "*" in view.folded else ():
        thin = hit.group(1).count("*") in _THIN
        if thin and any(word in context(article, view, hit.start(), _CONTEXT) for word in _CALLED):
            yield Run(hit.group(1), *hit.span(1))


@cache
def _name_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(CALLED)})(?:号码|号)?(?:\s|[:：为是(])*$")


def _is_named(article: Article, view: View, start: int) -> bool:
    """Whether the word for such a number stands right before, or at the head of the cell's column."""
    block = view.passage.block
    if block is not None and block.kind == "cell" and start == 0:
        return any(word in context(article, view, 0, _CONTEXT) for word in _NAMED)
    return _name_before().search(view.folded, max(0, start - _CONTEXT), start) is not None


@cache
def _shape() -> re.Pattern[str]:
    # Letters or digits around it make it a code, not a number to call. Marks of emphasis may stand anywhere.
    groups = [_grouped((3, 4, 4), r"[\s\-·._/|]"), *(_grouped(one, r"[\s\-·.]") for one in _GROUPS)]
    halves = [_grouped(one, r"[\s·•:#_★☆●]") for one in _HALVES]
    groups.append(r"1[3-9]\d(?P<same>[^\w,、。;*+=<>%]{1,3})\d{4}(?P=same)\d{4}")  # 138～0000～1234: no sign of a list or a sum
    # 150*1200*2400 is the size of a board.
    plain = r"1(?:\*\*|__)?[3-9](?:(?:\*\*|__)?\d){9}"
    numbers = rf"({'|'.join([plain, *groups, *halves])})(?![0-9a-z_]|\.\d)|({spread('1', _LENGTH)})(?![0-9a-z_])"
    return re.compile(
        rf"(?<![0-9a-z/_=%])(?<![0-9][.,])(?:(?:\+|00)?86{SEPARATOR}{{0,2}})?(?:{numbers})|(?<=tel:)(?:\+?86)?(1[3-9]\d{{9}})"
    )


@cache
def _fours() -> re.Pattern[str]:
    return re.compile(r"(?<!\d)\d{4}(?P<sign>[\s\-])(?:\d{4}(?P=sign)){2,3}\d{1,4}(?!\d)")


def _of_a_longer_one(folded: str, run: Run) -> bool:
    """Whether the groups belong to an account or a code in fours: 2835 1641 9265 169."""
    if run.end - run.start == _LENGTH:
        return False
    return any(hit.start() < run.start and run.end <= hit.end() for hit in _fours().finditer(folded))


def _divided(article: Article) -> Iterator[tuple[View, Run]]:
    """Numbers divided among cells or blocks: right behind the word for such a number, or alone in all of the blocks."""
    for view in bare_numbers(article):
        digits = "".join(filter(str.isdigit, view.folded))
        if len(digits) == _LENGTH and digits[0] == "1":
            yield view, Run(digits, 0, len(view.folded))
    if not any(word in article.source for word in _NAMED):
        return
    for view in (*rows(article), *figures(article), *broken(article)):
        for run in runs(view, _loose()):
            before = view.folded[: run.start].rstrip(CELL + " :-|")
            if CELL in view.folded[run.start : run.end] and before.endswith(_NAMED):
                yield view, run


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Eleven digits beginning with 13 to 19, however they are spaced; 12345, 400 numbers, landlines and masked forms pass."""
    whole = [(view, run) for view in (*views(article), *undressed(article)) for run in _found(article, view)]
    known = set[Place]()
    for view, run in (*whole, *_divided(article)):
        if len(run.digits) != _LENGTH or run.digits[1] < "3" or _of_a_longer_one(view.folded, run):
            continue
        place = view.place(run.start, run.end)
        if place in known:
            continue
        known.add(place)
        yield RULE.finding(
            article.path,
            place,
            Text("有个人手机号", "a personal mobile number"),
            excerpt=mask_mobile(run.digits),
            matched=view.original(run.start, run.end),
        )


RULE: Final = Rule(
    id="SS1305",
    title=Text("手机号", "mobile number"),
    why=Text(
        "公开个人手机号会给个人造成危害（办法第十三条（四））；各级错情通报多次点名通知中的个人手机号。",
        "A personal number in public harms its owner (Art. 13(4)); inspections often find mobile numbers in notices.",
    ),
    fix=Text(
        "改用办公电话，或按 138****1234 的样式脱敏；确属编号的写明误报说明（waivers）",
        "give an office number, or mask it like 138****1234; where it is some other code, explain it in `waivers`",
    ),
    item="13(四)",
    severity=Severity.ERROR,
    bad=Example(body="联系人：王方，电话 13800001234。\n"),
    good=Example(body="联系电话 023-53222222，政务热线 12345，客服 400-810-0000，报名人 138****1234。\n"),
    waivable=True,
    check=check,
    clues=Clues(folded="*", facts=("long-number", "parted-number")),
)

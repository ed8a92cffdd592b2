"""Resident ID numbers: checksum and birth date decide; credit codes and masked forms are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.mask import mask_identity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.across import bare_numbers, broken, figures, rows
from sanshen.rules.clues import Clues
from sanshen.rules.digits import Run, runs
from sanshen.rules.gaps import CELL
from sanshen.rules.parted import parted
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.tables import context
from sanshen.rules.undressed import undressed

_CONTEXT: Final = 24
_LONG: Final = 18
_OLD: Final = 15
_EXACTLY: Final = range(_LONG, _LONG + 1)
_MOST_GAPS: Final = 4
_MOST_KINDS: Final = 3
_THINNEST: Final = 2
_NEWEST: Final = 3
_CODE_WORDS: Final = ("信用代码", "信用码", "索引号", "组织机构代码")
_ID_WORDS: Final = ("身份证", "证件号", "公民身份", "身份号", "证件")
_BRACKETS: Final = dict.fromkeys((")(", "(", ")"), "()")
"""⑴⑵0⑶ and (1)(2)0(3): digits in brackets but for the nought, which has none."""
_REGIONS: Final = tuple(
    map(
        str,
        (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 99),
    )
)
"""Provinces; 99 stands in samples."""
_HEX_LETTERS: Final = frozenset("abcdef")
_ISO_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@cache
def _shape() -> re.Pattern[str]:
    # GB 11643: region (6), birth date (8), serial (3), check character; signs may stand between any two of them.
    # A pupil's number (学籍号) is the letter G and the same digits; a mobile number may follow at once, and in the certificate of a
    # disabled person its kind and degree. Looked ahead for, so that a number before hides none.
    gap = r"[\W_ー]{0,3}"
    century = rf"(?:1{gap}[89]|2{gap}0)"
    number = rf"[1-9](?:{gap}\d){{5}}{gap}{century}(?:{gap}\d){{9}}{gap}[\dx]"
    return re.compile(rf"(?<![0-9])(?=({number})(?:(?![0-9])|(?=1[3-9]\d{{9}}(?!\d))|(?=[1-7][1-4](?:b\d)?(?![0-9a-z]))))")


@cache
def _gap() -> re.Pattern[str]:
    return re.compile(r"[\W_ー]+")


def _is_one_number(written: str, *, called: bool = False) -> bool:
    """Whether the signs inside may be those of one number: a few of them, or the same everywhere; `called` one, two or three kinds."""
    gaps = [_BRACKETS.get(gap, gap) for gap in _gap().findall(written)]
    return len(gaps) <= _MOST_GAPS or len(set(gaps)) <= (_MOST_KINDS if called else 1)


@cache
def _old_shape() -> re.Pattern[str]:
    # Before 1999: region (6), birth date (6), serial (3), no check character.
    return re.compile(
        r"(?<![0-9a-z.])([1-9]\d{5}[\s\-]?[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[\s\-]?\d{3})(?![0-9a-z]|\.\d)"
    )


@cache
def _thin_mask() -> re.Pattern[str]:
    # All but one or two characters are shown: that is no mask.
    return re.compile(r"(?<![\d*])([1-9]\d{5}(?:1[89]|2[0*])[\d*]{9}[\dx*])(?![\d*x])")


@cache
def _degree() -> re.Pattern[str]:
    return re.compile(r"\d\d(?!\d)")


@cache
def _code_word() -> re.Pattern[str]:
    return re.compile(r"(?:编号|单号|流水号|代码|编码|批号|案号|项目号|受理号|登记号)\s*[:：为是]?\s*$|[a-z_]$")


def _birthday_exists(number: str) -> bool:
    from datetime import date

    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def _checksum_fits(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_ISO_WEIGHTS, number, strict=False))
    return "10x98765432"[total % 11] == number[17]


def _is_credit_code(number: str, before: str, after: str) -> bool:
    """A unified social credit code (GB 32100) may look like an ID; its own checksum and the words around it tell."""
    if not (any(word in before for word in _CODE_WORDS) or re.match(r"/(19|20)\d{2}-", after)):
        return False
    from stdnum.cn import uscc

    return bool(uscc.is_valid(number.upper()))


def _is_other_code(number: str, before: str, after: str, year: int) -> bool:
    """A code of region, day and serial (公告编号 5001552026…): letters touch it or the words say so, and its day is this year's or near."""
    named = _code_word().search(before) is not None or (after[:1].isascii() and after[:1].isalpha())
    return named and int(number[6:10]) > year - _NEWEST


def _judge(article: Article, view: View, run: Run, year: int) -> Severity | None:
    number = run.digits
    if {view.folded[run.start - 1 : run.start], view.folded[run.end : run.end + 1]} <= _HEX_LETTERS:
        return None  # amid a digest
    before, after = context(article, view, run.start, _CONTEXT), view.folded[run.end : run.end + 8]
    if _degree().match(after) is not None and "残疾" not in before:
        return None
    if not _birthday_exists(number) or _is_credit_code(number, before, after) or _is_other_code(number, before, after, year):
        return None
    if _checksum_fits(number):
        return Severity.ERROR
    return Severity.WARNING if any(word in before for word in _ID_WORDS) else None


def _found(article: Article, view: View, year: int) -> Iterator[tuple[Run, Severity]]:
    for run in runs(view, _shape()):
        called = any(word in context(article, view, run.start, _CONTEXT) for word in _ID_WORDS)
        one = _is_one_number(view.folded[run.start : run.end], called=called)
        severity = _judge(article, view, run, year) if one else None
        if severity is not None:
            yield run, severity
    for run in parted(view, _EXACTLY, "x"):
        if run.digits[0] != "0" and _judge(article, view, run, year) is Severity.ERROR:
            yield run, Severity.ERROR
    if sum(map(str.isdigit, view.folded)) < _OLD:
        return
    for run in runs(view, _old_shape()):
        if any(word in context(article, view, run.start, _CONTEXT) for word in _ID_WORDS):
            yield run, Severity.ERROR
    for hit in _thin_mask().finditer(view.folded) if "*" in view.folded else ():
        if hit.group(1).count("*") <= _THINNEST and any(
            word in context(article, view, hit.start(), _CONTEXT) for word in _ID_WORDS
        ):
            yield Run(hit.group(1), *hit.span(1)), Severity.ERROR


def _divided(article: Article, year: int) -> Iterator[tuple[View, Run, Severity]]:
    """Numbers divided among cells or blocks.

    Where the article does not speak of such numbers: only whole blocks, and whole cells of a row; the latter warn.
    """
    called = any(word in article.source for word in _ID_WORDS)
    everywhere = (*rows(article), *figures(article), *broken(article))
    where = (
        ((everywhere, Severity.ERROR),)
        if called
        else ((tuple(bare_numbers(article)), Severity.ERROR), (everywhere, Severity.WARNING))
    )
    for among, severity in where:
        for view in among:
            for run in runs(view, _shape()):
                written = view.folded[run.start : run.end]
                whole = called or (_is_whole(view.folded, run) and run.digits.startswith(_REGIONS))
                if CELL in written and whole and _is_one_number(written) and _judge(article, view, run, year) is Severity.ERROR:
                    yield view, run, severity


def _is_whole(folded: str, run: Run) -> bool:
    """Whether a number begins and ends where a cell or block does, an old enough birthday in it: codes have this year's."""
    before, after = folded[: run.start].rpartition(CELL)[2], folded[run.end :].partition(CELL)[0]
    return not any(map(str.isalnum, before + after))


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """A number with a true date and checksum is an error, one of the old fifteen digits or hardly masked where the words call it so.

    With a wrong checksum, called an ID number, it warns.
    """
    known = set[Place]()
    for view in (*views(article, waivers=True), *undressed(article)):
        for run, severity in _found(article, view, book.day.year):
            finding = _report(article, view, run, severity)
            if finding.place not in known:
                known.add(finding.place)
                yield finding
    for view, run, severity in _divided(article, book.day.year):
        finding = _report(article, view, run, severity)
        if finding.place not in known:
            known.add(finding.place)
            yield finding


def _report(article: Article, view: View, run: Run, severity: Severity) -> Finding:
    return RULE.finding(
        article.path,
        view.place(run.start, run.end),
        Text("有居民身份证号", "a resident ID number"),
        excerpt=mask_identity(run.digits.upper()),
        severity=severity,
    )


RULE: Final = Rule(
    id="SS1304",
    title=Text("居民身份证号", "resident ID number"),
    why=Text(
        "公开他人身份证号会给个人造成危害；办法第十三条（四）规定不能通过审核，公示名单也须脱敏。",
        "An ID number in public harms its owner; Art. 13(4) forbids it, and lists of names must be masked.",
    ),
    fix=Text("删去，或按 11**************2X 的样式脱敏", "remove it, or mask it like 11**************2X"),
    item="13(四)",
    severity=Severity.ERROR,
    # 999999 is no region: the sample number belongs to nobody.
    bad=Example(body="联系人身份证号 999999194912310025。\n"),
    good=Example(
        body="身份证号 11**************2X；统一社会信用代码 11500228008652038C；索引号 11500228008652038C/2021-00015。\n"
    ),
    check=check,
    clues=Clues(folded="*", facts=("long-number",)),
)

"""Bank card numbers: the Luhn checksum together with the issuer's prefix or the words before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.mask import mask_card
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

_CONTEXT: Final = 16
_WORDS: Final = ("卡号", "账号", "帐号", "银行卡", "储蓄卡", "信用卡", "社保卡", "一卡通", "账户", "帐户")
_CODES: Final = ("订单", "编号", "编码", "文号", "信用代码", "身份证", "流水号")
_LENGTHS: Final = range(16, 20)
_BANK: Final = "62"
_CARDS: Final = ("银行卡", "卡号", "储蓄卡", "信用卡", "社保卡", "一卡通")
"""A card is a person's; an account may be a firm's, which has to be public."""


@cache
def _shape() -> re.Pattern[str]:
    # Signs of a list only between the usual fours, or between any two digits, always the same one.
    signs = r"(?:\d(?:[^\w,、，。;；]|_){0,3}){15,18}\d"
    fours = r"\d{4}(?P<list>[,、])(?:\d{4}(?P=list)){2,3}\d{3,4}"
    ones = r"\d(?P<each>[,、])(?:\d(?P=each)){14,17}\d"
    return re.compile(rf"(?<![0-9a-z.\-])({signs}|{fours}|{ones})(?![0-9a-z]|\.\d|-\d)")


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004  # the cross sum of two digits
    return total % 10 == 0


def _judge(article: Article, view: View, run: Run) -> Severity | None:
    if not _luhn(run.digits) or len(set(run.digits)) == 1:  # 0000…: a placeholder
        return None
    before = context(article, view, run.start, _CONTEXT)
    if any(word in before for word in _WORDS):
        certain = run.digits.startswith(_BANK) or any(word in before for word in _CARDS)
        return Severity.ERROR if certain else Severity.WARNING
    if run.digits.startswith(_BANK) and not any(word in before for word in _CODES):
        return Severity.ERROR
    return None


def _divided(article: Article) -> Iterator[View]:
    """Cells and blocks that a number may be divided among, where the article speaks of cards at all; else blocks of nothing but digits."""
    if any(word in article.source for word in _CARDS):
        yield from (*rows(article), *figures(article), *broken(article))
    else:
        yield from bare_numbers(article)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """16 to 19 digits with a true checksum: an error with prefix 62, a warning where the words call it an account."""
    known = set[Place]()
    for view in (*views(article), *undressed(article), *_divided(article)):
        for run in (*runs(view, _shape()), *parted(view, _LENGTHS)):
            if view.passage.block is None and CELL in view.folded and CELL not in view.folded[run.start : run.end]:
                continue  # told where the whole number stands in one of the blocks
            severity, place = _judge(article, view, run), view.place(run.start, run.end)
            if severity is not None and place not in known:
                known.add(place)
                yield RULE.finding(
                    article.path,
                    place,
                    Text("有银行卡号", "a bank card number"),
                    excerpt=mask_card(run.digits),
                    matched=view.original(run.start, run.end),
                    severity=severity,
                )


RULE: Final = Rule(
    id="SS1306",
    title=Text("银行卡号", "bank card number"),
    why=Text(
        "公开个人银行卡号会给个人造成危害，办法第十三条（四）规定不能通过审核。",
        "A card number in public harms its owner; Art. 13(4) forbids passing it.",
    ),
    fix=Text(
        "删去或脱敏；对公账户等确需公开的写明误报说明（waivers）",
        "remove or mask it; where it must be public, explain it in `waivers`",
    ),
    item="13(四)",
    severity=Severity.ERROR,
    # A made-up number of almost nothing but zeros.
    bad=Example(body="补贴打入卡号 6220000000001231 的账户。\n"),
    good=Example(body="补贴打入尾号 0003 的银行卡（6222****0003）。订单编号 2026010112345678。\n"),
    waivable=True,
    check=check,
    clues=Clues(facts=("long-number",)),
)

"""Numbers of passports and travel permits: the letters and digits together with the words that name them."""

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
from sanshen.rules.digits import SPELLED
from sanshen.rules.reading_view import views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.tables import context

_CONTEXT: Final = 16
_WORDS: Final = (
    "护照", "通行证", "回乡证", "台胞证", "证件号", "旅行证", "居留证", "居留身份证", "军官证", "士兵证", "士官证", "文职干部证", "警官证", "passport",
    "出生证", "出生医学证明",
)  # fmt: skip
_BEHIND: Final = 6


@cache
def _shape() -> re.Pattern[str]:
    # Passports: E12345678, EA1234567, G12345678; permits: C12345678, CA1234567, H0123456789, T12345678.
    # Named at once, any letters and digits of that length will do: old and foreign ones. A soldier's paper names his service.
    digits = r"\d(?:[\s\-]?\d)"
    apart = r"\d(?:[\s\-、.·]?\d)"
    known = rf"[edgspcwtk][a-z]?[\s\-.]?{apart}{{6,7}}|[hm][a-z]?[\s\-]?{digits}{{6,7}}(?:\d\d)?"
    named = r"(?:护照|通行证|回乡证|台胞证|旅行证|居留证|居留身份证|出生证|出生医学证明|passport)(?:号码|号|编号|\sno\.?)?\s*[:：为是(]{0,2}\s*"
    soldier = r"[一-龥]字第?\s?\d{6,8}(?=号)"
    return re.compile(
        rf"(?<![0-9a-z])({known})(?![0-9a-z]|\.\d)|{named}([a-z]{{0,3}}[\s\-.]?{digits}{{6,11}})(?![0-9a-z]|\.\d)|(?<![一-龥])({soldier})|(?<=[证号])({soldier})"
    )


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile("(?<=[a-z])[0-9〇零一二三四五六七八九]{7,9}")


def _with_digits(folded: str) -> str:
    """`folded` with spelled digits behind a letter (G一二三…) as digits; of the same length."""
    return _spelled().sub(lambda found: found.group().translate(SPELLED), folded)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A number of that shape behind 护照, 通行证 or 证件号; the same characters elsewhere are some other code."""
    for view in views(article, waivers=True):
        for hit in _shape().finditer(_with_digits(view.folded)):
            number = hit.lastindex or 0
            around = (
                context(article, view, hit.start(number), _CONTEXT) + view.folded[hit.end(number) : hit.end(number) + _BEHIND]
            )
            if not any(word in around for word in _WORDS):
                continue
            yield RULE.finding(
                article.path,
                view.place(*hit.span(number)),
                Text("有护照或通行证号码", "the number of a passport or travel permit"),
                excerpt=mask_digits(hit.group(number).upper(), 2, 2),
            )


RULE: Final = Rule(
    id="SS1308",
    title=Text("护照与通行证号码", "passport or permit number"),
    why=Text(
        "证件号码是个人信息，公开会给个人造成危害；办法第十三条（四）规定不能通过审核。",
        "The number of a document is personal; in public it harms its owner, and Art. 13(4) forbids passing it.",
    ),
    fix=Text("删去，或按 E1*****78 的样式脱敏", "remove it, or mask it like E1*****78"),
    item="13(四)",
    severity=Severity.ERROR,
    bad=Example(body="领取人护照号码 E00000001。\n"),
    good=Example(body="领取人护照号码 E0*****01；产品型号 E12345678。\n"),
    check=check,
    words=_WORDS,
)

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
from sanshen.rules.reading_view import views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.tables import context

_CONTEXT: Final = 16
_WORDS: Final = ("护照", "通行证", "回乡证", "台胞证", "证件号", "旅行证", "居留证", "军官证", "士兵证")


@cache
def _shape() -> re.Pattern[str]:
    # Passports: E12345678, EA1234567, G12345678; permits: C12345678, CA1234567, H0123456789, T12345678.
    return re.compile(r"(?<![0-9a-z])((?:[edgspcwt][a-z]?[\s\-]?\d{7,8}|[hm]\d{8}(?:\d{2})?))(?![0-9a-z]|\.\d)")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A number of that shape behind 护照, 通行证 or 证件号; the same characters elsewhere are some other code."""
    for view in views(article, waivers=True):
        for hit in _shape().finditer(view.folded):
            if not any(word in context(article, view, hit.start(), _CONTEXT) for word in _WORDS):
                continue
            yield RULE.finding(
                article.path,
                view.place(*hit.span(1)),
                Text("有护照或通行证号码", "the number of a passport or travel permit"),
                excerpt=mask_digits(hit.group(1).upper(), 2, 2),
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

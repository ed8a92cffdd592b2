"""Personal mobile numbers; public hotlines and landlines pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask_mobile
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.reading_view import views
from sanshen.rules.rule import Example, Rule


@cache
def _shape() -> re.Pattern[str]:
    # 3-4-4 with blanks, hyphens or dots between; letters or digits around it make it a code, not a number to call.
    gap = r"[\s\-·.]{0,2}"
    number = rf"1[3-9]\d{gap}\d{{4}}{gap}\d{{4}}"
    return re.compile(
        rf"(?<![0-9a-z/_=%])(?<![0-9]\.)(?:(?:\+|00)?86{gap})?({number})(?![0-9a-z_]|\.\d)|(?<=tel:)(?:\+?86)?({number})"
    )


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Eleven digits beginning with 13 to 19, however they are spaced; 12345, 400 numbers, landlines and masked forms pass."""
    for view in views(article):
        for hit in _shape().finditer(view.folded):
            span = hit.span(1) if hit.group(1) else hit.span(2)
            digits = "".join(character for character in view.folded[slice(*span)] if character.isdigit())
            yield RULE.finding(
                article.path,
                view.place(*span),
                Text("有个人手机号", "a personal mobile number"),
                excerpt=mask_mobile(digits),
                matched=view.original(*span),
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
)

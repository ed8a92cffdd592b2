"""Private keys, access tokens and passwords in the text. Only what is certain: this finding cannot be waived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import STARS
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule

_PLACEHOLDERS: Final = ("*", "x", ".", "_", "-", "<", "•", "●", "{", "$")


@cache
def _certain() -> re.Pattern[str]:
    # The text is folded: lower case throughout.
    return re.compile(
        r"-----begin (?:[a-z0-9]+ )*private key(?: block)?-----"
        r"|(?<![0-9a-z])(?:gh[pousr]_[0-9a-z]{30,}|github_pat_[0-9a-z_]{30,}|akia[0-9a-z]{16}(?![0-9a-z])|ltai[0-9a-z]{16,})"
        r"|(?<![a-z])age-secret-key-1[0-9a-z]{20,}"
    )


@cache
def _password() -> re.Pattern[str]:
    words = r"密码|口令|password|passwd|pwd|secret[_ -]?key|access[_ -]?key|api[_ -]?key"
    return re.compile(rf"(?:{words})\s*(?:[:=]|是|为)\s*([!-~]{{6,64}})")


def _is_real(value: str) -> bool:
    """A value with at least a digit and another character; stars, dots and angle brackets show that there is none."""
    value = value.rstrip(".,;:)\"'")
    if len(value) < 6 or value.startswith(_PLACEHOLDERS) or "**" in value or "://" in value:  # noqa: PLR2004
        return False
    return any(character.isdigit() for character in value)


def _spans(view: View) -> Iterator[tuple[int, int]]:
    for hit in _certain().finditer(view.folded):
        yield hit.span()
    for hit in _password().finditer(view.folded):
        if _is_real(hit.group(1)):
            yield hit.span(1)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Headers of private keys, tokens of known shape, and `密码：…` followed by a value."""
    for view in views(article, waivers=True):
        for start, end in _spans(view):
            yield RULE.finding(
                article.path,
                view.place(start, end),
                Text("有私钥、令牌或密码", "a private key, a token or a password"),
                excerpt=STARS,
            )


RULE: Final = Rule(
    id="SS1307",
    title=Text("私钥与密码", "private key or password"),
    why=Text(
        "办法第三十二条严禁泄露后台地址、账号和密码；第十三条（一）规定涉密信息不能通过审核。",
        "Art. 32 forbids giving away accounts and passwords, Art. 13(1) forbids passing secrets.",
    ),
    fix=Text(
        "删去，并立即更换已经写进文件的密钥或密码",
        "remove it, and change the key or password at once: it has been written down",
    ),
    item="13(一)",
    severity=Severity.ERROR,
    bad=Example(body="后台登录密码：Lp2026#abc\n"),
    good=Example(body="登录密码：******。密码应不少于 8 位，并定期更换。\n"),
    check=check,
)

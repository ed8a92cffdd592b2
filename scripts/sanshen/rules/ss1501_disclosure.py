"""Only what is to be disclosed on the authority's own initiative (主动公开) may be published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.rule import Example, Rule

_ACTIVE: Final = frozenset({"active", "主动公开"})


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """`disclosure` must be `active`."""
    word = article.meta.disclosure
    if word in _ACTIVE:
        return
    yield RULE.finding(
        article.path,
        Place(article.meta_lines.get("disclosure", 1), 1, 1),
        Text(
            f"公开属性是“{word}”，只有主动公开（active）的信息可以发布",
            f"disclosure is {word!r}; only `active` may be published",
        ),
        excerpt=word,
    )


RULE: Final = Rule(
    id="SS1501",
    title=Text("公开属性不是主动公开", "disclosure is not active"),
    why=Text(
        "办法第十五条要求发布的是应主动公开的政府信息；依申请公开和不予公开的信息不得上网。",
        "Art. 15 has the site publish what is to be disclosed actively; what is disclosed on request only stays off.",
    ),
    fix=Text(
        "不应公开的不要放入本仓库；应公开的改为 disclosure: active",
        "keep it out of this repository, or set `disclosure: active`",
    ),
    item="15",
    severity=Severity.ERROR,
    bad=Example(front=(("disclosure", "on-request"),)),
    good=Example(front=(("disclosure", "active"),)),
    check=check,
)

"""The grade decides who must sign; a grade that is missing or unknown is never replaced by a default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.rule import Example, Rule


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """The word in `grade` must be a grade of the policy, letter for letter."""
    word = article.meta.grade
    if book.policy.grade_id(word) is not None:
        return
    known = "、".join(f"{key}（{grade.name}）" for key, grade in book.policy.grades.items())
    line = article.meta_lines.get("grade", 1)
    yield RULE.finding(
        article.path,
        Place(line, 1, 1),
        Text(
            f"没有等级“{word}”；应为其中之一：{known}" if word else f"没有写等级；应为其中之一：{known}",
            f"there is no grade {word!r}; expected one of {known}" if word else f"no grade; expected one of {known}",
        ),
        excerpt=word,
    )


RULE: Final = Rule(
    id="SS1101",
    title=Text("等级缺失或未知", "grade missing or unknown"),
    why=Text(
        "办法第十一条把信息分为三类，类别决定由谁审签；猜一个等级就是替领导少签一道。",
        "Art. 11 sorts information into grades that decide who must sign; guessing one would skip a signature.",
    ),
    fix=Text("在 grade 中写明等级", "state the grade in `grade`"),
    item="11",
    severity=Severity.ERROR,
    bad=Example(front=(("grade", "normal"),)),
    good=Example(front=(("grade", "重大"),)),
    check=check,
)

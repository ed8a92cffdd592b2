"""Files that a browser could run: the gate refuses what the build would leave out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.attachments import file_kind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.article_path import printable
from sanshen.reading.bundle import TargetKind, target
from sanshen.rules.clues import Clues
from sanshen.rules.reading_view import TARGETS
from sanshen.rules.rule import Example, Rule


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Every link and picture that leads to a file of a kind which may not stand on the site."""
    for passage in article.passages:
        to = target(article.path, passage.text) if passage.kind in TARGETS else None
        if to is not None and to.kind is TargetKind.FILE and file_kind(to.path) is None:
            name = printable(to.path.rsplit("/", 1)[-1])
            yield RULE.finding(
                article.path,
                passage.place(0, len(passage.text)),
                Text(f"{name} 这类文件不能放上网站", f"{name} is of a kind that may not stand on the site"),
                excerpt=name,
            )


RULE: Final = Rule(
    id="SS2207",
    title=Text("不能放上网站的文件类型", "a kind of file that may not stand on the site"),
    why=Text(
        "办法第二十二条：网页、脚本、程序类附件会在访问者的浏览器里运行，审签人却看不到。",
        "Art. 22: web pages, scripts and programs run in visitors' browsers, unseen by those who sign.",
    ),
    fix=Text("改用 PDF、OFD、Office 文档或图片", "use PDF, OFD, Office documents or pictures"),
    item="22",
    severity=Severity.ERROR,
    bad=Example(body="[申请表](form.html)\n", beside=(("content/liangshan/news/2026/form.html", "<p>申请表</p>"),)),
    good=Example(body="[申请表](form.csv)\n", beside=(("content/liangshan/news/2026/form.csv", "姓名,事项\n"),)),
    check=check,
    clues=Clues(facts=("targets",)),
)

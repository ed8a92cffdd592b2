"""Raw HTML and comments: text that shows something else than what was reviewed, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.rule import Example, Rule

_SHOWN: Final = 40


def _what(html: str) -> Text:
    if html.lstrip().startswith("<!--"):
        return Text("有 HTML 注释：读者看不见的文字", "an HTML comment: text that readers do not see")
    return Text("有 HTML 代码", "raw HTML")


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Every piece of raw HTML, block or inline; there is no allowed tag."""
    for passage in article.passages:
        if passage.kind is PassageKind.HTML:
            shown = " ".join(passage.text.split())
            yield RULE.finding(
                article.path,
                passage.place(0, len(passage.text)),
                _what(passage.text),
                excerpt=mask(shown[:_SHOWN]) + ("…" if len(shown) > _SHOWN else ""),
            )


RULE: Final = Rule(
    id="SS1602",
    title=Text("HTML 代码", "raw HTML"),
    why=Text(
        "脚本、内嵌页、隐藏样式和注释都能让页面与审签的样版不同；办法第十六条要求信息真实、安全。",
        "Scripts, frames, hiding styles and comments make the page differ from what was reviewed; Art. 16 asks for safe text.",
    ),
    fix=Text("改用 Markdown 写法，删去注释", "write it in Markdown and delete comments"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(body='欢迎<span style="display:none">隐藏的文字</span>访问。\n'),
    good=Example(body="气温低于 5 摄氏度时，**请勿**在室外作业。\n"),
    check=check,
)

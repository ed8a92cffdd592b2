"""Raw HTML and comments that could show something else than what was reviewed, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.markup import Refusal
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.rule import Example, Rule

_SHOWN: Final = 40
_WHAT: Final = {
    Refusal.COMMENT: Text(
        "有 HTML 注释或声明：读者看不见的文字", "an HTML comment or declaration: text that readers do not see"
    ),
    Refusal.TAG: Text("有不允许的 HTML 标签", "an HTML tag that is not allowed"),
    Refusal.ATTRIBUTE: Text("HTML 标签带有不允许的属性", "an HTML tag with an attribute that is not allowed"),
    Refusal.PLACE: Text("HTML 标签不能写在这里", "an HTML tag that may not stand here"),
    Refusal.UNCLOSED: Text(
        "HTML 标签没有在同一段（同一表格，中间不空行）里结束", "an HTML tag that is not closed in the same paragraph or table"
    ),
    Refusal.STRAY: Text("HTML 结束标签没有对应的开始标签", "an HTML end tag without its start tag"),
    Refusal.EMPTY: Text("HTML 标签里没有文字", "an HTML element without text"),
    Refusal.UNSEEN: Text("<rp> 里只能有一个括号：读者看不见它", "<rp> may hold a bracket only: readers do not see it"),
    Refusal.LOOSE: Text("HTML 表格的单元格之外有文字", "text outside the cells of an HTML table"),
    Refusal.LONG: Text("HTML 过长", "too much HTML"),
    Refusal.CHANGED: Text("HTML 经过净化就变了样", "HTML that does not survive the sanitizer unchanged"),
}


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Every piece of raw HTML that reading refused; what is allowed is listed in `model.markup`."""
    for passage in article.passages:
        if passage.kind is PassageKind.HTML and passage.label:
            shown = " ".join(passage.text.split())
            yield RULE.finding(
                article.path,
                passage.place(0, len(passage.text)),
                _WHAT[Refusal(passage.label)],
                excerpt=mask(shown[:_SHOWN]) + ("…" if len(shown) > _SHOWN else ""),
            )


RULE: Final = Rule(
    id="SS1602",
    title=Text("HTML 代码", "raw HTML"),
    why=Text(
        "脚本、内嵌页、隐藏样式和注释都能让页面与审签的样版不同；办法第十六条要求信息真实、安全。",
        "Scripts, frames, hiding styles and comments make the page differ from what was reviewed; Art. 16 asks for safe text.",
    ),
    fix=Text(
        "改用 Markdown 写法，删去注释；只允许 <sub> <sup> <u> <kbd> <br> <ruby>，以及合并单元格所需的 <table>",
        "write it in Markdown and delete comments; allowed are only <sub> <sup> <u> <kbd> <br> <ruby>, and <table> for merged cells",
    ),
    item="16",
    severity=Severity.ERROR,
    bad=Example(body='欢迎<span style="display:none">隐藏的文字</span>访问。\n'),
    good=Example(body="气温低于 5 摄氏度时，**请勿**在室外作业；二氧化碳（CO<sub>2</sub>）浓度正常。\n"),
    check=check,
    clues=Clues(facts=("markup",)),
)

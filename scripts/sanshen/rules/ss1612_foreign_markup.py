"""Marks of other Markdown dialects: this site prints them as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, Passage, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.reading_view import views
from sanshen.rules.rule import Example, Rule

_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE})
_NOTE: Final = Text("脚注的写法", "a footnote")
_FORMS: Final = {
    r"\[\^[^\]\s]{1,40}\]:?": _NOTE,
    r"\{\{[<%]?|\{%": Text("短代码、模板的写法", "a shortcode or template"),
    r"\{:?[ ]?[.#][A-Za-z][^}\n]{0,80}\}|\{:[ ]?[a-z-]{2,20}=[^}\n]{1,80}\}": Text("属性的写法", "a list of attributes"),
    r"(?<!=)==(?=[^\s=])[^=\n]{1,60}(?<=\S)==(?!=)": Text("标亮的写法", "highlighting"),
    r"\[\[[^\[\]\n]{1,80}\]\]": Text("双方括号链接的写法", "a wiki link"),
    r"--8<--": Text("引入文件的写法", "an included file"),
    r"(?<!\$)\$\$(?!\$)": Text("公式的写法", "a formula"),
    r"^\[[ xX]\](?=\s)": Text("任务清单的写法", "a task list"),
    r"^\[(?:toc|TOC)\]$": Text("目录标记", "a table of contents"),
}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"({form})" for form in _FORMS), re.MULTILINE)


def _finding(article: Article, passage: Passage, start: int, end: int, what: Text) -> Finding:
    written = passage.text[start:end]
    return RULE.finding(
        article.path,
        passage.place(start, end),
        Text(f"{what.zh}在本站不起作用，会照原样印出来", f"{what.en} is not understood here and printed as it is typed"),
        excerpt=written,
        matched=written,
    )


def _in_code(article: Article, passage: Passage, at: int) -> bool:
    # Code inside a line is part of the passage; what precedes it on its line tells.
    place = passage.place(at, at + 1)
    lines = article.source.split("\n", place.line)
    return len(lines) >= place.line and lines[place.line - 1][: place.column - 1].count("`") % 2 == 1


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Text and titles; code is shown as it is on purpose. A footnote of one word is read as a link that is called ^1."""
    forms = tuple(_FORMS.values())
    for view in views(article):
        passage = view.passage
        if passage.kind is PassageKind.LINK and passage.label.startswith("^"):
            yield _finding(article, passage, 0, max(1, len(passage.text)), _NOTE)
        elif passage.kind in _KINDS:
            for hit in _pattern().finditer(passage.text):
                if _in_code(article, passage, hit.start()):
                    continue
                yield _finding(article, passage, *hit.span(), forms[(hit.lastindex or 1) - 1])


RULE: Final = Rule(
    id="SS1612",
    title=Text("本站不用的排版记号", "marks of another Markdown dialect"),
    why=Text(
        "脚注、短代码、标亮等是别的软件的写法，群众看到的是一串符号，甚至少了注释（办法第十六条：杜绝内容差错）。",
        "Footnotes, shortcodes, highlighting belong to other software: citizens would see the signs, or miss the note (Art. 16).",
    ),
    fix=Text(
        "注释写在括号里，或写在文末“注：”一段；强调用 **加粗**；清单用 - ",
        "write a note in brackets or in a paragraph at the end; stress with **bold**; lists with - ",
    ),
    item="16",
    severity=Severity.WARNING,
    bad=Example(body="全年新增就业 1000 人[^1]。\n\n[^1]: 含 灵活就业。\n"),
    good=Example(body="全年新增就业 1000 人（含灵活就业）。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="^{[", pieces=("==", "--8<--", "$$")),
)

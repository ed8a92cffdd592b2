"""The printed note on disclosure (此件公开发布) against what is done: only what the note releases may be published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.tables import tables

_GAP: Final = r"[\s·.\-_]{0,3}"
_PAPERS: Final = ("此件", "本件", "此文件", "本文件")
_ATTRIBUTES: Final = ("公开属性", "公开方式", "公开类别", "公开形式", "信息公开选项", "公开选项")
_WITHHELD: Final = ("依申请公开", "不予公开", "不公开", "限内部公开", "内部公开", "暂不公开", "依申请后公开", "不宜公开")
_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE, PassageKind.CODE, PassageKind.ALT})


def _spaced(words: str) -> str:
    return _GAP.join(words)


@cache
def _note() -> re.Pattern[str]:
    # In brackets or on a line of its own: 此件依申请公开, 公开属性：不予公开.
    this = f"(?:{'|'.join(map(_spaced, _PAPERS))})"
    said = "|".join(map(_spaced, _WITHHELD))
    attribute = "|".join(map(_spaced, _ATTRIBUTES))
    return re.compile(rf"{this}{_GAP}(?:属于?|为|系)?{_GAP}(?:{said})|(?:{attribute})\s?[:为]\s?(?:{said})")


@cache
def _ticked() -> re.Pattern[str]:
    # 公开属性：□主动公开 ☑依申请公开 □不予公开
    said = "|".join(map(_spaced, _WITHHELD))
    return re.compile(rf"(?:{'|'.join(map(_spaced, _ATTRIBUTES))})\s?[:为]?[^\n☑☒✓✔√■●。;]{{0,30}}[☑☒✓✔√■●]\s?(?:{said})")


def _notes(article: Article) -> Iterator[tuple[View, int, int]]:
    for view in views(article):
        if view.passage.kind in _KINDS:
            yield from ((view, *hit.span()) for hit in _note().finditer(view.folded) if _stands_alone(view, *hit.span()))
            yield from ((view, *hit.span()) for hit in _ticked().finditer(view.folded))
    for table in tables(article):
        for row, column in table.cells:
            # What stands right of its name: a column of them is a list of other papers.
            if table.text(row, column).rstrip(":") in _ATTRIBUTES and table.text(row, column + 1) in _WITHHELD:
                beside = table.cells[row, column + 1]
                yield beside, 0, len(beside.folded)


@cache
def _partly() -> re.Pattern[str]:
    return re.compile(rf"{_spaced('此件')}{_GAP}{_spaced('删减后公开')}")


def _stands_alone(view: View, start: int, end: int) -> bool:
    """In brackets, or a line of its own: a guide that explains the notes puts them in quotation marks."""
    text = view.folded
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[begin : len(text) if stop < 0 else stop]
    bracketed = text[:start].rstrip()[-1:] in {"(", "[", "【", "〔"} and text[end:].lstrip()[:1] in {")", "]", "】", "〕"}
    return bracketed or line.strip(" \t。.;:()[]【】〔〕*_") == text[start:end]


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """A note that withholds the paper is an error, whatever `disclosure` says; one that releases a part of it is a note."""
    for view, start, end in _notes(article):
        yield RULE.finding(
            article.path,
            view.place(start, end),
            Text("文件附注不是“此件公开发布”，与主动公开相矛盾", "the printed note contradicts active disclosure"),
            excerpt=view.original(start, end),
        )
    for view in views(article):
        if view.passage.kind not in _KINDS:
            continue
        for hit in _partly().finditer(view.folded):
            yield RULE.finding(
                article.path,
                view.place(*hit.span()),
                Text(
                    "附注为“删减后公开”，请核对所发是否为删减后的文本",
                    "the note releases a shortened text: make sure it is this one",
                ),
                excerpt=view.original(*hit.span()),
                severity=Severity.NOTE,
            )


RULE: Final = Rule(
    id="SS1502",
    title=Text("附注与公开属性矛盾", "printed note against disclosure"),
    why=Text(
        "办法第十五条只发布应主动公开的信息；文件自己写明依申请公开或不公开的，不得上网。",
        "Art. 15 publishes only what is to be disclosed actively; a paper that says otherwise of itself stays off the site.",
    ),
    fix=Text("停止发布，向制发单位核实公开属性", "stop, and ask the issuing unit how it is to be disclosed"),
    item="15",
    severity=Severity.ERROR,
    bad=Example(body="现将有关事项通知如下。\n\n（此件依申请公开）\n"),
    good=Example(body="现将有关事项通知如下。全年依申请公开 42 件，不予公开 3 件。\n\n（此件公开发布）\n"),
    check=check,
    words=(*_PAPERS, *_ATTRIBUTES),
)

"""Secrecy markings (绝密、机密、秘密): a marked document must never reach the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import EMPTY, Text
from sanshen.rules.across import rows
from sanshen.rules.clues import Clues
from sanshen.rules.gaps import CELL
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule

_GAP: Final = r"[\s\u00b7._-]{0,3}"
_LEVEL: Final = f"(?:绝{_GAP}密|机{_GAP}密|秘{_GAP}密)"
_PERIOD: Final = r"[1-9]\d?\s*(?:年|个月|月)|[一二三四五六七八九十半]{1,3}\s*(?:年|个月)|长期"
_STARS: Final = "★☆✩✪✫✬✭✮✯⭐⭑⭒🌟⚝*٭⋆✦✧∗✱✲✳✴✵✶✷✸✹✺❂"
_LONGEST: Final = {"绝密": 30, "机密": 20, "秘密": 10}
"""Grade → the most years a marking of it may run."""
_LINE_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE, PassageKind.CODE})


@cache
def _marking() -> re.Pattern[str]:
    # Folding turns ＊ into * and drops emphasis; the star of GB/T 9704 comes in many shapes.
    # A row of a table is one text, its cells divided by CELL. ㊙ folds to 秘.
    gap = rf"[\s{CELL}]*"
    star = rf"{_LEVEL}级?{gap}[{_STARS}]|[密秘]\s*[{_STARS}](?=\s*(?:{_PERIOD}))"
    dot = rf"{_LEVEL}级?\s*[•●◆※◎](?=\s*(?:{_PERIOD}))"
    # A law tells the highest grade, a guide the papers of a grade, a table all of them.
    said = rf"(?![、,，和或]|级(?:的|国家|文件|载体)|\s*{CELL}\s*{_LEVEL})"
    named = rf"(?<!最高)密\s*级\s*(?:[:：为是{CELL}]|\s)\s*{_LEVEL}{said}"
    return re.compile(f"{star}|{dot}|{named}")


@cache
def _period() -> re.Pattern[str]:
    return re.compile(r"\s*级?[\s,，;；]*(?:保密期限)?[\s:：为]*([1-9]\d?)\s*年")


def _over_the_limit(folded: str, start: int, end: int) -> str:
    """The years a marking claims, where no marking of its grade may run so long (Art. 20 of the law on secrets); else ""."""
    found = _period().match(folded, end)
    letters = "".join(filter(str.isalpha, folded[start:end]))
    level = next((one for one in _LONGEST if one in letters), "")
    return found.group(1) if found and level and int(found.group(1)) > _LONGEST[level] else ""


@cache
def _alone() -> re.Pattern[str]:
    period = rf"(?:[\s,，;；:：·.•|\-—–_x(]*(?:保密期限)?[\s:：为]*(?:{_PERIOD}))?"
    return re.compile(
        rf"^[ \t\u3000【〔\[(（“\"{_STARS}]*({_LEVEL}(?:级|件|文件)?){period}[】〕\])）”\"!{_STARS}\s]*$", re.MULTILINE
    )


@cache
def _explaining() -> re.Pattern[str]:
    return re.compile(r"^[\s>]*(?:[-+*] |\||\d{1,9}[.)] )")


@cache
def _bare_line() -> re.Pattern[str]:
    # A masthead line holds nothing but the mark; a list item or a table cell of that name explains the grades.
    return re.compile(
        rf"^[\s>*_#~【〔\[(（】〕\])）“”\"|—–×•绝机秘密级件文保期限年个月长一二三四五六七八九十半,，:：;；·.\-`\u200b-\u200f\u2060\ufeff&;a-z0-9#\\<>!！{_STARS}]*$"
    )


def _stands_alone(article: Article, view: View, start: int, end: int) -> bool:
    if view.passage.kind is PassageKind.TITLE:
        return True
    lines = article.source.split("\n")
    number = view.place(start, end).line
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    return _explaining().match(line) is None and _bare_line().match(line) is not None


def _spans(article: Article, view: View) -> Iterator[tuple[int, int]]:
    if "密" not in view.folded and "秘" not in view.folded:
        return
    taken = -1
    for hit in _marking().finditer(view.folded):
        taken = hit.end()
        yield hit.span()
    if view.passage.kind not in _LINE_KINDS:
        return
    for hit in _alone().finditer(view.folded):
        if hit.start(1) >= taken and _stands_alone(article, view, *hit.span(1)):
            yield hit.span(1)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """`密级★` anywhere, `密级：机密`, or a line that holds nothing but the mark; law text about the grades passes."""
    for view in (*views(article, waivers=True), *rows(article)):
        in_row = CELL in view.folded
        for start, end in _spans(article, view):
            if in_row and CELL not in view.folded[start:end]:
                continue  # told of its cell already
            years = _over_the_limit(view.folded, start, end)
            more = Text(f"，所标期限 {years} 年超过该密级上限", f"; {years} years exceed its grade's limit") if years else EMPTY
            yield RULE.finding(
                article.path,
                view.place(start, end),
                Text("有国家秘密标志", "a secrecy marking") + more,
                excerpt=view.original(start, end),
            )


RULE: Final = Rule(
    id="SS1301",
    title=Text("国家秘密标志", "secrecy marking"),
    why=Text(
        "带密级标志的文件不得公开；办法第十三条（一）规定涉密信息不能通过审核。",
        "A document that bears a secrecy grade must not be made public; Art. 13(1) forbids passing it.",
    ),
    fix=Text("停止发布，按保密规定报告本单位保密负责人", "stop, and report to the unit's secrecy officer"),
    item="13(一)",
    severity=Severity.ERROR,
    bad=Example(body="机密★1年\n\n关于有关工作的通知\n"),
    good=Example(body="国家秘密的密级分为绝密、机密、秘密三级。机密级国家秘密是重要的国家秘密。\n"),
    check=check,
    clues=Clues(folded="密秘"),
)

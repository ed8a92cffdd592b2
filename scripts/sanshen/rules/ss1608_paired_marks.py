"""Quotation marks and title marks that are opened and not closed, or closed and never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule

_PAIRS: Final = {"《": "》", "〈": "〉", "“": "”", "「": "」", "『": "』", "【": "】", "〔": "〕"}
_BRACKETS: Final = {"（": "）", "(": ")"}
_QUOTES: Final = frozenset("“「『")
_CLOSING: Final = {closing: opening for opening, closing in _PAIRS.items()}
_SIGNS: Final = frozenset({*_PAIRS, *_CLOSING, "（"})
_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE})
_KEYS: Final = frozenset({"summary", "source.title"})


def _odd(text: str) -> Iterator[tuple[int, str]]:
    """Marks of a text without their partner; one kind of pair does not disturb the other."""
    open_: dict[str, list[int]] = {}
    for at, sign in enumerate(text):
        if sign in _PAIRS:
            open_.setdefault(sign, []).append(at)
        elif sign in _CLOSING:
            if open_.get(_CLOSING[sign]):
                open_[_CLOSING[sign]].pop()
            else:
                yield at, sign
    for sign, places in open_.items():
        yield from ((at, sign) for at in places)


def _unclosed(text: str) -> int | None:
    """The last round bracket that is opened in full width and never closed, whatever its width; 1） and a) close nothing."""
    open_: list[int] = []
    for at, sign in enumerate(text):
        if sign in _BRACKETS:
            open_.append(at)
        elif sign in _BRACKETS.values() and open_:
            open_.pop()
    return open_[-1] if open_ and text[open_[-1]] == "（" else None


def _ends_later(paragraphs: list[View]) -> bool:
    """Whether some paragraph closes a round bracket that it did not open: a remark may go over several."""
    return any(
        view.text.count("）") + view.text.count(")") > view.text.count("（") + view.text.count("(") for view in paragraphs
    )


def _goes_on(paragraphs: list[View], number: int) -> bool:
    """A quotation over several paragraphs is opened in each and closed in the last."""
    following = paragraphs[number + 1].text.lstrip() if number + 1 < len(paragraphs) else ""
    return following[:1] in _QUOTES


def _counted(view: View) -> bool:
    return view.passage.kind in _KINDS or view.passage.key in _KEYS


def _brackets(article: Article, paragraphs: list[View]) -> Iterator[Finding]:
    for view in paragraphs:
        at = _unclosed(view.text) if "（" in view.text else None
        if at is not None and not _ends_later(paragraphs):
            yield RULE.finding(
                article.path,
                view.passage.place(at, at + 1),
                Text("“（”没有对应的“）”", "（ has no ）"),
                excerpt=" ".join(view.text[max(0, at - 10) : at + 11].split()),
                matched=view.text[max(0, at - 10) : at + 11],
            )


@cache
def _crossed() -> re.Pattern[str]:
    return re.compile("“[^“”‘’\n]{0,200}‘[^“”‘’\n]{0,200}(”)[^“”‘’\n]{0,200}’")


def _crossing(article: Article, view: View) -> Iterator[Finding]:
    """“ … ‘ … ” … ’: the inner pair is closed behind the outer one."""
    for hit in _crossed().finditer(view.text) if "‘" in view.text else ():
        yield RULE.finding(
            article.path,
            view.passage.place(*hit.span(1)),
            Text("“”与‘’交叉：里层的应先结束", "“ ” and ‘ ’ cross: the inner pair closes first"),
            excerpt=" ".join(view.text[max(0, hit.start(1) - 10) : hit.end(1) + 10].split()),
            matched=hit.group(),
        )


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Paragraph by paragraph, in the author's own characters (folding makes some of these marks alike)."""
    paragraphs = [view for view in views(article) if _counted(view)]
    yield from _brackets(article, paragraphs)
    for number, view in enumerate(paragraphs):
        yield from _crossing(article, view)
        for at, sign in _odd(view.text):
            opens = sign in _PAIRS
            if opens and sign in _QUOTES and _goes_on(paragraphs, number):
                continue
            partner = _PAIRS[sign] if opens else _CLOSING[sign]
            yield RULE.finding(
                article.path,
                view.passage.place(at, at + 1),
                Text(f"“{sign}”没有对应的“{partner}”", f"{sign} has no {partner}"),
                excerpt=" ".join(view.text[max(0, at - 10) : at + 11].split()),
                matched=view.text[max(0, at - 10) : at + 11],
            )


RULE: Final = Rule(
    id="SS1608",
    title=Text("引号、书名号、括号不成对", "marks without their partner"),
    why=Text(
        "少半个书名号、引号，法规名称和引文就没有了边界（办法第十六条：杜绝内容差错）。",
        "Half a pair of marks leaves a law's name or a quotation without an end (Art. 16: no errors of content).",
    ),
    fix=Text("补上另一半，或删去多余的一半", "add the other half, or delete the odd one"),
    item="16",
    severity=Severity.WARNING,
    bad=Example(body="依据《中华人民共和国消防法，街道开展“冬季行动检查。\n"),
    good=Example(body="依据《中华人民共和国消防法》，街道开展“冬季行动”检查。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(written="".join(sorted(_SIGNS))),
)

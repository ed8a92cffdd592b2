"""Links that lead nowhere, and pictures that say nothing to those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article, Passage, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.clues import Clues
from sanshen.rules.reading_view import TARGETS
from sanshen.rules.rule import Example, Rule

_NOWHERE: Final = frozenset({"", "#", "#!", "/#", "javascript:", "about:blank", "http://", "https://"})
_EMPTY_NAMES: Final = frozenset({"图片", "照片", "image", "img", "picture", "photo", "pic", "截图", "alt", "未命名"})
_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg")
_WORDLESS: Final = frozenset({"点击", "这里", "点这里", "点击这里", "点击此处", "此处", "链接", "here", "clickhere"})


def _fault(passage: Passage) -> tuple[Text, Severity] | None:
    label = "".join(filter(str.isalnum, fold(passage.label).text))
    if passage.text.strip().casefold() in _NOWHERE:
        return Text("空链接：没有写去往何处", "an empty link: it leads nowhere"), Severity.ERROR
    if passage.kind is PassageKind.IMAGE:
        if not label:
            return Text("图片没有替代文字", "a picture without alternative text"), Severity.WARNING
        if label in _EMPTY_NAMES or fold(passage.label).text.strip().endswith(_SUFFIXES):
            return Text("图片的替代文字没有说明内容", "alternative text that says nothing"), Severity.NOTE
    elif label in _WORDLESS:
        return Text("链接文字没有说明去往何处", "a link's text that does not say where it leads"), Severity.NOTE
    return None


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Empty targets are errors, missing alternative text warns, words that say nothing are notes."""
    for passage in article.passages:
        found = _fault(passage) if passage.kind in TARGETS else None
        if found is None:
            continue
        message, severity = found
        shown = passage.label.strip() or passage.text
        yield RULE.finding(
            article.path,
            passage.place(0, max(1, len(passage.text))),
            message,
            excerpt=mask(" ".join(shown.split())[:40]),
            matched=shown,
            severity=severity,
        )


RULE: Final = Rule(
    id="SS1604",
    title=Text("空链接与图片替代文字", "empty links and alternative text"),
    why=Text(
        "空链接、错链接是检查指标的扣分项；没有替代文字，视障群众就不知道图片说了什么（办法第十六条，无障碍环境建设法第三十二条）。",
        "Empty links cost points in every inspection; without alternative text a blind citizen does not know what a picture says "
        "(Art. 16; the law on accessibility).",
    ),
    fix=Text("补上网址；图片写成 ![检查人员查看灭火器](文件名)", "give the address; write pictures as ![what is seen](file)"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(body="详见[通知原文]()。\n"),
    good=Example(body="详见[通知原文](https://www.gov.cn/zhengce/)。\n"),
    waivable=True,
    check=check,
    clues=Clues(facts=("targets",)),
)

"""What stands around the text of an original and is no part of what is said: numbers of items, title, date, source."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.rules.strands import Strand

_SHORT: Final = 8
_SLACK: Final = 30


@cache
def _item() -> re.Pattern[str]:
    return re.compile(r"[(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)]?[.、)]?|[•·●■◆○▪*-]")


def is_number_of_item(strand: Strand, at: int, words: str) -> bool:
    """Whether this is no more than what counts the items of a list, which an office program keeps apart from the text."""
    return len(words) < _SHORT and strand.is_start(at) and _item().fullmatch(words) is not None


def is_rest(words: str) -> bool:
    """Whether this is a row of dots: something follows that is not given."""
    return bool(words) and set(words) <= set(".·")


def has_words(article: Article, there: Strand, start: int, end: int) -> bool:
    """Whether what was left out at an end is more than the original's title, source, date and number."""
    source, title = article.meta.source, article.meta.title
    known_ = ["".join(filter(str.isalnum, words)) for words in (title, source.title)]
    starts = [at for at in there.starts if start < at < end]
    for first, last in zip([start, *starts], [*starts, end], strict=True):
        line = there.text[first:last]
        words = "".join(filter(str.isalnum, line))
        if any(words in title for title in known_) or (source.name and source.name in line and len(line) < _SLACK):
            continue
        if not _aside().fullmatch(line):
            return True
    return False


@cache
def _aside() -> re.Pattern[str]:
    day = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?:\d{1,2}:\d{2}(?::\d{2})?)?"
    number = r"[一-龥]{2,10}[〔\[(【]\d{4}[〕\])】]\d{1,5}号"
    label = r"(?:来源|作者|记者|编辑|责任编辑|发布时间|日期|时间|字号|打印)[:：]?[^。]{0,20}"
    return re.compile(rf"(?:{day}|{number}|{label}|\W+)+")

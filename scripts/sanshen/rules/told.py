"""What a figure in running text counts: the words before and behind it, and the period and place it is told of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from sanshen.rules.figures import Figure, Sentence, beginnings, sentences
from sanshen.rules.reading_view import View

WHOLES: Final = (
    "共", "累计", "总", "全年", "全区", "全镇", "全县", "全市", "全街道", "全乡", "全村", "全社区", "全省", "合计", "达",
)  # fmt: skip
"""Words that make a figure one of a whole."""
SCOPES: Final = tuple(word for word in WHOLES if word.startswith("全"))
"""Those of them that say which whole."""
_SHORTEST: Final = 4
_GLANCE: Final = 12
"""Characters before a figure that hold the last ones of its label, unless hardly anything but blanks stands there."""
_CLOSED: Final = frozenset("，、:;()。!?；\x00")
"""What never stands in a label."""
_NEAR: Final = 240
_CUT: Final = "……，"
# Another year's, a part, a plan, a share for each: the same words then count something else.
_OTHERS: Final = ("上年", "去年", "同期", "其中", "计划", "目标", "力争", "预计", "平均", "每", "比", "较")
_COMPARED: Final = ("比", "较", "同比", "环比", "增长", "下降")


class Told(NamedTuple):
    """A figure with the words of its clause, its unit and the words behind it; `before`: its sentence's clauses before its own.

    `words` are those of the author, `label` the same with one verb for all that say the same (全年共接到 and 全年收到).
    `periods`: the years, then the months and quarters named before it in its sentence.
    """

    label: str
    unit: str
    tail: str
    figure: Figure
    number: int
    sentence: Sentence
    before: tuple[str, ...]
    periods: tuple[frozenset[str], frozenset[str]]
    words: str


class Around(NamedTuple):
    """What the text up to a figure was about: the heading's number, the year and place named last, the month of its paragraph."""

    heading: int
    year: str
    place: str
    month: str


@cache
def _year() -> re.Pattern[str]:
    return re.compile(r"(?<![比较])(?:\d{4}年|[今去上前明]年|十[二三四五六]五)")


@cache
def _month() -> re.Pattern[str]:
    number = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
    return re.compile(rf"(?:{number}[-—~至到])?{number}月(?:\d{{1,2}}日)?|[一二三四1-4前]季度|[上下]半年|[上本当]月|[周日]前")


@cache
def _place() -> re.Pattern[str]:
    # A quarter, a park or a region is no district; 全区 names none.
    return re.compile(
        r"[\u4e00-\u9fff](?:[^\W\d_])(?<![全各本该我每两几多社园城景地片校山库灾新农乡])(?:街道|社区|镇|乡|村|区|县|市|公司|集团)"
    )


@cache
def _period_alone() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:截至|到|至)?\s*(?:\d{4}\s*年|今年)?\s*(?:\d{1,2}(?:[-—~至]\d{1,2})?\s*月份?)?\s*(?:\d{1,2}\s*日|[初中末底])?(?:目前)?\s*"
    )


@cache
def _marker() -> re.Pattern[str]:
    return re.compile(r"^\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}\.(?!\d))\s*")


@cache
def _value() -> re.Pattern[str]:
    return re.compile(r"[\d,.]*\d\s?[百千万亿]*")


def may_differ(text: str, folded: str) -> bool:
    """Whether two figures of an article may be told with the same words and have two values.

    `text` is that of all passages, `folded` the same folded. What has one label has the same characters right before it.
    """
    # Where every comma is a full-width one it closes the label.
    closed = _CLOSED | {","} if text.count("，") == folded.count(",") else _CLOSED
    known = dict[str, str]()
    for at in beginnings(folded):
        if not closed.isdisjoint(folded[max(0, at - _SHORTEST) : at]):
            continue
        words = "".join(folded[max(0, at - _GLANCE) : at].split()).replace("了", "")[-_SHORTEST:]
        if not closed.isdisjoint(words):
            continue
        if len(words) == _SHORTEST:
            found = _value().match(folded, at)
            value = found.group() if found is not None else ""
            if known.setdefault(words, value) != value:
                return True
        elif at > _GLANCE:
            return True
    return False


_ALIKE: Final = {
    "接到": "收到", "接收": "收到", "实有": "有", "共有": "有", "现有": "有", "拥有": "有", "举办": "开展", "举行": "开展", "组织": "开展",
    "派发": "发放", "散发": "发放",
}  # fmt: skip


@cache
def _verb() -> re.Pattern[str]:
    scopes = "|".join(SCOPES)
    return re.compile(rf"^(年末)?({scopes})?(?:共计|总共|累计|实际|已|共(?!同|产|建|享|青))*({'|'.join(_ALIKE)})?")


def _alike(words: str) -> str:
    """A label with one verb for all that say the same, and without 共 and 累计 before it."""
    found = _verb().match(words)
    if found is None or words.startswith("共有"):
        return words
    year, scope, verb = found.groups(default="")
    return f"{year}{scope}{_ALIKE.get(verb, '')}{words[found.end() :]}"


def told(view: View) -> Iterator[Told]:
    """The exact figures of a passage that count a whole."""
    if not any(word in view.folded for word in WHOLES):
        return
    for sentence in sentences(view):
        for number, figure in enumerate(sentence.figures):
            raw = sentence.label(number)
            label = re.sub(r"[\s了]", "", raw)
            if not figure.counts or not figure.unit or len(label) < _SHORTEST or not any(word in label for word in WHOLES):
                continue
            at = figure.start - len(raw)
            # Reading the whole of a long sentence for each of its figures would take time squared.
            front = sentence.text[:at] if at <= _NEAR else _CUT + sentence.text[at - _NEAR : at]
            before = tuple(one for one in re.split("[，、:]", _marker().sub("", front)) if one.strip())
            if not _is_another(label, before):
                tail = re.sub(r"\s", "", re.split(r"[，、:;()。!?；]", sentence.between(number))[0])
                head = front + raw
                periods = frozenset(_year().findall(head)), frozenset(_month().findall(head))
                yield Told(_alike(label), figure.unit, tail, figure, number, sentence, before, periods, label)


def _is_another(label: str, before: Sequence[str]) -> bool:
    """Whether it is of another time, a part or a plan: by its own clause, or one before that compares nothing."""
    clauses = [one for one in before if not one.strip().startswith(_COMPARED)]
    return any(word in one for word in _OTHERS for one in (label, *clauses))


def opens(one: Told) -> bool:
    """Whether nothing stands in the sentence before its clause but a date, or more figures of such a whole."""
    return all(
        _period_alone().fullmatch(clause) is not None or clause.strip().removeprefix("年末").startswith((*SCOPES, *_COMPARED))
        for clause in one.before
    )


class Course:
    """How the text goes on: headings, years and places as they are named."""

    def __init__(self) -> None:
        self._heading = 0
        self._year = self._place = ""

    def around(self, view: View, figures: Sequence[Told]) -> list[Around]:
        """What each of these figures of the next passage is about."""
        block, text = view.passage.block, view.folded
        self._heading += (block is not None and block.kind == "heading") or _marker().match(text) is not None
        found = [[(hit.start(), hit.group()) for hit in shape().finditer(text)] for shape in (_year, _place, _month)]
        result: list[Around] = []
        for one in figures:
            year, place, month = (_last(named, one.sentence.start + one.figure.start) for named in found)
            result.append(Around(self._heading, year or self._year, place or self._place, month))
        self._year = _last(found[0], len(text)) or self._year
        self._place = _last(found[1], len(text)) or self._place
        return result


def _last(named: Sequence[tuple[int, str]], before: int) -> str:
    at = bisect_left(named, (before, ""))
    return named[at - 1][1] if at else ""

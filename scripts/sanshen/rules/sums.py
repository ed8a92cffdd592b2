"""Wholes and their parts, as one sentence tells them: 共 827 条，其中网站 293 条、公众号 109 条、其他 425 条."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sanshen.rules.figures import Figure, Sentence, agree

LISTING: Final = ("其中", "分别为", "分别是", "包括", "分为")
"""Words behind which the parts of a whole are told."""
_COMPLETE: Final = ("其他", "其它", "其余", "剩余", "余下", "另有", "另外")
_TOGETHER: Final = ("共计", "合计", "总计", "总共", "一共", "共")
_DONE: Final = frozenset(
    {"", "办理", "受理", "完成", "发放", "收到", "开展", "投入", "检查", "表彰", "评选", "处理", "办结", "接待", "组织", "培训"}
)
PAIRS: Final = (
    *(
        ("男", "女"),
        ("女", "男"),
        ("合格", "不合格"),
        ("不合格", "合格"),
        ("同意", "不同意"),
        ("通过", "未通过"),
        ("达标", "不达标"),
    ),
    *(("已办结", "未办结"), ("办结", "在办"), ("办结", "正在办理"), ("已整改", "未整改"), ("城镇", "农村"), ("城市", "农村")),
    *(("已整改", "正在整改"), ("已完成", "未完成"), ("已完成", "正在"), ("已发放", "未发放"), ("现场整改", "限期整改")),
)
"""Words of which one is what the other is not."""
_RATES: Final = frozenset({"%", "个百分点", "百分点", "‰"})
_CHANGES: Final = (
    "同比",
    "环比",
    "增长",
    "下降",
    "增加",
    "减少",
    "比上年",
    "较上年",
    "较去年",
    "比去年",
    "占",
    "达标",
    "完成率",
    "平均",
    "新增",
)
# Not parts of one whole: two of these may be said of the same person or thing.
_OVERLAPPING: Final = (
    "党员",
    "学历",
    "以上",
    "以下",
    "高级",
    "中级",
    "少数民族",
    "重点",
    "规模",
    "主要",
    "最",
    "年龄",
    "期间",
    "等",
)
# One notice goes out in several places.
_CHANNELS: Final = ("渠道", "通过政府网站", "通过网站", "通过政务新媒体", "通过微信")
LEAST: Final = 2
_MANY: Final = 3
_ALMOST_MANY: Final = 0.7
_ALMOST_TWO: Final = 0.9
_NEARLY: Final = 0.3
_SCALES: Final = (1e4, 1e8)


class Sum(NamedTuple):
    """A whole (of the sentence `said`) and its parts; `complete` where the words say that nothing is missing."""

    said: Sentence
    total: Figure
    parts: tuple[Figure, ...]
    complete: bool

    @property
    def adds_up(self) -> bool:
        """Whether all parts, or the first of them up to some place, make the whole."""
        running = 0.0
        for number, part in enumerate(self.parts, start=1):
            running += part.value
            tolerance = self.total.step + sum(one.step for one in self.parts[:number])
            if number >= LEAST and agree(running, self.total.value, tolerance):
                return True
        return False

    @property
    def exceeds(self) -> bool:
        """Whether the one part is more than its whole: a slip of the unit (1.2 亿元，其中 8000 亿元)."""
        part = self.parts[0]
        return bool(part.unit) and part.unit == self.total.unit and part.value > self.total.value + part.step + self.total.step

    def _is_misplaced(self, together: float) -> bool:
        """Whether the parts make the whole but for its scale: 1200 亿元，其中 800 万元、400 万元."""
        return bool(self.total.scale) and any(agree(together * scale, self.total.value, 0.0) for scale in _SCALES)

    @property
    def is_wrong(self) -> bool:
        """Whether the difference is very probably a slip, and not a list of some parts among others."""
        if len(self.parts) < LEAST:
            return len(self.parts) == 1 and self.exceeds
        if self.adds_up:
            return False
        together = sum(part.value for part in self.parts)
        if self.complete or together > self.total.value or self._is_misplaced(together):
            return True
        return together >= self.total.value * (_ALMOST_MANY if len(self.parts) >= _MANY else _ALMOST_TWO)


def _parts(sentence: Sentence, first: int, unit: str) -> tuple[tuple[Figure, ...], list[str]] | None:
    """The parts from figure number `first` on, one a clause, and their labels; None where they are no such list."""
    found, labels, sign = list[Figure](), list[str](), ""
    for number in range(first, len(sentence.figures)):
        figure, label, after = sentence.figures[number], sentence.label(number), sentence.between(number)
        if figure.unit in _RATES or any(word in _quantity(label) for word in _CHANGES):
            continue
        if not figure.counts or (figure.unit and figure.unit != unit) or not label.strip(" 为是有和及"):
            return None
        found.append(figure)
        labels.append(label)
        mark = next((one for one in after if one in "，、和及。;"), "")
        if sign == "、" and mark == "，":
            break
        sign = sign or mark
    return tuple(found), labels


def _quantity(label: str) -> str:
    """A label without what only sounds like a change: 第一产业增加值."""
    return label.replace("增加值", "").replace("占地", "").replace("占用", "")


def _before(sentence: Sentence, number: int) -> Figure:
    """The figure number `number`, or the one before where that only tells a change (64.5 万人，比上年减少 0.3 万人，其中…)."""
    while number and (any(word in sentence.label(number) for word in _CHANGES) or sentence.figures[number].unit in _RATES):
        number -= 1
    return sentence.figures[number]


def whole_first(sentence: Sentence, before: Sentence | None) -> Iterator[Sum]:
    """`共 827 条，其中网站 293 条、公众号 109 条、其他 425 条`; the whole may end the sentence before."""
    for word in LISTING:
        at = sentence.text.find(word)
        if at < 0:
            continue
        first = sum(figure.end <= at for figure in sentence.figures)
        said = sentence if first else before
        if said is None:
            continue
        total = _before(said, (first or len(said.figures)) - 1)
        if not total.counts or total.unit in {"%", "倍"} or not total.unit:
            continue
        listed = _parts(sentence, first, total.unit)
        if listed is None:
            continue
        parts, labels = listed
        rest = sentence.text[at:]
        complete = bool(labels) and any(one in labels[-1] for one in _COMPLETE)
        money = total.unit == "元" and len(parts) >= _MANY
        several = _OVERLAPPING if not money else ()
        if complete or len(parts) == 1 or not any(one in rest for one in (*several, *_CHANNELS)):
            yield Sum(said, total, parts, complete)
        return


def _is_together(label: str) -> bool:
    word = next((one for one in _TOGETHER if label.startswith(one)), None)
    return word is not None and label.removeprefix(word).rstrip("了") in _DONE


def whole_last(sentence: Sentence) -> Iterator[Sum]:
    """`网站 293 条、公众号 109 条，共计 402 条`."""
    for number in range(LEAST, len(sentence.figures)):
        total, label = sentence.figures[number], sentence.label(number).strip()
        if not _is_together(label) or not total.counts or not total.unit:
            continue
        parts, sign = list[Figure](), "、，"
        for earlier in range(number - 1, -1, -1):
            figure, after = sentence.figures[earlier], sentence.between(earlier)
            wanted = "，" if earlier == number - 1 else sign
            if not figure.counts or figure.unit != total.unit or not after.strip().startswith(tuple(wanted)):
                break
            if earlier < number - 1:
                sign = after.strip()[:1]
            parts.insert(0, figure)
        if len(parts) >= LEAST and not any(word in sentence.text for word in ("同比", "分别")):
            found = Sum(sentence, total, tuple(parts), complete=True)
            numbered = all(sentence.label(number - back).strip().startswith("第") for back in range(1, len(parts) + 1))
            if sign == "、" or numbered or _is_list(found):
                yield found


def _is_list(found: Sum) -> bool:
    """Whether figures in clauses of their own are what the total is of: it is near, and the last of them do not make it."""
    tails = (found.parts[number:] for number in range(len(found.parts) - 1))
    made = any(agree(sum(one.value for one in tail), found.total.value, found.total.step) for tail in tails)
    together = sum(one.value for one in found.parts)
    return len(found.parts) >= _MANY and not made and abs(together - found.total.value) <= _NEARLY * found.total.value


def halves(sentence: Sentence) -> Iterator[Sum]:
    """`827 人（男性 512 人、女性 315 人）`, `186 批次，合格 183 批次，不合格 3 批次`: between the two nothing is missing."""
    for number in range(len(sentence.figures) - 2):
        total, first, second = sentence.figures[number : number + 3]
        if not (total.counts and first.counts and second.counts and total.unit) or {first.unit, second.unit} - {total.unit, ""}:
            continue
        left, right = (sentence.label(number + one).strip() for one in (1, 2))
        between = sentence.between(number).strip()
        if any(left.startswith(one) and right.startswith(other) for one, other in PAIRS) and between[:1] in "(，、,":
            yield Sum(sentence, total, (first, second), complete=True)

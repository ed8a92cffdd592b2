"""What share of a whole a sentence says that a figure is: 办结率, 占比, 完成年度任务的 …%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from sanshen.rules.figures import Figure, Sentence, agree

PERCENT: Final = "%"
LEAST: Final = 2
POINTS: Final = ("个百分点", "百分点")
_TOTALS: Final = (
    "共", "总", "合计", "累计", "受理", "收到", "任务", "计划", "目标", "应到", "应参加", "预算", "发放", "抽检", "抽查", "检查", "申报",
)  # fmt: skip
_OF_PLAN: Final = frozenset(
    f"{done}{year}{plan}的"
    for done in ("完成", "占")
    for year in ("", "年度", "全年", "年初")
    for plan in ("预算", "计划", "目标", "任务", "目标任务")
)
"""完成年度任务的 …%: the share of what was to be done."""
_ALL_OF: Final = frozenset({"占", "占比", "占比为", "占总数的", "占总量的", "占总数", "占比达", "占全部的", "占其"})
_NAME: Final = (4, 13)
"""What a whole is called has so many characters, the last not included."""
_PRESENT: Final = ("到会", "出席", "参会", "出勤", "到课", "参评")


def steps(one: Figure, other: Figure) -> tuple[float, float]:
    """How much two figures of one scale are rounded: 18 万吨 beside 19.8 万吨 is 18.0."""
    if one.scale != other.scale or ("." in one.written) == ("." in other.written):
        return one.step, other.step
    finer = min(one.step, other.step) if one.step and other.step else max(one.step, other.step)
    return finer, finer


class Claim(NamedTuple):
    """A percentage, and the two figures it is said to follow from: `part` of `whole`, or the change from `whole` to `part`."""

    percent: Figure
    whole: Figure
    part: Figure
    change: bool

    @property
    def expected(self) -> float:
        """What the two figures give, in per cent."""
        value = self.part.value - self.whole.value if self.change else self.part.value
        return abs(value) / self.whole.value * 100

    @property
    def fits(self) -> bool:
        """Whether the percentage follows, within the rounding of all three."""
        if self.whole.value == 0:
            return True
        part, whole = steps(self.part, self.whole)
        blur = (part + whole * max(1.0, self.part.value / self.whole.value)) / self.whole.value * 100
        return agree(self.expected, self.percent.value, blur + max(self.percent.step, 0.5 if self.percent.step == 0 else 0.0))


@cache
def _of_whole() -> re.Pattern[str]:
    return re.compile(r"^[,，(]?\s*(?:占|为|完成)[^，。\d]{0,10}$")


def parts_of(sentence: Sentence) -> Iterator[Claim]:
    """`完成投资 8.5 亿元，占年度计划 10 亿元的 85%`."""
    for number in range(len(sentence.figures) - 2):
        part, whole, percent = sentence.figures[number : number + 3]
        if not (part.counts and whole.counts) or part.unit != whole.unit or part.unit in {PERCENT, *POINTS, ""}:
            continue
        said = _of_whole().match(sentence.between(number)) and sentence.between(number + 1).strip() == "的"
        if said and percent.unit == PERCENT and not percent.rough:
            yield Claim(percent, whole, part, change=False)


def _is_total(sentence: Sentence, number: int) -> bool:
    label = sentence.label(number)[-6:]
    return any(word in label for word in _TOTALS) or _is_due(label)


def shares(sentence: Sentence) -> Iterator[Claim]:
    """`共 209 件，办结 172 件，办结率 82.3%` and `共 209 件，其中网站 172 件，占 82.3%`."""
    totals = [number for number in range(len(sentence.figures)) if _is_total(sentence, number)]
    for number in range(1, len(sentence.figures) - 1):
        percent = sentence.figures[number + 1]
        named = _named(sentence, number, sentence.between(number).strip("，,()、 ")) if percent.unit == PERCENT else None
        if named is None or percent.rough or not sentence.figures[named].counts:
            continue
        part = sentence.figures[named]
        whole = next((sentence.figures[one] for one in reversed(totals) if one != named and one <= number), None)
        if whole is None and named == 1 and sentence.label(1).strip().startswith("其中"):
            whole = sentence.figures[0]
        if whole is None and named == number:
            whole = _just_before(sentence, number)
        if whole is None:
            continue
        fits = part.value <= whole.value or "完成" in sentence.between(number)
        if whole.counts and whole.unit == part.unit and part.unit and fits:
            # Of the applicants, of the examined, of the places: the rate may be of any that the sentence tells before.
            wholes = (one for one in sentence.figures[:number] if one.unit == part.unit and one.value >= part.value)
            claim = Claim(percent, whole, part, change=False)
            if not any(claim._replace(whole=one).fits for one in wholes):
                yield claim


def _just_before(sentence: Sentence, number: int) -> Figure | None:
    """`工单 1200 件，办结 1188 件，办结率 99%`: the figure right before the one whose rate is told."""
    whole, part = sentence.figures[number - 1], sentence.figures[number]
    rate = re.match(r"[，,]?\s*([一-龥]{2})率", sentence.between(number))
    told = rate is not None and sentence.label(number).strip().startswith((rate.group(1), f"已{rate.group(1)}"))
    return whole if told and part.unit == whole.unit and part.value <= whole.value else None


@cache
def _rate_alone() -> re.Pattern[str]:
    return re.compile(r"^\s*(?:全年|目前)?[一-龥]{0,6}?([一-龥]{2})(?:率|进度)(?:为|达|达到|是)?\s?$")


_SPENT: Final = frozenset({"执行", "完成", "支出"})


def of_the_sentence_before(sentence: Sentence, before: Sentence) -> Iterator[Claim]:
    """`预算 5000 万元，支出 4500 万元。执行率为 90%` and `共有 400 户。已脱险 300 户，占比 75%`."""
    first = sentence.figures[0]
    told = _rate_alone().match(sentence.text[: first.start]) if first.unit == PERCENT and not first.rough else None
    if told is not None and len(before.figures) == LEAST:
        whole, part = before.figures
        spent = told.group(1) in _SPENT
        named = spent or (told.group(1) in before.label(1) and part.value <= whole.value)
        if named and whole.counts and part.counts and whole.unit == part.unit and part.unit not in {PERCENT, *POINTS, ""}:
            yield Claim(first, whole, part, change=False)
    elif len(before.figures) == 1 and len(sentence.figures) > 1:
        whole, share = before.figures[0], sentence.figures[1]
        shown = share.unit == PERCENT and not share.rough and first.counts and whole.counts and first.unit == whole.unit
        if (
            shown
            and first.value <= whole.value
            and any(one in before.label(0) for one in _TOTALS)
            and sentence.between(0).strip("，,()、 ") in _ALL_OF
        ):
            yield Claim(share, whole, first, change=False)


@cache
def _of() -> re.Pattern[str]:
    return re.compile(r"^[，,(]?\s*占([一-龥]{4,12})的\s?$")


class Names:
    """The figures of a paragraph by the words that name them, read once and only where somebody asks."""

    def __init__(self, said: Sequence[Sentence]) -> None:
        self._said = said
        self._found: dict[tuple[str, str], set[float]] | None = None
        self._figures: dict[tuple[str, float], Figure] = {}

    def called(self, name: str, unit: str) -> Figure | None:
        """The one figure of that unit whose words end so; None where there is none, or several that differ."""
        if self._found is None:
            self._found = {}
            for other in self._said:
                for at, figure in enumerate(other.figures):
                    if figure.counts:
                        self._keep(other.label(at).strip().rstrip("为共达是约"), figure)
        values = self._found.get((name, unit), set())
        return self._figures[unit, next(iter(values))] if len(values) == 1 else None

    def _keep(self, label: str, figure: Figure) -> None:
        assert self._found is not None  # noqa: S101  # by the caller
        self._figures.setdefault((figure.unit, figure.value), figure)
        for length in range(*_NAME):
            if length <= len(label):
                self._found.setdefault((label[-length:], figure.unit), set()).add(figure.value)


def of_what_is_named(sentence: Sentence, names: Names) -> Iterator[Claim]:
    """`财政拨款收入 1500 万元，占本年收入合计的 81%`, where the paragraph tells 本年收入合计 once."""
    for number in range(len(sentence.figures) - 1):
        part, percent = sentence.figures[number : number + 2]
        named = _of().match(sentence.between(number)) if percent.unit == PERCENT and not percent.rough else None
        whole = names.called(named.group(1), part.unit) if named is not None and part.counts and part.unit else None
        if whole is not None and whole.value >= part.value:
            yield Claim(percent, whole, part, change=False)


def _named(sentence: Sentence, number: int, link: str) -> int | None:
    """Which figure a percentage behind `link` is the share of: the one before it, or the last one that the rate is named after."""
    if link in _ALL_OF:
        return number
    if link in _OF_PLAN:
        return number
    rate = re.fullmatch(r"([一-龥]{2,4})率(?:为|达|达到)?", link)
    if rate is None:
        return None
    if number and _is_due(sentence.label(number - 1)) and _is_done(sentence.label(number)):
        return number
    return next((one for one in range(number, -1, -1) if _is_named(sentence.label(one), rate.group(1))), None)


def _is_due(label: str) -> bool:
    """应检 …, 应办结 …: what the share of what was done is taken of."""
    return "应" in label and not any(one in label for one in ("供应", "应急", "响应", "反应", "应用", "适应", "对应"))


def _is_done(label: str) -> bool:
    return label.strip().startswith(("实", "已"))


def _is_named(label: str, root: str) -> bool:
    if root in _PRESENT:
        return root in label or "实" in label
    at = label.find(root)
    if at < 0 and root[:1] == "有" and set(root) <= set(label):  # 有效回收率: 收回有效问卷
        return not _is_sum(label)
    return at >= 0 and label[at - 1 : at] not in set("不未非") and not _is_sum(label)


def _is_sum(label: str) -> bool:
    return any(word in label for word in ("共", "总", "合计", "累计"))

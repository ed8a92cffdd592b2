"""Percentages that do not follow from the two figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.figures import Figure, Sentence, agree, body, sentences
from sanshen.rules.rule import Example, Rule

_PERCENT: Final = "%"
_ALL: Final = 100.0
_POINTS: Final = ("个百分点", "百分点")
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
_PRESENT: Final = ("到会", "出席", "参会", "出勤", "到课", "参评")


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
        blur = (self.part.step + self.whole.step * max(1.0, self.part.value / self.whole.value)) / self.whole.value * 100
        return agree(self.expected, self.percent.value, blur + max(self.percent.step, 0.5 if self.percent.step == 0 else 0.0))


@cache
def _turns() -> re.Pattern[str]:
    # … (增加)到 …, or …，今年 …: what stands between the first figure and the second.
    return re.compile(
        r"^(?:[^，。]{0,8}?(?:增加|增长|上升|提高|提升|减少|下降|降低|增|升|降)?(?:到|至|为)(?:\s?\d{4}\s?年(?:同期|底|末)?的?)?|[，,]\s*(?:今年|本年)(?:同期)?)[^，。\d]{0,4}$"
    )


@cache
def _against() -> re.Pattern[str]:
    # …，较上年(同期)的 …: the older figure comes second.
    return re.compile(r"^[，,]?\s*(?:同)?[较比](?:上年|去年)(?:同期)?的?\s*$")


@cache
def _before() -> re.Pattern[str]:
    # …，上年(同期)为 …: the older figure comes second.
    return re.compile(r"^[，,]\s*(?:上年|去年)(?:同期|全年|末)?(?:为|是)?\s*$")


@cache
def _moved() -> re.Pattern[str]:
    return re.compile(
        r"^[，,]?\s*(?:同比|环比|较上年|比上年)?(?:增长|增加|增幅|上升|提高|提升|下降|减少|降低|降幅)(?:率|了|为|达到?|约)?\s*$"
    )


def _changes(sentence: Sentence) -> Iterator[Claim]:
    """`由 120 件增至 150 件，增长 25%` and `150 件，较上年 120 件增长 25%`."""
    for number in range(len(sentence.figures) - 2):
        first, second, third = sentence.figures[number : number + 3]
        if not (first.counts and second.counts) or first.unit != second.unit or first.unit in {_PERCENT, *_POINTS, ""}:
            continue
        if third.rough or third.unit != _PERCENT or not _moved().match(sentence.between(number + 1)):
            continue
        lead = sentence.text[max(0, first.start - 14) : first.start]
        if any(word in lead for word in ("由", "从", "去年", "上年")) and _turns().match(sentence.between(number)):
            yield Claim(third, first, second, change=True)
        elif _against().match(sentence.between(number)) or _before().match(sentence.between(number)):
            yield Claim(third, second, first, change=True)


@cache
def _base() -> re.Pattern[str]:
    return re.compile(r"[较比](?:上年|去年|上月|上季度|同期|上年同期|去年同期)的?\s*$")


@cache
def _added() -> re.Pattern[str]:
    return re.compile(r"^(?:增加|增长|多|新增|减少|下降|少)了?\s*$")


def _additions(sentence: Sentence) -> Iterator[Claim]:
    """`较上年的 1200 万元增加 300 万元，增长 25%`."""
    for number in range(len(sentence.figures) - 2):
        first, second, third = sentence.figures[number : number + 3]
        if not (first.counts and second.counts) or first.unit != second.unit or first.unit in {_PERCENT, *_POINTS, ""}:
            continue
        told = _base().search(sentence.text[max(0, first.start - 10) : first.start]) and _added().match(
            sentence.between(number)
        )
        if told and third.unit == _PERCENT and not third.rough and _moved().match(sentence.between(number + 1)):
            yield Claim(third, first, second, change=False)


@cache
def _of_whole() -> re.Pattern[str]:
    return re.compile(r"^[,，(]?\s*(?:占|为|完成)[^，。\d]{0,10}$")


def _parts_of(sentence: Sentence) -> Iterator[Claim]:
    """`完成投资 8.5 亿元，占年度计划 10 亿元的 85%`."""
    for number in range(len(sentence.figures) - 2):
        part, whole, percent = sentence.figures[number : number + 3]
        if not (part.counts and whole.counts) or part.unit != whole.unit or part.unit in {_PERCENT, *_POINTS, ""}:
            continue
        said = _of_whole().match(sentence.between(number)) and sentence.between(number + 1).strip() == "的"
        if said and percent.unit == _PERCENT and not percent.rough:
            yield Claim(percent, whole, part, change=False)


def _risen(sentence: Sentence) -> Iterator[Claim]:
    """`比上年增加 20 件，增长 33.3%，达到 80 件`."""
    for number in range(len(sentence.figures) - 2):
        more, percent, now = sentence.figures[number : number + 3]
        if not more.counts or more.unit != now.unit or more.unit in {_PERCENT, *_POINTS, ""}:
            continue
        lead = sentence.text[max(0, more.start - 12) : more.start].rstrip()
        said = lead.endswith("增加") and any(one in lead for one in ("比上年", "较上年", "比去年", "较去年", "同比"))
        reached = sentence.between(number + 1).strip(" ，,") in {"达", "达到", "增至", "增加到"}
        if (
            said
            and reached
            and percent.unit == _PERCENT
            and _moved().match(sentence.between(number))
            and now.value > more.value
        ):
            yield Claim(percent, now._replace(value=now.value - more.value), more, change=False)


@cache
def _shrunk() -> re.Pattern[str]:
    return re.compile(r"(?:下降|减少|降低|缩减|压减|下滑|回落)了?\s*$")


def _impossible(sentence: Sentence) -> Iterator[Figure]:
    """Nothing falls by more than all of itself."""
    for figure in sentence.figures:
        if (
            figure.unit == _PERCENT
            and figure.value > _ALL
            and _shrunk().search(sentence.text[max(0, figure.start - 6) : figure.start])
        ):
            yield figure


def _is_total(sentence: Sentence, number: int) -> bool:
    label = sentence.label(number)[-6:]
    return any(word in label for word in _TOTALS) or _is_due(label)


def _shares(sentence: Sentence) -> Iterator[Claim]:
    """`共 209 件，办结 172 件，办结率 82.3%` and `共 209 件，其中网站 172 件，占 82.3%`."""
    totals = [number for number in range(len(sentence.figures)) if _is_total(sentence, number)]
    for number in range(1, len(sentence.figures) - 1):
        percent = sentence.figures[number + 1]
        named = _named(sentence, number, sentence.between(number).strip("，,()、 ")) if percent.unit == _PERCENT else None
        if named is None or percent.rough or not sentence.figures[named].counts:
            continue
        part = sentence.figures[named]
        whole = next((sentence.figures[one] for one in reversed(totals) if one != named and one <= number), None)
        if whole is None and named == 1 and sentence.label(1).strip().startswith("其中"):
            whole = sentence.figures[0]
        if whole is None:
            continue
        fits = part.value <= whole.value or "完成" in sentence.between(number)
        if whole.counts and whole.unit == part.unit and part.unit and fits:
            # Of the applicants, of the examined, of the places: the rate may be of any that the sentence tells before.
            wholes = (one for one in sentence.figures[:number] if one.unit == part.unit and one.value >= part.value)
            claim = Claim(percent, whole, part, change=False)
            if not any(claim._replace(whole=one).fits for one in wholes):
                yield claim


def _named(sentence: Sentence, number: int, link: str) -> int | None:
    """Which figure a percentage behind `link` is the share of: the one before it, or the last one that the rate is named after."""
    if link in {"占", "占比", "占比为", "占总数的", "占总量的", "占总数", "占比达", "占全部的", "占其"}:
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


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Growth from one figure to another, and the share of a part in its whole, where the sentence gives all three."""
    for view in body(article):
        if _PERCENT not in view.folded:
            continue
        for sentence in sentences(view):
            for figure in _impossible(sentence):
                yield _report(article, sentence, figure, Text("减少的不会超过 100%", "nothing falls by more than 100%"))
            for claim in (
                *_changes(sentence),
                *_additions(sentence),
                *_parts_of(sentence),
                *_risen(sentence),
                *_shares(sentence),
            ):
                if claim.fits:
                    continue
                expected = f"{claim.expected:.2f}".rstrip("0").rstrip(".")
                message = Text(
                    f"由 {claim.whole.written} 与 {claim.part.written} 得出的应为 {expected}%",
                    f"{claim.whole.value:.10g} and {claim.part.value:.10g} give {expected}%",
                )
                yield _report(article, sentence, claim.percent, message)


def _report(article: Article, sentence: Sentence, figure: Figure, message: Text) -> Finding:
    view, (start, end) = sentence.view, sentence.span(figure.start, figure.end)
    return RULE.finding(
        article.path, view.place(start, end), message, excerpt=view.around(start, end), matched=view.original(start, end)
    )


RULE: Final = Rule(
    id="SS1325",
    title=Text("百分比与数字不符", "a percentage that does not follow"),
    why=Text(
        "办法第十三条（七）：统计数据不准确的信息不能通过审核；百分比应能由文中的两个数字算出。",
        "Art. 13(7): inaccurate figures must not pass; a percentage must follow from the two figures beside it.",
    ),
    fix=Text(
        "核对两个数字与百分比；口径不同的写明误报说明（waivers）",
        "check all three; where they differ in scope, explain it in `waivers`",
    ),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="办件量由 120 件增至 150 件，增长 35%。\n"),
    good=Example(body="办件量由 120 件增至 150 件，增长 25%。共受理 209 件，办结 172 件，办结率 82.3%。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded=_PERCENT),
)

"""What a sentence tells of a change: from which figure to which, whether up or down, by how much, by what share, how many times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal, NamedTuple

from sanshen.rules.figures import DATES, Figure, Sentence, agree
from sanshen.rules.rates import steps

Direction = Literal["up", "down", ""]

UP: Final = (
    "增加", "增长", "上升", "提高", "提升", "上涨", "增至", "升至", "增到", "升到", "扩大", "偏多", "增收", "增幅", "新增", "攀升",
)  # fmt: skip
DOWN: Final = (
    "减少", "下降", "降低", "缩减", "压减", "下滑", "回落", "缩短", "缩小", "偏少", "降幅", "减至", "降至", "减到", "降到", "压缩", "下跌", "减幅",
)  # fmt: skip
_VERBS: Final = "|".join((*UP, *DOWN, "增", "升", "减", "降", "多", "少"))
_PAST: Final = (
    r"(?:(?:上|去|前)(?:一)?年(?:度|同期|同季|同月|末|底|全年)?|上(?:月|季度|半年|期)(?:末|底)?|同期|年初|年中"
    r"|(?:19|20)\d\d\s?年(?:度|同期|末|底|全年)?)"
)
_NOW: Final = r"(?:(?:(?:19|20)\d\d|今|本|当)\s?年(?:度|同期|全年|末|底)?|本(?:月|季度|期))"
_PERCENT: Final = "%"
_POINTS: Final = frozenset({"个百分点", "百分点"})


class Told(NamedTuple):
    """A figure that tells of the change itself, and which way the words before it say it went."""

    figure: Figure
    direction: Direction


class Change(NamedTuple):
    """From `old` to `new`, both of one unit. `direction` is what the words between them say; `told` what is said of it behind.

    `behind` is the number of the first figure behind both. `times` is what 翻番 stands for (2, 4 …; 0 where it is not said), at `spoken`.
    """

    sentence: Sentence
    old: Figure
    new: Figure
    direction: Direction
    told: tuple[Told, ...]
    behind: int
    times: float = 0.0
    spoken: tuple[int, int] = (0, 0)

    @property
    def blur(self) -> float:
        """How much the difference may be off by the rounding of both."""
        return sum(steps(self.old, self.new))

    @property
    def goes(self) -> Direction:
        """Which way the two figures go."""
        if agree(self.old.value, self.new.value, self.blur):
            return ""
        return "up" if self.new.value > self.old.value else "down"


def direction_of(words: str) -> Direction:
    """Which way the last verb of some words goes."""
    places = [(words.rfind(verb), "up") for verb in (*UP, "多", "增", "升")] + [
        (words.rfind(verb), "down") for verb in (*DOWN, "少", "减", "降")
    ]
    at, found = max(places)
    return "" if at < 0 else "up" if found == "up" else "down"


@cache
def _to() -> re.Pattern[str]:
    # 由 120 件(增加)到 150 件; 去年 120 件，今年 150 件
    return re.compile(
        rf"^(?:[^，。\d]{{0,8}}?({_VERBS})?了?(?:到|至|为|成)\s?(?:{_NOW}的?)?|[，,]\s*(?:今年|本年)(?:同期)?)[^，。\d]{{0,6}}$"
    )


@cache
def _from() -> re.Pattern[str]:
    return re.compile(rf"(?:由|从)[^，。,;%]{{0,12}}$|{_PAST}[^，。,;%]{{0,6}}$")


@cache
def _than() -> re.Pattern[str]:
    # 150 件，比上年的 120 件
    return re.compile(rf"^[，,(]?\s*同?[比较]\s?{_PAST}(?:的|为)?\s?$")


@cache
def _was() -> re.Pattern[str]:
    # 150 件，上年同期为 120 件
    return re.compile(rf"^[，,(]\s*{_PAST}(?:则)?(?:的|为|是)?\s?$")


@cache
def _moved() -> re.Pattern[str]:
    than = rf"(?:同?[比较]\s?{_PAST}的?|同比|环比)?"
    return re.compile(
        rf"^[，,)、]?\s*(?:{than}(?:共|净|实际)?(?:{_VERBS})(?:率|额|量|数)?(?:了|为|达到?|约)?|{than}(?:增|减|降)幅(?:为|达)?)\s?$"
    )


@cache
def _changed() -> re.Pattern[str]:
    # As above, and against something else than the past: 比常年偏多 15%
    return re.compile(rf"{_moved().pattern}|^[，,]?\s*[比较][一-龥]{{2,8}}?(?:{_VERBS})了?\s?$")


@cache
def _now() -> re.Pattern[str]:
    # 上年为 120 件。今年(为) 150 件
    return re.compile(rf"^\s*{_NOW}[^，。\d]{{0,8}}$")


@cache
def _times() -> re.Pattern[str]:
    return re.compile(r"[，,]?\s*(?:成功|基本|顺利)?(?:实现|完成)?了?翻(?:了)?([一两二三])?番(?!多)")


_OF_TIMES: Final = {"": 2.0, "一": 2.0, "两": 4.0, "二": 4.0, "三": 8.0}


def _one_unit(sentence: Sentence, first: Figure, second: Figure) -> bool:
    exact = all(one.counts or _is_reached(sentence, one) for one in (first, second))
    return exact and first.unit == second.unit and bool(first.unit) and first.unit not in _POINTS


def _is_reached(sentence: Sentence, figure: Figure) -> bool:
    """达到 97.5%，比上年的 96.8% …: what is compared with an exact figure is one itself."""
    before = sentence.text[max(0, figure.start - 4) : figure.start].rstrip()
    behind = sentence.text[figure.end : figure.end + 1]
    return figure.unit not in {"余", "多", *DATES} and before.endswith("达到") and behind in "，、,"


def _said_of(sentence: Sentence, number: int, unit: str) -> tuple[Told, ...]:
    """What stands behind figure `number` and tells of the change: at most a difference and a share."""
    found: list[Told] = []
    for at in range(number + 1, min(number + 3, len(sentence.figures))):
        figure, words = sentence.figures[at], sentence.between(at - 1)
        if figure.unit not in {unit, _PERCENT, "倍", *_POINTS} or _moved().match(words) is None:
            break
        found.append(Told(figure, direction_of(words)))
    return tuple(found)


def _change(sentence: Sentence, old: int, new: int, words: str) -> Change:
    last = max(old, new)
    behind = sentence.figures[last].end
    spoken = _times().match(sentence.text, behind)
    told = _said_of(sentence, last, sentence.figures[old].unit)
    times = _OF_TIMES[spoken.group(1) or ""] if spoken else 0.0
    span = spoken.span() if spoken else (0, 0)
    return Change(sentence, sentence.figures[old], sentence.figures[new], direction_of(words), told, last + 1, times, span)


def _between(sentence: Sentence) -> Iterator[Change]:
    for number in range(len(sentence.figures) - 1):
        first, second = sentence.figures[number : number + 2]
        if not _one_unit(sentence, first, second):
            continue
        words, lead = sentence.between(number), sentence.text[max(0, first.start - 18) : first.start]
        turned = _to().match(words)
        if turned is not None and _from().search(lead):
            yield _change(sentence, number, number + 1, turned.group(1) or "")
        elif _than().match(words) or _was().match(words):
            yield _change(sentence, number + 1, number, "")


def _with_change_between(sentence: Sentence) -> Iterator[Change]:
    """`320 万元，比上年减少 45 万元，上年为 355 万元`, or a share there; `820 毫米，比常年多 15%，较上年的 900 毫米少 8.9%`."""
    for number in range(len(sentence.figures) - 2):
        new, more, old = sentence.figures[number : number + 3]
        said = sentence.between(number)
        if not _one_unit(sentence, new, old) or more.unit not in {new.unit, _PERCENT} or not _changed().match(said):
            continue
        if _was().match(sentence.between(number + 1)) and not more.rough:
            yield Change(sentence, old, new, "", (Told(more, direction_of(said)),), number + 3)
        elif _than().match(sentence.between(number + 1)):
            yield Change(sentence, old, new, "", _said_of(sentence, number + 2, old.unit), number + 3)


def _across(before: Sentence, sentence: Sentence) -> Iterator[Change]:
    """`2024 年产量为 18 万吨。2025 年为 19.8 万吨，增长 10%`."""
    old, new = before.figures[-1], sentence.figures[0]
    if len(before.figures) != 1 or not _one_unit(sentence, old, new) or _now().match(sentence.text[: new.start]) is None:
        return
    if before.text[old.end :].strip(" 。;") or re.search(_PAST, before.text[: old.start]) is None:
        return
    told = _said_of(sentence, 0, new.unit)
    if told and not _same_year(before.text, sentence.text):
        yield Change(sentence, old, new, "", told, 1)


def _same_year(left: str, right: str) -> bool:
    years = [re.findall(r"((?:19|20)\d\d)\s?年", text) for text in (left, right)]
    return bool(years[0] and years[1]) and int(years[1][0]) - int(years[0][-1]) != 1


def changes(sentence: Sentence, before: Sentence | None) -> Iterator[Change]:
    """Every change whose two figures the sentence gives (or it and the sentence before)."""
    yield from _between(sentence)
    yield from _with_change_between(sentence)
    if before is not None and sentence.figures:
        yield from _across(before, sentence)

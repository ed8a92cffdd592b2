"""What is said of a change, against the two figures it goes from and to: up or down, by how much, how many times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.changes import Change, Told, changes
from sanshen.rules.clues import Clues
from sanshen.rules.figures import Figure, Sentence, agree, body, sentences
from sanshen.rules.rule import Example, Rule

_TIMES: Final = 0.1
"""增长 1 倍 may stand for anything that is rounded to it."""
_DOUBLED: Final = (0.95, 1.3)
"""翻番 may be said of what is nearly, or somewhat more than, twice as much."""


class Fault(NamedTuple):
    """What is wrong at `sentence.text[start:end]`."""

    start: int
    end: int
    message: Text


def _turned(one: Change) -> Iterator[Fault]:
    """Words that go up where the figures go down, or the other way round."""
    said = [Told(one.new, one.direction), *one.told]
    figure = next((told.figure for told in said if told.direction and told.direction != one.goes), None)
    if figure is None or one.goes == "":
        return
    message = Text(
        f"由 {one.old.written} 到 {one.new.written} 是{'增加' if one.goes == 'up' else '减少'}",
        f"from {one.old.value:.10g} to {one.new.value:.10g} it goes {one.goes}",
    )
    yield Fault(figure.start, figure.end, message)


def _differences(one: Change) -> Iterator[Fault]:
    """A difference in the unit of both that is not theirs."""
    wanted = abs(one.new.value - one.old.value)
    for told in one.told:
        if told.figure.unit != one.old.unit or told.figure.rough or one.old.unit == "%":
            continue  # what two percentages differ by is asked elsewhere
        if not agree(told.figure.value, wanted, one.blur + told.figure.step):
            shown = told.figure.in_its_units(wanted)
            message = Text(f"两者相差 {shown}", f"the two differ by {shown}")
            yield Fault(told.figure.start, told.figure.end, message)


def _step(figure: Figure) -> float:
    """How much a figure is rounded; 2 亿元 beside 5000 万元 is taken as it stands."""
    return figure.step if "." in figure.written else 0.0


def _multiples(one: Change) -> Iterator[Fault]:
    """`由 5000 万元增加到 2 亿元，增长 4 倍` is three times more; 翻番 is twice as much."""
    if not one.old.value:
        return
    ratio = one.new.value / one.old.value
    blur = (_step(one.new) + _step(one.old) * ratio) / one.old.value
    for told in one.told:
        if told.figure.unit == "倍" and told.direction == "up" and not told.figure.rough and one.goes == "up":
            off = max(told.figure.step, _TIMES) + blur
            if not agree(told.figure.value, ratio - 1, off):
                message = Text(f"由这两个数字得出的是增长 {ratio - 1:.3g} 倍", f"the two give {ratio - 1:.3g} times more")
                yield Fault(told.figure.start, told.figure.end, message)
    if one.times and not one.times * _DOUBLED[0] <= ratio <= one.times * _DOUBLED[1]:
        message = Text(f"后者是前者的 {ratio:.3g} 倍，不是翻番之数", f"the one is {ratio:.3g} times the other")
        yield Fault(*one.spoken, message)


@cache
def _as_many() -> re.Pattern[str]:
    return re.compile(r"^[，,]?\s*(?:约)?[是为](?:[^，。\d]{0,8})的\s?$")


def _as_many_times(one: Change) -> Iterator[Fault]:
    """`由 200 万元增至 1000 万元，是原来的 5 倍`."""
    figures, at = one.sentence.figures, one.behind
    if at >= len(figures) or figures[at].unit != "倍" or figures[at].rough or not one.old.value:
        return
    ratio, told = one.new.value / one.old.value, figures[at]
    if _as_many().match(one.sentence.between(at - 1)) and not agree(told.value, ratio, max(told.step, _TIMES)):
        yield Fault(told.start, told.end, Text(f"后者是前者的 {ratio:.3g} 倍", f"the one is {ratio:.3g} times the other"))


@cache
def _shortened() -> re.Pattern[str]:
    return re.compile(r"(?:增加|增长|提高|上升)了?\s?[-－]\s?\d")


def _below_nothing(sentence: Sentence) -> Iterator[Fault]:
    for hit in _shortened().finditer(sentence.text):
        yield Fault(*hit.span(), Text("负增长写“减少”，不带负号", "write a decrease, without a minus"))


def _faults(sentence: Sentence, before: Sentence | None) -> Iterator[Fault]:
    for one in changes(sentence, before):
        yield from tuple(_turned(one)) or (*_differences(one), *_multiples(one), *_as_many_times(one))
    yield from _below_nothing(sentence)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Only where both figures stand there: in one sentence, or in two that follow one another."""
    for view in body(article):
        before: Sentence | None = None
        for sentence in sentences(view):
            for begin, stop, message in _faults(sentence, before):
                start, end = sentence.span(begin, stop)
                shown = view.original(start, end)
                yield RULE.finding(
                    article.path, view.place(start, end), message, excerpt=view.around(start, end), matched=shown
                )
            before = sentence


RULE: Final = Rule(
    id="SS1333",
    title=Text("增减与前后数字不符", "a change that its figures contradict"),
    why=Text(
        "写着增长而数字是减少、增减数不等于两数之差、几倍与数字不符，必有一处写错（办法第十三条（七））。",
        "Where the words say more and the figures less, where a difference is not theirs, or a multiple, one of them is wrong (Art. 13(7)).",
    ),
    fix=Text("核对前后两个数字与增减数", "check both figures and the change"),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="全年税收收入 8.6 亿元，比上年的 9.2 亿元增长 6.5%。\n"),
    good=Example(
        body="全年税收收入 8.6 亿元，比上年的 9.2 亿元减少 0.6 亿元，下降 6.5%。产值由 3 亿元增至 6 亿元，翻了一番。\n"
    ),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="比较由从上去前同年番倍"),
)

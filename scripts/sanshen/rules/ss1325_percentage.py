"""Percentages that do not follow from the two figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.changes import changes
from sanshen.rules.clues import Clues
from sanshen.rules.figures import Figure, Sentence, body, sentences
from sanshen.rules.rates import PERCENT, POINTS, Claim, Names, of_the_sentence_before, of_what_is_named, parts_of, shares
from sanshen.rules.rule import Example, Rule

_ALL: Final = 100.0


@cache
def _moved() -> re.Pattern[str]:
    return re.compile(
        r"^[，,]?\s*(?:同比|环比|较上年|比上年)?(?:增长|增加|增幅|上升|提高|提升|下降|减少|降低|降幅)(?:率|了|为|达到?|约)?\s*$"
    )


def _moves(sentence: Sentence, before: Sentence | None) -> Iterator[Claim]:
    """`由 120 件增至 150 件，增长 25%`, `150 件，较上年 120 件增长 25%`, and what else tells of both figures."""
    for one in changes(sentence, before):
        share = next((told for told in one.told if told.figure.unit == PERCENT), None)
        if share is None or one.old.unit == PERCENT or share.figure.rough:
            continue
        if share.direction in {"", one.goes}:  # another direction is another rule's
            yield Claim(share.figure, one.old, one.new, change=True)


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
        if not (first.counts and second.counts) or first.unit != second.unit or first.unit in {PERCENT, *POINTS, ""}:
            continue
        told = _base().search(sentence.text[max(0, first.start - 10) : first.start]) and _added().match(
            sentence.between(number)
        )
        if told and third.unit == PERCENT and not third.rough and _moved().match(sentence.between(number + 1)):
            yield Claim(third, first, second, change=False)


def _risen(sentence: Sentence) -> Iterator[Claim]:
    """`比上年增加 20 件，增长 33.3%，达到 80 件`."""
    for number in range(len(sentence.figures) - 2):
        more, percent, now = sentence.figures[number : number + 3]
        if not more.counts or more.unit != now.unit or more.unit in {PERCENT, *POINTS, ""}:
            continue
        lead = sentence.text[max(0, more.start - 12) : more.start].rstrip()
        said = lead.endswith("增加") and any(one in lead for one in ("比上年", "较上年", "比去年", "较去年", "同比"))
        reached = sentence.between(number + 1).strip(" ，,") in {"达", "达到", "增至", "增加到"}
        if said and reached and percent.unit == PERCENT and _moved().match(sentence.between(number)) and now.value > more.value:
            yield Claim(percent, now._replace(value=now.value - more.value), more, change=False)


@cache
def _shrunk() -> re.Pattern[str]:
    return re.compile(r"(?:下降|减少|降低|缩减|压减|下滑|回落)了?\s*$")


def _impossible(sentence: Sentence) -> Iterator[Figure]:
    """Nothing falls by more than all of itself."""
    for figure in sentence.figures:
        if (
            figure.unit == PERCENT
            and figure.value > _ALL
            and _shrunk().search(sentence.text[max(0, figure.start - 6) : figure.start])
        ):
            yield figure


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Growth from one figure to another, and the share of a part in its whole, where the sentence gives all three."""
    for view in body(article):
        if PERCENT not in view.folded:
            continue
        said = sentences(view)
        names = Names(said)
        for sentence, before in zip(said, (None, *said), strict=False):
            if PERCENT not in sentence.text:
                continue
            for figure in _impossible(sentence):
                yield _report(article, sentence, figure, Text("减少的不会超过 100%", "nothing falls by more than 100%"))
            wrong = {claim.percent: claim for claim in _claims(sentence, before, names) if not claim.fits}
            for claim in wrong.values():
                yield _contradicted(article, sentence, claim)


def _claims(sentence: Sentence, before: Sentence | None, names: Names) -> Iterator[Claim]:
    yield from _moves(sentence, before)
    yield from _additions(sentence)
    yield from parts_of(sentence)
    yield from _risen(sentence)
    yield from shares(sentence)
    if before is not None:
        yield from of_the_sentence_before(sentence, before)
    yield from of_what_is_named(sentence, names)


def _contradicted(article: Article, sentence: Sentence, claim: Claim) -> Finding:
    expected = f"{claim.expected:.2f}".rstrip("0").rstrip(".")
    message = Text(
        f"由 {claim.whole.written} 与 {claim.part.written} 得出的应为 {expected}%",
        f"{claim.whole.value:.10g} and {claim.part.value:.10g} give {expected}%",
    )
    return _report(article, sentence, claim.percent, message)


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
    clues=Clues(folded=PERCENT),
)

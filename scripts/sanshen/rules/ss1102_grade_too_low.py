"""A hint that the grade may be too low; the reviewers sign the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.grading import GradeTrigger
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.clues import Clues
from sanshen.rules.forms import squeeze
from sanshen.rules.leaders import acts_in_office, district_names, occurrences
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Listener, Skim
from sanshen.rules.spans import Spans

_BLANK: Final = r"\s?"
_NUMBER: Final = rf"{_BLANK}(?:\d{{1,9}}+|[一二三四五六七八九十百两]{{1,8}}+)\s?"
_FRONT: Final = frozenset({"title", "summary"})


@lru_cache(maxsize=64)
def _shape(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_NUMBER.join(map(re.escape, fold(word).text.split("#"))).removeprefix(_BLANK) for word in words))


@lru_cache(maxsize=64)
def _pieces(words: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The letters of each word, in pieces where a number stands in it."""
    return tuple(frozenset(squeeze(piece)[0] for piece in fold(word).text.split("#")) - {""} for word in words)


@lru_cache(maxsize=8)
def _listener(words: tuple[str, ...]) -> Listener:
    return Listener(piece for pieces in _pieces(words) for piece in sorted(pieces))


def _looked_at(article: Article, where: str) -> Iterator[View]:
    paragraphs = 0
    for view in views(article):
        passage = view.passage
        if passage.kind is PassageKind.TITLE or (passage.key in _FRONT and where != "title"):
            yield view
        elif where != "title" and passage.kind is PassageKind.TEXT and passage.block is not None:
            paragraphs += passage.block.kind == "paragraph"
            if where == "text" or (passage.block.kind == "paragraph" and paragraphs == 1):
                yield view


def _spans(view: View, trigger: GradeTrigger, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    text = view.folded
    if any(word in text for word in trigger.unless):
        return
    if trigger.words:
        excused = Spans(hit.span() for hit in _shape(trigger.except_).finditer(text)) if trigger.except_ else None
        for hit in _shape(trigger.words).finditer(text):
            if excused is None or not excused.hold(*hit.span()):
                yield hit.span()
    for name in sorted(names) if trigger.leaders else ():
        for at in occurrences(text, name):
            if acts_in_office(text, at, at + len(name)):
                yield at, at + len(name)


def _is_general_reprint(article: Article, book: RuleBook) -> bool:
    source = article.meta.source
    if not source.reprint or not book.policy.general_reprints:
        return False
    from sanshen.rules.hosts import target_of

    host = target_of(source.url).host
    listed = (one for one in book.sources.active(book.day) if one.named(source.name.strip()) and one.owns(host))
    return any(one.kind in book.policy.general_reprints for one in listed)


def _first(article: Article, book: RuleBook, trigger: GradeTrigger) -> tuple[Place, str] | None:
    """Where the trigger is met first, and the words that meet it."""
    names = district_names(book) if trigger.leaders else frozenset[str]()
    for view in _looked_at(article, trigger.where):
        for start, end in _spans(view, trigger, names):
            return view.place(start, end), view.original(start, end)
    if trigger.interprets and article.meta.interprets:
        return Place(article.meta_lines.get("interprets", 1), 1, 1), "interprets"
    return None


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """The highest grade that a trigger of the policy suggests above the one given, once; `grade-basis` answers it."""
    grade = book.policy.grade_id(article.meta.grade)
    if grade is None or article.meta.grade_basis.strip() or _is_general_reprint(article, book):
        return
    given = book.policy.rank(grade)
    above = [one for one in book.policy.grade_triggers if book.policy.rank(one.grade) > given]
    for trigger in sorted(above, key=lambda one: -book.policy.rank(one.grade)):
        found = _first(article, book, trigger)
        if found is None:
            continue
        place, words = found
        wanted = book.policy.grades[trigger.grade].name
        why = f"（{trigger.why}）" if trigger.why else ""
        yield RULE.finding(
            article.path,
            place,
            Text(f"定级可能偏低：按内容应为“{wanted}”{why}", f"the grade may be too low: this suggests {trigger.grade}"),
            excerpt=words,
        )
        return


def _may_be_met(trigger: GradeTrigger, skim: Skim, book: RuleBook) -> bool:
    if trigger.interprets and skim.article.meta.interprets:
        return True
    if trigger.words and any(map(_listener(trigger.words).hear(skim.letters).issuperset, _pieces(trigger.words))):
        return True
    return trigger.leaders and any(name in skim.folded for name in district_names(book))


def _trigger(skim: Skim, book: RuleBook) -> bool:
    return any(_may_be_met(one, skim, book) for one in book.policy.grade_triggers)


RULE: Final = Rule(
    id="SS1102",
    title=Text("等级可能偏低", "the grade may be too low"),
    why=Text(
        "办法第十一条按内容定级；等级定低了，应由区领导审签的信息就少签了一道。口径在 policy.yml 的 grade-triggers。",
        "Art. 11 grades by content; a grade too low skips a signature. What triggers the hint stands in `grade-triggers` of the policy.",
    ),
    fix=Text(
        "提高 grade，或写明 grade-basis（定级依据），由审签人一并签署",
        "raise `grade`, or give `grade-basis`, which the reviewers sign",
    ),
    item="11",
    severity=Severity.WARNING,
    bad=Example(front=(("title", "区政府召开第12次常务会议"),)),
    good=Example(front=(("title", "区政府召开第12次常务会议"), ("grade-basis", "只报道会后本街道的落实情况"))),
    adjustable=True,
    check=check,
    clues=Clues(facts=("grade-triggers",)),
    trigger=_trigger,
)

"""What a rule is: one catalogue entry, with the check that belongs to it. Tests and docs/rules.md are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from sanshen.model.article import Article, Passage
from sanshen.model.finding import Edit, Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import EMPTY, Text
from sanshen.rules.clues import Clues, met
from sanshen.rules.skim import Skim

Check = Callable[[Article, RuleBook], Iterable[Finding]]
Trigger = Callable[[Skim, RuleBook], bool]

ARTICLE_PATH: Final = "content/liangshan/news/2026/sample.md"
_FRONT: Final = {"title": "梁山街道开展冬季消防安全检查", "grade": "general", "source": "梁山街道"}


class Example(msgspec.Struct, frozen=True):
    """A file that breaks the rule, or keeps to it.

    `body` is an article's text; `front` holds front-matter lines, each replacing the usual line of the same key (an empty value
    leaves the key out). Where `whole` is given it is the file as it is, and `path` says where it stands.
    `beside` are further files: path → content.
    """

    body: str = "街道工作人员检查了消防设施。\n"
    front: tuple[tuple[str, str], ...] = ()
    whole: str = ""
    path: str = ARTICLE_PATH
    beside: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """The whole file."""
        if self.whole:
            return self.whole
        lines = [f"{key}: {value}\n" for key, value in (_FRONT | dict(self.front)).items() if value]
        return "---\n" + "".join(lines) + "---\n\n" + self.body


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One catalogue entry.

    `item` is the exact item of the measures ("13(七)"). `adjustable`: policy `rules:` may change the severity.
    `waivable`: an author may explain a false alarm, and the reviewers sign it.
    `check` is None where the fault is found while reading or judging (`reported_by` names the part that does).
    `words` (letters and digits alone, folded) are listened for in every article; one of them must be heard, or one of the
    `clues` must show, before anything else of the rule is asked; with neither, it always is. `trigger` then says of the
    article's skim whether `check` could find anything at all. Wrongly True costs time, wrongly False would be a hole, so both
    must look for less than the check does. Words and clues stand in `index.py` too, for they are known before the rule is loaded.
    """

    id: str
    title: Text
    why: Text
    fix: Text
    item: str
    severity: Severity
    bad: Example
    good: Example
    adjustable: bool = False
    waivable: bool = False
    check: Check | None = None
    clues: Clues | None = None
    words: tuple[str, ...] = ()
    trigger: Trigger | None = None
    reported_by: str = "rules"

    def may_find(self, skim: Skim, book: RuleBook) -> bool:
        """Whether `check` could find anything in the article of this skim."""
        return met(self.clues, self.words, skim, book) and (self.trigger is None or self.trigger(skim, book))

    @property
    def article(self) -> int:
        """The number of the article of the measures, 0 where none covers it."""
        return int(self.id[2:4])

    def finding(
        self,
        path: str,
        place: Place,
        message: Text,
        *,
        excerpt: str = "",
        matched: str = "",
        severity: Severity | None = None,
        advice: Text = EMPTY,
        fix: tuple[Edit, ...] = (),
    ) -> Finding:
        """A finding of this rule. `excerpt` must be masked already; `matched` is what a waiver has to name.

        `fix`: the replacements that put it right, where that is certain.
        """
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            path=path,
            place=place,
            message=message,
            excerpt=excerpt,
            advice=advice if advice != EMPTY else self.fix,
            waivable=self.waivable,
            matched=matched if self.waivable else "",
            fix=fix,
        )


def around(passage: Passage, start: int, end: int, width: int = 12) -> str:
    """The text of a passage around a span, on one line, for an excerpt."""
    left, right = max(0, start - width), min(len(passage.text), end + width)
    shown = " ".join(passage.text[left:right].split())
    return ("…" if left else "") + shown + ("…" if right < len(passage.text) else "")

"""Rules for built pages (PAGE_RULES): what readers' browsers get is checked, not only what editors wrote. Pure (layer 2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sanshen.model.finding import Finding
from sanshen.model.lexicon import Lexicon
from sanshen.rules.page import (
    ss1606_page_tags,
    ss1607_footer_marks,
    ss2201_page_text,
    ss2202_foreign_resource,
    ss2203_active_content,
    ss2205_page_lexicon,
)
from sanshen.rules.page.reading import PageFacts, PageReading, Stretch, read_page, text_in
from sanshen.rules.page.reported import BLANK, BROKEN_LINK, PLATFORM, STRANGE_COLUMN, UNLISTED
from sanshen.rules.page.ss2205_page_lexicon import PageCheck, lexicon_check
from sanshen.rules.rule import Rule

__all__ = [
    "BLANK",
    "BROKEN_LINK",
    "PAGE_RULES",
    "PLATFORM",
    "STRANGE_COLUMN",
    "UNLISTED",
    "PageFacts",
    "PageReading",
    "Stretch",
    "checks",
    "judge",
    "read_page",
    "text_in",
]


class PageRule(NamedTuple):
    """A catalogue entry with its check."""

    rule: Rule
    check: PageCheck


_PLAIN: Final = (
    PageRule(ss1606_page_tags.RULE, ss1606_page_tags.check),
    PageRule(ss1607_footer_marks.RULE, ss1607_footer_marks.check),
    PageRule(ss2201_page_text.RULE, ss2201_page_text.check),
    PageRule(ss2202_foreign_resource.RULE, ss2202_foreign_resource.check),
    PageRule(ss2203_active_content.RULE, ss2203_active_content.check),
)
PAGE_RULES: Final[tuple[Rule, ...]] = (
    *(each.rule for each in _PLAIN),
    ss2205_page_lexicon.RULE,
    BLANK,
    UNLISTED,
    BROKEN_LINK,
    STRANGE_COLUMN,
    PLATFORM,
)
"""Every rule about built pages, for the catalogue."""


def checks(lexicon: Lexicon) -> tuple[PageCheck, ...]:
    """All checks of a page, with the lexicon's automaton built once."""
    return (*(each.check for each in _PLAIN), lexicon_check(lexicon))


def judge(page: PageReading, facts: PageFacts, with_checks: tuple[PageCheck, ...]) -> Iterator[Finding]:
    """Every finding on one page."""
    for check in with_checks:
        yield from check(page, facts)

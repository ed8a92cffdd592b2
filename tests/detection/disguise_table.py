"""How well terms in disguise are found: a row a disguise, with recall and the places where it was missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from disguises import LEXICON, NEAR_MISSES, PLACES, Disguised
from rule_table import rulebook

from sanshen.model.rulebook import RuleBook
from sanshen.reading.article import read_article
from sanshen.reading.office import read_lexicon
from sanshen.rules import run

_HEAVY = {"error": ("error",), "warning": ("error", "warning")}


class Row(NamedTuple):
    """One disguise: pages, those found at the weight asked for, and the places of the others."""

    disguise: str
    pages: int
    found: int
    missed: tuple[str, ...]


@cache
def _book() -> RuleBook:
    usual = rulebook()
    lexicon, faults = read_lexicon({"reviews/lexicon/sample.yml": LEXICON.encode()})
    assert faults == ()
    return RuleBook(usual.policy, usual.roster, lexicon, usual.sources, usual.day)


def weights(text: str) -> list[str]:
    """The severities of what the lexicon's rule finds in one file; a file that cannot be read is refused as a whole."""
    reading = read_article("content/liangshan/news/2026/page.md", text.encode(), {}, _book().policy)
    if reading.draft is None:
        return ["error"] if any(one.severity == "error" for one in reading.findings) else []
    return [one.severity.value for one in run(reading.draft, _book()) if one.rule == "SS1302"]


def measure(pages: Iterable[tuple[str, Disguised, str]]) -> tuple[Row, ...]:
    """A row for each disguise, in the order they come."""
    counted: dict[str, tuple[int, int, tuple[str, ...]]] = {}
    for place, one, text in pages:
        hit = any(weight in _HEAVY[one.weight] for weight in weights(text))
        total, found, missed = counted.get(one.disguise, (0, 0, ()))
        counted[one.disguise] = (total + 1, found + hit, missed if hit else (*missed, f"{one.term} in {place}"))
    return tuple(Row(name, *row) for name, row in counted.items())


def false_alarms() -> list[str]:
    """Near misses that were flagged all the same."""
    return [text for text in NEAR_MISSES if weights(PLACES["text"](text))]


def table(rows: Sequence[Row]) -> str:
    """The table as text."""
    lines = [f"{'disguise':<28} {'pages':>6} {'found':>6} {'recall':>7}"]
    lines += [
        f"{one.disguise:<28} {one.pages:>6} {one.found:>6} {one.found / one.pages:>7.1%}  {'; '.join(one.missed[:3])}"
        for one in rows
    ]
    pages, found = sum(one.pages for one in rows), sum(one.found for one in rows)
    return "\n".join([*lines, f"{'all':<28} {pages:>6} {found:>6} {found / pages:>7.1%}"])

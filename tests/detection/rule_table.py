"""How well the rules see: precision and recall of each, over the faulty pages and the clean ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from clean_pages import TODAY, Page
from faulty_pages import ARCHIVE, Fault

from sanshen.model.archive import Bearer
from sanshen.model.finding import Finding
from sanshen.model.rulebook import RuleBook
from sanshen.reading import office as files
from sanshen.reading.article import read_article
from sanshen.rules import archive, run
from support import office

ARTICLE = "content/liangshan/news/2026/page.md"
_TEMPLATES = Path(__file__).parents[2] / "scripts/sanshen/templates/reviews"


class Row(NamedTuple):
    """One rule: faulty pages, those it found, and its errors and warnings on clean pages."""

    rule: str
    faulty: int
    found: int
    errors: int
    warnings: int

    @property
    def recall(self) -> float:
        """The share of the faulty pages that were found."""
        return self.found / self.faulty if self.faulty else 1.0

    @property
    def precision(self) -> float:
        """The share of what it said that was true."""
        said = self.found + self.errors + self.warnings
        return self.found / said if said else 1.0


class Outcome(NamedTuple):
    """`missed`: faulty pages where nothing was found. `characters`: of all clean pages."""

    rows: tuple[Row, ...]
    missed: tuple[Fault, ...]
    characters: int
    clean: int

    @property
    def errors(self) -> int:
        """Errors on clean pages."""
        return sum(row.errors for row in self.rows)

    @property
    def warnings_per_10000(self) -> float:
        """Warnings on clean pages, per 10 000 characters."""
        return 10_000 * sum(row.warnings for row in self.rows) / self.characters


@cache
def rulebook() -> RuleBook:
    """The policy, lexicon and sources that a new district begins with."""
    lexicon = {f"reviews/lexicon/{path.name}": path.read_bytes() for path in sorted((_TEMPLATES / "lexicon").glob("*.yml"))}
    sources, _ = files.read_sources((_TEMPLATES / "sources.yml").read_bytes())
    return RuleBook(office.policy(), office.roster(), files.read_lexicon(lexicon, None)[0], sources, TODAY)


def findings(text: str) -> tuple[Finding, ...]:
    """What every rule together finds in one file."""
    draft = read_article(ARTICLE, text.encode(), {}, rulebook().policy).draft
    assert draft is not None, text
    wanted = archive.asked(draft)
    return run(draft, rulebook(), tuple(archive.findings(draft, [one for one in _published() if wanted.concerns(one)])))


@cache
def _published() -> tuple[Bearer, ...]:
    made = (
        archive.bearer(number, title, f"content/liangshan/files/2026/f{at}.md") for at, (title, number) in enumerate(ARCHIVE)
    )
    return tuple(one for one in made if one is not None)


def measure(faulty: Iterable[Fault], clean: Iterable[Page]) -> Outcome:
    """Run every rule over both corpora. A fault counts as found where its rule reports it at its severity or above."""
    asked, found, missed = Counter[str](), Counter[str](), list[Fault]()
    for fault in faulty:
        asked[fault.rule] += 1
        wanted = {"error"} if fault.severity == "error" else {"error", "warning"}
        if any(one.rule == fault.rule and one.severity.value in wanted for one in findings(fault.text)):
            found[fault.rule] += 1
        else:
            missed.append(fault)
    false, characters, pages = Counter[tuple[str, str]](), 0, 0
    for page in clean:
        pages, characters = pages + 1, characters + len(page.text)
        false.update((one.rule, one.severity.value) for one in findings(page.text))
    rules = sorted({*asked, *(rule for rule, severity in false if severity != "note")})
    rows = tuple(Row(rule, asked[rule], found[rule], false[rule, "error"], false[rule, "warning"]) for rule in rules)
    return Outcome(rows, tuple(missed), characters, pages)


def table(outcome: Outcome) -> str:
    """The outcome as a table for people."""
    lines = [f"{'rule':8}{'faulty':>8}{'found':>8}{'recall':>9}{'errors':>8}{'warnings':>10}{'precision':>11}"]
    lines += [
        f"{row.rule:8}{row.faulty:8}{row.found:8}{row.recall:9.1%}{row.errors:8}{row.warnings:10}{row.precision:11.1%}"
        for row in outcome.rows
    ]
    lines.append(
        f"{outcome.clean} clean pages, {outcome.characters} characters: {outcome.errors} errors, "
        f"{outcome.warnings_per_10000:.2f} warnings per 10 000 characters"
    )
    return "\n".join(lines)

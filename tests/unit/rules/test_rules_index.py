"""The index tells what the rules themselves say, and a rule that it cannot tell anything of is always asked."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from runpy import run_path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.reading.article import read_article
from sanshen.rules import ARTICLE_RULES, CATALOGUE, Rule
from sanshen.rules.clues import Clues, met
from sanshen.rules.dates import may_hold_days
from sanshen.rules.listing import asked, entries, listener
from sanshen.rules.secret_scanner import could_hold_token
from sanshen.rules.skim import Listener, Skim, skim
from sanshen.rules.ss1309_number_plate import _shape
from support.checking import ARTICLE, article
from support.office import roster
from support.reading import policy

_SCRIPT = Path(__file__).parents[3] / "scripts/tables/rules.py"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook(policy(), roster(), Lexicon(), Sources(), date(2026, 11, 23))


def skimmed(body: str, clues: Clues | None = None) -> Skim:
    """The skim of an article; `clues`: those that are looked for, instead of the index's."""
    draft = read_article(ARTICLE, article(body).encode(), {}, policy()).draft
    assert draft is not None
    return skim(draft, listener() if clues is None else Listener((), clues.looked_for))


def test_the_index_is_made_from_the_rules_as_they_are() -> None:
    made = run_path(str(_SCRIPT))
    assert made["made"]() == made["INDEX"].read_text("utf-8"), "run scripts/tables/rules.py"


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=lambda rule: rule.id)
def test_the_index_says_of_a_rule_what_the_rule_says(rule: Rule) -> None:
    entry = entries()[rule.id]
    assert entry.rule() is rule
    assert (entry.judges, entry.words) == (rule.check is not None, rule.words)
    assert entry.clues == (rule.clues if entry.judges else None)


def test_the_article_rules_are_those_with_a_check() -> None:
    assert [rule.id for rule in ARTICLE_RULES] == [rule.id for rule in CATALOGUE.values() if rule.check is not None]
    assert len(ARTICLE_RULES) > 40


def test_a_rule_without_words_and_clues_is_always_asked(book: RuleBook) -> None:
    assert met(None, (), skimmed("甲\n"), book)
    always = {one.id for one in entries().values() if one.judges and one.clues is None and not one.words}
    assert always
    assert always <= {rule.id for rule in asked(skimmed("甲\n"), book)}


def test_only_rules_with_a_clue_are_asked(book: RuleBook) -> None:
    quiet = {rule.id for rule in asked(skimmed("街道工作人员检查了消防设施。\n"), book)}
    assert "SS1301" not in quiet
    assert {rule.id for rule in asked(skimmed("机密\n"), book)} == quiet | {"SS1301"}
    assert {rule.id for rule in asked(skimmed("机密\n"), book, {"SS1301", "SS1309"})} == {"SS1301"}


@pytest.mark.parametrize(
    ("clues", "shows"),
    [
        (Clues(folded="b"), True),
        (Clues(folded="Ｂ"), False),
        (Clues(written="Ｂ"), True),
        (Clues(written="b"), False),
        (Clues(pieces=("zz", "ab")), True),
        (Clues(pieces=("ba",)), False),
        (Clues(facts=("targets",)), False),
        (Clues(facts=("targets", "plate")), True),
        (Clues(), False),
    ],
)
def test_one_clue_is_enough(book: RuleBook, clues: Clues, shows: bool) -> None:
    assert clues.show(skimmed("甲ａＢ乙 新 Ａ\n", clues), book) is shows


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\ufe0f", "\u2800", "\ufffe", "\U000e0041", "&#8203;", "[甲](/a%E2%80%AE)", "\u2028"]
)
def test_what_may_hide_something_is_looked_at(book: RuleBook, hidden: str) -> None:
    assert Clues(facts=("invisible",)).show(skimmed(f"甲{hidden}乙\n"), book)


def test_a_fact_that_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"facts": ["weather"]}, Clues)


def test_a_quiet_article_loads_few_rules() -> None:
    program = (
        "import sys; from datetime import date; from sanshen.model.lexicon import Lexicon; from sanshen.rules import run;"
        "from sanshen.model.rulebook import RuleBook; from sanshen.model.sources import Sources;"
        "from sanshen.reading.article import read_article; from support.reading import policy; from support.office import roster;"
        "from support.checking import ARTICLE, article;"
        "draft = read_article(ARTICLE, article('检查了消防设施，发现隐患 3 处。\\n').encode(), {}, policy()).draft;"
        "assert run(draft, RuleBook(policy(), roster(), Lexicon(), Sources(), date(2026, 11, 23))) == ();"
        "print(*sorted(name[14:20] for name in sys.modules if name.startswith('sanshen.rules.ss')))"
    )
    tests = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=tests, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (["ss1101", "ss1501", "ss1801"], "")


_LINES = st.text(alphabet="月年日20261./-:=_+aAZ9渝新 Ａ８甲", max_size=60) | st.sampled_from(
    ["2026.3.1", "2026/3/1", "渝A12345", "渝 a 12345", "A" * 20, "https://a:b@c", "渝Ａ１２３４５"]
)


@given(st.lists(_LINES, max_size=3))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_fact_shows_wherever_the_search_behind_it_would_find(book: RuleBook, lines: list[str]) -> None:
    # A first line of its own: --- behind the front matter would be a second one.
    seen = skimmed("\n\n".join(["正文", *lines]) + "\n")
    searches = {
        "dates": may_hold_days(seen),
        "token": could_hold_token(seen),
        "plate": _shape().search(seen.folded) is not None,
    }
    facts = [fact for fact, found in searches.items() if found]
    for fact in facts:
        assert Clues(facts=(fact,)).show(seen, book), fact  # type: ignore[arg-type]  # their names

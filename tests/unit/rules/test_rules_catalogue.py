"""The catalogue: complete, consistent, and true to its own examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sanshen.rules
from sanshen.model.finding import Severity
from sanshen.rules import ARTICLE_RULES, CATALOGUE, Example, Rule, catalogue
from support.checking import check, lay_out, site

RULES_FOLDER = Path(sanshen.rules.__file__).parent
DOCS = Path(__file__).parents[3] / "docs"


def _check_example(root: Path, example: Example) -> tuple[int, list[str]]:
    site(root)
    lay_out(root, {**dict(example.beside), example.path: example.text()})
    run = check(root)
    return run.code, run.rules


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=lambda rule: rule.id)
def test_the_bad_example_yields_the_rule(rule: Rule, tmp_path: Path) -> None:
    code, rules = _check_example(tmp_path, rule.bad)
    assert rule.id in rules
    assert code == (1 if rule.severity is Severity.ERROR else 0)


@pytest.mark.parametrize("rule", CATALOGUE.values(), ids=lambda rule: rule.id)
def test_the_good_example_is_clean_of_errors(rule: Rule, tmp_path: Path) -> None:
    code, rules = _check_example(tmp_path, rule.good)
    assert rule.id not in rules
    assert code == 0


def test_every_rule_module_is_registered() -> None:
    modules = {path.stem[:6].upper() for path in RULES_FOLDER.glob("ss[0-9]*.py")}
    assert modules == {rule.id for rule in ARTICLE_RULES}
    for rule in ARTICLE_RULES:
        assert rule.check is not None
        assert rule.check.__module__.rpartition(".")[2].startswith(rule.id.lower() + "_")


def test_ids_are_unique_and_well_formed() -> None:
    ids = [rule.id for rule in catalogue()]
    assert ids == sorted(set(ids))
    assert set(CATALOGUE) <= set(ids)
    assert all(rule.reported_by == "site" for rule in catalogue() if rule.id not in CATALOGUE)
    assert all(re.fullmatch(r"SS[0-9]{4}", one) for one in ids)


def test_the_item_names_the_article_of_the_id() -> None:
    for rule in catalogue():
        if rule.article:
            assert str(rule.article) in re.split(r"[（(、]|\)|）", rule.item) or rule.item.startswith(str(rule.article)), (
                rule.id
            )
        assert "13(三)" not in rule.item


def test_every_text_speaks_both_languages() -> None:
    for rule in catalogue():
        for text in (rule.title, rule.why, rule.fix):
            assert text.zh
            assert text.en
            assert re.search(r"[\u4e00-\u9fff]", text.zh)
            assert not re.search(r"[\u4e00-\u9fff]", text.en.replace("一", "")), text.en


def test_what_may_not_be_adjusted_or_waived_is_fixed() -> None:
    unwaivable = {rule.id for rule in catalogue() if not rule.waivable}
    assert unwaivable >= {"SS0005", "SS1101", "SS1301", "SS1304", "SS1307", "SS1501", "SS1602", "SS1603", "SS1801", "SS1802"}
    adjustable = {rule.id for rule in catalogue() if rule.adjustable}
    assert {rule.id for rule in catalogue() if rule.id in adjustable and rule.severity is Severity.ERROR} == {"SS1601"}
    answered = {"SS1102"}  # by grade-basis, not by a waiver
    assert adjustable - answered <= {rule.id for rule in catalogue() if rule.waivable}


def test_docs_list_every_rule_and_are_fresh() -> None:
    from sanshen.commands.rules import markdown

    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert page == markdown(), "write it anew: sanshen rules --format markdown > docs/rules.md"
    for rule in catalogue():
        assert f"## {rule.id} " in page

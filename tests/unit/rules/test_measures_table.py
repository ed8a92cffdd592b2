"""办法逐条对照: all 36 articles, and nothing named that does not exist."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sanshen.cli import COMMANDS
from sanshen.commands.articles import kind_of, markdown, measures
from sanshen.model.ledger import ENTRY_TYPES
from sanshen.rules import catalogue, rule_of
from support.checking import sanshen
from support.office import policy

REPOSITORY = Path(__file__).parents[3]
ROWS = [(article.number, *kind_of(enforcer)) for article in measures().articles for enforcer in article.by]


def test_all_articles_in_order() -> None:
    assert [article.number for article in measures().articles] == list(range(1, 37))


@pytest.mark.parametrize(("number", "kind", "name"), ROWS)
def test_what_is_named_exists(number: int, kind: str, name: str) -> None:
    match kind:
        case "rule":
            assert rule_of(name) is not None, number
        case "command":
            assert name in COMMANDS
            assert (REPOSITORY / "scripts/sanshen/commands" / f"{name}.py").is_file()
        case "ledger":
            assert name in policy().ledger
            assert name in ENTRY_TYPES
        case "policy":
            assert getattr(policy(), name.replace("-", "_"))
        case "control-plane":
            patterns = {pattern for row in policy().control_plane.rows for pattern in row.paths}
            assert name in patterns or ("*" not in name and "**" in patterns and (REPOSITORY / name).is_file())
        case _:
            assert kind in {"organisational", "planned"}


def test_each_enforcer_says_exactly_one_thing() -> None:
    for article in measures().articles:
        assert article.by
        for enforcer in article.by:
            assert len(list(enforcer.named())) == 1


def test_every_rule_of_an_article_is_claimed_by_it() -> None:
    claimed = {(number, name) for number, kind, name in ROWS if kind == "rule"}
    for rule in catalogue():
        if rule.article:
            assert (rule.article, rule.id) in claimed


def test_summaries_are_not_the_regulations_text() -> None:
    source = REPOSITORY.parent / "shared" / "regulation.txt"
    text = source.read_text(encoding="utf-8").replace("\n", "") if source.is_file() else "第一条"
    for article in measures().articles:
        assert article.summary.zh not in text or len(article.summary.zh) < 20


def test_the_command_prints_every_article(tmp_path: Path) -> None:
    run = sanshen(tmp_path, "articles", "--format", "json")
    assert run.code == 0
    listing = json.loads(run.out)["articles"]
    assert [one["article"] for one in listing] == list(range(1, 37))
    assert all(one["by"] for one in listing)
    english = sanshen(tmp_path, "articles", lang="en")
    assert "Art. 24 " in english.out
    assert "organisational, not by software" in english.out
    assert english.out.count("Art. ") >= 36


def test_the_page_is_fresh() -> None:
    assert (REPOSITORY / "docs/articles.md").read_text(encoding="utf-8") == markdown(measures()), (
        "write it anew: sanshen articles --format markdown > docs/articles.md"
    )

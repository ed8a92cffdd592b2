"""The index of the rules changes nothing: over every page we have, the same findings as when each rule is asked about each."""

from __future__ import annotations

from clean_pages import pages
from faulty_pages import faults
from rule_table import ARTICLE, rulebook

from sanshen.model.article import Article
from sanshen.reading.article import read_article
from sanshen.rules import ARTICLE_RULES
from sanshen.rules.listing import asked, listener
from sanshen.rules.skim import skim

_PAGES = 110
_EACH = 4


def _draft(text: str) -> Article:
    draft = read_article(ARTICLE, text.encode(), {}, rulebook().policy).draft
    assert draft is not None
    return draft


def test_no_rule_is_left_out_that_would_have_found_something() -> None:
    texts = [page.text for page in pages(_PAGES)] + [fault.text for fault in faults(_EACH)]
    spoke = set[str]()
    left_out = 0
    for text in texts:
        article = _draft(text)
        looked = {rule.id for rule in asked(skim(article, listener()), rulebook())}
        finds = {
            rule.id for rule in ARTICLE_RULES if rule.check is not None and next(iter(rule.check(article, rulebook())), None)
        }
        assert finds <= looked, (finds - looked, text)
        spoke |= finds
        left_out += len(ARTICLE_RULES) - len(looked)
    assert len(spoke) > 25
    assert left_out > len(texts) * len(ARTICLE_RULES) / 3

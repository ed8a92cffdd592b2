"""Text made to keep a rule busy: the work grows with the text, not with its square."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from sanshen.model.lexicon import Lexicon
from sanshen.model.rulebook import RuleBook
from sanshen.model.sources import Sources
from sanshen.reading.article import read_article
from sanshen.rules import run
from support import office

_LENGTH = 20_000
_PIECES = {
    "digits": "1",
    "digits apart": "1-",
    "characters of numbers": "一三",
    "figures": "共1件、",
    "shares": "占1%、",
    "percentages": "1%",
    "dates": "2月30日",
    "document numbers": "发〔2021〕1号",
    "marks": "《",
    "quotations": "“一",
    "village groups": "村1组",
    "tables": "\n\n| 姓名 | 住址 |\n| --- | --- |\n| 张三 | 东明村3组 |",
    "lists": "\n- 共 9 件，其中甲 3 件、乙 4 件。",
    "passwords": "密码:",
    "leaders": "钱一、孙二、",
}


@pytest.mark.parametrize("piece", _PIECES.values(), ids=_PIECES)
def test_the_work_grows_with_the_text(piece: str) -> None:
    policy = office.policy()
    book = RuleBook(policy, office.roster(), Lexicon(), Sources(), date(2026, 11, 23))
    text = "---\ntitle: 信息\ngrade: general\nsource: 梁山街道\n---\n\n" + piece * (_LENGTH // len(piece)) + "\n"
    draft = read_article("content/liangshan/news/2026/sample.md", text.encode(), {}, policy).draft
    assert draft is not None
    begun = process_time()
    run(draft, book)
    assert process_time() - begun < 5

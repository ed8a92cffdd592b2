"""Leaders named in another order than the official one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.leaders import closed_up, leaders, mentions, spelled, together
from sanshen.rules.reading_view import views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_KINDS: Final = frozenset({PassageKind.TEXT, PassageKind.TITLE, PassageKind.META})


@cache
def _listing() -> re.Pattern[str]:
    # Between two names of one list: a sign or a conjunction, and perhaps the second one's titles.
    return re.compile(r"\s?(?:同志|等)?\s?[、,，和及与]\s?[一-龥、\s]{0,24}")


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Names that follow one another in a list (钱某、孙某出席); what each of them did later is no list."""
    known = leaders(book)
    for view in map(closed_up, views(article)) if len(known) > 1 else ():
        if view.passage.kind not in _KINDS:
            continue
        for first, second in pairwise(mentions(view.folded, known)):
            between = view.folded[first.end : second.start]
            if second.rank >= first.rank or _listing().fullmatch(between) is None:
                continue
            yield RULE.finding(
                article.path,
                view.place(first.start, second.end),
                Text(
                    f"{second.leader.name}应排在{first.leader.name}之前",
                    f"{second.leader.name} is to stand before {first.leader.name}",
                ),
                excerpt=view.original(first.start, second.end),
                matched=view.original(first.start, second.end),
            )


def _trigger(skim: Skim, book: RuleBook) -> bool:
    text = together(skim.folded)
    return sum(spelled(one.name) in text for one in leaders(book)) > 1


RULE: Final = Rule(
    id="SS1340",
    title=Text("领导排序", "order of leaders"),
    why=Text(
        "领导同志的排序以 policy.yml 的 leaders 为准，没有列出的以人员名册为准；排序差错属于提法不准确（办法第十三条（七））。",
        "The order of leaders is that of `leaders` in the policy, else the roster's; another one is inaccurate wording (Art. 13(7)).",
    ),
    fix=Text(
        "按规定顺序排列；依其他规则排序的写明误报说明（waivers）",
        "put them in order; where another order holds, explain it in `waivers`",
    ),
    item="13(七)",
    severity=Severity.WARNING,
    bad=Example(body="孙二、钱一出席会议。\n"),
    good=Example(body="钱一、孙二出席会议。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(facts=("leaders",)),
    trigger=_trigger,
)

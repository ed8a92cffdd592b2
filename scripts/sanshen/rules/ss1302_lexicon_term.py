"""Terms of the lexicon, also in disguise: forbidden words, names changed by a reform, common misspellings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.lexicon import Lexicon, Term
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.matching import Hit, Matcher
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim

_KEPT: Final = 4
_WEIGHT: Final = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTE: 0}
# Automata of the lexicons last used; an automaton of ten thousand terms costs more than judging an article.
_built: dict[int, tuple[Lexicon, Matcher]] = {}


def _matcher(lexicon: Lexicon) -> Matcher:
    known = _built.get(id(lexicon))
    if known is not None and known[0] is lexicon:
        return known[1]
    terms = (*lexicon.terms, *lexicon.confidential)
    matcher = Matcher([term.term for term in terms], [term.except_ for term in terms])
    while len(_built) >= _KEPT:
        _built.pop(next(iter(_built)))
    _built[id(lexicon)] = (lexicon, matcher)
    return matcher


def _strongest(hits: list[tuple[Hit, Term]]) -> Iterator[tuple[Hit, Term]]:
    """Leave out a hit inside another one that weighs at least as much (卫计委 inside 区卫计委)."""
    for hit, term in hits:
        inside = any(
            other.start <= hit.start
            and hit.end <= other.end
            and other.end - other.start > hit.end - hit.start
            and _WEIGHT[longer.severity] >= _WEIGHT[term.severity]
            for other, longer in hits
        )
        if not inside:
            yield hit, term


def _message(term: Term, *, secret: bool) -> tuple[Text, Text]:
    if secret:
        return Text("有保密词表中的词", "a term of the confidential list"), Text("请问区政府办公室", "ask the office")
    why = f"：{term.why}" if term.why else ""
    message = Text(f"有词表中的词“{term.term}”{why}", f"lexicon term {term.term!r}" + (f": {term.why}" if term.why else ""))
    if term.instead:
        return message, Text(f"改为“{term.instead}”", f"write {term.instead!r}")
    return message, RULE.fix


def _report(article: Article, view: View, hit: Hit, term: Term, *, secret: bool) -> Finding:
    message, advice = _message(term, secret=secret)
    return RULE.finding(
        article.path,
        view.place(hit.start, hit.end),
        message,
        excerpt="" if secret else mask(view.around(hit.start, hit.end)),
        matched=view.original(hit.start, hit.end),
        severity=term.severity,
        advice=advice,
    )


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Every term in force on the article's day, at its true place; exceptions that are longer win."""
    lexicon = book.lexicon
    if not lexicon.terms and not lexicon.confidential:
        return
    matcher, public = _matcher(lexicon), len(lexicon.terms)
    everything = (*lexicon.terms, *lexicon.confidential)
    for view in views(article):
        hits = [(hit, everything[hit.term]) for hit in matcher.find(view.folded)]
        for hit, term in _strongest([(hit, term) for hit, term in hits if term.active_on(book.day)]):
            yield _report(article, view, hit, term, secret=hit.term >= public)


def _trigger(skim: Skim, book: RuleBook) -> bool:
    return bool(book.lexicon.terms or book.lexicon.confidential) and _matcher(book.lexicon).may_find(skim.letters)


_SAMPLE: Final = (
    (
        "reviews/lexicon/sample.yml",
        "topic: 示例\nterms:\n  - {term: 示例禁词, category: banned, severity: error, why: 示例, except: [非示例禁词]}\n",
    ),
)

RULE: Final = Rule(
    id="SS1302",
    title=Text("词表中的词", "lexicon term"),
    why=Text(
        "办法第十三条（二）（七）：不符合政策法规、提法不准确的信息不能通过审核。词表由区政府办公室维护，词条写明缘由与起止日期。",
        "Art. 13(2) and (7): text against the law, or with inaccurate wording, must not pass. The office keeps the lexicon; "
        "every entry says why, and from when until when.",
    ),
    fix=Text("改写，或写明误报说明（waivers）", "reword it, or explain it in `waivers`"),
    item="13(二)、13(七)",
    severity=Severity.ERROR,
    bad=Example(body="会上提到了示\u3000例**禁**词。\n", beside=_SAMPLE),
    good=Example(body="会上提到了非示例禁词。这是示例。禁词另行公布。\n", beside=_SAMPLE),
    waivable=True,
    check=check,
    trigger=_trigger,
)

"""Terms of the lexicon, also in disguise: forbidden words, names changed by a reform, common misspellings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from sanshen.model.article import Article
from sanshen.model.finding import Edit, Finding, Place, Severity
from sanshen.model.lexicon import Lexicon, Term
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.across import broken, rows, upright_letters, uprights
from sanshen.rules.clues import Clues
from sanshen.rules.fixing import Change, edits, is_quoted
from sanshen.rules.gaps import CELL
from sanshen.rules.matching import Hit
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.spans import Spans
from sanshen.rules.term_matcher import matcher_of
from sanshen.rules.undressed import may_be_dressed, undressed

_NO_MARKS: Final = {ord(sign): None for sign in "“”‘’"}
_SINGLE_MARKS: Final = str.maketrans("“”", "‘’")
_WEIGHT: Final = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTE: 0}


class FoundTerm(NamedTuple):
    """A hit with its entry. A doubtful one is a warning at most."""

    hit: Hit
    term: Term
    secret: bool

    @property
    def severity(self) -> Severity:
        """How much it weighs here."""
        return Severity.WARNING if self.hit.doubtful and self.term.severity is Severity.ERROR else self.term.severity


def _strongest(found: Sequence[FoundTerm]) -> Iterator[FoundTerm]:
    """Leave out a hit inside another one that weighs at least as much (卫计委 inside 区卫计委)."""
    spans = {
        weight: Spans((one.hit.start, one.hit.end) for one in found if _WEIGHT[one.severity] >= weight)
        for weight in {_WEIGHT[one.severity] for one in found}
    }
    for one in found:
        if not spans[_WEIGHT[one.severity]].hold(one.hit.start, one.hit.end):
            yield one


def _message(found: FoundTerm) -> tuple[Text, Text]:
    if found.secret:
        return Text("有保密词表中的词", "a term of the confidential list"), Text("请问区政府办公室", "ask the office")
    term = found.term
    how = Text("疑似有词表中的词", "what may be lexicon term") if found.hit.doubtful else Text("有词表中的词", "lexicon term")
    why = f"：{term.why}" if term.why else ""
    message = Text(f"{how.zh}“{term.term}”{why}", f"{how.en} {term.term!r}" + (f": {term.why}" if term.why else ""))
    if term.instead:
        return message, Text(f"改为“{term.instead}”", f"write {term.instead!r}")
    return message, RULE.fix


def _fix(article: Article, view: View, found: FoundTerm, book: RuleBook) -> tuple[Edit, ...]:
    """The word to write instead, where policy says that such entries are plain slips, and the term stands there as it is.

    A note is advice, no slip. What is quoted may be another's word: there only marks are put, single ones.
    """
    term, (start, end) = found.term, view.span(found.hit.start, found.hit.end)
    if found.secret or found.hit.doubtful or not term.instead or found.severity is Severity.NOTE:
        return ()
    if term.category not in book.policy.fix_categories or view.text[start:end] != term.term or view.spots is not None:
        return ()
    if not is_quoted(view.text, start):
        return edits(article, view.passage, [Change(start, end, term.instead)])
    if term.instead.translate(_NO_MARKS) != term.term.translate(_NO_MARKS):
        return ()
    return edits(article, view.passage, [Change(start, end, term.instead.translate(_SINGLE_MARKS))])


def _report(article: Article, view: View, found: FoundTerm, fix: tuple[Edit, ...] = ()) -> Finding:
    start, end = found.hit.start, found.hit.end
    message, advice = _message(found)
    return RULE.finding(
        article.path,
        view.place(start, end),
        message,
        excerpt="" if found.secret else mask(view.around(start, end)),
        matched=view.original(start, end),
        severity=found.severity,
        advice=advice,
        fix=fix,
    )


def find_terms(view: View, lexicon: Lexicon) -> list[FoundTerm]:
    """Every entry that stands there and that nothing in the paragraph excuses, whenever it is in force."""
    found = [FoundTerm(hit, *lexicon.entry(hit.term)) for hit in matcher_of(lexicon).find(view.folded, view.original)]
    return [one for one in found if not excused(view.folded, one.term)]


def excused(folded: str, term: Term) -> bool:
    """Whether a word stands in the paragraph beside which the term is harmless."""
    return any(fold(word).text in folded for word in term.unless)


def _find(view: View, book: RuleBook) -> list[FoundTerm]:
    return [one for one in find_terms(view, book.lexicon) if one.term.active_on(book.day)]


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Every term in force on the article's day, at its true place; exceptions that are longer win."""
    if not len(book.lexicon):
        return
    known = set[tuple[int, Place]]()
    for view in views(article):
        for one in _strongest(_find(view, book)):
            known.add((one.hit.term, view.place(one.hit.start, one.hit.end)))
            yield _report(article, view, one, _fix(article, view, one, book))
    for view in undressed(article):
        for one in _strongest(_find(view, book)):
            if (one.hit.term, view.place(one.hit.start, one.hit.end)) not in known:
                yield _report(article, view, one)
    for view in (*rows(article), *uprights(article), *broken(article)):
        across = [one for one in _find(view, book) if CELL in view.folded[one.hit.start : one.hit.end]]
        yield from (_report(article, view, one) for one in _strongest(across))


def _trigger(skim: Skim, book: RuleBook) -> bool:
    if not len(book.lexicon):
        return False
    # Between two cells of a row there may be the target of a link, which cuts the letters of the skim; between two of a column
    # stands the rest of the row.
    matcher = matcher_of(book.lexicon)
    return (
        (skim.targets and skim.has_cells)
        or matcher.may_find(skim.letters)
        or may_be_dressed(skim.article)
        or (skim.has_cells and any(matcher.may_find(letters) for letters in upright_letters(skim.article)))
    )


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
    clues=Clues(facts=("lexicon",)),
    trigger=_trigger,
)

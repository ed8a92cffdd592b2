"""A reprint against its original: what was changed, added or left out, each with old → new (Art. 18)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from sanshen.model.article import Article, Passage
from sanshen.model.extract import Extract, Spot
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import EMPTY, Text
from sanshen.rules.alignment import Difference, differences
from sanshen.rules.attached_signs import spoken
from sanshen.rules.leaders import known
from sanshen.rules.margins import has_words, is_number_of_item, is_rest
from sanshen.rules.rule import Example, Rule
from sanshen.rules.strands import Strand, strand_of_article, strand_of_original

_LISTED: Final = 20
_LOOKED_AT: Final = 200
_SHOWN: Final = 40
_LONGEST: Final = 80
_WIDTH: Final = 10
_LEAST: Final = 0.5
"""With less of its text in the original, an article is no reprint of it."""
_NEGATIONS: Final = frozenset("不未无非勿没否")
_DRAWN: Final = frozenset({"pdf", "ofd"})
"""Kinds of file that hold places of characters on paper, not a text: what is read out of them may be out of order."""


class _Compared(NamedTuple):
    """The two texts, and how the original was read."""

    article: Article
    book: RuleBook
    here: Strand
    there: Strand
    drawn: bool


def original_findings(article: Article, extract: Extract | None, book: RuleBook) -> tuple[Finding, ...]:
    """Every difference between the article and its attached original; `extract`: None for a kind of file that is not read."""
    here = strand_of_article(article)
    there = strand_of_original(extract) if extract is not None else Strand(())
    if extract is None or not there.text:
        return (_unreadable(article),)
    return tuple(_findings(_Compared(article, book, here, there, extract.kind in _DRAWN)))


def _unreadable(article: Article) -> Finding:
    what = Text(
        f"原文 {article.meta.source.original} 读不出文字，无法比对", f"no text can be read in {article.meta.source.original}"
    )
    advice = Text("换成有文字的 .txt、.docx、.pdf 或 .ofd", "attach a .txt, .docx, .pdf or .ofd with text in it")
    return RULE.finding(article.path, _place_of_key(article), what, advice=advice)


def _place_of_key(article: Article) -> Place:
    named = next((one for one in article.passages if one.key == "source.original"), None)
    return named.place(0, len(named.text)) if named else Place(article.meta_lines.get("source", 1), 1, 1)


def _findings(compared: _Compared) -> Iterator[Finding]:
    found = differences(compared.here.text, compared.there.text)
    length = len(compared.here.text)
    kept = length - sum(one.end - one.start for one in found)
    if not length or kept < _LEAST * length:
        share = 100 * kept // max(1, length)
        what = Text(
            f"只有 {share}% 的文字与所附原文相同，附的可能不是原文", f"only {share}% of the text is that of the original"
        )
        yield RULE.finding(compared.article.path, _place_of_key(compared.article), what)
        return
    told = (finding for one in found[:_LOOKED_AT] if (finding := _finding(compared, _settled(compared, one))) is not None)
    yield from islice(told, _LISTED)
    if len(found) > _LOOKED_AT or next(told, None) is not None:
        # No waiver covers this one: what is not listed nobody has explained.
        more = Text(
            f"与原文的不同超过 {_LISTED} 处，其余不再列出", f"more than {_LISTED} differences; the others are not listed"
        )
        yield RULE.finding(compared.article.path, _place_of_key(compared.article), more)


def _settled(compared: _Compared, one: Difference) -> Difference:
    """What was left out or added, moved to whole lines where it could as well stand there (甲乙甲丙: is 甲乙 or 乙甲 missing?)."""
    if one.start == one.end:
        by = compared.there.shift(one.other, one.stop)
        return Difference(one.start + by, one.end + by, one.other + by, one.stop + by)
    if one.other == one.stop:
        by = compared.here.shift(one.start, one.end)
        return Difference(one.start + by, one.end + by, one.other + by, one.stop + by)
    return one


class _Said(NamedTuple):
    message: Text
    severity: Severity
    advice: Text = EMPTY


def _finding(compared: _Compared, one: Difference) -> Finding | None:
    old, new = compared.there.text[one.other : one.stop], compared.here.text[one.start : one.end]
    said = _said(compared, one, old, new)
    if said is None:
        return None
    start, end = _span(compared, one)
    around = compared.here.around(start, end, _WIDTH)
    return RULE.finding(
        compared.article.path,
        _place(compared.here, start, end),
        _where(compared, one) + said.message,
        excerpt=mask(around if len(around) <= _LONGEST else around[:_LONGEST] + "…"),
        matched=around,
        severity=said.severity,
        advice=said.advice,
    )


def _span(compared: _Compared, one: Difference) -> tuple[int, int]:
    """Where a difference is shown: what is missing behind a word is missing there, and not before the next paragraph."""
    missing_behind = one.start == one.end > 0 and not compared.there.is_start(one.other)
    return (one.start - 1, one.end) if missing_behind else (one.start, one.end)


def _said(compared: _Compared, one: Difference, old: str, new: str) -> _Said | None:
    """What to say of a difference, None for one that is none."""
    if not new and is_number_of_item(compared.there, one.other, old):
        return None
    if not old and is_number_of_item(compared.here, one.start, new):
        return None
    if old and (not new or (compared.article.meta.source.excerpt and is_rest(new))):
        return _left_out(compared, one, old)
    if new and not old:
        return _Said(
            Text(f"原文没有“{_new(compared, one)}”", f"the original has no {_new(compared, one)!r}"),
            _of_addition(compared, one, new),
        )
    words = f"“{_old(compared, one)}” → “{_new(compared, one)}”"
    return _Said(Text(f"与原文不同：{words}", f"differs from the original: {words}"), _of_words(compared, one, old, new))


def _left_out(compared: _Compared, one: Difference, old: str) -> _Said | None:
    excerpt, shown = compared.article.meta.source.excerpt, _old(compared, one)
    whole = compared.there.is_cut(one.other) and compared.there.is_cut(one.stop)
    at_end = whole and one.start in {0, len(compared.here.text)}
    if at_end and (excerpt or not has_words(compared.article, compared.there, one.other, one.stop)):
        return None
    count = Text(f"（{len(old)} 字）", f" ({len(old)} characters)")
    if at_end:
        end = Text("开头", "beginning") if one.other == 0 else Text("结尾", "end")
        words = Text(f"{end.zh}没有转载“{shown}”", f"not reprinted at the {end.en}: {shown!r}") + count
        return _Said(
            words, Severity.WARNING, Text("补上；节选请写 excerpt: true", "add it; for an excerpt write `excerpt: true`")
        )
    if whole and excerpt:
        words = Text(f"节选时略去“{shown}”", f"left out of the excerpt: {shown!r}") + count
        lines = compared.there.is_start(one.other) and compared.there.is_start(one.stop)
        severity = Severity.NOTE if lines else Severity.WARNING
        return _Said(words, severity, Text("请核对略去后原意未变", "make sure that the meaning is the same without it"))
    words = Text(f"漏了“{shown}”", f"{shown!r} is missing") + count
    return _Said(words, _of_words(compared, one, old, ""))


def _of_addition(compared: _Compared, one: Difference, new: str) -> Severity:
    at_end = one.other in {0, len(compared.there.text)}
    whole = compared.here.is_start(one.start) and compared.here.is_start(one.end)
    return Severity.WARNING if at_end and whole else _of_words(compared, one, "", new)


def _of_words(compared: _Compared, one: Difference, old: str, new: str) -> Severity:
    """Marks alone are a slip. Other words are another text; read from a drawn page, only numbers, names and negations are sure."""
    if not any(map(str.isalnum, old + new)):
        return Severity.WARNING
    if not compared.drawn:
        return Severity.ERROR
    sure = _grave(old) != _grave(new) or _names(compared, one)
    return Severity.ERROR if sure else Severity.WARNING


def _grave(words: str) -> str:
    return "".join(sign for sign in words if sign.isdecimal() or sign in _NEGATIONS)


def _names(compared: _Compared, one: Difference) -> bool:
    """Whether a person or unit of the roster stands there in one of the texts and not in the other."""
    here = compared.here.text[max(0, one.start - _WIDTH) : one.end + _WIDTH]
    there = compared.there.text[max(0, one.other - _WIDTH) : one.stop + _WIDTH]
    names = known(compared.book).names | {unit.name for unit in compared.book.roster.units.values()}
    return any((name in here) != (name in there) for name in names if name)


def _where(compared: _Compared, one: Difference) -> Text:
    piece, at = compared.there.spot(one.other)
    spot = piece.source if isinstance(piece.source, Spot) else Spot()
    if spot.part == "line":
        spot = Spot("line", piece.text.count("\n", 0, at) + 1)
    where = spoken(spot)
    return Text(f"原文{where.zh}：", f"original, {where.en}: ") if where.zh else Text("", "")


def _old(compared: _Compared, one: Difference) -> str:
    return compared.there.shown(one.other, one.stop, _SHOWN)


def _new(compared: _Compared, one: Difference) -> str:
    return compared.here.shown(one.start, one.end, _SHOWN)


def _place(strand: Strand, start: int, end: int) -> Place:
    piece, first = strand.spot(start)
    if not isinstance(piece.source, Passage):
        return Place()
    other, last = strand.spot(max(start, end - 1))
    stop = last + 1 if other is piece else len(piece.text)
    return piece.source.place(first, max(first + 1, stop))


_FOLDER: Final = "content/liangshan/news/2026"
_LIST: Final = ("reviews/sources.yml", "sources:\n  - {name: 中国政府网, hosts: [www.gov.cn], kind: government}\n")
_SOURCE: Final = (
    "source",
    "{name: 中国政府网, url: 'https://www.gov.cn/a.htm', title: 梁山街道开展冬季消防安全检查, original: yuanwen.txt}",
)
_FILE: Final = (
    f"{_FOLDER}/yuanwen.txt",
    "梁山街道开展冬季消防安全检查\n\n本次检查发现隐患12处，已整改9处。\n其余3处限期整改。\n",
)

RULE: Final = Rule(
    id="SS1804",
    title=Text("转载与原文不一致", "a reprint that differs from its original"),
    why=Text(
        "办法第十八条：转载不得歪曲、篡改信息内容。附了原文的，逐字比对：换行、空格、加粗不算，文字、数字、标点都算。",
        "Art. 18: a reprint must not distort its original. Where that is attached, every word, number and mark is compared; blanks, "
        "line breaks and emphasis do not count.",
    ),
    fix=Text("按原文改回；确有理由的，写明误报说明（waivers）", "restore the original's words, or explain it in `waivers`"),
    item="18",
    severity=Severity.ERROR,
    bad=Example(front=(_SOURCE,), body="本次检查发现隐患12处，已整改11处。其余3处限期整改。\n", beside=(_LIST, _FILE)),
    good=Example(
        front=(_SOURCE,), body="本次检查发现隐患 **12** 处，\n已整改 9 处。\n\n其余 3 处限期整改。\n", beside=(_LIST, _FILE)
    ),
    waivable=True,
    reported_by="attachments",
)
"""Reported where attachments are read: no rule about the text alone sees the original."""

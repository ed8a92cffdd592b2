"""The date of a document (成文日期): not after its publication, and the same in front matter and text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.dates import Day, days
from sanshen.rules.reading_view import View, view_of
from sanshen.rules.rule import Example, Rule

_BEHIND: Final = 4
_PRINTED: Final = 60


def _signed(article: Article) -> tuple[View, Day] | None:
    """The date that stands alone at the end of the text (落款), whole, with a year."""
    paragraphs = [
        one for one in article.passages if one.kind is PassageKind.TEXT and one.block and one.block.kind == "paragraph"
    ]
    if not paragraphs:
        return None
    # Behind it there may be a note (此件公开发布), a list of attachments, who printed it.
    for passage in reversed(paragraphs[-_BEHIND:]):
        view = view_of(passage)
        last = view.folded.rstrip().rpartition("\n")[2].strip()
        for day in days(view):
            said = view.folded[day.start : day.end].strip()
            if day.year and day.exists and (said == last or (last.endswith(f"{said}印发") and len(last) <= _PRINTED)):
                return view, day
    return None


def _publication(article: Article, book: RuleBook) -> date:
    """The earliest day on which the article can be published."""
    from zoneinfo import ZoneInfo

    embargo = article.meta.publish_after
    return max(book.day, embargo.astimezone(ZoneInfo(book.policy.time_zone)).date()) if embargo else book.day


def _in_front(article: Article, written: date, latest: date) -> Iterator[Finding]:
    if written <= latest:
        return
    passage = next((one for one in article.passages if one.key == "document.written"), None)
    place = passage.place(0, len(passage.text)) if passage else Place(article.meta_lines.get("document", 1), 1, 1)
    message = Text(f"成文日期 {written} 晚于发布日期 {latest}", f"dated {written}, after its publication on {latest}")
    yield RULE.finding(article.path, place, message, excerpt=str(written), matched=str(written))


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """`document.written` after the day of publication is an error; a signed date that is later, or another one, warns."""
    latest = _publication(article, book)
    written = article.meta.document.written if article.meta.document else None
    if written is not None:
        yield from _in_front(article, written, latest)
    signed = _signed(article)
    if signed is None:
        return
    view, day = signed
    there = date(day.year, day.month, day.day)
    if written is not None and there != written:
        message = Text(f"落款日期 {there} 与成文日期 {written} 不一致", f"signed {there}, but `written` says {written}")
    elif there > latest:
        message = Text(f"落款日期 {there} 晚于发布日期 {latest}", f"signed {there}, after its publication on {latest}")
    else:
        return
    shown = view.original(day.start, day.end)
    yield RULE.finding(
        article.path, view.place(day.start, day.end), message, excerpt=shown, matched=shown, severity=Severity.WARNING
    )


RULE: Final = Rule(
    id="SS1322",
    title=Text("成文日期", "date of the document"),
    why=Text(
        "成文日期晚于发布日期，或与落款不一致，是通报中常见的差错；国办检查指标把伪造发稿日期列为单项否决（办法第十三条（七））。",
        "A document dated after its publication, or two dates for one document, is an error that inspections often name (Art. 13(7)).",
    ),
    fix=Text(
        "核对成文日期与落款；定时发布的写明 publish-after", "check both dates; for a later publication set `publish-after`"
    ),
    item="13(七)",
    severity=Severity.ERROR,
    bad=Example(front=(("document", "{number: 梁府发〔2099〕1号, written: 2099-01-01}"),)),
    good=Example(
        front=(("document", "{number: 梁府发〔2026〕1号, written: 2026-01-05}"),), body="现予公布。\n\n2026 年 1 月 5 日\n"
    ),
    waivable=True,
    check=check,
    clues=Clues(facts=("dates",)),
)

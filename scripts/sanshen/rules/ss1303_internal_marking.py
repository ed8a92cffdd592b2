"""Internal markings: papers meant to stay inside the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.matching import Hit, Matcher, longest
from sanshen.rules.reading_view import View, views
from sanshen.rules.repeats import heard_as
from sanshen.rules.rule import Example, Rule

# Said of this very paper: they contradict publication wherever they stand.
CERTAIN: Final = (
    "此件不公开", "此件不予公开", "此件依申请公开", "本件不公开", "本文件不公开", "内部资料注意保存", "内部资料请勿外传",
    "内部资料不得外传", "内部资料严禁外传", "内部资料禁止外传", "内部文件注意保存", "内部文件请勿外传", "内部文件不得外传",
    "内部文件严禁外传", "内部使用不得外传", "内部使用请勿外传", "内部使用严禁外传", "仅供内部使用", "仅供内部参考",
    "仅供内部参阅", "仅供领导参阅", "仅供领导参考", "阅后收回", "会后收回", "会后退回", "传阅后退回", "阅后退回",
)  # fmt: skip
# Markings when they stand alone or in brackets, ordinary words inside a sentence.
MARKS: Final = (
    "内部资料", "内部文件", "内部使用", "内部参考", "内部刊物", "注意保存", "请勿外传", "不得外传", "严禁外传", "禁止外传",
    "工作秘密", "不予公开", "依申请公开", "送审稿", "讨论稿", "征求意见稿", "注意保密", "领导参阅", "内部材料", "内部传阅",
    "内部明电", "不对外公开", "注意回收", "阅后即焚", "会议纪要", "请示", "批示", "签报",
)  # fmt: skip
_EXCEPTIONS: Final = {
    "内部资料": ("内部资料性出版物", "连续性内部资料", "内部资料准印证"),
    "内部使用": ("单位内部使用", "机关内部使用的"),
}  # fmt: skip
# Ordinary business of disclosure: reports count such decisions, drafts are published for comment.
_QUIET_IN_TEXT: Final = frozenset(
    {
        "送审稿",
        "讨论稿",
        "内部使用",
        "内部文件",
        "注意保密",
        "领导参阅",
        "内部材料",
        "内部传阅",
        "内部明电",
        "不对外公开",
        "注意回收",
        "阅后即焚",
    }
)
# A line of these is ordinary too: 「依申请公开」 is a column's name, a draft for comment names itself.
_NEVER_CERTAIN: Final = frozenset({"依申请公开", "不予公开", "征求意见稿", "工作秘密"})
# Kinds of paper that stay in the house, as the only word of a line; inside a text they are what offices write every day.
_KINDS: Final = frozenset({"会议纪要", "请示", "批示", "签报"})
_QUOTES: Final = "“”"
_WRAP: Final = "()[]【】〔〕〈〉<>{}「」*_# \t\n:!.。·-—"


@cache
def _matcher() -> Matcher:
    terms = (*CERTAIN, *MARKS)
    return Matcher(terms, [_EXCEPTIONS.get(term, ()) for term in terms])


@cache
def _bracket() -> re.Pattern[str]:
    return re.compile(r"[(\[【〔]\s*$")


def _is_line(view: View, hit: Hit) -> bool:
    """The mark is a line or a passage of its own."""
    start = view.folded.rfind("\n", 0, hit.start) + 1
    stop = view.folded.find("\n", hit.end)
    line = view.folded[start : len(view.folded) if stop < 0 else stop]
    if line.strip(_WRAP + "★☆") == view.folded[hit.start : hit.end].strip(_WRAP):
        return True
    # Several marks side by side (内部刊物　注意保存) are nothing but marks too.
    rest = "".join(filter(str.isalnum, line))
    for mark in MARKS:
        rest = rest.replace(mark, "")
    return not rest


def _is_bracketed(view: View, hit: Hit) -> bool:
    after = view.folded[hit.end : hit.end + 1]
    return bool(_bracket().search(view.folded[: hit.start])) and after in {")", "]", "】", "〕"}


def _is_named(view: View, hit: Hit) -> bool:
    """In quotation marks inside a sentence: a guide to official papers names the marks it explains."""
    text = view.folded
    quoted = text[hit.start - 1 : hit.start] in {"“", "‘", '"'} and text[hit.end : hit.end + 1] in {"”", "’", '"'}
    start, stop = text.rfind("\n", 0, hit.start) + 1, text.find("\n", hit.end)
    line = text[start : len(text) if stop < 0 else stop]
    return quoted and len(line.strip(_WRAP)) > hit.end - hit.start + len(_QUOTES)


def _severity(view: View, hit: Hit) -> Severity | None:
    if hit.term < len(CERTAIN):
        return None if _is_named(view, hit) else Severity.ERROR
    term = MARKS[hit.term - len(CERTAIN)]
    if term in _KINDS:
        return Severity.WARNING if _is_line(view, hit) and view.passage.kind is PassageKind.TEXT else None
    if term == "工作秘密" and _is_line(view, hit):
        return Severity.ERROR  # the mark of such a paper (工作秘密★3年)
    if term in _NEVER_CERTAIN:
        return Severity.WARNING if _is_bracketed(view, hit) else None
    if _is_line(view, hit) or _is_bracketed(view, hit):
        return Severity.ERROR
    return None if term in _QUIET_IN_TEXT or _is_named(view, hit) else Severity.WARNING


def _asks_the_public(article: Article) -> bool:
    return "公开征求意见" in article.body or "公开征集意见" in article.body or "公开征求意见" in article.meta.title


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Markings of this paper are errors; the same words inside a sentence warn or pass."""
    asked = None
    for view in views(article):
        for hit in longest(list(_matcher().find(view.folded))):
            severity = _severity(view, hit)
            if severity is None:
                continue
            if "稿" in view.folded[hit.start : hit.end]:
                asked = _asks_the_public(article) if asked is None else asked
                if asked:
                    continue
            yield RULE.finding(
                article.path,
                view.place(hit.start, hit.end),
                Text("有内部文件标记", "a marking of an internal paper"),
                excerpt=mask(view.around(hit.start, hit.end)),
                matched=view.original(hit.start, hit.end),
                severity=severity,
            )


RULE: Final = Rule(
    id="SS1303",
    title=Text("内部标记", "internal marking"),
    why=Text(
        "内部资料、不公开文件和未定稿上网即泄露工作秘密；办法第十三条（一）规定此类信息不能通过审核。",
        "Internal papers, undisclosed papers and drafts give away the work of the house; Art. 13(1) forbids passing them.",
    ),
    fix=Text(
        "确认可以公开后删去标记；确属误报的写明误报说明（waivers）",
        "make sure it may be published and remove the marking; explain a false alarm in `waivers`",
    ),
    item="13(一)",
    severity=Severity.ERROR,
    bad=Example(body="内部资料　注意保存\n\n现将有关情况通报如下。\n"),
    good=Example(body="全年依申请公开 42 件，其中不予公开 3 件。《内部资料性出版物管理办法》已修订。\n"),
    waivable=True,
    check=check,
    words=heard_as((*CERTAIN, *MARKS)),
)

"""Corrections (校改, §3): small text changes while proofing that leave the reviews standing. Anything doubtful is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from sanshen.model.article import Article
from sanshen.model.change import ArticleCase, Version
from sanshen.model.sheet import Correction
from sanshen.model.text import Text
from sanshen.reading.plain import Piece, correction_view
from sanshen.signing.fitness import Bench, Standing
from sanshen.signing.survival import step

Span = tuple[int, int]
LexiconHits = Callable[[str], Sequence[Span]]

_NUMERALS: Final = "0-9０-９零〇一二三四五六七八九十百千万亿兆两俩仨廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億兩"
"""Numerals beyond those that Unicode gives a value: `_forbidden` adds whatever else is numeric in the text at hand."""
_UNITS: Final = (
    "元|角|分|圆|块|美元|欧元|英镑|日元|港元|吨|公斤|千克|克|毫克|斤|两|钱|公里|千米|米|厘米|毫米|里|海里|英里|尺|寸|丈|平方公里|"
    "平方米|平方|立方米|立方|公顷|亩|升|毫升|度|摄氏度|千瓦时|千瓦|瓦|伏|安|赫兹|吉|人|名|位|户|家|个|件|项|次|起|辆|台|套|座|处|"
    "所|间|页|篇|条|批|届|期|倍|成|折|株|棵|只|头|匹|封|幅|份|张|栋|幢|层|级|类|种|组|支|队|班|场|年|月|日|号|时|点|刻|分钟|小时|秒|"
    "天|周|季度|岁|世纪|年代|%|％|‰|℃|百分点|个百分点"
)
_UNIT: Final = "|".join(sorted(_UNITS.split("|"), key=len, reverse=True))
_INSIDE: Final = r"[.．,，:：/／·%％‰\-－–—~～]"
"""What may stand inside a number: with another sign it is another number."""
_NEGATIONS: Final = re.compile("[不未无非勿没否]")
_LONGEST: Final = 2_000
"""Characters of one text that may differ between its common beginning and end; beyond, it is no small correction."""


class _Edit(NamedTuple):
    """One edit: `text[old]` of the old text became `text[new]` of the new."""

    old: Span
    new: Span


def corrections(bench: Bench, case: ArticleCase, reviewed: Version, hits: LexiconHits) -> tuple[Correction, ...] | Text:
    """The corrections from the reviewed to the judged version, or why the difference is no correction.

    `hits` gives the spans of lexicon terms in a text. An equal substance gives ().
    """
    before, after = reviewed.article, case.judged.article
    if before is None or after is None:
        return Text("无法取得两个版本", "a version cannot be read")
    if before.substance == after.substance:
        return ()
    stranger = _stranger(bench, case, reviewed)
    return stranger if stranger is not None else _compare(bench, before, after, hits)


def _stranger(bench: Bench, case: ArticleCase, reviewed: Version) -> Text | None:
    """Why a commit of the step was not made by somebody who may sign a proof stage of the article."""
    proofs = [stage for stage in case.stages if bench.policy.stages[stage].binds == "form"]
    commits = step(case, reviewed, case.judged)
    if not commits:
        return Text("找不到作出改动的提交", "no commit made the difference")
    for one in commits:
        person = one.attributed_to if one.attributed else None
        if person is None:
            return Text(
                f"提交 {one.commit[:12]} 无法归属于一人", f"commit {one.commit[:12]} cannot be attributed to one person"
            )
        if not any(isinstance(bench.may_sign(person, stage, case, bench.now), Standing) for stage in proofs):
            return Text(
                f"提交 {one.commit[:12]} 的作者不是校对人员", f"the author of commit {one.commit[:12]} may sign no proof"
            )
    return None


def _compare(bench: Bench, before: Article, after: Article, hits: LexiconHits) -> tuple[Correction, ...] | Text:
    old, new = correction_view(before), correction_view(after)
    same_front = before.front == after.front and before.bundle == after.bundle
    if not same_front or old.structure != new.structure or len(old.texts) != len(new.texts):
        return Text("改动涉及属性、附件或结构，不属校改", "front matter, attachments or structure changed: no correction")
    names = _names(bench)
    found: list[Correction] = []
    spent = 0
    for was, now in zip(old.texts, new.texts, strict=True):
        if was.text == now.text:
            continue
        edits = _edits(was.text, now.text)
        if not (was.correctable and now.correctable) or edits is None:
            return Text("改动涉及链接、代码或大段文字，不属校改", "a link, code or long passages changed: no correction")
        spent += sum(one.old[1] - one.old[0] + one.new[1] - one.new[0] for one in edits)
        if _touches(was.text, [one.old for one in edits], names, hits) or _touches(
            now.text, [one.new for one in edits], names, hits
        ):
            return Text(
                "改动涉及数字、单位、否定词、字母、姓名职务、机构名、日期或词库用语，不属校改",
                "a digit, unit, negation, letter, name, title, date or lexicon term is touched: no correction",
            )
        found += [Correction(_line(now, one), was.text[slice(*one.old)], now.text[slice(*one.new)]) for one in edits]
    limit = bench.policy.corrections.characters
    if spent > limit:
        return Text(
            f"改动 {spent} 字，超过校改上限 {limit} 字", f"{spent} characters changed, more than the {limit} of a correction"
        )
    return tuple(found)


def _line(piece: Piece, edit: _Edit) -> int:
    """The line of the judged file that an edit stands on."""
    return piece.lines[min(edit.new[0], len(piece.lines) - 1)] if piece.lines else piece.line


def _edits(old: str, new: str) -> list[_Edit] | None:
    """The smallest runs that differ, None where too much differs to look at."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if max(len(old), len(new)) - head - tail > _LONGEST:
        return None
    from difflib import SequenceMatcher  # not many texts are amended

    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    return [_Edit((head + a, head + b), (head + c, head + d)) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


def _touches(text: str, edits: Sequence[Span], names: Sequence[str], hits: LexiconHits) -> bool:
    """Whether an edit overlaps something that no correction may touch; a mere gap touches what it stands in or beside."""
    forbidden = [*_forbidden(text, names), *hits(text)]
    return any(
        (start < edit[1] and edit[0] < end) or (edit[0] == edit[1] and start <= edit[0] <= end)
        for edit in edits
        for start, end in forbidden
    )


def _forbidden(text: str, names: Sequence[str]) -> Iterator[Span]:
    numerals = f"[{_NUMERALS}{''.join(sorted({char for char in text if char.isnumeric()}))}]"
    patterns = (numerals, rf"(?<={numerals}){_INSIDE}+(?={numerals})", rf"(?<={numerals})\s*(?:{_UNIT})")
    for pattern in (*map(re.compile, patterns), _NEGATIONS):
        for match in pattern.finditer(text):
            yield match.span()
    yield from ((at, at + 1) for at, char in enumerate(text) if _is_letter(char))
    for name in names:
        start = text.find(name)
        while start >= 0:
            yield start, start + len(name)
            start = text.find(name, start + 1)


def _is_letter(char: str) -> bool:
    """A Latin letter in whatever shape (full-width, circled, accented), and any other letter with capitals beside it."""
    if char.isascii():
        return char.isalpha()
    if unicodedata.category(char) in {"Lu", "Ll", "Lt"}:
        return True
    return any(part.isascii() and part.isalpha() for part in unicodedata.normalize("NFKD", char))


def _names(bench: Bench) -> tuple[str, ...]:
    """Names of people and units and titles of offices, as the roster and the policy have them."""
    roster, policy = bench.roster, bench.policy
    words = {person.name for person in roster.people.values()} | {unit.name for unit in roster.units.values()}
    return tuple(sorted((words | set(policy.roles.values()) | {roster.name}) - {""}))

"""Looking at the lexicon: what a text holds and why, how many entries there are and what they find."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import WorkTree
from sanshen.commands.lexicon_archive import archive_hits
from sanshen.commands.office_cache import remembered_office
from sanshen.commands.office_reading import Office
from sanshen.model.article import Passage, PassageKind
from sanshen.model.errors import UsageError
from sanshen.model.finding import Severity
from sanshen.model.lexicon import Term
from sanshen.model.mask import mask
from sanshen.model.text import Text
from sanshen.rules.reading_view import View, view_of, views
from sanshen.rules.ss1302_lexicon_term import FoundTerm, find_terms

_WEIGHT: Final = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("提醒", "warning"),
    Severity.NOTE: Text("说明", "note"),
}
_SHOWN: Final = 10


def test(args: argparse.Namespace, desk: Desk, root: Path) -> int:
    """Every hit with its place and its reason, those not in force on the day too. 1 where an error stands there."""
    office = remembered_office(WorkTree(root), desk.env)
    day = _day(args.on, desk, office)
    errors = count = 0
    for view in _views(args.text, desk, office):
        for found in sorted(find_terms(view, office.lexicon), key=lambda one: (one.hit.start, one.hit.end)):
            count += 1
            errors += found.severity is Severity.ERROR and found.term.active_on(day)
            desk.say(_told(view, found, day))
    desk.say(
        Text(f"按 {day} 判断：{count} 处命中，其中 {errors} 处错误", f"as of {day}: {count} hits, {errors} of them errors")
    )
    return 1 if errors else 0


def _day(word: str | None, desk: Desk, office: Office) -> date:
    if word is None:
        return desk.clock().astimezone(ZoneInfo(office.policy.time_zone)).date()
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise UsageError(
            Text(f"--on 须为 2026-11-23 这样的日期，不能是 {word}", f"--on takes a date like 2026-11-23, not {word}")
        ) from error


def _views(word: str, desk: Desk, office: Office) -> Iterator[View]:
    """The passages of a file that is there, as a reader sees them; else the words themselves."""
    file = desk.root / word
    if len(word) > 1000 or not file.is_file():  # noqa: PLR2004  # no file name is that long
        yield view_of(_passage(word))
        return
    data = file.read_bytes()
    if file.suffix == ".md":
        from sanshen.reading.article import read_article

        draft = read_article(word, data, {}, office.policy).draft
        if draft is not None:
            yield from views(draft)
            return
    yield view_of(_passage(data.decode("utf-8", "replace")))


def _passage(text: str) -> Passage:
    runs = []
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        runs.append((at, number, 1))
        at += len(line) + 1
    return Passage(PassageKind.TEXT, text, tuple(runs))


def _told(view: View, found: FoundTerm, day: date) -> Text:
    hit, term = found.hit, found.term
    place = view.place(hit.start, hit.end)
    where = f"{place.line}:{place.column}-{place.end_column} "
    weight = _WEIGHT[found.severity]
    if found.secret:
        return Text(f"{where}{weight.zh} 保密词表中的词", f"{where}{weight.en} a term of the confidential list")
    seen = mask(view.around(hit.start, hit.end))
    parts_zh = [f"{where}{weight.zh} “{term.term}”（{term.category}）"]
    parts_en = [f"{where}{weight.en} {term.term!r} ({term.category})"]
    if hit.doubtful:
        parts_zh.append("疑似：以读音、拆字、叠字等形式出现")
        parts_en.append("doubtful: by its sound, its parts, or doubled")
    if not term.active_on(day):
        span = f"{term.from_ or '…'} – {term.until or '…'}"
        parts_zh.append(f"当日不生效（{span}），不会报出")
        parts_en.append(f"not in force on that day ({span}), not reported")
    for zh, en, value in (("改为", "write", term.instead), ("缘由", "why", term.why), ("原文", "text", seen)):
        if value:
            parts_zh.append(f"{zh}：{value}")
            parts_en.append(f"{en}: {value}")
    return Text("；".join(parts_zh), "; ".join(parts_en))


def stats(desk: Desk, root: Path) -> int:
    """Entries by category and severity, how many are in force, and what stands in the archive most often."""
    office = remembered_office(WorkTree(root), desk.env)
    lexicon, day = office.lexicon, _day(None, desk, office)
    terms = list(lexicon.terms)
    active = sum(term.active_on(day) for term in terms)
    secret = len(lexicon.confidential)
    desk.say(
        Text(
            f"{len(terms)} 条，今天生效 {active} 条；机密词表 {secret} 条",
            f"{len(terms)} entries, {active} in force today; {secret} on the confidential list",
        )
    )
    for (category, severity), count in sorted(Counter((term.category, term.severity) for term in terms).items()):
        desk.say(f"  {category:<16} {_WEIGHT[severity].to(desk.lang)} {count}")
    _say_archive(desk, root, terms)
    return 0


def _say_archive(desk: Desk, root: Path, terms: list[Term]) -> None:
    looked, found = archive_hits(root, terms)
    desk.say(
        Text(
            f"存量 {looked} 篇：{len(found)} 条有命中（不论起止日期，按原文计）",
            f"archive of {looked} articles: {len(found)} entries stand in it (whenever in force, in the text as written)",
        )
    )
    for number in sorted(found, key=lambda one: -found[one].hits)[:_SHOWN]:
        one = found[number]
        desk.say(
            Text(
                f"  “{terms[number].term}” {one.hits} 处 {one.articles} 篇，如 {one.places[0]}",
                f"  {terms[number].term!r} {one.hits} hits in {one.articles} articles, such as {one.places[0]}",
            )
        )

"""A reminder's words (催办): plain text for a letter or a chat. Other people's words can make no link, mention or markup in it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sanshen.model.board import Line, Wait
from sanshen.model.text import Lang, Text
from sanshen.report.board_words import (
    STANDINGS,
    author_of,
    due_words,
    name_of,
    stage_of,
    title_of,
    unit_of,
    waited,
    what_is_next,
)
from sanshen.report.inert import inert
from sanshen.report.verdict_text import Names, moment
from sanshen.verdict.reminding import Errand, Reminder, count

_PLAIN: Final = str.maketrans({chr(code): chr(code + 0xFEE0) for code in map(ord, ":/.@<>[]()*_`~#&|!\\")})
"""Whatever chat programs make links, mentions and markup of, as the same signs in full width."""
# An article's path is made of small letters, digits and hyphens (no host name fits), and people copy it.
_PLAIN_PATH: Final = {code: wide for code, wide in _PLAIN.items() if chr(code) not in "/._"}
_MOST_ITEMS = 10


def quoted(text: str) -> str:
    """Other people's words as nothing but words."""
    return inert(text).translate(_PLAIN)


def subject(reminder: Reminder, lang: Lang) -> str:
    """The subject line: numbers only."""
    to_sign, overdue, to_mend = count(reminder.errands)
    parts = [Text(f"{to_sign} 件待您签署", f"{to_sign} for you to sign")] if to_sign else []
    parts += [Text(f"{overdue} 件已逾期", f"{overdue} overdue")] if overdue else []
    parts += [Text(f"{to_mend} 件待您改正", f"{to_mend} for you to mend")] if to_mend else []
    return Text("【审签提醒】", "[sanshen] ").to(lang) + Text("，", ", ").to(lang).join(part.to(lang) for part in parts)


def body(reminder: Reminder, names: Names, now: datetime, lang: Lang) -> str:
    """The whole message."""
    return "\n".join(_lines(reminder, names, now, lang)) + "\n"


def _lines(reminder: Reminder, names: Names, now: datetime, lang: Lang) -> Iterator[str]:
    yield names.people.get(reminder.person, reminder.person) + Text("，您好：", ":").to(lang)
    to_sign = [one for one in reminder.errands if one.waits]
    to_mend = [one for one in reminder.errands if not one.waits]
    if to_sign:
        yield ""
        yield Text("【请您签署】", "[to be signed by you]").to(lang)
    for number, errand in enumerate(to_sign, 1):
        yield ""
        yield from _to_sign(number, errand, reminder.person, names, now, lang)
    if to_mend:
        yield ""
        yield Text("【请您改正】您是提交人", "[to be mended by you, its author]").to(lang)
    for number, errand in enumerate(to_mend, 1):
        yield ""
        yield from _to_mend(number, errand, names, now, lang)
    yield ""
    yield Text(
        "本消息按审签口径自动发出，属内部信息，请勿转发。", "Sent by the office's policy; internal, please do not forward."
    ).to(lang)


def _to_sign(number: int, errand: Errand, person: str, names: Names, now: datetime, lang: Lang) -> Iterator[str]:
    line = errand.line
    late = Text("（已逾期）", " (OVERDUE)").to(lang) if errand.overdue else ""
    yield f"{number}. {_named(line)}{late}"
    for wait in errand.waits:
        yield f"   {_turn(wait, names, now, lang)}"
    yield from _items(line, names, lang)
    who = names.people.get(line.author) or quoted(author_of(line, names))
    if who:
        yield "   " + Text(f"提交人：{who}", f"by {who}").to(lang)
    yield from (f"   {one.to(lang)}" for one in _how(line, person))


def _named(line: Line) -> str:
    return (
        f"{name_of(line)} {quoted(title_of(line))}".rstrip()
        if line.number
        else f"{quoted(line.branch)} {quoted(title_of(line))}".rstrip()
    )


def _turn(wait: Wait, names: Names, now: datetime, lang: Lang) -> str:
    stage, long, due = stage_of(wait.stage, names, lang), waited(wait.since, now), due_words(wait, names).to(lang)
    begun = moment(wait.since, names)
    told = Text(f"{stage}：{begun} 轮到，已等 {long.zh}", f"{stage}: since {begun}, waiting {long.en}").to(lang)
    return told + (Text("，", ", ").to(lang) + due if due else "")


def _items(line: Line, names: Names, lang: Lang) -> Iterator[str]:
    for item in line.items[:_MOST_ITEMS]:
        grade = names.grades.get(item.grade, "?") if lang == "zh" else item.grade or "?"
        yield f"   {inert(item.path).translate(_PLAIN_PATH)} 〔{grade} · {quoted(unit_of(item.unit, names, lang))}〕"
    if line.changed:
        yield "   " + Text(f"制度与系统文件 {len(line.changed)} 个", f"{len(line.changed)} control-plane files").to(lang)


def _how(line: Line, person: str) -> Iterator[Text]:
    """What to do next: the address to open, the line to copy, or the command."""
    if line.address:
        yield Text(f"打开：{line.address}", f"open: {line.address}")
    if not line.number:
        branch = shlex.quote(line.branch)
        if inert(line.branch) == line.branch:  # a name that cannot be shown as it is cannot be copied either
            yield Text(
                f"在您的克隆中运行：git switch {branch}，再 sanshen sign",
                f"in your clone: git switch {branch}, then sanshen sign",
            )
        return
    if line.author == person:
        yield Text("您是提交人，看过后把下面一行原样发为评论：", "you are the author: write this line as a comment:")
        yield Text(f"/sign {line.head}", f"/sign {line.head}")
        return
    yield Text(
        "看过后点 Review changes，选 Approve（同意）或 Request changes（退回，首行写理由）。",
        "then Review changes: Approve, or Request changes with the reason in its first line.",
    )


def _to_mend(number: int, errand: Errand, names: Names, now: datetime, lang: Lang) -> Iterator[str]:
    line = errand.line
    yield f"{number}. {_named(line)} [{STANDINGS[line.standing].to(lang)}]"
    for one in line.objections:
        if one.blocks:
            who, when, note = names.people.get(one.who, quoted(one.who)), moment(one.at, names), quoted(one.reason.to(lang))
            tail = Text(f"：{note}", f": {note}").to(lang) if note else ""
            yield "   " + Text(f"{who} 于 {when} 退回", f"returned by {who} {when}").to(lang) + tail
    yield f"   {what_is_next(line).to(lang)}" + Text(
        f"，已等 {waited(errand.since, now).zh}", f", waiting {waited(errand.since, now).en}"
    ).to(lang)
    if line.address:
        yield "   " + Text(f"打开：{line.address}", f"open: {line.address}").to(lang)

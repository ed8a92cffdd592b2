"""A reminder's exact words (tests/golden/board/), and other people's words in it."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.model.board import Step
from sanshen.model.sheet import Objection, State
from sanshen.report.reminder import body, quoted, subject
from sanshen.verdict.reminding import Errand, Reminder
from support.boards import AT, HOSTILE, item, line, names, wait

GOLDEN = Path(__file__).parents[2] / "golden" / "board"
OBJECTION = Objection("chen.jie", AT - timedelta(days=2), "review:1", "13(七) 数据有误", blocks=True)
SEATS = (Step("office-first", State.OPEN), Step("office-second", State.OPEN))


def _everything() -> Reminder:
    own = line(13, title="消防演练", author="li.na", waits=(wait("proof-3", overdue=False),), items=(item(grade="major"),))
    branch = line(0, branch="draft/x y;rm", title="另一篇", address="", author="", waits=(wait("review-2", days=1),))
    office = line(
        20, title="名册变更", items=(), changed=("reviews/units/liangshan/people.yml",), steps=SEATS,
        waits=(wait("office-first", overdue=False), wait("office-second", overdue=False)),
    )  # fmt: skip
    back = line(14, title="数据公报", author="li.na", standing="returned", waits=(), objections=(OBJECTION,))
    bad = line(15, title="含身份证号的稿件", author="li.na", standing="faulty", errors=2, waits=())
    signed = [Errand(one, min(turn.since for turn in one.waits), one.waits) for one in (line(), own, branch, office)]
    return Reminder("li.na", (*signed, Errand(back, OBJECTION.at), Errand(bad, AT - timedelta(days=4))))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_whole_message(lang: str) -> None:
    text = subject(_everything(), lang) + "\n\n" + body(_everything(), names(), AT, lang)  # type: ignore[arg-type]
    place = GOLDEN / f"reminder.{lang}.text"
    if os.environ.get("SANSHEN_REWRITE_GOLDEN"):
        place.write_text(text, "utf-8")
    assert text == place.read_text("utf-8")


def test_t51_other_peoples_words_make_no_link_no_mention_no_markup_and_no_header() -> None:
    hostile = line(
        title=HOSTILE + " <@U1> *b* `c` www.evil.example", branch=HOSTILE, login=HOSTILE, author="",
        items=(item("content/<b>@x/`y`.md"),), objections=(OBJECTION,), address="",
    )  # fmt: skip
    reminder = Reminder(
        "li.na", (Errand(hostile, AT, hostile.waits), Errand(line(0, branch=HOSTILE, title="x", address=""), AT, (wait(),)))
    )
    text = subject(reminder, "zh") + "\n" + body(reminder, names(), AT, "zh")
    for bad in ("://", "@", "<", "`", "*", "evil.example", "](", "\x1b", "\u202e", "13812345678", "\n::"):
        assert bad not in text, bad
    assert "\n" not in subject(reminder, "zh")
    assert "git switch" not in text  # a branch that cannot be shown as it is cannot be copied either


def test_what_is_copied_into_a_shell_is_one_word() -> None:
    branch = line(0, branch="x;touch$IFS/tmp/y", title="t", address="")
    text = body(Reminder("li.na", (Errand(branch, AT, (wait(),)),)), names(), AT, "zh")
    assert re.search(r"git switch 'x;touch\$IFS/tmp/y'，", text)


def test_quoting_leaves_words_alone() -> None:
    assert quoted("梁山街道开展 2026 年检查，共 36 家") == "梁山街道开展 2026 年检查，共 36 家"

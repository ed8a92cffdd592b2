"""The board's exact words (tests/golden/board/), and that nothing untrusted in them does anything."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from sanshen.report import board_json, board_text
from sanshen.report.board_words import duration
from support.boards import AT, HOSTILE, everything, item, line, names

GOLDEN = Path(__file__).parents[2] / "golden" / "board"


def _golden(name: str, text: str) -> None:
    place = GOLDEN / name
    if os.environ.get("SANSHEN_REWRITE_GOLDEN"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, "utf-8")
    assert text == place.read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_board_in_words(lang: str) -> None:
    _golden(f"all.{lang}.text", board_text.render(everything(), names(), lang))  # type: ignore[arg-type]
    _golden(f"mine.{lang}.text", board_text.render_mine(everything(), names(), "li.na", lang))  # type: ignore[arg-type]


def test_the_board_for_programs() -> None:
    _golden("all.json", json.dumps(json.loads(board_json.render(everything(), "zh")), ensure_ascii=False, indent=1) + "\n")


def test_one_persons_board_holds_what_concerns_them_and_what_nobody_knows() -> None:
    found = json.loads(board_json.render(everything(), "en", "chen.jie"))
    assert (found["to_sign"], found["handed_in"], found["returned"]) == ([13, 20], [], [14])
    assert {one["number"] for one in found["changes"]} == {13, 14, 19, 20}


def test_t51_other_peoples_words_are_inert() -> None:
    board = everything()
    hostile = line(
        title=HOSTILE * 9, branch=HOSTILE, login=HOSTILE, author="", items=(item(f"content/{HOSTILE}.md"),), address=""
    )
    shown = board_text.render(msgspec.structs.replace(board, lines=(hostile,)), names(), "zh")
    for bad in ("\x1b", "\u202e", "13812345678", "\n::"):
        assert bad not in shown
    assert max(map(len, shown.splitlines())) < 400
    told = line(title=HOSTILE, branch=HOSTILE, login=HOSTILE)
    assert "13812345678" not in board_json.render(msgspec.structs.replace(board, lines=(told,)), "zh")


@pytest.mark.parametrize(
    ("hours", "zh"),
    [
        (0, "0 分钟"),
        (0.5, "30 分钟"),
        (1, "1 小时"),
        (23.9, "23 小时"),
        (24, "1 天"),
        (50, "2 天 2 小时"),
        (75, "3 天"),
        (999, "41 天"),
    ],
)
def test_lengths_of_time(hours: float, zh: str) -> None:
    assert duration(hours).zh == zh


def test_since_when_is_the_oldest_turn_else_the_opening() -> None:
    assert line().since == AT.replace(day=17)
    assert line(waits=()).since == line().opened

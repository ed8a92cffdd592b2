"""The board's page: one file that loads nothing, runs nothing, and says everything in words too."""

from __future__ import annotations

import base64
import hashlib
import re

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from sanshen.model.board import Board, Pace
from sanshen.site.board import bars, people_waited_for, render
from support.boards import AT, HOSTILE, everything, item, line, names, wait


def _page(board: Board | None = None) -> str:
    return render(board or everything(), names(), "示例区")


def test_nothing_is_loaded_and_nothing_runs() -> None:
    tree = LexborHTMLParser(_page())
    assert tree.css("script, link, img, iframe, object, embed, form, base, video, audio") == []
    assert [one for node in tree.css("*") for one in node.attributes if one.startswith("on") or one == "style"] == []
    assert "url(" not in _page()
    assert "@import" not in _page()
    for node in tree.css("a"):
        assert re.match(r"#c-\d+$|https://github\.com/district/website/pull/\d+$", node.attributes["href"] or "")


def test_the_policy_of_the_page_names_its_one_style_sheet() -> None:
    tree = LexborHTMLParser(_page())
    said = tree.css_first('meta[http-equiv="Content-Security-Policy"]').attributes["content"] or ""
    style = re.search(r"<style>(.*?)</style>", _page(), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert said.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


def test_it_says_of_itself_that_it_is_internal() -> None:
    tree = LexborHTMLParser(_page())
    assert tree.css_first('meta[name="robots"]').attributes["content"] == "noindex, nofollow"
    assert tree.css_first(".internal").text() == "内部资料，不得公开"


def test_it_shows_every_change_its_turn_and_what_is_overdue() -> None:
    tree = LexborHTMLParser(_page())
    cards = {card.attributes["id"]: card for card in tree.css("article")}
    assert set(cards) == {f"c-{number}" for number in range(12, 22)}
    assert cards["c-12"].css_first(".turn").text().startswith("二审：李娜")
    assert "已逾期（限 11-18）" in cards["c-12"].text()
    assert "托管平台回应 502" in cards["c-19"].text()
    assert "无人可签" in cards["c-21"].text()
    steps = [one.text(separator=" ", strip=True) for one in cards["c-12"].css(".step")]
    assert steps[:3] == ["一审 张伟", "二审 轮到", "三审签发 等待"]
    figures = [one.text(strip=True) for one in tree.css(".figures dd")]
    assert figures == ["10", "1", "3", "1"]


def test_people_come_in_the_order_of_what_burns() -> None:
    found = [(one.id, [errand.line.number for errand in one.errands]) for one in people_waited_for(everything(), names())]
    assert found == [("li.na", [12, 14, 20]), ("chen.jie", [20, 13])]


def test_two_seats_of_one_change_are_one_errand() -> None:
    both = line(waits=(wait("office-first", "zhao.min"), wait("office-second", "zhao.min")))
    (person,) = people_waited_for(Board(AT, "b" * 40, forge=True, lines=(both,)), names())
    assert person.errands[0].stages == ("区政府办公室签署（一）", "区政府办公室签署（二）")


def test_charts_are_to_one_scale_and_their_numbers_stand_in_words() -> None:
    found = bars([("a", Pace("a", 2, 10, 40)), ("b", Pace("b", 0, 0, 0, 1, 20))])
    assert [(one.width, one.reach, one.open_width) for one in found] == [(25.0, 100.0, 0.0), (0.0, 0.0, 50.0)]
    assert bars([("a", Pace("a", 0, 0, 0, 1, 0))])[0].open_width == 0.0
    tree = LexborHTMLParser(_page())
    assert [node.attributes["aria-hidden"] for node in tree.css("svg")] == ["true"] * len(tree.css("svg"))
    rows = [row.text(separator=" ", strip=True) for row in tree.css("#环节-title")]
    assert rows == ["各环节用时"]
    assert tree.body is not None
    assert "6小时5件，最长2天2小时" in "".join(tree.body.text().split())


def test_t51_hostile_words_stay_words() -> None:
    hostile = line(
        title=HOSTILE, branch=HOSTILE, number=0, login=HOSTILE, author="", items=(item(f"content/{HOSTILE}.md"),), address=""
    )
    page = _page(msgspec.structs.replace(everything(), lines=(hostile,)))
    for bad in ("<img", "\x1b", "\u202e", "13812345678"):
        assert bad not in page
    assert len(LexborHTMLParser(page).css("article")) == 1


@pytest.mark.parametrize("lines", [(), (line(waits=(), standing="allowed"),)])
def test_a_board_on_which_nobody_is_waited_for(lines: tuple[object, ...]) -> None:
    page = _page(Board(AT, "b" * 40, forge=True, lines=lines))  # type: ignore[arg-type]
    assert ("目前没有在办的事项" in page) == (not lines)
    assert "轮到谁" not in page


def test_a_long_list_of_one_person_is_folded_without_a_script() -> None:
    many = Board(AT, "b" * 40, forge=True, lines=tuple(line(number) for number in range(1, 10)))
    tree = LexborHTMLParser(_page(many))
    assert len(tree.css(".people > .card > ul > li")) == 5
    assert tree.css_first(".people summary").text() == "其余 4 件"
    assert len(tree.css(".people details li")) == 4

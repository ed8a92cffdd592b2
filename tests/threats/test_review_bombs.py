"""Found by review: T46. An article full of hits is judged in bounded time: hits are not compared pair by pair."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sanshen.reading.folding import fold
from sanshen.rules.matching import Hit, Matcher, longest
from support.scenes import FIRE, PNG, founded
from support.town import article, rules

MANY = 40_000


@pytest.mark.parametrize("excepted", [(), ("示例禁词库",)])
def test_t46_forty_thousand_hits_take_seconds(excepted: tuple[str, ...]) -> None:
    text = fold("示例禁词" * MANY + "示例禁词库" * MANY).text
    began = time.process_time()
    hits = longest(list(Matcher(["示例禁词"], [excepted]).find(text)))
    assert len(hits) == (MANY if excepted else 2 * MANY)
    assert time.process_time() - began < 15


def test_a_hit_inside_a_longer_one_is_dropped_and_its_twin_is_not() -> None:
    inner, left, outer, twin = Hit(0, 2, 4), Hit(1, 0, 4), Hit(2, 0, 6), Hit(3, 0, 6)
    apart, crossing = Hit(4, 7, 9), Hit(5, 5, 8)
    assert longest([inner, left, outer, twin, apart, crossing]) == [outer, twin, apart, crossing]


def test_t46_the_gate_answers_about_an_article_of_internal_markings(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.draft(text=article(body=("内 部 资 料 " * 8000 + "\n") * 3))
    began = time.process_time()
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS1303" in rules(verdict)
    assert time.process_time() - began < 30


@pytest.mark.parametrize("mark", ["[r] ", "![r] ", "[![r]][r] ", "| [r] "])
def test_t46_one_long_address_repeated_by_reference_is_refused_at_once(tmp_path: Path, mark: str) -> None:
    town = founded(tmp_path)
    town.draft(
        text=article(
            body="[r]: https://www.gov.cn/" + "x" * 90_000 + "\n\n" + ("|a|\n|-|\n" if "|" in mark else "") + mark * 20_000
        )
    )
    began = time.process_time()
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS0007" in rules(verdict)
    assert time.process_time() - began < 20


def test_t46_many_links_in_one_paragraph(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.draft(text=article(body="[检查](https://www.gov.cn/) " * 3000))
    began = time.process_time()
    assert not town.gate()["allowed"]
    assert time.process_time() - began < 20


def test_a_few_references_are_welcome(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.draft(text=article(body="见[通知][r]，又见[通知][r]。\n\n[r]: https://www.gov.cn/zhengce/\n"))
    assert rules(town.gate()) == set()


def test_t46_many_changed_pictures_beside_many_articles(tmp_path: Path) -> None:
    """Each article is read once, not once for each picture."""
    town, folder = founded(tmp_path), FIRE.rpartition("/")[0]
    town.git("checkout", "-q", "main")
    body = "100% 完成 & 检查。\n\n" * 20
    town.write({f"{folder}/a{place}.md": article(f"标题{place}", body=f"{body}![图](p{place}.png)\n") for place in range(100)})
    town.write({f"{folder}/p{place}.png": PNG + bytes([place]) for place in range(150)})
    town.commit("Base")
    town.branch("work", "main")
    town.write({f"{folder}/p{place}.png": PNG + bytes([place, 1]) for place in range(90, 150)})
    town.commit("Pictures")
    began = time.process_time()
    verdict = town.gate()
    assert time.process_time() - began < 12
    assert not verdict["allowed"]
    assert [one["path"] for one in verdict["articles"]] == [f"{folder}/a{place}.md" for place in range(90, 100)]

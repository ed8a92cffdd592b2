"""How long things take, from real signatures and records over many days to the charts that the office looks at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from support.recorded_town import record
from support.town import FIRE, GENERAL, MAJOR, Town, article

SCHOOL = "content/education/news/2026/school.md"
EDUCATION = ("wu.lei", "han.mei", "jiang.bo", "zheng.shuang", "feng.tao", "han.mei")
TALLY = "content/liangshan/news/2026/tally.md"
MEETING = "content/liangshan/news/2026/meeting.md"
WAITING = "content/liangshan/news/2026/waiting.md"


def _publish(town: Town, path: str, text: str, people: Sequence[str], hours: Sequence[float]) -> None:
    """Each signs so many hours after it became their turn; then it is merged and recorded."""
    town.branch("draft")
    town.draft(path, text)
    for person, wait in zip(people, hours, strict=True):
        town.minute += int(60 * wait)
        code, out, err = town.sign(person, path)
        assert code == 0, (out, err)
    assert town.gate()["allowed"]
    town.merge("draft")
    assert record(town)[0] == 0


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Three articles of one unit and one of another published within a fortnight; one more waits for its second review."""
    made = Town(tmp_path_factory.mktemp("durations"))
    _publish(made, FIRE, article(), GENERAL, (2, 26, 50, 1, 3, 1))
    _publish(made, TALLY, article("街道办事大厅开通周末窗口"), GENERAL, (1, 5, 9, 1, 2, 1))
    _publish(made, MEETING, article("全区冬季消防工作部署", grade="major"), MAJOR, (3, 8, 20, 96, 1, 1, 2))
    school = article("学校开展消防演练").replace("source: 梁山街道", "source: 区教委")
    _publish(made, SCHOOL, school, EDUCATION, (1, 12, 30, 2, 2, 2))
    made.branch("second")
    made.draft(WAITING, article("街道召开安全生产工作会议"))
    made.minute += 90
    assert made.sign("zhang.wei", WAITING)[0] == 0
    made.minute += 60 * 40
    return made


def _json(town: Town) -> dict[str, Any]:
    code, out, err = town.run("status", "--all", "--format", "json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def _near(found: dict[str, Any], count: int, median: float, longest: float) -> None:
    """Within the minutes that the town's acts take by themselves."""
    assert found["count"] == count
    assert found["median_hours"] == pytest.approx(median, abs=0.3)
    assert found["longest_hours"] == pytest.approx(longest, abs=0.3)


def test_the_figures_are_those_of_the_signatures(town: Town) -> None:
    found = _json(town)
    stages = {one["id"]: one for one in found["stages"]}
    _near(stages["review-2"], 4, 10, 26)  # 5, 8, 12, 26
    _near(stages["review-3"], 4, 25, 50)  # 9, 20, 30, 50
    _near(stages["district-deputy"], 1, 96, 96)
    assert (stages["review-2"]["open"], stages["review-3"]["open"]) == (1, 0)
    assert stages["review-2"]["open_longest_hours"] == pytest.approx(40, abs=0.2)
    units = {one["id"]: one for one in found["units"]}
    _near(units["liangshan"], 3, 83, 131)  # 19, 83, 131 from handing in to the last proof
    _near(units["education"], 1, 49, 49)
    assert (units["liangshan"]["open"], units["education"]["open"]) == (1, 0)


def _charts(town: Town) -> dict[str, dict[str, dict[str, Any]]]:
    """Chart → row → the widths of its bars, and its words."""
    code, _, err = town.run("status", "--all", "--format", "html", "--out", "build/board.html")
    assert code == 0, err
    tree = LexborHTMLParser((town.root / "build/board.html").read_text("utf-8"))
    charts: dict[str, dict[str, dict[str, Any]]] = {}
    for table in tree.css("table.chart"):
        rows = charts.setdefault(table.css_first("thead th").text(strip=True), {})
        for row in table.css("tbody tr"):
            bars = {
                (svg.attributes["class"] or "").split()[-1]: [float(one.attributes["width"] or "x") for one in svg.css("rect")]
                for svg in row.css("svg")
            }
            rows[row.css_first("th").text(strip=True)] = {**bars, "words": "".join(row.text().split())}
    return charts


def test_the_charts_draw_just_these_figures_to_one_scale(town: Town) -> None:
    charts = _charts(town)
    assert list(charts) == ["环节", "单位"]
    stages, units = charts["环节"], charts["单位"]
    assert list(stages) == ["一审", "二审", "三审签发", "区政府分管领导审签", "一校", "二校", "三校"]
    assert stages["区政府分管领导审签"]["done"] == [100.0, 100.0], "the longest of all is as wide as the chart"
    longest, median = stages["二审"]["done"]
    assert (longest, median) == (pytest.approx(100 * 26 / 96, abs=0.4), pytest.approx(100 * 10 / 96, abs=0.4))
    assert stages["二审"]["now"] == [pytest.approx(100 * 40 / 96, abs=0.4)]
    assert "now" not in stages["三审签发"]
    assert units["梁山街道"]["done"] == [100.0, pytest.approx(100 * 83 / 131, abs=0.4)]
    assert units["区教委"]["done"] == [pytest.approx(100 * 49 / 131, abs=0.4)] * 2
    for words, row in (
        ("二审10小时4件，最长1天2小时1天16小时1件", stages["二审"]),
        ("区教委2天1小时1件，最长2天1小时–", units["区教委"]),
    ):
        assert row["words"] == words


def test_nothing_recorded_and_nothing_open_draws_no_chart(tmp_path: Path) -> None:
    assert _charts(Town(tmp_path)) == {}
